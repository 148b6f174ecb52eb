import type { ResourceType } from "../resource-type";
import { autoscalingTypes } from "./autoscaling";
import { cloudwatchTypes } from "./cloudwatch";
import { ec2Types } from "./ec2";
import { eksTypes } from "./eks";
import { fisTypes } from "./fis";
import { iamTypes } from "./iam";
import { lbTypes } from "./lb";
import { rdsTypes } from "./rds";
import { ssmTypes } from "./ssm";

let byName: ReadonlyMap<string, ResourceType> | undefined;

/** Every resource type by each of its names. */
export function resourceTypes(): ReadonlyMap<string, ResourceType> {
  byName ??= new Map(
    [
      ...ec2Types,
      ...lbTypes,
      ...autoscalingTypes,
      ...eksTypes,
      ...rdsTypes,
      ...iamTypes,
      ...cloudwatchTypes,
      ...fisTypes,
      ...ssmTypes,
    ].flatMap((type) => [type.type, ...(type.alsoCalled ?? [])].map((name) => [name, type] as const)),
  );
  return byName;
}
