import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { selfAlarms, type Watched } from "./alarms";
import type { Parts } from "./parts";

const WIDTH = 24;
const COLUMNS = 3;
const HEIGHT = 6;

interface Panel {
  readonly title: string;
  readonly metrics: readonly (readonly [namespace: string, metric: string, dimension: string, value: pulumi.Input<string>])[];
  readonly stat: string;
}

/** Runs, starts, failures and the table on one page. Its name holds project and stack: dashboards of an account share one set of names. */
export function dashboard(
  parts: Parts,
  watched: Omit<Watched, "topic"> & { readonly table: aws.dynamodb.Table },
): aws.cloudwatch.Dashboard {
  const { name, locality, opts } = parts;
  const region = locality.apply((where) => where.region);
  const panels = panelsOf(watched);
  const width = WIDTH / COLUMNS;
  const widgets = panels.map(({ title, metrics, stat }, index) => ({
    type: "metric",
    x: (index % COLUMNS) * width,
    y: Math.floor(index / COLUMNS) * HEIGHT,
    width,
    height: HEIGHT,
    properties: { title, region, stat, period: 300, view: "timeSeries", metrics },
  }));
  return new aws.cloudwatch.Dashboard(
    name,
    {
      dashboardName: region.apply((where) =>
        `${pulumi.getProject()}-${pulumi.getStack()}-${name}-${where}`.replace(/[^A-Za-z0-9_-]/g, "-"),
      ),
      dashboardBody: pulumi.jsonStringify({ widgets }),
    },
    opts,
  );
}

function panelsOf(watched: Omit<Watched, "topic"> & { readonly table: aws.dynamodb.Table }): readonly Panel[] {
  const { made, group, table } = watched;
  const ofFunction = (metric: string) => ["AWS/Lambda", metric, "FunctionName", made.name] as const;
  const ofSchedules = (metric: string) => ["AWS/Scheduler", metric, "ScheduleGroup", group.name] as const;
  const ofTable = (metric: string) => ["AWS/DynamoDB", metric, "TableName", table.name] as const;
  const trouble = selfAlarms(watched).flatMap(({ namespace, metricName, dimensions }) =>
    Object.entries(dimensions).map(([dimension, value]) => [namespace, metricName, dimension, value] as const),
  );
  return [
    { title: "Runs", stat: "Sum", metrics: [ofFunction("DurableExecutionStarted"), ofFunction("DurableExecutionSucceeded")] },
    { title: "Runs under way", stat: "Maximum", metrics: [ofFunction("ApproximateRunningDurableExecutions")] },
    { title: "Starts by schedules", stat: "Sum", metrics: [ofSchedules("InvocationAttemptCount")] },
    { title: "What must not happen", stat: "Maximum", metrics: trouble },
    { title: "The function's time", stat: "Maximum", metrics: [ofFunction("Duration")] },
    {
      title: "The table",
      stat: "Sum",
      metrics: [ofTable("ConsumedReadCapacityUnits"), ofTable("ConsumedWriteCapacityUnits"), ofTable("WriteThrottleEvents")],
    },
  ];
}
