import type { Cloud, Handler } from "../../kernel/cloud";
import { regionalScope } from "../../kernel/cloud";
import { invalidCombination, invalidValue } from "../errors";
import { alignedStart, isPeriod } from "../query/periods";
import { checkTimes } from "../query/validate";
import { isSimpleStatistic, parseStat } from "../series/stat";
import type { Statistics } from "../series/statistics";
import type { MetricStore } from "../series/store";
import type { MetricIdentity } from "../types";

interface Input extends MetricIdentity {
  readonly StartTime: Date;
  readonly EndTime: Date;
  readonly Period: number;
  readonly Statistics?: readonly string[];
  readonly ExtendedStatistics?: readonly string[];
  readonly Unit?: string;
}

const mostDatapoints = 1440;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export function getMetricStatistics(cloud: Cloud, store: MetricStore): Handler {
  return (input: Input, call) => {
    check(input);
    const start = alignedStart(input.StartTime.getTime(), input.Period, cloud.clock.now());
    const end = input.EndTime.getTime();
    const metric = store.find(regionalScope(call), input);
    const units = [...(metric?.units ?? [])].filter(([unit]) => input.Unit === undefined || unit === input.Unit);
    const datapoints = units.flatMap(([unit, series]) =>
      series.windows(start, end, input.Period).map(({ at, statistics }) => datapoint(input, at, statistics, unit)),
    );
    return { Label: input.MetricName, Datapoints: datapoints };
  };
}

function datapoint({ Statistics: plain = [], ExtendedStatistics: extended = [] }: Input, at: number, statistics: Statistics, unit: string) {
  const value = (name: string) => parseStat(name)?.of(statistics);
  const found = extended.map((name) => [name, value(name)] as const).filter(([, x]) => x !== undefined);
  return {
    Timestamp: new Date(at),
    ...Object.fromEntries(plain.map((name) => [name, value(name)])),
    Unit: unit,
    ...(found.length > 0 ? { ExtendedStatistics: Object.fromEntries(found) } : {}),
  };
}

function check({ StartTime, EndTime, Period, Statistics: plain = [], ExtendedStatistics: extended = [] }: Input): void {
  checkTimes(StartTime.getTime(), EndTime.getTime(), () =>
    invalidValue("The parameter StartTime must be less than the parameter EndTime."),
  );
  if (!isPeriod(Period)) throw invalidValue("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  if (plain.length + extended.length === 0) {
    throw invalidCombination("Must specify either Statistics or ExtendedStatistics");
  }
  for (const name of extended) {
    if (isSimpleStatistic(name) || !parseStat(name)) {
      throw invalidValue(`The value ${name} for parameter ExtendedStatistics is not supported.`);
    }
  }
  const wanted = Math.ceil((EndTime.getTime() - StartTime.getTime()) / (Period * 1000));
  if (wanted > mostDatapoints) {
    throw invalidCombination(
      `You have requested up to ${wanted} datapoints, which exceeds the limit of ${mostDatapoints}. ` +
        "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
    );
  }
}
