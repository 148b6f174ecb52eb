import type { Text } from "../words";
import { fault } from "./build";
import type { Fault, FaultOptions, RawPermission, Target } from "./types";

/** An action of FIS that is newer than this catalogue. */
export interface RawFault extends FaultOptions {
  /** `aws:service:action`, as `aws fis list-actions` prints it. */
  readonly actionId: string;
  /** As FIS takes them: durations ISO 8601, numbers as texts. Left out: none. */
  readonly parameters?: Readonly<Record<string, Text | readonly Text[]>>;
  /** By the action's target key, as `aws fis get-action` prints it. Left out: none. */
  readonly targets?: Readonly<Record<string, Target>>;
  /** What the experiment role needs, from the action's page in AWS's guide. A change on `*` needs a condition. */
  readonly permissions: readonly RawPermission[];
}

/**
 * A fault that the catalogue does not know. Nothing of it is checked but its shape, which the Plan says as a warning; it counts as not
 * reverting, and only a metric (`effect`) is evidence that it took effect.
 */
export function raw(options: RawFault): Fault {
  return {
    ...fault(options.actionId, options, options.targets ?? {}, options.parameters ?? {}),
    untyped: { permissions: options.permissions },
  };
}
