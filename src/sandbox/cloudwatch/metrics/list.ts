import type { Cloud, Handler } from "../../kernel/cloud";
import { regionalScope } from "../../kernel/cloud";
import { pageOf } from "../paging";
import type { Metric, MetricStore } from "../series/store";

interface Input {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value?: string }[];
  readonly RecentlyActive?: "PT3H";
  readonly NextToken?: string;
  readonly IncludeLinkedAccounts?: boolean;
}

const pageSize = 500;
const threeHours = 3 * 60 * 60_000;

/** A metric matches when it has every dimension that the filter names; it may have more. */
function matches(metric: Metric, { Namespace, MetricName, Dimensions = [] }: Input): boolean {
  if (Namespace !== undefined && metric.namespace !== Namespace) return false;
  if (MetricName !== undefined && metric.name !== MetricName) return false;
  return Dimensions.every(({ Name, Value }) =>
    metric.dimensions.some((d) => d.Name === Name && (Value === undefined || d.Value === Value)),
  );
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export function listMetrics(cloud: Cloud, store: MetricStore): Handler {
  return (input: Input, call) => {
    const since = input.RecentlyActive ? cloud.clock.now() - threeHours : Number.NEGATIVE_INFINITY;
    const found = store
      .metrics(regionalScope(call))
      .filter((metric) => matches(metric, input) && [...metric.units.values()].some((series) => series.newest >= since));
    const { items, NextToken } = pageOf("ListMetrics", found, pageSize, input.NextToken);
    return {
      Metrics: items.map((metric) => ({ Namespace: metric.namespace, MetricName: metric.name, Dimensions: metric.dimensions })),
      NextToken,
      ...(input.IncludeLinkedAccounts ? { OwningAccounts: items.map(() => call.accountId) } : {}),
    };
  };
}
