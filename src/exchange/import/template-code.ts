import { isRecord, Unknown } from "../document";
import { type Code, worth } from "./code";
import { type FaultCode, faultCode, type GivenAction, type Home, rawTarget } from "./fault-code";
import type { GivenTarget } from "./target-kinds";
import type { Unknowns } from "./unknowns";

/** A template as options of `fisTemplate`, and how each of its faults is made. */
export interface TemplateCode {
  readonly options: { readonly [key: string]: Code };
  readonly faults: Readonly<Record<string, FaultCode>>;
}

type Members = Readonly<Record<string, unknown>>;

/** The options that mean a template. What they cannot say is not in them: the caller compares. */
export function templateCode(template: Members, unknowns: Unknowns): TemplateCode {
  const targets = entriesOf(template.targets).filter((entry): entry is [string, GivenTarget] => isRecord(entry[1]));
  const byName = new Map(targets);
  const home = homeOf(template.actions);
  const faults: Record<string, FaultCode> = {};
  const named: Record<string, string[]> = {};
  for (const [name, item] of entriesOf(template.actions)) {
    if (!isRecord(item)) continue;
    const on = entriesOf(item.targets).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    faults[name] = faultCode(givenAction(item, on, byName), unknowns, home);
    for (const [key, target] of on) if (target !== `${name}-${key}`) named[target] = [...(named[target] ?? []), name];
  }
  const used = new Set(
    entriesOf(template.actions).flatMap(([, item]) => (isRecord(item) ? entriesOf(item.targets).map(([, name]) => name) : [])),
  );
  const unused = targets.filter(([name]) => !used.has(name)).map(([name, target]) => [name, rawTarget(target, unknowns)] as const);
  const some = (key: string, code: Code | undefined) => (code === undefined ? {} : { [key]: code });
  const many = (key: string, record: Readonly<Record<string, Code>>) => (Object.keys(record).length > 0 ? { [key]: record } : {});
  const options = isRecord(template.experimentOptions) ? template.experimentOptions : {};
  const isUsed = Object.values(faults).some(({ code }) => JSON.stringify(worth(code)).includes("{region}"));
  return {
    faults,
    options: {
      description: unknowns.code(template.description) ?? "",
      role: unknowns.code(template.roleArn) ?? "",
      faults: Object.fromEntries(Object.entries(faults).map(([name, { code }]) => [name, code])),
      ...many("targets", named),
      ...many("unusedTargets", Object.fromEntries(unused)),
      stopConditions: stops(template.stopConditions, unknowns),
      ...some("logs", logs(template.logConfiguration, unknowns)),
      ...some("report", report(template.experimentReportConfiguration, unknowns)),
      ...some("accountTargeting", unknowns.code(options.accountTargeting)),
      ...some("emptyTargets", unknowns.code(options.emptyTargetResolutionMode)),
      ...some("tags", tags(template.tags, unknowns)),
      ...some("clientToken", unknowns.code(template.clientToken)),
      ...(isUsed && home.region !== undefined ? { region: home.region } : {}),
      ...(isUsed && home.partition !== "aws" ? { partition: home.partition } : {}),
    },
  };
}

function entriesOf(value: unknown): readonly [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function givenAction(item: Members, on: readonly [string, string][], targets: ReadonlyMap<string, GivenTarget>): GivenAction {
  const { description, startAfter } = item;
  const parameters = entriesOf(item.parameters).filter(
    (entry): entry is [string, string | Unknown] => typeof entry[1] === "string" || entry[1] instanceof Unknown,
  );
  const names = Array.isArray(startAfter) ? startAfter.filter((name): name is string => typeof name === "string") : undefined;
  return {
    actionId: String(item.actionId),
    ...(typeof description === "string" || description instanceof Unknown ? { description } : {}),
    parameters: Object.fromEntries(parameters),
    ...(names === undefined ? {} : { startAfter: names }),
    targets: Object.fromEntries(on.map(([key, name]) => [key, targets.get(name) ?? {}])),
  };
}

/** The partition and Region of the first of AWS's own documents. */
function homeOf(actions: unknown): Home {
  for (const [, item] of entriesOf(actions)) {
    const arn = isRecord(item) && isRecord(item.parameters) ? item.parameters.documentArn : undefined;
    const match = typeof arn === "string" ? /^arn:([a-z-]+):ssm:([a-z0-9-]+)::document\/AWSFIS-/.exec(arn) : null;
    if (match?.[1] !== undefined) return { partition: match[1], region: match[2] };
  }
  return { partition: "aws", region: undefined };
}

function stops(value: unknown, unknowns: Unknowns): Code {
  if (value instanceof Unknown) return unknowns.use(value, "StopConditions");
  const alarms = (Array.isArray(value) ? value : []).filter((item) => isRecord(item) && item.source !== "none");
  if (alarms.length === 0) return "none";
  return alarms.map((item) => (isRecord(item) ? (unknowns.code(item.value) ?? "") : ""));
}

function logs(value: unknown, unknowns: Unknowns): Code | undefined {
  if (!isRecord(value)) return undefined;
  const group = isRecord(value.cloudWatchLogsConfiguration) ? unknowns.code(value.cloudWatchLogsConfiguration.logGroupArn) : undefined;
  const bucket = unknowns.code(value.s3Configuration);
  const version = Number(value.logSchemaVersion);
  return {
    ...(group === undefined ? {} : { logGroupArn: group }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(version === 1 ? { schemaVersion: 1 } : {}),
  };
}

function report(value: unknown, unknowns: Unknowns): Code | undefined {
  if (!isRecord(value)) return undefined;
  const bucket = isRecord(value.outputs) ? unknowns.code(value.outputs.s3Configuration) : undefined;
  const shown = isRecord(value.dataSources) ? value.dataSources.cloudWatchDashboards : undefined;
  const dashboards = Array.isArray(shown)
    ? shown.map((item) => (isRecord(item) ? (unknowns.code(item.dashboardIdentifier) ?? "") : ""))
    : undefined;
  const [before, after] = [span(value.preExperimentDuration, unknowns), span(value.postExperimentDuration, unknowns)];
  return {
    ...(bucket === undefined ? {} : { bucket }),
    ...(dashboards === undefined ? {} : { dashboards }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function span(value: unknown, unknowns: Unknowns): Code | undefined {
  if (value instanceof Unknown) return unknowns.use(value, "Duration");
  return typeof value === "string" ? value : undefined;
}

function tags(value: unknown, unknowns: Unknowns): Code | undefined {
  if (value instanceof Unknown) return unknowns.use(value, "Readonly<Record<string, Text>>");
  return isRecord(value) && Object.keys(value).length > 0 ? unknowns.code(value) : undefined;
}
