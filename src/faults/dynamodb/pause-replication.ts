import type { Duration } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS, LASTS } from "../shapes";
import { type ResourcesTarget, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/**
 * Pauses replication between the replica of global tables in this Region and all others, by statements in the table's resource policy that deny it.
 * Replication may go on for five minutes after the start.
 */
export interface PauseReplication extends FaultOptions {
  readonly tables: ResourcesTarget;
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
}

export const pauseReplicationFacts: FaultFacts = {
  actionId: "aws:dynamodb:global-table-pause-replication",
  title: "pause replication of DynamoDB global tables",
  targets: { Tables: "aws:dynamodb:global-table" },
  parameters: { duration: LASTS },
  reverts: "always",
  revertNote: "The statements carry a date on which they expire; replication catches up afterwards.",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["dynamodb:PutResourcePolicy", "dynamodb:DeleteResourcePolicy", "dynamodb:GetResourcePolicy", "dynamodb:DescribeTable"],
      resources: ["arn:{partition}:dynamodb:{region}:{account}:table/*"],
    },
    {
      actions: ["dynamodb:InjectError"],
      resources: ["*"],
      conditions: {
        StringEquals: { "dynamodb:FisActionId": "aws:dynamodb:global-table-pause-replication" },
        "ForAllValues:ArnLike": { "dynamodb:FisTargetArns": ["{target:arns}"] },
      },
    },
    FIND_BY_TAGS,
  ],
  prerequisites: ["Tables with strong consistency across Regions: at most 5,040 minutes for each table in seven days."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#global-table-pause-replication",
  readOn: "2026-11-20",
};

export function pauseReplication(options: PauseReplication): Fault {
  return fault(
    pauseReplicationFacts.actionId,
    options,
    { Tables: resources("aws:dynamodb:global-table", options.tables) },
    { duration: iso(options.duration) },
  );
}
