import type { Duration, Percent, Text } from "../../words";
import { bare, iso } from "../build";
import { EXTENSION_FOLDER, FIND_BY_TAGS } from "../shapes";
import { type ByArns, type ByTags, resources } from "../targets";
import type { FaultFacts, FaultOptions, ParameterFacts, Target, TargetFilter } from "../types";

/** Lambda functions that carry AWS's FIS extension. */
export type FunctionsTarget = (
  | (ByTags & { /** All of them must match. */ readonly filters?: readonly TargetFilter[] })
  | Omit<ByArns, "zones">
) & {
  /** A version or alias; `$LATEST` means calls without one. Left out: all invocations. */
  readonly qualifier?: Text;
};

export function functions(target: FunctionsTarget): Target {
  return resources("aws:lambda:function", target, { functionQualifier: target.qualifier });
}

/** What every fault on functions takes. It begins up to a minute late and ends up to 20 seconds late. */
export interface FunctionFault extends FaultOptions {
  readonly functions: FunctionsTarget;
  /** At most 12 hours. */
  readonly duration: Duration;
  /** The share of invocations that is hit, 1 to 100 %. Left out: all. */
  readonly share?: Percent;
  /**
   * ARN of the S3 folder that the functions' `AWS_FIS_CONFIGURATION_LOCATION` names, for example `arn:aws:s3:::bucket/folder/`. The
   * experiment role may write there and nowhere else.
   */
  readonly extensionFolder: Text;
}

export const functionParameters = {
  duration: { kind: "duration", required: true, max: "12h" },
  invocationPercentage: { kind: "integer", required: false, min: 1, max: 100 },
} as const satisfies Readonly<Record<string, ParameterFacts>>;

export const functionGrants: NonNullable<FaultFacts["grants"]> = { extensionFolder: EXTENSION_FOLDER };

export const functionPermissions: FaultFacts["permissions"] = [
  { actions: ["s3:PutObject", "s3:DeleteObject"], resources: ["{grant:extensionFolder}*"], when: { grant: "extensionFolder" } },
  {
    actions: ["s3:PutObject", "s3:DeleteObject"],
    resources: ["arn:{partition}:s3:::*/*"],
    conditions: { StringEquals: { "aws:ResourceAccount": "{account}" } },
    when: { noGrant: "extensionFolder" },
  },
  { actions: ["lambda:GetFunction"], resources: ["arn:{partition}:lambda:{region}:{account}:function:*"] },
  FIND_BY_TAGS,
];

export const functionPrerequisites: FaultFacts["prerequisites"] = [
  "The functions have the layer of AWS's FIS extension; its ARN is in the SSM parameter /aws/service/fis/lambda-extension/.",
  "They have AWS_LAMBDA_EXEC_WRAPPER=/opt/aws-fis/bootstrap and AWS_FIS_CONFIGURATION_LOCATION, a folder of a bucket in the same Region.",
  "Their role may list and read that folder. They do not stream their responses.",
];

export function functionValues(options: FunctionFault): Readonly<Record<string, Text | undefined>> {
  return { duration: iso(options.duration), invocationPercentage: bare(options.share) };
}

/** What the permissions need besides. */
export function functionGrantsOf(options: FunctionFault): Readonly<Record<string, Text>> {
  return { extensionFolder: options.extensionFolder };
}
