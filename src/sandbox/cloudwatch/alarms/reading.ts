import { QueryRun } from "../query/queries";
import { parseStat } from "../series/stat";
import { type MetricStore, mergedWindows } from "../series/store";
import { evaluationRange } from "./evaluator";
import { type MetricAlarm, periodOf } from "./records";

/** One period that an alarm looks at. */
export interface Point {
  readonly at: number;
  readonly value: number | undefined;
  /** Known of single metrics, not of metric math. */
  readonly samples?: number;
}

/**
 * The data points of an alarm's evaluation range, oldest first. Periods end at the last whole minute (10 seconds for
 * high-resolution alarms) and slide with it, so an alarm on 5 minutes is evaluated every minute on the last 5.
 */
export function readRange(store: MetricStore, scope: string, alarm: MetricAlarm, now: number): readonly Point[] {
  const period = periodOf(alarm) * 1000;
  const step = cadenceMs(alarm);
  const end = Math.floor(now / step) * step;
  const length = evaluationRange(alarm.config.EvaluationPeriods);
  const times = Array.from({ length }, (_, index) => end - (length - index) * period);
  const start = end - length * period;
  return alarm.config.Metrics ? math(store, scope, alarm, times, { start, end, now }) : single(store, scope, alarm, times, start, end);
}

/** How often an alarm is evaluated: every 10 seconds of sandbox time for periods below a minute, else every minute. */
export const cadenceMs = (alarm: MetricAlarm) => (periodOf(alarm) < 60 ? 10_000 : 60_000);

function single(store: MetricStore, scope: string, { config }: MetricAlarm, times: readonly number[], start: number, end: number): Point[] {
  const stat = parseStat(config.ExtendedStatistic ?? config.Statistic ?? "");
  const series = store.unitsOf(scope, config, config.Unit).map((one) => one.series);
  const windows = mergedWindows(series, start, end, config.Period ?? 60);
  const found = new Map(windows.map(({ at, statistics }) => [at, statistics]));
  return times.map((at) => {
    const statistics = found.get(at);
    return { at, value: statistics && stat?.of(statistics), samples: statistics?.count ?? 0 };
  });
}

function math(
  store: MetricStore,
  scope: string,
  { config }: MetricAlarm,
  times: readonly number[],
  range: { readonly start: number; readonly end: number; readonly now: number },
): Point[] {
  const queries = config.Metrics ?? [];
  const watched = queries.find((query) => query.ReturnData !== false);
  const [series] = watched ? new QueryRun(store, scope, queries, range, true).of(watched) : [];
  return times.map((at) => ({ at, value: series?.points.get(at) }));
}
