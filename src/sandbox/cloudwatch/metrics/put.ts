import type { Cloud, Handler } from "../../kernel/cloud";
import { regionalScope } from "../../kernel/cloud";
import { invalidCombination, invalidValue, missingParameter } from "../errors";
import type { Statistics } from "../series/statistics";
import type { MetricStore } from "../series/store";
import type { Dimension } from "../types";

interface Datum {
  readonly MetricName: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Timestamp?: Date;
  readonly Value?: number;
  readonly Values?: readonly number[];
  readonly Counts?: readonly number[];
  readonly StatisticValues?: { readonly SampleCount: number; readonly Sum: number; readonly Minimum: number; readonly Maximum: number };
  readonly Unit?: string;
  readonly StorageResolution?: number;
}

interface Input {
  readonly Namespace: string;
  readonly MetricData?: readonly Datum[];
  readonly EntityMetricData?: readonly { readonly MetricData?: readonly Datum[] }[];
}

const twoWeeks = 14 * 24 * 60 * 60_000;
const twoHours = 2 * 60 * 60_000;
const largest = 2 ** 360;
const mostDatums = 1000;
const mostValues = 150;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export function putMetricData(cloud: Cloud, store: MetricStore): Handler {
  return (input: Input, call) => {
    const datums = [...(input.MetricData ?? []), ...(input.EntityMetricData ?? []).flatMap((entity) => entity.MetricData ?? [])];
    if (datums.length === 0) throw missingParameter("The parameter MetricData is required.");
    if (datums.length > mostDatums) {
      throw invalidValue(`The collection MetricData must not have a size greater than ${mostDatums}.`);
    }
    const now = cloud.clock.now();
    datums.forEach((datum, index) => {
      check(datum, `MetricData.member.${index + 1}`, now);
    });
    const scope = regionalScope(call);
    for (const datum of datums) {
      store.record(scope, {
        namespace: input.Namespace,
        name: datum.MetricName,
        dimensions: datum.Dimensions ?? [],
        unit: datum.Unit ?? "None",
        at: datum.Timestamp?.getTime() ?? now,
        highResolution: datum.StorageResolution === 1,
        add: adder(datum),
      });
    }
    return {};
  };
}

function adder(datum: Datum): (into: Statistics) => void {
  const { Value, Values = [], Counts, StatisticValues: set } = datum;
  return (into) => {
    if (Value !== undefined) into.add(Value);
    Values.forEach((value, index) => {
      into.add(value, Counts?.[index] ?? 1);
    });
    if (set) into.addSet(set.SampleCount, set.Sum, set.Minimum, set.Maximum);
  };
}

function check(datum: Datum, path: string, now: number): void {
  const { Value, Values, Counts, StatisticValues: set, Timestamp, StorageResolution } = datum;
  const given = [Value !== undefined ? "Value" : "", Values?.length ? "Values" : "", set ? "StatisticValues" : ""].filter(
    (name) => name !== "",
  );
  const [first, second] = given;
  if (!first) {
    throw missingParameter(`At least one of the parameters ${path}.Value, ${path}.Values or ${path}.StatisticValues must be specified.`);
  }
  if (second) {
    throw invalidCombination(`The parameters ${path}.${first} and ${path}.${second} are mutually exclusive and you have specified both.`);
  }
  if (Value !== undefined) checkNumber(Value, `${path}.Value`);
  Values?.forEach((value, index) => {
    checkNumber(value, `${path}.Values.member.${index + 1}`);
  });
  if ((Values?.length ?? 0) > mostValues)
    throw invalidValue(`The collection ${path}.Values must not have a size greater than ${mostValues}.`);
  if (Counts && Counts.length !== Values?.length) {
    throw invalidValue(`The parameters ${path}.Values and ${path}.Counts must be of the same size.`);
  }
  Counts?.forEach((count, index) => {
    checkNumber(count, `${path}.Counts.member.${index + 1}`);
    if (count <= 0) throw invalidValue(`The value ${count} for parameter ${path}.Counts.member.${index + 1} is invalid.`);
  });
  if (set) checkSet(set, `${path}.StatisticValues`);
  if (StorageResolution !== undefined && StorageResolution !== 1 && StorageResolution !== 60) {
    throw invalidValue(`The value ${StorageResolution} for parameter ${path}.StorageResolution is invalid. Valid values are 1 and 60.`);
  }
  if (Timestamp && Timestamp.getTime() < now - twoWeeks) {
    throw invalidValue(`The parameter ${path}.Timestamp must specify a time no more than two weeks in the past.`);
  }
  if (Timestamp && Timestamp.getTime() > now + twoHours) {
    throw invalidValue(`The parameter ${path}.Timestamp must specify a time no more than two hours in the future.`);
  }
}

function checkSet(set: NonNullable<Datum["StatisticValues"]>, path: string): void {
  for (const name of ["SampleCount", "Sum", "Minimum", "Maximum"] as const) checkNumber(set[name], `${path}.${name}`);
  if (set.SampleCount <= 0) throw invalidValue(`The value ${set.SampleCount} for parameter ${path}.SampleCount is invalid.`);
  if (set.Maximum < set.Minimum) throw invalidValue(`The parameter ${path}.Maximum must be greater than ${path}.Minimum.`);
}

function checkNumber(value: number, path: string): void {
  if (!Number.isFinite(value) || Math.abs(value) > largest) throw invalidValue(`The value ${value} for parameter ${path} is invalid.`);
}
