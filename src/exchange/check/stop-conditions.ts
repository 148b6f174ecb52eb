import { join } from "../../experiment/read";
import { hasHole, parseArn } from "../../words";
import type { Subject } from "./subject";

/** https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html */
const MOST = 5;
const SOURCES = ["none", "aws:cloudwatch:alarm"] as const;

/** https://docs.aws.amazon.com/fis/latest/userguide/stop-conditions.html */
export function checkStopConditions(subject: Subject, value: unknown, roleArn: unknown): void {
  const { reader } = subject;
  if (typeof value === "string" && hasHole(value)) return;
  if (!Array.isArray(value) || value.length === 0) {
    reader.add({
      code: value === undefined ? "missing" : "not-a-list",
      path: "stopConditions",
      message: "the stop conditions are missing",
      given: value,
      allowed: 'a list of alarms, or [{ "source": "none" }]',
      remedy: "Name the CloudWatch alarms that stop the experiment.",
    });
    return;
  }
  if (value.length > MOST)
    reader.add({
      code: "too-many-stop-conditions",
      path: "stopConditions",
      message: `${value.length} stop conditions are given`,
      allowed: `at most ${MOST}`,
      remedy: "Combine alarms in a composite alarm, or leave some out.",
    });
  let alarms = 0;
  value.forEach((item: unknown, index) => {
    if (checkOne(subject, item, join("stopConditions", index), roleArn)) alarms++;
  });
  if (alarms === 0)
    subject.warn({
      code: "no-stop-condition",
      path: "stopConditions",
      message: "nothing stops the experiment when the system suffers",
      remedy: "Name at least one CloudWatch alarm.",
    });
}

/** Whether it is an alarm. */
function checkOne(subject: Subject, item: unknown, path: string, roleArn: unknown): boolean {
  const { reader } = subject;
  if (typeof item === "string" && hasHole(item)) return true;
  const given = reader.object(item, path, "a stop condition", ["source", "value"]);
  if (!given) return false;
  if (typeof given.source === "string" && hasHole(given.source)) return true;
  if (given.source === undefined) {
    reader.add({
      code: "missing",
      path: join(path, "source"),
      message: "the source is missing",
      allowed: SOURCES.join(", "),
      remedy: "Give it.",
    });
    return false;
  }
  const source = reader.oneOf(given.source, join(path, "source"), "the source", SOURCES, "none");
  if (source === "none") {
    if (given.source === "none" && given.value !== undefined && given.value !== "")
      reader.add({
        code: "value-without-alarm",
        path: join(path, "value"),
        message: 'a value is given, and the source is "none"',
        given: given.value,
        remedy: 'Write the source "aws:cloudwatch:alarm", or leave the value out.',
      });
    return false;
  }
  const text = reader.text(given.value, join(path, "value"), "the alarm", { remedy: "Give the ARN of a CloudWatch alarm." });
  if (text === undefined || hasHole(text)) return true;
  const arn = parseArn(text);
  if (arn?.service !== "cloudwatch" || !arn.resource.startsWith("alarm:")) {
    reader.add({
      code: "bad-alarm-arn",
      path: join(path, "value"),
      message: "this is not the ARN of a CloudWatch alarm",
      given: text,
      allowed: "arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME",
      remedy: "Give the alarm's ARN, not its name.",
    });
    return true;
  }
  const account = typeof roleArn === "string" ? parseArn(roleArn)?.accountId : undefined;
  if (account && arn.accountId && account !== arn.accountId)
    subject.warn({
      code: "alarm-elsewhere",
      path: join(path, "value"),
      message: `the alarm is in account ${arn.accountId}, the role in ${account}`,
      given: text,
      remedy: "Make sure that the alarm is seen in the experiment's account and Region.",
    });
  return true;
}
