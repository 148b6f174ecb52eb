import type { Fault, Target } from "../../faults";
import { canonicalJson, hasHole, isoDuration, parseDuration, type Text } from "../../words";
import type { FisTemplateOptions, TemplateLogs, TemplateReport } from "./options";

/** A template as `CreateExperimentTemplate` takes it. */
export type Request = Readonly<Record<string, unknown>>;

/** What `targets` says wrong of the faults. */
export interface Misnamed {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly given: unknown;
  readonly allowed: string;
  readonly remedy: string;
}

/** The request that the options mean. Values known only later are holes by now. */
export function requestOf(options: FisTemplateOptions): { readonly request: Request; readonly misnamed: readonly Misnamed[] } {
  const { faults, names, misnamed } = namedTargets(options);
  const { partition = "aws", region } = options;
  const local = (text: Text) =>
    typeof text === "string" ? text.replaceAll("{partition}", partition).replaceAll("{region}", region ?? "{region}") : text;
  const targets: Record<string, unknown> = {};
  for (const [name, target] of Object.entries(options.unusedTargets ?? {})) targets[name] = targetRequest(target);
  const actions = Object.entries(faults).map(([name, fault]) => {
    const on = Object.entries(fault.targets).map(([key, target]) => {
      const named = names.get(name) ?? `${name}-${key}`;
      targets[named] = targetRequest(target);
      return [key, named] as const;
    });
    return [name, actionRequest(fault, Object.fromEntries(on), local)] as const;
  });
  const { stopConditions, logs, report, accountTargeting, emptyTargets, tags, clientToken } = options;
  const request = {
    description: options.description,
    roleArn: options.role,
    stopConditions: stopRequest(stopConditions),
    targets,
    actions: Object.fromEntries(actions),
    ...(logs === undefined ? {} : { logConfiguration: logRequest(logs) }),
    ...(report === undefined ? {} : { experimentReportConfiguration: reportRequest(report) }),
    ...(accountTargeting === undefined && emptyTargets === undefined
      ? {}
      : { experimentOptions: given({ accountTargeting, emptyTargetResolutionMode: emptyTargets }) }),
    ...given({ tags, clientToken }),
  };
  return { request, misnamed };
}

/** The name that each fault's target has. */
function namedTargets(options: FisTemplateOptions) {
  const names = new Map<string, string>();
  const misnamed: Misnamed[] = [];
  const { faults, targets = {} } = options;
  for (const [name, users] of Object.entries(targets)) {
    const first = new Map<string, string>();
    users.forEach((user, index) => {
      const path = ["targets", name, index];
      const fault = Object.hasOwn(faults, user) ? faults[user] : undefined;
      const [target, ...others] = Object.values(fault?.targets ?? {});
      const allowed = Object.keys(faults).join(", ");
      if (!target || others.length > 0)
        misnamed.push({ path, message: "there is no fault of this name with one target", given: user, allowed, remedy: "Name a fault." });
      else if (names.has(user))
        misnamed.push({
          path,
          message: `the target of ${user} has another name already: ${names.get(user)}`,
          given: user,
          allowed: "one name",
          remedy: "Leave it out of one of them.",
        });
      else {
        names.set(user, name);
        first.set(canonicalJson(targetRequest(target)), user);
      }
    });
    if (first.size > 1)
      misnamed.push({
        path: ["targets", name],
        message: `the faults ${[...first.values()].join(", ")} act on different targets`,
        given: users,
        allowed: "faults with the same target",
        remedy: "Give each target a name of its own.",
      });
  }
  return { faults, names, misnamed };
}

function actionRequest(fault: Fault, targets: Readonly<Record<string, string>>, local: (text: Text) => Text): Request {
  const parameters = Object.fromEntries(Object.entries(fault.parameters).map(([key, value]) => [key, local(joined(value))]));
  return {
    actionId: fault.actionId,
    ...given({ description: fault.description }),
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    ...(Object.keys(targets).length > 0 ? { targets } : {}),
    ...given({ startAfter: fault.after }),
  };
}

export function targetRequest(target: Target): Request {
  const { arns, tags, filters, parameters } = target;
  return {
    resourceType: target.resourceType,
    ...given({ resourceArns: arns, resourceTags: tags, filters }),
    ...(parameters ? { parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, joined(value)])) } : {}),
    selectionMode: selectionMode(String(target.select)),
  };
}

/** `2 of them` is `COUNT(2)`. What cannot be read stays, for the check to refuse. */
function selectionMode(select: string): string {
  if (select === "all") return "ALL";
  const count = /^(\d+) of them$/.exec(select)?.[1];
  if (count !== undefined) return `COUNT(${count})`;
  const percent = /^(\d+)%$/.exec(select)?.[1];
  return percent === undefined ? select : `PERCENT(${percent})`;
}

/** A list is joined with commas, as FIS takes lists. */
function joined(value: Text | readonly Text[]): Text {
  return Array.isArray(value) ? value.join(",") : (value as Text);
}

function stopRequest(conditions: FisTemplateOptions["stopConditions"]): unknown {
  if (conditions === "none") return [{ source: "none" }];
  if (typeof conditions === "string") return conditions;
  return conditions.map((value) => ({ source: "aws:cloudwatch:alarm", value }));
}

function logRequest({ logGroupArn, bucket, schemaVersion = 2 }: TemplateLogs): Request {
  return {
    logSchemaVersion: schemaVersion,
    ...(logGroupArn === undefined ? {} : { cloudWatchLogsConfiguration: { logGroupArn } }),
    ...given({ s3Configuration: bucket }),
  };
}

function reportRequest({ bucket, dashboards, before, after }: TemplateReport): Request {
  return {
    ...(bucket === undefined ? {} : { outputs: { s3Configuration: bucket } }),
    ...(dashboards === undefined
      ? {}
      : { dataSources: { cloudWatchDashboards: dashboards.map((dashboardIdentifier) => ({ dashboardIdentifier })) } }),
    ...given({ preExperimentDuration: isoText(before), postExperimentDuration: isoText(after) }),
  };
}

/** As it is written where it is ISO 8601 already. */
function isoText(duration: string | undefined): string | undefined {
  if (duration === undefined || duration.startsWith("P") || hasHole(duration)) return duration;
  const ms = parseDuration(duration);
  return ms === undefined ? duration : isoDuration(ms);
}

function given(members: Readonly<Record<string, unknown>>): Request {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
