import { type Duration, durationMs, isoDuration, parseDuration, type Text } from "../words";
import type { Fault, FaultOptions, Target } from "./types";

/** Puts a fault together; parameters that were left out do not appear. What is wrong with a value is found by `compile`, with its place. */
export function fault(
  actionId: string,
  options: FaultOptions,
  targets: Readonly<Record<string, Target>>,
  parameters: Readonly<Record<string, Text | readonly Text[] | undefined>>,
): Fault {
  const given = Object.entries(parameters).filter((entry): entry is [string, Text | readonly Text[]] => entry[1] !== undefined);
  return {
    actionId,
    parameters: Object.fromEntries(given),
    targets,
    ...(options.after === undefined ? {} : { after: options.after }),
    ...(options.description === undefined ? {} : { description: options.description }),
  };
}

/** A duration as FIS writes it. Text that is no duration stays as it is, for `compile` to refuse. */
export function iso(duration: Duration | undefined): string | undefined {
  if (duration === undefined) return undefined;
  return typeof duration === "string" && parseDuration(duration) !== undefined ? isoDuration(durationMs(duration)) : String(duration);
}

/** A percentage as FIS writes it: the bare number. */
export function bare(percent: string | undefined): string | undefined {
  return percent === undefined ? undefined : String(percent).replace(/%$/, "");
}

/** A length of time in whole milliseconds, as the network documents take it. */
export function milliseconds(duration: Duration | undefined): string | undefined {
  if (duration === undefined) return undefined;
  const ms = parseDuration(String(duration));
  return ms === undefined ? String(duration) : String(Math.round(ms));
}

/** A length of time in whole seconds, as the SSM documents take it. */
export function seconds(duration: Duration | undefined): string | undefined {
  if (duration === undefined) return undefined;
  const ms = parseDuration(String(duration));
  return ms === undefined ? String(duration) : String(Math.round(ms / 1_000));
}
