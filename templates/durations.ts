import type { Duration } from "../src";
import { isoDuration, parseDuration } from "../src/words";

/** A duration and a margin, as FIS writes it. What is no duration stays as it is, for `compile` to refuse. */
export function longer(duration: Duration, marginMs: number): Duration {
  const ms = parseDuration(String(duration));
  return ms === undefined ? duration : (isoDuration(ms + marginMs) as Duration);
}
