import type { TimeSeries } from "../math/values";
import type { MetricDataQuery } from "../types";

/**
 * The label of a metric that was given none: its name, and where several metrics of a request share it, what tells
 * them apart: dimension values, the statistic, the period.
 */
export function defaultLabel(query: MetricDataQuery, all: readonly MetricDataQuery[]): string {
  const stat = query.MetricStat;
  if (!stat) return query.Id;
  const name = stat.Metric.MetricName ?? "";
  const alike = all.filter((other) => other.MetricStat?.Metric.MetricName === name);
  if (alike.length < 2) return name;
  const values = (one: MetricDataQuery) => (one.MetricStat?.Metric.Dimensions ?? []).map(({ Value }) => Value).join(" ");
  const dimensionsDiffer = new Set(alike.map(values)).size > 1;
  const statsDiffer = new Set(alike.map((one) => one.MetricStat?.Stat)).size > 1;
  const periodsDiffer = new Set(alike.map((one) => one.MetricStat?.Period)).size > 1;
  return [dimensionsDiffer ? values(query) : "", name, statsDiffer ? stat.Stat : "", periodsDiffer ? String(stat.Period) : ""]
    .filter((part) => part !== "")
    .join(" ");
}

/** `+0130`, `-0900` in minutes; undefined when it is none of these. */
export function timezoneMinutes(zone: string): number | undefined {
  const match = /^([+-])([01]\d|2[0-3])([0-5]\d)$/.exec(zone);
  return match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : undefined;
}

const round = (value: number) => String(Number(value.toPrecision(10)));

/**
 * Fills in what a dynamic label says of the data, for example `${LAST}` or `${PROP('Dim.Zone')}`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 */
export function dynamicLabel(label: string, query: MetricDataQuery, series: TimeSeries, plain: string, zoneMinutes: number): string {
  if (!label.includes("${")) return label;
  const entries = [...series.points].sort(([a], [b]) => a - b);
  const highest = entries.reduce<readonly [number, number] | undefined>(
    (best, entry) => (best && best[1] >= entry[1] ? best : entry),
    undefined,
  );
  const lowest = entries.reduce<readonly [number, number] | undefined>(
    (best, entry) => (best && best[1] <= entry[1] ? best : entry),
    undefined,
  );
  const [first, last] = [entries[0], entries.at(-1)];
  const sum = entries.reduce((total, [, value]) => total + value, 0);
  const value = (entry: readonly [number, number] | undefined) => (entry ? round(entry[1]) : "--");
  const time = (entry: readonly [number, number] | undefined) =>
    entry ? new Date(entry[0] + zoneMinutes * 60_000).toISOString().slice(0, 19) : "--";
  const facts: Readonly<Record<string, () => string>> = {
    LABEL: () => plain,
    FIRST: () => value(first),
    LAST: () => value(last),
    MIN: () => value(lowest),
    MAX: () => value(highest),
    SUM: () => round(sum),
    AVG: () => (entries.length > 0 ? round(sum / entries.length) : "--"),
    DATAPOINT_COUNT: () => String(entries.length),
    MIN_MAX_RANGE: () => `${value(lowest)}-${value(highest)}`,
    FIRST_LAST_RANGE: () => `${value(first)}-${value(last)}`,
    FIRST_TIME: () => time(first),
    LAST_TIME: () => time(last),
    MIN_TIME: () => time(lowest),
    MAX_TIME: () => time(highest),
    FIRST_LAST_TIME_RANGE: () => `${time(first)}-${time(last)}`,
  };
  return label
    .replace(/\$\{PROP\('([^']+)'\)\}/g, (whole, name: string) => property(name, query) ?? whole)
    .replace(/\$\{([A-Z_]+)\}/g, (whole, name: string) => facts[name]?.() ?? whole);
}

function property(name: string, { MetricStat: stat }: MetricDataQuery): string | undefined {
  if (!stat) return undefined;
  if (name.startsWith("Dim.")) return stat.Metric.Dimensions?.find((dimension) => `Dim.${dimension.Name}` === name)?.Value;
  const { Namespace, MetricName } = stat.Metric;
  const known = new Map([
    ["Namespace", Namespace],
    ["MetricName", MetricName],
    ["Stat", stat.Stat],
    ["Period", String(stat.Period)],
  ]);
  return known.get(name);
}
