import type { GrantFacts, ParameterFacts, PermissionFacts } from "./types";

/** How long an action lasts, where AWS gives the range that it gives to most. */
export const LASTS: ParameterFacts = { kind: "duration", required: true, min: "1m", max: "12h" };
export const SHARE: ParameterFacts = { kind: "integer", required: true, min: 1, max: 100 };
export const YES_OR_NO: ParameterFacts = { kind: "text", required: false, allowed: ["true", "false"] };

/** Finds targets by their tags. AWS knows no resource for it. */
export const FIND_BY_TAGS: PermissionFacts = { actions: ["tag:GetResources"], resources: ["*"] };

/** AWS knows no resource for some changes; the Region at least bounds them. */
export const IN_REGION = { StringEquals: { "aws:RequestedRegion": "{region}" } };

export const MADE_BY_FIS = { "aws:RequestTag/managedByFIS": "true" };
export const MANAGED_BY_FIS = { "aws:ResourceTag/managedByFIS": "true" };

/** The folder in S3 through which FIS speaks to its extension in Lambda functions. */
export const EXTENSION_FOLDER: GrantFacts = {
  is: "the S3 folder in AWS_FIS_CONFIGURATION_LOCATION of the functions",
  pattern: "^arn:(?:aws[a-z-]*|\\{partition\\}):s3:::[a-z0-9.-]{3,63}/.*$",
  example: "arn:aws:s3:::bucket/folder/",
  without: "write and delete objects in every bucket of the account",
};
