import type { Cloud } from "../kernel/cloud";
import { everyAlarm } from "./alarms";
import { ExperimentFailure, failureOf } from "./errors";
import { type ExperimentLog, stamp } from "./log";
import type { ExperimentRecord, ResolvedTarget } from "./records";
import { checkAccounts, checkTargetQuotas, type Reach, resolveTarget } from "./resolve/resolve";
import { ownRight, reachOf } from "./role";
import { logResolved } from "./target-log";

/** What a start found out. `alarmed`: a stop condition is in ALARM already, nothing may start. */
export type Prepared =
  | { readonly alarmed: true }
  | {
      readonly alarmed: false;
      readonly reach: readonly Reach[];
      readonly resolved: readonly ResolvedTarget[];
      /** Actions that will not run, each with the reason. */
      readonly skipped: Readonly<Record<string, string>>;
    };

/** The alarms that a template names as stop conditions. */
export function stopAlarms(record: ExperimentRecord): string[] {
  return record.content.stopConditions.flatMap(({ source, value }) => (source === "aws:cloudwatch:alarm" && value ? [value] : []));
}

/**
 * All that happens between start and the first action: roles, log delivery, stop conditions, targets, quotas. Throws
 * ExperimentFailure; nothing has been touched then.
 */
export async function prepare(
  cloud: Cloud,
  place: { accountId: string; region: string },
  record: ExperimentRecord,
  log: ExperimentLog,
): Promise<Prepared> {
  const { content } = record;
  const { experiment, reach } = await reachOf(cloud, place, record);
  log.open(experiment);
  const started = stamp(record.startTime ?? record.creationTime);
  log.write("experiment-start", { experiment_template_id: record.templateId, experiment_start_time: started });

  // AWS documents only that an alarm in ALARM keeps an experiment from starting; which end it comes to is our choice.
  for (const { arn, state } of await alarmsOf(cloud, place, record)) {
    if (state === undefined) throw missingAlarm(arn);
    if (state === "ALARM") return { alarmed: true };
  }

  checkAccounts(content, reach);
  const resolved: ResolvedTarget[] = [];
  const empty = new Set<string>();
  for (const [name, target] of Object.entries(content.targets)) {
    log.write("target-resolution-start", { target_resolution_start_time: stamp(cloud.clock.now()), target_name: name });
    const found = await resolveTarget(cloud, name, target, reach);
    const accounts = reach.map(({ as }) => as.accountId);
    logResolved(log, cloud.clock.now(), { name, type: target.resourceType, accounts }, found);
    resolved.push(...found);
    if (found.length === 0) empty.add(name);
    if (found.length === 0 && content.experimentOptions.emptyTargetResolutionMode === "fail") {
      throw new ExperimentFailure({ code: "InvalidTarget", reason: "Target resolution returned empty set", location: `targets.${name}` });
    }
  }
  checkTargetQuotas(content, resolved);
  return { alarmed: false, reach, resolved, skipped: skippedOf(record, empty) };
}

async function alarmsOf(cloud: Cloud, place: { accountId: string; region: string }, record: ExperimentRecord) {
  try {
    return await everyAlarm(cloud, ownRight(place), stopAlarms(record));
  } catch (error) {
    throw new ExperimentFailure(failureOf(error, "stopConditions", place.accountId));
  }
}

const missingAlarm = (arn: string) =>
  new ExperimentFailure({
    code: "ConfigurationFailure",
    reason: `Stop condition alarm ${arn} does not exist.`,
    location: "stopConditions",
  });

function skippedOf(record: ExperimentRecord, empty: ReadonlySet<string>): Record<string, string> {
  const all = Object.entries(record.content.actions);
  if (record.actionsMode === "skip-all")
    return Object.fromEntries(all.map(([name]) => [name, "Action was skipped: actions mode is skip-all."]));
  const without = all.filter(([, action]) => Object.values(action.targets ?? {}).some((target) => empty.has(target)));
  return Object.fromEntries(without.map(([name]) => [name, "Action was skipped: no targets were resolved."]));
}
