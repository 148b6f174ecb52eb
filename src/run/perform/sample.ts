import { floorTo, graceMs } from "../../analysis";
import { type RunEvent, type Sample, type SeriesKey, seriesOfPlan } from "../../journal";
import { repeat } from "../calls";
import { type Context, FailureLog } from "../context";
import { every, PATIENCE } from "../patience";

type SampledEvent = Extract<RunEvent, { type: "sampled" }>;

/** Periods that one reading asks for at most; an outage or a resumed run catches up in several. */
const PERIODS_AT_ONCE = 400;
/** Samples that one entry of the journal holds at most. */
const SAMPLES_PER_ENTRY = 500;

/** Writes the samples of all series down as they become complete, until it is no longer wanted. What was missed is caught up with. */
export async function sample(context: Context, from: number, signal: AbortSignal): Promise<void> {
  const log = new FailureLog(context, "metrics");
  const shortest = Math.min(...seriesOfPlan(context.plan).map(({ metric }) => metric.periodMs));
  const pause = every(Math.max(PATIENCE.tick, shortest / 5), context.clock.speed);
  let open = from;
  await repeat(
    context.clock,
    signal,
    () => pause,
    async () => {
      try {
        open = await sampleOnce(context, open, context.clock.now(), signal);
        log.ok();
      } catch (thrown) {
        if (!signal.aborted) await log.failed(thrown);
      }
    },
  );
}

/**
 * Reads what is new or may still have changed between two instants and writes the differences down. Returns the instant before which all
 * is known for good.
 */
export async function sampleOnce(context: Context, from: number, to: number, signal: AbortSignal): Promise<number> {
  const { plan, clock } = context;
  const series = seriesOfPlan(plan);
  const now = clock.now();
  const open = Math.min(...series.map(({ key, metric }) => firstUnsettled(context, key, metric.periodMs, from, to, now)));
  const longest = Math.max(...series.map(({ metric }) => metric.periodMs));
  for (let since = open; since < to && !signal.aborted; since += PERIODS_AT_ONCE * longest) {
    const until = Math.min(to, since + PERIODS_AT_ONCE * longest);
    const metrics = series.map(({ metric }) => metric);
    const read = await context.call("metrics", (call) => context.ports.metrics.read(metrics, since, until, { signal: call }), { signal });
    const fresh = series.map(({ key, metric }, index): [SeriesKey, readonly Sample[]] => [
      key,
      (read[index] ?? []).filter((sample) => isNews(context, key, metric.periodMs, sample, from, to, now)),
    ]);
    await write(context, fresh);
  }
  return open;
}

/** The start of the first period that is not known for good yet: it has no number, or its number may still change. */
function firstUnsettled(context: Context, key: SeriesKey, periodMs: number, from: number, to: number, now: number): number {
  for (let at = floorTo(periodMs, from); at < to; at += periodMs) {
    const known = context.session.sampleAt(key, at);
    if (known === undefined || at + periodMs + graceMs(periodMs) > now) return at;
  }
  return to;
}

function isNews(context: Context, key: SeriesKey, periodMs: number, sample: Sample, from: number, to: number, now: number): boolean {
  if (sample.at < floorTo(periodMs, from) || sample.at + periodMs > Math.min(to, now)) return false;
  const known = context.session.sampleAt(key, sample.at);
  if (sample.value === null) return known === undefined && sample.at + periodMs + graceMs(periodMs) <= now;
  return known === undefined || known.value !== sample.value;
}

async function write(context: Context, fresh: readonly (readonly [SeriesKey, readonly Sample[]])[]): Promise<void> {
  let batch: Partial<Record<SeriesKey, readonly Sample[]>> = {};
  let size = 0;
  const flush = async () => {
    const event: SampledEvent = { type: "sampled", series: batch };
    if (size > 0) await context.record(event);
    batch = {};
    size = 0;
  };
  for (const [key, samples] of fresh) {
    for (let index = 0; index < samples.length; index += SAMPLES_PER_ENTRY) {
      const part = samples.slice(index, index + SAMPLES_PER_ENTRY);
      if (size + part.length > SAMPLES_PER_ENTRY) await flush();
      batch = { ...batch, [key]: part };
      size += part.length;
    }
  }
  await flush();
}

/**
 * How many samples of a range have no data, and how many may still come or change: a number that is younger than one period may not
 * be whole yet.
 */
function tally({ session, plan, clock }: Context, from: number, to: number) {
  const now = clock.now();
  let open = 0;
  let missing = 0;
  for (const { key, metric } of seriesOfPlan(plan)) {
    for (let at = floorTo(metric.periodMs, from); at + metric.periodMs <= to; at += metric.periodMs) {
      const end = at + metric.periodMs;
      const isMissing = (session.sampleAt(key, at)?.value ?? null) === null;
      if (isMissing) missing++;
      if (now < end + (isMissing ? graceMs(metric.periodMs) : metric.periodMs)) open++;
    }
  }
  return { open, missing };
}

/** Waits until all samples of the run are in, or are too late to be waited for. */
export async function settleSamples(context: Context, from: number, to: number, hurry: boolean, signal: AbortSignal): Promise<void> {
  const log = new FailureLog(context, "metrics");
  const longest = Math.max(...seriesOfPlan(context.plan).map(({ metric }) => metric.periodMs));
  const deadline = hurry ? 0 : to + longest + graceMs(longest) + PATIENCE.settle;
  await repeat(
    context.clock,
    signal,
    () => every(PATIENCE.settlePause, context.clock.speed),
    async () => {
      const isLast = context.clock.now() >= deadline;
      try {
        await sampleOnce(context, from, to, signal);
        const { open, missing } = tally(context, from, to);
        if (open > 0 && !isLast) return true;
        await context.record({ type: "samples-settled", missing });
        return false;
      } catch (thrown) {
        if (signal.aborted) return false;
        await log.failed(thrown);
        if (!isLast) return true;
        await context.record({ type: "samples-settled", missing: -1 });
        return false;
      }
    },
  );
}
