import { bucketLogNeeds, CLOUDWATCH_LOG_NEEDS, reportNeeds } from "../experiment/besides-faults";
import { mergeStatements, type PermittedAction, permissionsOf } from "../experiment/permissions";
import type { PermissionPlan, TargetPlan } from "../experiment/plan";
import { UNDECIDED } from "../experiment/platform";
import { catalogue, retiredActions } from "../faults";
import { hasHole, type Locality, type Problem, parseArn } from "../words";
import { withStrictJson } from "./check/json-parameters";
import { Subject } from "./check/subject";
import { isRecord, type TemplateDocument } from "./document";

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
  const template = recordOf(subject.value);
  const notes = new Set<string>();
  const problems: Problem[] = [];
  const targets = Object.entries(recordOf(template.targets)).map(([name, item]) => targetOf(name, recordOf(item), notes));
  const actions = Object.entries(recordOf(template.actions)).flatMap(
    ([name, item]) => actionOf(subject, name, recordOf(item), notes, problems) ?? [],
  );
  return {
    actions,
    targets,
    permissions: permissionsOf(actions, targets, mergeStatements(besidesOf(template, notes))),
    place: placeIn(template),
    notes: [...notes],
    problems,
  };
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
    if (text === undefined || !hasHole(text)) parameters[key] = text ?? "";
    else {
      notes.add(`parameter ${key} of ${name} is known only at deployment: the role takes any value`);
      const any = UNDECIDED.parameters[key];
      if (any !== undefined) parameters[key] = any;
    }
  }
  const targets = Object.entries(recordOf(given.targets)).flatMap(([key, value]) => {
    const target = textOf(value);
    return target === undefined ? [] : [[key, target] as const];
  });
  return { name, actionId, parameters, targets: Object.fromEntries(targets) };
}

function targetOf(name: string, given: Readonly<Record<string, unknown>>, notes: Set<string>): TargetPlan {
  const arns = Array.isArray(given.resourceArns) ? given.resourceArns.flatMap((arn: unknown) => textOf(arn) ?? []) : [];
  const isLater = arns.some(hasHole) || (typeof given.resourceArns === "string" && hasHole(given.resourceArns));
  if (isLater) notes.add(`an ARN of target ${name} is known only at deployment: the role takes any resource of its type`);
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

function besidesOf(template: Readonly<Record<string, unknown>>, notes: Set<string>): readonly PermissionPlan[] {
  const log = recordOf(template.logConfiguration);
  const bucket = textOf(recordOf(log.s3Configuration).bucketName);
  const report = recordOf(template.experimentReportConfiguration);
  const output = recordOf(recordOf(report.outputs).s3Configuration);
  const reportBucket = textOf(output.bucketName);
  const dashboards = recordOf(report.dataSources).cloudWatchDashboards;
  const named = (text: string) => {
    if (!hasHole(text)) return text;
    notes.add("the name of a bucket is known only at deployment: the role takes any");
    return "*";
  };
  return [
    ...(log.cloudWatchLogsConfiguration === undefined || log.cloudWatchLogsConfiguration === null ? [] : CLOUDWATCH_LOG_NEEDS),
    ...(bucket === undefined ? [] : bucketLogNeeds(named(bucket))),
    ...(reportBucket === undefined
      ? []
      : reportNeeds({
          bucket: named(reportBucket),
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
  const partition = role?.partition ?? arns[0]?.partition;
  const accountId = role?.accountId || arns.find((arn) => /^\d{12}$/.test(arn.accountId))?.accountId;
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
