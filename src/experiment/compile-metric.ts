import { parseDuration, parseQuantity, type QuantityKind } from "../words";
import type { MetricPlan, MetricQuery, ThresholdPlan } from "./plan";
import { join, type Reader } from "./read";

const STATISTIC = /^(Average|Sum|Minimum|Maximum|SampleCount|p(\d{1,2}(\.\d+)?|100))$/;
const ID = /^[a-z][A-Za-z0-9_]{0,254}$/;

/** Per unit of a metric: which kind of quantity fits, and how many of the quantity's base units it is. */
const UNITS: Readonly<Record<string, { readonly kind: QuantityKind; readonly per: number; readonly example: string }>> = {
  Percent: { kind: "percent", per: 1, example: '"1%"' },
  Count: { kind: "count", per: 1, example: '"3 requests"' },
  "Count/Second": { kind: "rate", per: 1, example: '"5/s"' },
  Seconds: { kind: "duration", per: 1_000, example: '"300ms"' },
  Milliseconds: { kind: "duration", per: 1, example: '"300ms"' },
  Microseconds: { kind: "duration", per: 0.001, example: '"300ms"' },
};

const DEFAULT_PERIOD_MS = 60_000;

/** A metric or metric expression as queries for CloudWatch. */
export function compileMetric(reader: Reader, value: unknown, path: string): MetricPlan | undefined {
  if (typeof value === "object" && value !== null && "expression" in value) return compileExpression(reader, value, path);
  const single = compileSingle(reader, value, path, "m");
  return single && { queries: [single.query], returns: "m", periodMs: single.periodMs, unit: single.unit };
}

function compileSingle(
  reader: Reader,
  value: unknown,
  path: string,
  id: string,
): { query: MetricQuery; periodMs: number; unit: string } | undefined {
  const metric = reader.object(value, path, "a metric", ["namespace", "name", "dimensions", "statistic", "period", "unit"]);
  if (!metric) return undefined;
  const namespace = reader.text(metric.namespace, join(path, "namespace"), "the metric's namespace", {
    max: 255,
    remedy: 'Name it, for example "AWS/ApplicationELB".',
  });
  const name = reader.text(metric.name, join(path, "name"), "the metric's name", {
    max: 255,
    remedy: 'Name it, for example "RequestCount".',
  });
  const dimensions = textMap(reader, metric.dimensions, join(path, "dimensions"), "the dimensions", 30);
  const unit = compileUnit(reader, metric.unit, join(path, "unit"));
  const periodMs = compilePeriod(reader, metric.period, join(path, "period"));
  const statistic = typeof metric.statistic === "string" && STATISTIC.test(metric.statistic) ? metric.statistic : undefined;
  if (statistic === undefined) {
    reader.add({
      code: "bad-statistic",
      path: join(path, "statistic"),
      message: "the statistic is not one that CloudWatch alarms take",
      given: metric.statistic,
      allowed: "Average, Sum, Minimum, Maximum, SampleCount, p0 to p100",
      remedy: "Choose one of them.",
    });
  }
  if (!namespace || !name || !dimensions || !unit || periodMs === undefined || !statistic) return undefined;
  return { query: { kind: "metric", id, namespace, name, dimensions, statistic: statistic as "Average" }, periodMs, unit };
}

function compileExpression(reader: Reader, value: object, path: string): MetricPlan | undefined {
  const given = reader.object(value, path, "a metric expression", ["expression", "of", "unit"]);
  if (!given) return undefined;
  const expression = reader.text(given.expression, join(path, "expression"), "the expression", {
    max: 1_024,
    remedy: 'Write metric math, for example "100 * errors / requests".',
  });
  const unit = compileUnit(reader, given.unit, join(path, "unit"));
  const of = reader.object(given.of ?? {}, join(path, "of"), "the metrics of the expression") ?? {};
  const queries: MetricQuery[] = [];
  const periods = new Set<number>();
  for (const [id, metric] of Object.entries(of)) {
    const at = join(join(path, "of"), id);
    if (!ID.test(id) || id === "result")
      reader.add({
        code: "bad-id",
        path: at,
        message: `"${id}" cannot be the id of a metric`,
        given: id,
        allowed: 'a lower-case letter, then letters, digits and _; not "result"',
        remedy: "Rename it here and in the expression.",
      });
    const single = compileSingle(reader, metric, at, id);
    if (single) {
      queries.push(single.query);
      periods.add(single.periodMs);
    }
    if (expression && !new RegExp(`\\b${id.replace(/[^\w]/g, "")}\\b`).test(expression)) {
      reader.add({
        code: "unused-metric",
        path: at,
        message: `the expression does not use "${id}"`,
        given: expression,
        remedy: "Use it, or leave it out.",
      });
    }
  }
  if (Object.keys(of).length === 0 || Object.keys(of).length > 9) {
    reader.add({
      code: "bad-count",
      path: join(path, "of"),
      message: `the expression is made of ${Object.keys(of).length} metrics`,
      allowed: "1 to 9 metrics (an alarm takes 10 queries)",
      remedy: "Name the metrics that the expression uses.",
    });
    return undefined;
  }
  if (periods.size > 1) {
    reader.add({
      code: "mixed-periods",
      path: join(path, "of"),
      message: "the metrics of one expression have different periods",
      given: [...periods].map((ms) => `${ms / 1_000}s`),
      allowed: "one period",
      remedy: "Give all of them the same period.",
    });
    return undefined;
  }
  const [periodMs] = periods;
  if (!expression || !unit || periodMs === undefined || queries.length !== Object.keys(of).length) return undefined;
  return { queries: [...queries, { kind: "expression", id: "result", expression }], returns: "result", periodMs, unit };
}

