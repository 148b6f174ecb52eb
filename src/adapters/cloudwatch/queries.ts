import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { MetricPlan } from "../../experiment";

/** The queries of several metrics side by side in one request: ids are made distinct, in expressions too. */
export function queriesOf(metrics: readonly { readonly index: number; readonly metric: MetricPlan }[]): {
  readonly queries: MetricDataQuery[];
  /** The id that returns a metric's values, to the metric's index. */
  readonly returns: ReadonlyMap<string, number>;
} {
  const returns = new Map<string, number>();
  const queries = metrics.flatMap(({ index, metric }) => {
    const rename = (id: string) => `m${index}_${id}`;
    const ids = metric.queries.map((query) => query.id);
    const period = metric.periodMs / 1_000;
    returns.set(rename(metric.returns), index);
    return metric.queries.map((query): MetricDataQuery => {
      const common = { Id: rename(query.id), ReturnData: query.id === metric.returns };
      if (query.kind === "expression") return { ...common, Expression: renamed(query.expression, ids, rename), Period: period };
      return {
        ...common,
        MetricStat: {
          Metric: {
            Namespace: query.namespace,
            MetricName: query.name,
            Dimensions: Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: period,
          Stat: query.statistic,
        },
      };
    });
  });
  return { queries, returns };
}

/** Names in metric math are words; texts in quotation marks are left alone. */
function renamed(expression: string, ids: readonly string[], rename: (id: string) => string): string {
  return expression
    .split(/("[^"]*"|'[^']*')/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[A-Za-z_]\w*/g, (word) => (ids.includes(word) ? rename(word) : word))))
    .join("");
}
