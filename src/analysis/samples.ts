import type { Sample } from "../journal";
import { ceilTo, floorTo } from "./timing";

/** A stretch of the run's time, `to` excluded. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Which samples belong to a window. `settled`: the one that the window begins in, and all that end within it. `touching`: all that
 * share any instant with it. `after`: those that lie wholly inside.
 */
export type Belonging = "settled" | "touching" | "inside";

/** Every sample that a window should have, `null` where there is none. What was never recorded is as missing as what the source lacked. */
export function samplesIn(
  samples: readonly Sample[] | undefined,
  periodMs: number,
  window: Window,
  belonging: Belonging,
): readonly Sample[] {
  const known = new Map((samples ?? []).map((sample) => [sample.at, sample.value]));
  const first = belonging === "inside" ? ceilTo(periodMs, window.from) : floorTo(periodMs, window.from);
  const out: Sample[] = [];
  for (let at = first; belonging === "touching" ? at < window.to : at + periodMs <= window.to; at += periodMs) {
    const value = known.get(at);
    out.push({ at, value: value === undefined || !Number.isFinite(value) ? null : value });
  }
  return out;
}
