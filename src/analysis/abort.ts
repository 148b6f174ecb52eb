import { type Entry, firstOf, lastOf } from "../journal";

/** The four instants of a stop, in milliseconds of the run's clock; `null` where one did not come or is not known. */
export interface AbortTimes {
  /** When the breach became true in the data, or the alarm changed. For other causes: when the stop was asked for. */
  readonly breachAt: number | null;
  readonly decidedAt: number | null;
  readonly stopAcceptedAt: number | null;
  /** When the platform reported the end of the experiment. */
  readonly effectGoneAt: number | null;
}

/** The abort latency of a run; `null` when nothing was stopped. */
export function abortOf(entries: readonly Entry[]): AbortTimes | null {
  const started = firstOf(entries, "start-accepted");
  const stop = firstOf(entries, "stop-requested");
  const attributed = lastOf(entries, "stop-attributed");
  const effectGoneAt = firstOf(entries, "effect-gone")?.at ?? null;
  const breachAt = firstOf(entries, "guard-breached")?.event.breachAt ?? attributed?.event.since ?? null;
  if (stop && started && !attributed)
    return {
      breachAt: breachAt ?? stop.at,
      decidedAt: stop.at,
      stopAcceptedAt: firstOf(entries, "stop-accepted")?.at ?? null,
      effectGoneAt,
    };
  if (!attributed) return null;
  // FIS stopped it by itself: its decision is what its own status told first.
  const decidedAt =
    entries.find(({ event }) => event.type === "experiment-observed" && ["stopping", "stopped", "cancelled"].includes(event.status))?.at ??
    null;
  return { breachAt, decidedAt, stopAcceptedAt: decidedAt, effectGoneAt };
}
