import type { Duration, Percent } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS, LASTS, SHARE } from "../shapes";
import { type ResourcesTarget, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Answers GetRecords of Kinesis streams with ExpiredIteratorException. */
export interface ExpiredIteratorException extends FaultOptions {
  readonly streams: ResourcesTarget;
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
  /** The share of calls that is hit, 1 to 100 %. */
  readonly share: Percent;
}

export const expiredIteratorExceptionFacts: FaultFacts = {
  actionId: "aws:kinesis:stream-expired-iterator-exception",
  title: "answer Kinesis calls with ExpiredIteratorException",
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
        StringEquals: { "kinesis:FisActionId": "aws:kinesis:stream-expired-iterator-exception" },
        NumericEquals: { "kinesis:FisInjectPercentage": "{parameter:percentage}" },
        "ForAllValues:ArnLike": { "kinesis:FisTargetArns": ["{target:arns}"] },
      },
    },
    FIND_BY_TAGS,
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#iterator-exception",
  readOn: "2026-11-20",
};

export function expiredIteratorException(options: ExpiredIteratorException): Fault {
  return fault(
    expiredIteratorExceptionFacts.actionId,
    options,
    { KinesisStreams: resources("aws:kinesis:stream", options.streams) },
    { duration: iso(options.duration), percentage: bare(options.share) },
  );
}