function compileUnit(reader: Reader, value: unknown, path: string): string | undefined {
  if (typeof value === "string" && Object.hasOwn(UNITS, value)) return value;
  reader.add({
    code: value === undefined ? "missing" : "bad-unit",
    path,
    message: "the unit of the metric is not one of those known",
    given: value,
    allowed: Object.keys(UNITS).join(", "),
    remedy: "Say in which unit the metric's values come.",
  });
  return undefined;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (Period) */
function compilePeriod(reader: Reader, value: unknown, path: string): number | undefined {
  if (value === undefined) return DEFAULT_PERIOD_MS;
  const ms = reader.parsed(value, path, "the period", parseDuration, '"10s", "20s", "30s" or whole minutes');
  if (ms === undefined) return undefined;
  if (![10_000, 20_000, 30_000].includes(ms) && (ms % 60_000 !== 0 || ms <= 0 || ms > 3_600_000)) {
    reader.add({
      code: "bad-period",
      path,
      message: "CloudWatch alarms cannot use this period here",
      given: value,
      allowed: "10s, 20s, 30s, or whole minutes up to one hour",
      remedy: "Choose one of them.",
    });
    return undefined;
  }
  return ms;
}

const WORDS = { below: "below", atMost: "at most", above: "above", atLeast: "at least" } as const;

/** `{ below: "1%" }` beside a metric: the number in the metric's own unit. */
export function compileThreshold(reader: Reader, value: unknown, path: string, metric: MetricPlan | undefined): ThresholdPlan | undefined {
  const given = reader.object(value, path, "a comparison", Object.keys(WORDS));
  if (!given) return undefined;
  const entries = Object.entries(given).filter(([key]) => Object.hasOwn(WORDS, key));
  const [entry] = entries;
  if (!entry || entries.length > 1) {
    reader.add({
      code: "bad-comparison",
      path,
      message: `a comparison has exactly one of ${Object.keys(WORDS).join(", ")}`,
      given: value,
      remedy: 'Write one, for example { below: "1%" }.',
    });
    return undefined;
  }
  const [operator, text] = entry as [keyof typeof WORDS, unknown];
  const at = join(path, operator);
  const unit = metric && UNITS[metric.unit];
  const quantity = reader.parsed(text, at, "the threshold", parseQuantity, unit?.example ?? '"1%", "300ms", "5/s" or "3 requests"');
  if (quantity === undefined || !unit) return undefined;
  if (quantity.kind !== unit.kind) {
    reader.add({
      code: "wrong-unit",
      path: at,
      message: `a ${quantity.kind} cannot be compared with a metric in ${metric.unit}`,
      given: text,
      allowed: `a ${unit.kind}, for example ${unit.example}`,
      remedy: "Write the threshold in a unit of the metric's kind, or correct the metric's unit.",
    });
    return undefined;
  }
  return { operator, value: quantity.value / unit.per, text: `${WORDS[operator]} ${String(text)}` };
}

/** An object of texts, for dimensions and tags. */
export function textMap(reader: Reader, value: unknown, path: string, what: string, max: number): Record<string, string> | undefined {
  if (value === undefined) return {};
  const record = reader.object(value, path, what);
  if (!record) return undefined;
  const bad = Object.entries(record).filter(([, item]) => typeof item !== "string");
  for (const [key, item] of bad)
    reader.add({ code: "not-text", path: join(path, key), message: "the value is not a text", given: item, remedy: "Write it as a text." });
  if (Object.keys(record).length > max)
    reader.add({
      code: "too-many",
      path,
      message: `${what} are ${Object.keys(record).length}`,
      allowed: `at most ${max}`,
      remedy: "Leave some out.",
    });
  return bad.length > 0 ? undefined : (record as Record<string, string>);
}
