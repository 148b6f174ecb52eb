import type { Cloud, Handler } from "../../kernel/cloud";
import { regionalScope } from "../../kernel/cloud";
import { invalidValue, validation } from "../errors";
import type { TimeSeries } from "../math/values";
import { positionOf, tokenOf } from "../paging";
import { QueryRun } from "../query/queries";
import { checkQueries, checkTimes } from "../query/validate";
import type { MetricStore } from "../series/store";
import type { MetricDataQuery } from "../types";
import { defaultLabel, dynamicLabel, timezoneMinutes } from "./labels";

interface Input {
  readonly MetricDataQueries: readonly MetricDataQuery[];
  readonly StartTime: Date;
  readonly EndTime: Date;
  readonly NextToken?: string;
  readonly ScanBy?: "TimestampDescending" | "TimestampAscending";
  readonly MaxDatapoints?: number;
  readonly LabelOptions?: { readonly Timezone?: string };
}

interface Result {
  readonly Id: string;
  readonly Label: string;
  readonly points: readonly (readonly [at: number, value: number])[];
  readonly messages: readonly { readonly Code: string; readonly Value: string }[] | undefined;
}

const mostQueries = 500;
const mostDatapoints = 100_800;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export function getMetricData(cloud: Cloud, store: MetricStore): Handler {
  return (input: Input, call) => {
    const zone = check(input, call.accountId);
    const run = new QueryRun(store, regionalScope(call), input.MetricDataQueries, {
      start: input.StartTime.getTime(),
      end: input.EndTime.getTime(),
      now: cloud.clock.now(),
    });
    const results = input.MetricDataQueries.filter((query) => query.ReturnData !== false).flatMap((query) =>
      run.of(query).map((series) => result(input, query, series, zone, run)),
    );
    return page(results, positionOf("GetMetricData", input.NextToken), Math.min(input.MaxDatapoints ?? mostDatapoints, mostDatapoints));
  };
}

function check(input: Input, accountId: string): number {
  const { MetricDataQueries: queries, MaxDatapoints, LabelOptions } = input;
  checkTimes(input.StartTime.getTime(), input.EndTime.getTime(), () => validation("The parameter EndTime must be greater than StartTime."));
  if (queries.length === 0) throw validation("The parameter MetricDataQueries is required.");
  if (queries.length > mostQueries) {
    throw invalidValue(`The collection MetricDataQueries must not have a size greater than ${mostQueries}.`);
  }
  if (MaxDatapoints !== undefined && (MaxDatapoints < 1 || MaxDatapoints > mostDatapoints)) {
    throw invalidValue(`The value ${MaxDatapoints} for parameter MaxDatapoints is invalid. It must be from 1 to ${mostDatapoints}.`);
  }
  checkQueries(queries, accountId);
  const zone = LabelOptions?.Timezone === undefined ? 0 : timezoneMinutes(LabelOptions.Timezone);
  if (zone === undefined) {
    throw invalidValue(
      `The value ${LabelOptions?.Timezone} for parameter LabelOptions.Timezone is invalid. It is + or - followed by four digits.`,
    );
  }
  return zone;
}

function result(input: Input, query: MetricDataQuery, series: TimeSeries, zone: number, run: QueryRun): Result {
  const plain = defaultLabel(query, input.MetricDataQueries);
  const isArray = run.of(query).length > 1;
  const own = dynamicLabel(query.Label ?? plain, query, series, plain, zone);
  // An expression that gives several series is told apart by the labels of what it came from.
  const Label = isArray && series.label !== "" ? [query.Label === undefined ? "" : own, series.label].join(" ").trim() : own;
  const points = [...series.points].sort(([a], [b]) => (input.ScanBy === "TimestampAscending" ? a - b : b - a));
  const units = series.units?.join(", ");
  const messages = units === undefined ? undefined : [{ Code: "MultipleUnits", Value: `Multiple units returned: '[${units}]'` }];
  return { Id: query.Id, Label, points, messages };
}

/** Cuts results into pages of so many data points; a series that goes on on the next page is `PartialData`. */
function page(results: readonly Result[], from: number, size: number) {
  const end = from + size;
  const total = results.reduce((sum, { points }) => sum + points.length, 0);
  let position = 0;
  const shown = results.flatMap(({ Id, Label, points, messages }) => {
    const start = position;
    position += points.length;
    const cut = points.slice(Math.max(0, from - start), Math.max(0, end - start));
    const emptyElsewhere = from > start || start > end || (start === end && end < total);
    if (cut.length === 0 && (points.length > 0 || emptyElsewhere)) return [];
    return [
      {
        Id,
        Label,
        Timestamps: cut.map(([at]) => new Date(at)),
        Values: cut.map(([, value]) => value),
        StatusCode: position > end ? "PartialData" : "Complete",
        ...(messages ? { Messages: [...messages] } : {}),
      },
    ];
  });
  return { MetricDataResults: shown, NextToken: end < total ? tokenOf("GetMetricData", end) : undefined, Messages: [] };
}
