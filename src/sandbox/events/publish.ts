import { matchesPattern } from "../common/event-pattern";
import { uuid } from "../common/identity";
import type { Call, Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { inputFor } from "./input";
import { busOf, type RuleRecord, rulesOf, type TargetRecord } from "./records";

export interface NewEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources: readonly string[];
  readonly at: number;
}
type Where = Pick<Call, "accountId" | "region">;

const HOST = "events.amazonaws.com";
/** Sandbox milliseconds before the first of the further attempts; each pause is twice the one before, up to a minute. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Puts an event on a bus and hands it to the targets of the rules that match. Gives the event's id. */
export function publish(cloud: Cloud, where: Where, busName: string | undefined, given: NewEvent): string {
  const bus = busOf(cloud, where, busName);
  const event = eventOf(cloud, where, given);
  for (const rule of rulesOf(cloud, where).values()) {
    if (rule.bus !== bus.name || rule.state !== "ENABLED" || rule.pattern === undefined || !matchesPattern(rule.pattern, event)) continue;
    hand(cloud, where, rule, event);
  }
  return event.id;
}

/** Hands an event to the targets of one rule, whatever its pattern is: that its schedule is due. */
export function publishTo(cloud: Cloud, where: Where, rule: RuleRecord, given: NewEvent): void {
  hand(cloud, where, rule, eventOf(cloud, where, given));
}

function eventOf(cloud: Cloud, where: Where, given: NewEvent) {
  return {
    ...{ version: "0", id: uuid(cloud), "detail-type": given.detailType, source: given.source, account: where.accountId },
    ...{
      time: new Date(given.at).toISOString().replace(/\.\d{3}Z$/, "Z"),
      region: where.region,
      resources: given.resources,
      detail: given.detail,
    },
  };
}

function hand(cloud: Cloud, where: Where, rule: RuleRecord, event: ReturnType<typeof eventOf>): void {
  for (const target of rule.targets) void deliver(cloud, where, rule, target, inputFor(target, rule, event, cloud.clock.now()));
}

async function deliver(cloud: Cloud, where: Where, rule: RuleRecord, target: TargetRecord, payload: string): Promise<void> {
  const { MaximumRetryAttempts: retries = 185, MaximumEventAgeInSeconds: age = 86_400 } = target.RetryPolicy ?? {};
  const began = cloud.clock.now();
  for (let attempts = 1; ; attempts++) {
    try {
      await send(cloud, where, rule, target, payload);
      return;
    } catch (problem) {
      const lasting = problem instanceof AwsError && problem.status < 500 && problem.status !== 429;
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
      if (lasting || attempts > retries || cloud.clock.now() + pause > began + age * 1_000) {
        await toDeadLetters(cloud, where, rule, target, payload, problem, attempts);
        return;
      }
      await cloud.clock.sleep(pause);
    }
  }
}

const asRule = (where: Where, rule: RuleRecord) =>
  ({ kind: "service", arn: HOST, onBehalfOf: { accountId: where.accountId, arn: rule.arn } }) as const;

/** In the target's role where it has one; else by the word of the target's own policy. */
async function principalOf(cloud: Cloud, where: Where, rule: RuleRecord, target: TargetRecord) {
  const service = asRule(where, rule);
  if (target.RoleArn === undefined) return service;
  const sessionName = cloud.newId("events", 12);
  await cloud.invoke("sts", "AssumeRole", { RoleArn: target.RoleArn, RoleSessionName: sessionName }, { ...where, principal: service });
  const roleName = target.RoleArn.slice(target.RoleArn.lastIndexOf("/") + 1);
  const arn = `arn:aws:sts::${target.RoleArn.split(":")[4]}:assumed-role/${roleName}/${sessionName}`;
  return { kind: "role", arn, roleName, sessionName } as const;
}

async function send(cloud: Cloud, where: Where, rule: RuleRecord, target: TargetRecord, payload: string): Promise<void> {
  const [, , service, region = "", accountId = ""] = target.Arn.split(":");
  const as = { accountId, region, principal: await principalOf(cloud, where, rule, target) };
  if (service === "sqs") {
    await cloud.invoke("sqs", "SendMessage", { QueueUrl: urlOf(target.Arn), MessageBody: payload, ...target.SqsParameters }, as);
  } else if (service === "sns") await cloud.invoke("sns", "Publish", { TopicArn: target.Arn, Message: payload }, as);
  else await cloud.invoke("lambda", "Invoke", { FunctionName: target.Arn, InvocationType: "Event", Payload: Buffer.from(payload) }, as);
}

const urlOf = (arn: string) => `https://sqs.${arn.split(":")[3]}.amazonaws.com/${arn.split(":")[4]}/${arn.split(":")[5]}`;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
async function toDeadLetters(
  cloud: Cloud,
  where: Where,
  rule: RuleRecord,
  target: TargetRecord,
  payload: string,
  problem: unknown,
  attempts: number,
): Promise<void> {
  const message = problem instanceof Error ? problem.message : String(problem);
  const code = problem instanceof AwsError && /Access|Authoriz/.test(problem.code) ? "NO_PERMISSIONS" : "SDK_CLIENT_ERROR";
  cloud.log("a rule did not reach its target", { rule: rule.arn, target: target.Arn, problem: message });
  const arn = target.DeadLetterConfig?.Arn;
  if (arn === undefined) return;
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  const [, , , region = "", accountId = ""] = arn.split(":");
  const MessageAttributes = {
    ...{ RULE_ARN: text(rule.arn), TARGET_ARN: text(target.Arn), ERROR_CODE: text(code), ERROR_MESSAGE: text(message) },
    RETRY_ATTEMPTS: text(String(attempts - 1)),
  };
  try {
    const input = { QueueUrl: urlOf(arn), MessageBody: payload, MessageAttributes };
    await cloud.invoke("sqs", "SendMessage", input, { accountId, region, principal: asRule(where, rule) });
  } catch (second) {
    const why = second instanceof Error ? second.message : String(second);
    cloud.log("a rule's dead-letter queue could not be written to", { rule: rule.arn, problem: why });
  }
}
