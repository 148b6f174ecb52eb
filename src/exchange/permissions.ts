import { bucketLogNeeds, CLOUDWATCH_LOG_NEEDS, reportNeeds } from "../experiment/besides-faults";
import { mergeStatements, type PermittedAction, permissionsOf } from "../experiment/permissions";
import type { PermissionPlan, TargetPlan } from "../experiment/plan";
import { UNDECIDED } from "../experiment/platform";
import { catalogue, retiredActions } from "../faults";
import { hasHole, hole, type Locality, type Problem, parseArn } from "../words";
import { withStrictJson } from "./check/json-parameters";
import { isPlaceholder } from "./check/placeholders";
import { Subject } from "./check/subject";
import { isRecord, type TemplateDocument, Unknown } from "./document";
import { partlyKnown } from "./pseudo-parameters";
import { lenientJson } from "./template/meaning";

/** What the role of a template from a file needs. */
export interface TemplateRole {
  readonly actions: readonly PermittedAction[];
  readonly targets: readonly TargetPlan[];
  readonly permissions: readonly PermissionPlan[];
  /** As much of its place as the file says. */
  readonly place: Partial<Locality>;
  /** What only a deployment knows, and what stands in the role instead. */
  readonly notes: readonly string[];
  /** What keeps the role from being derived. */
  readonly problems: readonly Problem[];
}

/** Derives the experiment role of a template, in whatever format it was: what its faults need on its targets, its log and its report. */
export function templateRole(document: TemplateDocument): TemplateRole {
  const subject = new Subject(document);
  const template = recordOf(knownSoFar(document.template));
  const notes = new Set<string>();
  const problems: Problem[] = [];
  const targets = Object.entries(recordOf(template.targets)).map(([name, item]) => targetOf(name, recordOf(item), notes));
  const actions = Object.entries(recordOf(template.actions)).flatMap(
    ([name, item]) => actionOf(subject, name, recordOf(item), notes, problems) ?? [],
  );
  return {
    actions,
    targets,
    permissions: permissionsOf(actions, targets, mergeStatements(besidesOf(template, problems))),
    place: placeIn(template),
    notes: [...notes],
    problems,
  };
}

/** The template as far as it is known where it will be; holes for the rest, and for texts that wait to be filled in. */
function knownSoFar(value: unknown): unknown {
  if (value instanceof Unknown) {
    const found = partlyKnown(value.text);
    return found && (found.isWhole || /^(?:arn:|\{)/.test(found.text)) ? found.text : hole(0);
  }
  if (typeof value === "string") return isPlaceholder(value) ? hole(0) : value;
  if (Array.isArray(value)) return value.map(knownSoFar);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, knownSoFar(member)])) : value;
}

function actionOf(
  subject: Subject,
  name: string,
  given: Readonly<Record<string, unknown>>,
  notes: Set<string>,
  problems: Problem[],
): PermittedAction | undefined {
  const written = textOf(given.actionId) ?? "";
  const actionId = Object.hasOwn(retiredActions, written) ? (retiredActions[written]?.successor ?? written) : written;
  const facts = Object.hasOwn(catalogue, actionId) ? catalogue[actionId] : undefined;
  if (!facts) {
    problems.push({
      code: "unknown-action",
      path: `actions.${name}.actionId`,
      message: "what this action needs is not known, so no role can be derived",
      given: hasHole(written) ? "known only at deployment" : written,
      remedy: "Name an action that `faultline doctor` knows, or write the experiment with fault.raw and its permissions.",
    });
    return undefined;
  }
  const parameters: Record<string, string> = {};
  for (const [key, value] of Object.entries(recordOf(withStrictJson(subject, given.parameters, "", facts)))) {
    const text = textOf(value);
    const found = text === undefined || !hasHole(text) ? sureOf(key, text ?? "") : { text: ANY[key], isSure: false };
    if (!found.isSure) notes.add(`parameter ${key} of ${name} is known only at deployment: the role takes any value`);
    else if (key === "documentArn" && found.text?.includes("*"))
      notes.add(`parameter ${key} of ${name} is known only in part: * stands for the rest`);
    if (found.text !== undefined) parameters[key] = found.text;
  }
  const targets = Object.entries(recordOf(given.targets)).flatMap(([key, value]) => {
    const target = textOf(value);
    return target === undefined ? [] : [[key, target] as const];
  });
  return { name, actionId, parameters, targets: Object.fromEntries(targets) };
}

/** What stands for parameters that only a deployment knows: documents of the account and of AWS, roles of the account. */
const ANY: Readonly<Record<string, string>> = {
  ...UNDECIDED.parameters,
  documentArn: "arn:{partition}:ssm:{region}:{account}:document/*,arn:{partition}:ssm:{region}::document/*",
};
const ROLE = "AutomationAssumeRole";

