import { Statistics, type StatisticsJson } from "./statistics";

/** Seconds are kept this long (sandbox time), as CloudWatch keeps high-resolution data. */
export const secondsRetentionMs = 3 * 60 * 60_000;
/** Minutes are kept this long, as CloudWatch keeps one-minute data. */
export const minutesRetentionMs = 15 * 24 * 60 * 60_000;

export interface Window {
  /** Start of the period, in milliseconds. */
  readonly at: number;
  readonly statistics: Statistics;
}

/**
 * What was measured of one metric in one unit. Each datum goes into the bucket of its second and of its minute, so a
 * roll-up is only the forgetting of old seconds. Data may come late or early, in any order.
 */
export class Series {
  /** By seconds and minutes since 1970. */
  private readonly seconds = new Map<number, Statistics>();
  private readonly minutes = new Map<number, Statistics>();
  newest = Number.NEGATIVE_INFINITY;
  private oldest = Number.POSITIVE_INFINITY;

  /** Adds to the period that begins at or before `at`. Data of standard resolution belongs to its minute as a whole. */
  record(at: number, highResolution: boolean, add: (into: Statistics) => void): void {
    const minute = Math.floor(at / 60_000);
    const second = highResolution ? Math.floor(at / 1000) : minute * 60;
    if (at > this.newest) this.newest = at;
    if (minute * 60_000 < this.oldest) this.oldest = minute * 60_000;
    const ofMinute = this.minutes.get(minute);
    if (!highResolution && (!ofMinute || ofMinute === this.seconds.get(second))) {
      // As long as a minute has nothing else, one bucket serves as both.
      const both = ofMinute ?? new Statistics();
      this.minutes.set(minute, both);
      this.seconds.set(second, both);
      add(both);
      return;
    }
    if (ofMinute && ofMinute === this.seconds.get(minute * 60)) {
      const own = new Statistics();
      own.merge(ofMinute);
      this.seconds.set(minute * 60, own);
    }
    add(bucket(this.seconds, second));
    add(bucket(this.minutes, minute));
  }

  /** Everything in `[from, to)`, merged; both must be whole seconds. Whole minutes are read from minutes. */
  between(from: number, to: number): Statistics | undefined {
    const byMinute = from % 60_000 === 0 && to % 60_000 === 0;
    const step = byMinute ? 60_000 : 1000;
    const buckets = byMinute ? this.minutes : this.seconds;
    let first: Statistics | undefined;
    let merged: Statistics | undefined;
    for (let index = Math.floor(from / step); index < Math.floor(to / step); index++) {
      const found = buckets.get(index);
      if (!found) continue;
      if (!first) first = found;
      else {
        if (!merged) {
          merged = new Statistics();
          merged.merge(first);
        }
        merged.merge(found);
      }
    }
    return merged ?? first;
  }

  /** The periods of `period` seconds from `start` on that begin before `end` and have data. */
  windows(start: number, end: number, period: number): Window[] {
    const found: Window[] = [];
    const step = period * 1000;
    // Begins where the data does: a request may reach back to 1970.
    const empty = Math.max(0, Math.floor((this.oldest - start) / step));
    for (let at = start + empty * step; at < end && at <= this.newest; at += step) {
      const statistics = this.between(at, at + step);
      if (statistics) found.push({ at, statistics });
    }
    return found;
  }

  /** Forgets seconds and minutes that begin before these times; gives how much memory the rest takes, in numbers. */
  forget(secondsBefore: number, minutesBefore: number): number {
    drop(this.seconds, secondsBefore / 1000);
    if (drop(this.minutes, minutesBefore / 60_000)) this.oldest = Math.min(...[...this.minutes.keys()].map((minute) => minute * 60_000));
    let weight = 0;
    for (const statistics of this.seconds.values()) weight += statistics.weight;
    for (const statistics of this.minutes.values()) weight += statistics.weight;
    return weight;
  }

  minutesSince(time: number): readonly (readonly [minute: number, StatisticsJson])[] {
    const kept = [...this.minutes].filter(([minute]) => minute * 60_000 >= time);
    return kept.map(([minute, statistics]) => [minute, statistics.toJSON()] as const);
  }

  /** Takes the minutes of a snapshot; their seconds are gone, so each minute's data stands at its beginning. */
  load(minutes: readonly (readonly [minute: number, StatisticsJson])[]): void {
    for (const [minute, json] of minutes) {
      this.record(minute * 60_000, false, (into) => into.merge(Statistics.from(json)));
    }
  }
}

function bucket(buckets: Map<number, Statistics>, index: number): Statistics {
  let found = buckets.get(index);
  if (!found) {
    found = new Statistics();
    buckets.set(index, found);
  }
  return found;
}

/** Has anything been dropped? */
function drop(buckets: Map<number, Statistics>, before: number): boolean {
  const kept = buckets.size;
  for (const index of buckets.keys()) if (index < before) buckets.delete(index);
  return buckets.size < kept;
}
