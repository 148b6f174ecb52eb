import { type Duration, isoDuration, parseDuration, type Text } from "../words";
import type { Fault, FaultOptions, Target } from "./types";

/** Puts a fault together; parameters that were left out do not appear. What is wrong with a value is found by `compile`, with its place. */
export function fault(
  actionId: string,
  options: FaultOptions,
  targets: Readonly<Record<string, Target>>,
  parameters: Readonly<Record<string, Text | readonly Text[] | undefined>>,
  grants: Readonly<Record<string, Text | undefined>> = {},
): Fault {
  const granted = Object.entries(grants).filter((entry): entry is [string, Text] => entry[1] !== undefined);
  const given = Object.entries(parameters).filter((entry): entry is [string, Text | readonly Text[]] => entry[1] !== undefined);
  return {
    actionId,
    parameters: Object.fromEntries(given),
    targets,
    ...(options.after === undefined ? {} : { after: options.after }),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(granted.length === 0 ? {} : { grants: Object.fromEntries(granted) }),
  };
}

/** A duration as FIS writes it. What is no duration in whole seconds stays as it is, for `compile` to refuse. */
export function iso(duration: Duration | undefined): string | undefined {
  return inUnits(duration, 1_000, (whole) => isoDuration(whole * 1_000));
}

/** A percentage as FIS writes it: the bare number. */
export function bare(percent: string | undefined): string | undefined {
  return percent === undefined ? undefined : String(percent).replace(/%$/, "");
}

/** A length of time in whole milliseconds, as the network documents take it. */
export function milliseconds(duration: Duration | undefined): string | undefined {
  return inUnits(duration, 1, String);
}

/** A length of time in whole seconds, as the SSM documents take it. */
export function seconds(duration: Duration | undefined): string | undefined {
  return inUnits(duration, 1_000, String);
}

function inUnits(duration: Duration | undefined, unitMs: number, write: (whole: number) => string): string | undefined {
  if (duration === undefined) return undefined;
  // A length such as 0.3s is not exact in binary: the thousandth part of a millisecond is.
  const whole = Math.round((parseDuration(String(duration)) ?? Number.NaN) * 1_000) / (1_000 * unitMs);
  return Number.isInteger(whole) ? write(whole) : String(duration);
}
