import { hasHole, parseArn } from "../../words";
import type { TemplateDocument } from "../document";
import type { Finding } from "../finding";
import { checkActions } from "./actions";
import { checkOptions } from "./options";
import { checkPlaceholders } from "./placeholders";
import { checkStopConditions } from "./stop-conditions";
import { Subject } from "./subject";
import { checkTargets } from "./targets";

/** What `CreateExperimentTemplate` takes. https://docs.aws.amazon.com/fis/latest/APIReference/API_CreateExperimentTemplate.html */
const MEMBERS = [
  "description",
  "roleArn",
  "stopConditions",
  "targets",
  "actions",
  "tags",
  "logConfiguration",
  "experimentOptions",
  "experimentReportConfiguration",
  "clientToken",
];

/**
 * Everything that FIS would refuse in a template, all at once, and warnings about what it would take and people would regret. Never throws.
 */
export function checkTemplate(document: TemplateDocument): readonly Finding[] {
  const subject = new Subject(document);
  const { reader } = subject;
  const template = reader.object(subject.value, "", "the template", MEMBERS);
  if (!template) return subject.findings();
  reader.text(template.description, "description", "the description", { max: 512, remedy: "Say what the experiment is for." });
  checkRole(subject, template.roleArn);
  checkStopConditions(subject, template.stopConditions, template.roleArn);
  const targets = checkTargets(subject, template.targets);
  checkActions(subject, template.actions, targets);
  checkOptions(subject, template);
  checkPlaceholders(subject, template);
  return subject.findings();
}

function checkRole({ reader }: Subject, value: unknown): void {
  const text = reader.text(value, "roleArn", "the experiment role", { remedy: "Give the ARN of the role that FIS assumes." });
  if (text === undefined || hasHole(text)) return;
  const arn = parseArn(text);
  if (arn?.service === "iam" && arn.resource.startsWith("role/")) return;
  reader.add({
    code: "bad-role-arn",
    path: "roleArn",
    message: "this is not the ARN of an IAM role",
    given: text,
    allowed: "arn:aws:iam::ACCOUNT:role/NAME",
    remedy: "Give the role's ARN, not its name.",
  });
}
