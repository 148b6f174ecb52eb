import type { Duration, Percent } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS, LASTS, SHARE } from "../shapes";
import { type ResourcesTarget, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Answers GetRecords, GetShardIterator, PutRecord and PutRecords of Kinesis streams with ProvisionedThroughputExceededException. */
export interface ProvisionedThroughputException extends FaultOptions {
  readonly streams: ResourcesTarget;
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
  /** The share of calls that is hit, 1 to 100 %. */
  readonly share: Percent;
}

export const provisionedThroughputExceptionFacts: FaultFacts = {
  actionId: "aws:kinesis:stream-provisioned-throughput-exception",
  title: "answer Kinesis calls with ProvisionedThroughputExceededException",
  targets: { KinesisStreams: "aws:kinesis:stream" },
  parameters: { duration: LASTS, percentage: SHARE },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["kinesis:InjectApiError"],
      resources: ["*"],
      conditions: {
        StringEquals: { "kinesis:FisActionId": "aws:kinesis:stream-provisioned-throughput-exception" },
        NumericEquals: { "kinesis:FisInjectPercentage": "{parameter:percentage}" },
        "ForAllValues:ArnLike": { "kinesis:FisTargetArns": ["{target:arns}"] },
      },
    },
    FIND_BY_TAGS,
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#throughput-exception",
  readOn: "2026-11-20",
};

export function provisionedThroughputException(options: ProvisionedThroughputException): Fault {
  return fault(
    provisionedThroughputExceptionFacts.actionId,
    options,
    { KinesisStreams: resources("aws:kinesis:stream", options.streams) },
    { duration: iso(options.duration), percentage: bare(options.share) },
  );
}
