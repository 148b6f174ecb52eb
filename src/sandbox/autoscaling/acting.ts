import { type Acting, actingAs, whereOf } from "../common/identity";

export const ROLE_NAME = "AWSServiceRoleForAutoScaling";

/** Auto Scaling acts by its service-linked role. */
export const acting = (scope: string): Acting => actingAs("autoscaling.amazonaws.com", ROLE_NAME, whereOf(scope));

export const serviceLinkedRoleArn = (accountId: string) =>
  `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/${ROLE_NAME}`;
