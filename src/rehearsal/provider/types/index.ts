import type { ResourceType } from "../resource-type";
import { autoscalingTypes } from "./autoscaling";
import { cloudwatchTypes } from "./cloudwatch";
import { dynamodbTypes } from "./dynamodb";
import { ec2Types } from "./ec2";
import { eksTypes } from "./eks";
import { eventsTypes } from "./events";
import { fisTypes } from "./fis";
import { iamTypes } from "./iam";
import { lambdaTypes } from "./lambda";
import { lbTypes } from "./lb";
import { rdsTypes } from "./rds";
import { s3Types } from "./s3";
import { schedulerTypes } from "./scheduler";
import { snsTypes } from "./sns";
import { sqsTypes } from "./sqs";
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
      ...dynamodbTypes,
      ...s3Types,
      ...lambdaTypes,
      ...schedulerTypes,
      ...eventsTypes,
      ...snsTypes,
      ...sqsTypes,
    ].flatMap((type) => [type.type, ...(type.alsoCalled ?? [])].map((name) => [name, type] as const)),
  );
  return byName;
}
