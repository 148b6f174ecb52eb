import type { Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import type { InvocationRecord } from "./records";
import { roleOf } from "./role";
import { actionOf } from "./target";

const MOST_PAUSE_MS = 900_000;

const iso = (at: number) => new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");

/** What the target is given: its Input with the context filled in, or the event that AWS sends without one. */
export function payloadOf({ id, scheduleArn, scheduledAt, target, attempts }: InvocationRecord): string {
  const [, , , region = "", account = ""] = scheduleArn.split(":");
  const time = iso(scheduledAt);
  if (target.Input === undefined) {
    if (target.Arn.includes(":aws-sdk:")) return "{}";
    const kind = { version: "0", id, "detail-type": "Scheduled Event", source: "aws.scheduler" };
    return JSON.stringify({ ...kind, account, time, region, resources: [scheduleArn], detail: "{}" });
  }
  const values: Readonly<Record<string, string>> = {
    "schedule-arn": scheduleArn,
    "scheduled-time": time,
    "execution-id": id,
    "attempt-number": String(attempts),
  };
  return target.Input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
}

/**
 * One attempt of a firing. Gives the sandbox time of the next attempt, or undefined when there is none: it was delivered, or it went to the
 * dead-letter queue, or it was dropped.
 */
export async function attempt(cloud: Cloud, record: InvocationRecord): Promise<number | undefined> {
  try {
    const role = await roleOf(cloud, record.target.RoleArn, record.groupArn);
    const action = actionOf(record.target);
    const as = { ...role, accountId: action.accountId ?? role.accountId, region: action.region ?? role.region };
    await cloud.invoke(action.service, action.operation, action.input(payloadOf(record)), as);
    return undefined;
  } catch (problem) {
    const { MaximumEventAgeInSeconds: age = 86_400, MaximumRetryAttempts: retries = 185 } = record.target.RetryPolicy ?? {};
    const now = cloud.clock.now();
    const pause = Math.min(MOST_PAUSE_MS, 1_000 * 2 ** (record.attempts - 1)) * (0.5 + cloud.random() / 2);
    const lasting =
      problem instanceof AwsError && problem.status < 500 && problem.status !== 429 && !/Throttl|TooManyRequests/.test(problem.code);
    const exhausted =
      record.attempts > retries
        ? "MaximumRetryAttempts"
        : now + pause > record.firedAt + age * 1_000
          ? "MaximumEventAgeInSeconds"
          : undefined;
    if (!lasting && exhausted === undefined) return now + pause;
    await toDeadLetters(cloud, record, problem, exhausted);
    return undefined;
  }
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html */
async function toDeadLetters(cloud: Cloud, record: InvocationRecord, problem: unknown, exhausted: string | undefined): Promise<void> {
  const arn = record.target.DeadLetterConfig?.Arn;
  const message = problem instanceof Error ? problem.message : String(problem);
  const code = problem instanceof AwsError ? problem.code : "InternalServerError";
  cloud.log("a schedule did not reach its target", { schedule: record.scheduleArn, target: record.target.Arn, code, message });
  if (arn === undefined) return;
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  const [, , , region = "", accountId = "", name = ""] = arn.split(":");
  try {
    const role = await roleOf(cloud, record.target.RoleArn, record.groupArn);
    await cloud.invoke(
      "sqs",
      "SendMessage",
      {
        QueueUrl: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
        MessageBody: payloadOf(record),
        MessageAttributes: {
          ERROR_CODE: text(code),
          ERROR_MESSAGE: text(message),
          EXECUTION_ID: text(record.id),
          ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: text(exhausted) }),
          IS_PAYLOAD_TRUNCATED: text("false"),
          RETRY_ATTEMPTS: text(String(record.attempts - 1)),
          SCHEDULED_TIME: text(iso(record.scheduledAt)),
          SCHEDULE_ARN: text(record.scheduleArn),
          TARGET_ARN: text(record.target.Arn),
        },
      },
      { ...role, accountId, region },
    );
  } catch (second) {
    cloud.log("a schedule's dead-letter queue could not be written to", {
      schedule: record.scheduleArn,
      problem: second instanceof Error ? second.message : String(second),
    });
  }
}
