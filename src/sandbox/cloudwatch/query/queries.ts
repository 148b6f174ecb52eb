import { invalidCombination, validation } from "../errors";
import { evaluate } from "../math/evaluate";
import { idsOf, parseExpression } from "../math/parser";
import { MathError, type TimeSeries, type Value } from "../math/values";
import { parseStat } from "../series/stat";
import type { MetricStore } from "../series/store";
import type { MetricDataQuery, MetricStat } from "../types";
import { alignedStart, periodsBetween } from "./periods";
import { rankOf } from "./units";

/** Functions like FILL give every period a value; this many are the most that a reply holds. */
const mostPeriods = 100_800;

export interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly now: number;
}

/** Reads one metric as a time series: a value per period that has data. Units are never mixed: of several the first of CloudWatch's order is read. */
function readMetric(store: MetricStore, scope: string, { Metric, Period, Stat, Unit }: MetricStat, start: number, end: number) {
  const stat = parseStat(Stat);
  const found = store.unitsOf(scope, Metric, Unit).flatMap(({ unit, series }) => {
    const windows = series.windows(start, end, Period);
    return windows.length > 0 ? [{ unit, windows }] : [];
  });
  const [first] = [...found].sort((a, b) => rankOf(a.unit) - rankOf(b.unit));
  const points = new Map<number, number>();
  for (const { at, statistics } of first?.windows ?? []) {
    const value = stat?.of(statistics);
    if (value !== undefined) points.set(at, value);
  }
  return { points, units: found.map(({ unit }) => unit).sort() };
}

/** Queries evaluated together: expressions see the others by their ids, each is computed once. */
export class QueryRun {
  private readonly done = new Map<string, readonly TimeSeries[]>();
  private readonly running = new Set<string>();
  private readonly byId: ReadonlyMap<string, MetricDataQuery>;

  constructor(
    private readonly store: MetricStore,
    private readonly scope: string,
    private readonly queries: readonly MetricDataQuery[],
    private readonly range: Range,
    /** Alarms read their own periods; without it the range's start is rounded as GetMetricData does. */
    private readonly exact = false,
  ) {
    this.byId = new Map(queries.map((query) => [query.Id, query]));
  }

  /** The series of one query: one, or several where an expression gives an array. Throws `ValidationError` for a wrong expression. */
  of(query: MetricDataQuery): readonly TimeSeries[] {
    const known = this.done.get(query.Id);
    if (known) return known;
    const found = query.MetricStat ? [this.metric(query.MetricStat)] : this.expression(query);
    this.done.set(query.Id, found);
    return found;
  }

  /** Starts of the periods of a query, ascending. */
  times(query: MetricDataQuery): readonly number[] {
    const period = this.periodOf(query);
    const start = this.start(period);
    if ((this.range.end - start) / (period * 1000) > mostPeriods) {
      throw invalidCombination(
        `The expression '${query.Id}' spans more than ${mostPeriods} periods. You may increase its period or decrease the time range.`,
      );
    }
    return periodsBetween(start, this.range.end, period);
  }

  private metric(stat: MetricStat): TimeSeries {
    const { points, units } = readMetric(this.store, this.scope, stat, this.start(stat.Period), this.range.end);
    return { points, label: stat.Metric.MetricName ?? "", period: stat.Period, ...(units.length > 1 ? { units } : {}) };
  }

  private expression(query: MetricDataQuery): readonly TimeSeries[] {
    if (this.running.has(query.Id)) throw inExpression(query.Id, "The expression refers to itself");
    this.running.add(query.Id);
    try {
      return evaluate(query.Expression ?? "", {
        times: this.times(query),
        lookup: (id) => this.lookup(id),
        metrics: () => this.queries.filter((q) => q.MetricStat).map((q) => ({ id: q.Id, series: this.only(q) })),
      });
    } catch (error) {
      throw error instanceof MathError ? inExpression(query.Id, error.message) : error;
    } finally {
      this.running.delete(query.Id);
    }
  }

  private only(query: MetricDataQuery): TimeSeries {
    const [first] = this.of(query);
    return { points: first?.points ?? new Map(), label: query.Label ?? first?.label ?? query.Id };
  }

  private lookup(id: string): Value | undefined {
    const query = this.byId.get(id);
    if (!query) return undefined;
    const all = this.of(query);
    const [first] = all;
    return first && all.length === 1 ? { kind: "series", series: first } : { kind: "array", all };
  }

  /** An expression has the period given to it, or the longest among what it refers to (METRICS refers to all). */
  private periodOf(query: MetricDataQuery, seen: ReadonlySet<string> = new Set()): number {
    if (query.MetricStat) return query.MetricStat.Period;
    if (query.Period !== undefined) return query.Period;
    if (seen.has(query.Id)) return 0;
    const ids = idsOf(parseExpression(query.Expression ?? ""));
    const named = this.queries.filter((other) => ids.has(other.Id));
    const inner = named.length > 0 ? named : this.queries.filter((other) => other.MetricStat);
    const periods = inner.map((other) => this.periodOf(other, new Set([...seen, query.Id])));
    return Math.max(...periods, 0) || 300;
  }

  private start(period: number): number {
    return this.exact ? this.range.start : alignedStart(this.range.start, period, this.range.now);
  }
}

export const inExpression = (id: string, problem: string) => validation(`Error in expression '${id}' [${problem}]`);
