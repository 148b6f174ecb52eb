import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";

export interface TopicRecord {
  readonly name: string;
  readonly arn: string;
  /** What was set, by the API's names. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface SubscriptionRecord {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly owner: string;
  readonly confirmed: boolean;
  /** What ConfirmSubscription wants; known to the endpoint alone. */
  readonly token: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export const topicsOf = (cloud: Pick<Cloud, "state">, scope: string) => cloud.state.table<TopicRecord>("sns.topics").in(scope);
export const subscriptionsOf = (cloud: Pick<Cloud, "state">, scope: string) =>
  cloud.state.table<SubscriptionRecord>("sns.subscriptions").in(scope);

export const problems = {
  noTopic: () => new AwsError("NotFoundException", "Topic does not exist", 404),
  noSubscription: () => new AwsError("NotFoundException", "Subscription does not exist", 404),
  invalid: (message: string) => new AwsError("InvalidParameterException", `Invalid parameter: ${message}`, 400),
  denied: (call: Pick<Call, "principal">, action: string, arn: string) =>
    new AwsError(
      "AuthorizationErrorException",
      `User: ${call.principal.arn} is not authorized to perform: ${action} on resource: ${arn} because no resource-based policy allows the ${action} action`,
      403,
    ),
};

/** The scope that an ARN of SNS lies in. */
export function scopeOf(arn: string): string {
  const [, , , region = "", accountId = ""] = arn.split(":");
  return regionalScope({ accountId, region });
}

/** Throws for a text that is no ARN at all, in SNS's words. */
function checkParts(name: string, arn: string): void {
  const parts = arn.split(":").length;
  if (parts < 6) throw problems.invalid(`${name} Reason: An ARN must have at least 6 elements, not ${parts}`);
}

export function topicOf(cloud: Pick<Cloud, "state">, arn: string): TopicRecord {
  checkParts("TopicArn", arn);
  if (!/^arn:aws[a-z-]*:sns:[^:]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(arn)) throw problems.invalid("TopicArn");
  const topic = topicsOf(cloud, scopeOf(arn)).get(arn);
  if (!topic) throw problems.noTopic();
  return topic;
}

export function subscriptionOf(cloud: Pick<Cloud, "state">, arn: string): SubscriptionRecord;
export function subscriptionOf(cloud: Pick<Cloud, "state">, arn: string, absent: "or none"): SubscriptionRecord | undefined;
export function subscriptionOf(cloud: Pick<Cloud, "state">, arn: string, absent?: "or none"): SubscriptionRecord | undefined {
  checkParts("SubscriptionArn", arn);
  if (!/^arn:aws[a-z-]*:sns:[^:]+:\d{12}:[^:]+:[0-9a-f-]{36}$/.test(arn)) throw problems.invalid("SubscriptionArn");
  const found = subscriptionsOf(cloud, scopeOf(arn)).get(arn);
  if (!found && absent === undefined) throw problems.noSubscription();
  return found;
}

export const confirmedIn = (cloud: Pick<Cloud, "state">, topicArn: string) =>
  subscriptionsOf(cloud, scopeOf(topicArn))
    .values()
    .filter((one) => one.topicArn === topicArn);