/** A parameter as the role may take it: the role of a runbook is an ARN, or any of the account. */
function sureOf(key: string, text: string): { readonly text: string; readonly isSure: boolean } {
  const members = key === "documentParameters" ? lenientJson(text) : undefined;
  if (!isRecord(members) || !(ROLE in members)) return { text, isSure: true };
  const [role] = [members[ROLE]].flat() as readonly unknown[];
  if (typeof role === "string" && role.startsWith("arn:") && !isPlaceholder(role)) return { text, isSure: true };
  return { text: ANY[key] ?? text, isSure: false };
}

function targetOf(name: string, given: Readonly<Record<string, unknown>>, notes: Set<string>): TargetPlan {
  const arns = Array.isArray(given.resourceArns) ? given.resourceArns.flatMap((arn: unknown) => textOf(arn) ?? []) : [];
  const isLater = arns.some(hasHole) || (typeof given.resourceArns === "string" && hasHole(given.resourceArns));
  if (isLater) notes.add(`an ARN of target ${name} is known only at deployment: the role takes any resource of its type`);
  else if (arns.some((arn) => arn.includes("*"))) notes.add(`an ARN of target ${name} is known only in part: * stands for the rest`);
  return {
    name,
    resourceType: textOf(given.resourceType) ?? "",
    selectionMode: textOf(given.selectionMode) ?? "ALL",
    arns: isLater ? [] : arns,
    tags: knownTexts(given.resourceTags, `a tag of target ${name}`, notes),
    filters: [],
    parameters: knownTexts(given.parameters, `a parameter of target ${name}`, notes),
  };
}

function knownTexts(value: unknown, what: string, notes: Set<string>): Readonly<Record<string, string>> {
  const known = Object.entries(recordOf(value)).flatMap(([key, item]) => {
    const text = textOf(item);
    if (text !== undefined && !hasHole(text) && !hasHole(key)) return [[key, text] as const];
    notes.add(`${what} is known only at deployment: the role does not depend on it`);
    return [];
  });
  return Object.fromEntries(known);
}

function besidesOf(template: Readonly<Record<string, unknown>>, problems: Problem[]): readonly PermissionPlan[] {
  const log = recordOf(template.logConfiguration);
  const bucket = textOf(recordOf(log.s3Configuration).bucketName);
  const report = recordOf(template.experimentReportConfiguration);
  const output = recordOf(recordOf(report.outputs).s3Configuration);
  const reportBucket = textOf(output.bucketName);
  const dashboards = recordOf(report.dataSources).cloudWatchDashboards;
  const named = (text: string, path: string) => {
    if (!hasHole(text)) return text;
    problems.push({
      code: "unknown-bucket",
      path,
      message: "the bucket is known only at deployment, and a role that may write to any bucket, or change its policy, is not narrow",
      allowed: "a name, which AWS::Region, AWS::AccountId and AWS::Partition may be part of",
      remedy: "Write the name in the template, or in a copy of it for this command.",
    });
    return "*";
  };
  return [
    ...(log.cloudWatchLogsConfiguration === undefined || log.cloudWatchLogsConfiguration === null ? [] : CLOUDWATCH_LOG_NEEDS),
    ...(bucket === undefined ? [] : bucketLogNeeds(named(bucket, "logConfiguration.s3Configuration.bucketName"))),
    ...(reportBucket === undefined
      ? []
      : reportNeeds({
          bucket: named(reportBucket, "experimentReportConfiguration.outputs.s3Configuration.bucketName"),
          prefix: known(textOf(output.prefix)) ?? "",
          dashboardArns: (Array.isArray(dashboards) ? dashboards : []).map((dashboard: unknown) => dashboardArn(dashboard)),
        })),
  ];
}

function dashboardArn(dashboard: unknown): string {
  const id = known(textOf(recordOf(dashboard).dashboardIdentifier)) ?? "*";
  return id.startsWith("arn:") ? id : `arn:{partition}:cloudwatch::{account}:dashboard/${id}`;
}

/** The Region and account of the first ARN that says them; the role's account counts first. */
function placeIn(template: Readonly<Record<string, unknown>>): Partial<Locality> {
  const role = parseArn(textOf(template.roleArn) ?? "");
  const arns = [...arnsIn(template)].flatMap((text) => parseArn(text) ?? []);
  const partition = [role, ...arns].map((arn) => arn?.partition).find((name) => name !== undefined && /^aws[a-z-]*$/.test(name));
  const accountId =
    (/^\d{12}$/.test(role?.accountId ?? "") ? role?.accountId : undefined) ?? arns.find((arn) => /^\d{12}$/.test(arn.accountId))?.accountId;
  const region = arns.find((arn) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(arn.region))?.region;
  return { ...(partition ? { partition } : {}), ...(accountId ? { accountId } : {}), ...(region ? { region } : {}) };
}

function* arnsIn(value: unknown): Generator<string> {
  if (typeof value === "string" && value.startsWith("arn:")) yield value;
  else if (Array.isArray(value)) for (const item of value) yield* arnsIn(item);
  else if (isRecord(value)) for (const item of Object.values(value)) yield* arnsIn(item);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function known(text: string | undefined): string | undefined {
  return text === undefined || hasHole(text) ? undefined : text;
}
