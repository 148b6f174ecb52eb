import type { Statistics, Weighted } from "./statistics";

/** A statistic as it is asked for: `Average`, `p99.9`, `TM(10%:90%)` … */
export interface Stat {
  readonly name: string;
  /** 0 to 1, for `p…` alone: decides how many samples are enough for an alarm. */
  readonly percentile?: number;
  /** Undefined where the data does not allow it: percentiles of statistic sets or of negative values. */
  of(statistics: Statistics): number | undefined;
}

const simple: ReadonlyMap<string, (statistics: Statistics) => number> = new Map([
  ["SampleCount", (s) => s.count],
  ["Average", (s) => s.sum / s.count],
  ["Sum", (s) => s.sum],
  ["Minimum", (s) => s.min],
  ["Maximum", (s) => s.max],
]);

/** A bound of a range: a share of the samples, or a value of the metric. */
type Bound = { readonly share: number } | { readonly value: number } | undefined;

/** The values between two bounds, with how many samples of each are inside, and how many are outside on each side. */
interface Cut {
  readonly inside: readonly Weighted[];
  readonly below: number;
  readonly above: number;
}

/**
 * Cuts a sorted list of values. A share counts samples (a value may be cut in two); a value bound excludes the lower
 * and includes the upper, as CloudWatch does.
 */
function cut(sorted: readonly Weighted[], lower: Bound, upper: Bound): Cut {
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const from = lower && "share" in lower ? lower.share * total : 0;
  const to = upper && "share" in upper ? upper.share * total : total;
  const least = lower && "value" in lower ? lower.value : Number.NEGATIVE_INFINITY;
  const most = upper && "value" in upper ? upper.value : Number.POSITIVE_INFINITY;
  const inside: Weighted[] = [];
  let seen = 0;
  let below = 0;
  let above = 0;
  for (const [value, count] of sorted) {
    const start = Math.max(seen, from);
    const end = Math.min(seen + count, to);
    seen += count;
    if (value <= least || seen <= from) below += count;
    else if (value > most || seen - count >= to) above += count;
    else {
      below += start - (seen - count);
      above += seen - end;
      if (end > start) inside.push([value, end - start]);
    }
  }
  return { inside, below, above };
}

const countOf = (values: readonly Weighted[]) => values.reduce((sum, [, count]) => sum + count, 0);
const sumOf = (values: readonly Weighted[]) => values.reduce((sum, [value, count]) => sum + value * count, 0);

/** The smallest value that at least this share of the samples does not exceed. */
function percentile(sorted: readonly Weighted[], share: number): number | undefined {
  const wanted = share * countOf(sorted);
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= wanted - 1e-9) return value;
  }
  return sorted.at(-1)?.[0];
}

const families: Readonly<Record<string, (found: Cut) => number | undefined>> = {
  TM: ({ inside }) => (inside.length > 0 ? sumOf(inside) / countOf(inside) : undefined),
  TC: ({ inside }) => countOf(inside),
  TS: ({ inside }) => sumOf(inside),
  WM: ({ inside, below, above }) => {
    const lowest = inside[0];
    const highest = inside.at(-1);
    if (!lowest || !highest) return undefined;
    return (sumOf(inside) + lowest[0] * below + highest[0] * above) / (countOf(inside) + below + above);
  },
  PR: ({ inside, below, above }) => (countOf(inside) / (countOf(inside) + below + above)) * 100,
};

/** Of values only: known, and not negative, as CloudWatch demands. */
function ofValues(statistics: Statistics, compute: (sorted: readonly Weighted[]) => number | undefined): number | undefined {
  if (statistics.min < 0) return undefined;
  const sorted = statistics.sorted();
  return sorted && sorted.length > 0 ? compute(sorted) : undefined;
}

function bound(text: string): Bound {
  if (text === "") return undefined;
  return text.endsWith("%") ? { share: Number(text.slice(0, -1)) / 100 } : { value: Number(text) };
}

const shorthand = /^(p|tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)$/;
const ranged = /^(TM|WM|TC|TS|PR)\((-?\d+(?:\.\d+)?%?)?:(-?\d+(?:\.\d+)?%?)?\)$/;

function parse(name: string): Stat | undefined {
  const plain = simple.get(name);
  if (plain) return { name, of: plain };
  const short = shorthand.exec(name);
  if (short) {
    const share = Number(short[2]) / 100;
    if (share > 1) return undefined;
    if (short[1] === "p") return { name, percentile: share, of: (s) => ofValues(s, (sorted) => percentile(sorted, share)) };
    const family = families[(short[1] ?? "").toUpperCase()];
    return family && { name, of: (s) => ofValues(s, (sorted) => family(cut(sorted, undefined, { share }))) };
  }
  const range = name === "IQM" ? ["", "TM", "25%", "75%"] : ranged.exec(name);
  if (!range) return undefined;
  const [, kind = "", from = "", to = ""] = range;
  const [lower, upper] = [bound(from), bound(to)];
  const family = families[kind];
  if (!family || (!lower && !upper) || (lower && upper && "share" in lower !== "share" in upper)) return undefined;
  if (kind === "PR" && [lower, upper].some((b) => b && "share" in b)) return undefined;
  return { name, of: (s) => ofValues(s, (sorted) => family(cut(sorted, lower, upper))) };
}

const known = new Map<string, Stat | undefined>();

/**
 * Reads a statistic; undefined when CloudWatch has none of that name.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function parseStat(name: string): Stat | undefined {
  if (!known.has(name)) {
    if (known.size > 1000) known.clear();
    known.set(name, parse(name));
  }
  return known.get(name);
}

export const isSimpleStatistic = (name: string) => simple.has(name);
