import type { Duration, Percent, Text } from "../../words";
import { bare, iso } from "../build";
import { LASTS, SHARE } from "../shapes";
import { type ByArns, resources } from "../targets";
import type { FaultFacts, FaultOptions, ParameterFacts, Target } from "../types";

/** IAM roles, one to five by ARN: AWS selects them in no other way. */
export type RolesTarget = Omit<ByArns, "zones">;

export function roles(target: RolesTarget): Target {
  return resources("aws:iam:role", target);
}

/** What every fault on API calls takes. */
export interface ApiErrors extends FaultOptions {
  /** Only calls made with these roles are hit. */
  readonly roles: RolesTarget;
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
  /** Whose API: AWS does this to two services only. */
  readonly service: "ec2" | "kinesis";
  /** Names of operations, for example `DescribeInstances`. */
  readonly operations: readonly Text[];
  /** The share of calls that is hit, 1 to 100 %. */
  readonly share: Percent;
}

export const apiErrorParameters = {
  duration: LASTS,
  service: { kind: "text", required: true, allowed: ["ec2", "kinesis"] },
  percentage: SHARE,
  operations: { kind: "list", required: true },
} as const satisfies Readonly<Record<string, ParameterFacts>>;

export function apiErrorPermissions(action: string): FaultFacts["permissions"] {
  return [
    {
      actions: [action],
      resources: ["arn:{partition}:fis:{region}:{account}:experiment/*"],
      conditions: {
        StringEquals: { "fis:Service": "{parameter:service}" },
        NumericEquals: { "fis:Percentage": "{parameter:percentage}" },
        "ForAllValues:StringEquals": { "fis:Operations": ["{parameter:operations}"] },
        "ForAllValues:StringLike": { "fis:Targets": ["{target:arns}"] },
      },
    },
  ];
}

export function apiErrorValues(options: ApiErrors): Readonly<Record<string, Text | readonly Text[] | undefined>> {
  return {
    duration: iso(options.duration),
    service: options.service,
    percentage: bare(options.share),
    operations: options.operations,
  };
}
