import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
  type MetricDataResult,
} from "@aws-sdk/client-cloudwatch";
import type { MetricPlan } from "../../experiment";
import type { Sample } from "../../journal";
import type { MetricSource } from "../../run";
import { queriesOf } from "./queries";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html: queries of one request. */
const QUERIES_AT_ONCE = 500;

/**
 * Samples from CloudWatch. A period without data points is `null`; a request that CloudWatch answered only in part, or not at all, is an
 * error: it does not know is not the same as there is nothing.
 */
export function cloudwatchMetrics(client: Pick<CloudWatchClient, "send">): MetricSource {
  return {
    async read(metrics, from, to, call) {
      const groups = grouped(metrics);
      const read = await Promise.all(groups.map((group) => readGroup(client, group, from, to, call?.signal)));
      const series = new Map(read.flatMap((group) => [...group]));
      return metrics.map((metric, index) => everyPeriod(metric.periodMs, from, to, series.get(index) ?? new Map()));
    },
  };
}

type Group = readonly { readonly index: number; readonly metric: MetricPlan }[];

/** Metrics of one period can be asked for together: all periods of a request begin at its start. */
function grouped(metrics: readonly MetricPlan[]): readonly Group[] {
  const groups: { readonly index: number; readonly metric: MetricPlan }[][] = [];
  for (const [index, metric] of metrics.entries()) {
    const group = groups.find(
      ([first, ...rest]) =>
        first?.metric.periodMs === metric.periodMs &&
        [first, ...rest].reduce((sum, other) => sum + other.metric.queries.length, metric.queries.length) <= QUERIES_AT_ONCE,
    );
    if (group) group.push({ index, metric });
    else groups.push([{ index, metric }]);
  }
  return groups;
}

async function readGroup(
  client: Pick<CloudWatchClient, "send">,
  group: Group,
  from: number,
  to: number,
  abortSignal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, Map<number, number>>> {
  const { queries, returns } = queriesOf(group);
  const periodMs = group[0]?.metric.periodMs ?? 60_000;
  const series = new Map(group.map(({ index }) => [index, new Map<number, number>()]));
  const status = new Map<string, string | undefined>();
  let NextToken: string | undefined;
  do {
    const reply: GetMetricDataCommandOutput = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(Math.floor(from / periodMs) * periodMs),
        EndTime: new Date(Math.max(to, Math.floor(from / periodMs) * periodMs + 1_000)),
        ScanBy: "TimestampAscending",
        NextToken,
      }),
      { abortSignal },
    );
    for (const result of reply.MetricDataResults ?? []) {
      status.set(result.Id ?? "", result.StatusCode);
      take(result, series.get(returns.get(result.Id ?? "") ?? -1), periodMs);
    }
    NextToken = reply.NextToken;
  } while (NextToken !== undefined);
  for (const id of returns.keys())
    if (status.get(id) !== "Complete") throw new Error(`CloudWatch answered ${status.get(id) ?? "nothing"} for the metric data of ${id}`);
  return series;
}

function take(result: MetricDataResult, into: Map<number, number> | undefined, periodMs: number): void {
  for (const [index, time] of (result.Timestamps ?? []).entries()) {
    const value = result.Values?.[index];
    if (value !== undefined) into?.set(Math.floor(time.getTime() / periodMs) * periodMs, value);
  }
}

function everyPeriod(periodMs: number, from: number, to: number, values: ReadonlyMap<number, number>): readonly Sample[] {
  const samples: Sample[] = [];
  for (let at = Math.floor(from / periodMs) * periodMs; at < to; at += periodMs) samples.push({ at, value: values.get(at) ?? null });
  return samples;
}
