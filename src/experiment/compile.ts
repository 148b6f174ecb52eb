import {
  type Checked,
  durationMs,
  fillLocality,
  hasHole,
  hashOf,
  humanDuration,
  type Locality,
  parseArn,
  parseCount,
  parseDuration,
  parseRate,
} from "../words";
import { CLOUDWATCH_LOG_NEEDS } from "./besides-faults";
import { type CompiledFaults, compileFaults } from "./compile-faults";
import { compileMetric, textMap } from "./compile-metric";
import { compileChecks, compileEffects, compileGuards, compileWaiver } from "./compile-watch";
import type { ExperimentDefinition } from "./definition";
import { permissionsOf } from "./permissions";
import type { CheckPlan, Plan } from "./plan";
import { NAME, NAME_RULE, Reader } from "./read";
import { selfCheck } from "./self-check";
import { warnOfShortSteps } from "./step-samples";

const TWELVE_HOURS = durationMs("12h");
const DEFAULT_BASELINE = "5m";
const DEFAULT_RETENTION_DAYS = 30;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
/** Fewer samples than this say nothing about a phase. */
const MIN_SAMPLES = 3;

const PROPERTIES: readonly (keyof ExperimentDefinition)[] = [
  "hypothesis",
  "owner",
  "runbook",
  "steadyState",
  "guards",
  "guardWaiver",
  "faults",
  "effect",
  "blastRadius",
  "traffic",
  "baseline",
  "recovery",
  "maxDuration",
  "emptyTargets",
  "logs",
  "tags",
];

/**
 * Turns a definition into a frozen Plan, or finds everything that is wrong with it at once. The only way to make a Plan; it never throws.
 * Values that are known only later must have been replaced by holes (`digHoles`) before. ARNs leave partition, Region and account open
 * (`{region}`) until the locality is given.
 */
export function compile(name: string, definition: unknown, locality?: Locality): Checked<Plan> {
  const reader = new Reader();
  if (typeof name !== "string" || !NAME.test(name)) {
    reader.add({
      code: "bad-name",
      path: "name",
      message: "this cannot be the name of an experiment",
      given: name,
      allowed: NAME_RULE,
      remedy: "Rename it.",
    });
  }
  const given = reader.object(definition, "", "the definition", PROPERTIES);
  const plan = given && compileMembers(reader, typeof name === "string" ? name : "", given);
  if (!plan || reader.problems.length > 0) return { ok: false, problems: reader.problems };
  const placed = locality ? placedIn(plan, locality) : plan;
  return { ok: true, value: deepFreeze({ ...placed, hash: hashOf(placed) }) };
}

function compileMembers(reader: Reader, name: string, given: Record<string, unknown>): Omit<Plan, "hash"> | undefined {
  const hypothesis = reader.text(given.hypothesis, "hypothesis", "the hypothesis", {
    max: 512,
    remedy: "Say in one sentence what you believe will happen.",
  });
  const owner = reader.text(given.owner, "owner", "the owner", { max: 256, remedy: "Name a person or a team that can be reached." });
  const runbook = compileRunbook(reader, given.runbook);
  const checks = compileChecks(reader, given.steadyState);
  const guards = compileGuards(reader, given.guards);
  const guardWaiver = compileWaiver(reader, given.guardWaiver, guards.length);
  const faults = compileFaults(reader, given.faults, "faults");
  const effects = compileEffects(reader, given.effect, faults.actions);
  warnOfShortSteps(reader, effects, faults.actions);
  const maxTargets = compileBlastRadius(reader, given.blastRadius);
  const traffic = compileTraffic(reader, given.traffic);
  const times = compileTimes(reader, given, faults, checks);
  const emptyTargets = reader.oneOf(given.emptyTargets, "emptyTargets", "emptyTargets", ["fail", "skip"] as const, "fail");
  const logs = compileLogs(reader, given.logs);
  const tags = textMap(reader, given.tags, "tags", "the tags", 40);
  const permissions = permissionsOf(faults.actions, faults.targets, CLOUDWATCH_LOG_NEEDS);
  if (reader.problems.length === 0) for (const problem of selfCheck({ ...faults, permissions })) reader.add(problem);
  if (!hypothesis || !owner || !runbook || maxTargets === undefined || !traffic || !times || !logs || !tags) return undefined;
  return {
    version: 1,
    name,
    hypothesis,
    owner,
    runbook,
    checks,
    guards,
    guardWaiver,
    actions: faults.actions,
    targets: faults.targets,
    effects,
    traffic,
    maxTargets,
    ...times,
    emptyTargets,
    logs,
    tags,
    permissions,
    ...(reader.warnings.length > 0
      ? { warnings: reader.warnings.map(({ code, path, message, remedy }) => ({ code, path, message, remedy })) }
      : {}),
  };
}

function placedIn(plan: Omit<Plan, "hash">, locality: Locality): Omit<Plan, "hash"> {
  const { actions, targets, permissions } = plan;
  return { ...plan, ...fillLocality({ actions, targets, permissions }, locality) };
}

function compileRunbook(reader: Reader, value: unknown): string | undefined {
  const text = reader.text(value, "runbook", "the runbook", {
    max: 1_024,
    remedy: "Give the https URL of the page that says what to do when the experiment goes wrong.",
  });
  if (text === undefined || hasHole(text)) return text;
  if (/^https:\/\/[^\s/]+\.?[^\s]*$/.test(text)) return text;
  reader.add({
    code: "bad-url",
    path: "runbook",
    message: "the runbook is not an https URL",
    given: value,
    allowed: "https://…",
    remedy: "Give the URL of the page.",
  });
  return undefined;
}

function compileBlastRadius(reader: Reader, value: unknown): number | undefined {
  const radius = reader.object(value, "blastRadius", "the blast radius", ["atMost"]);
  const count = radius && reader.parsed(radius.atMost, "blastRadius.atMost", "the blast radius", parseCount, '"2 instances"');
  if (count === undefined) return undefined;
  if (Number.isInteger(count) && count >= 1) return count;
  reader.add({
    code: "out-of-range",
    path: "blastRadius.atMost",
    message: "the blast radius is not a whole number of resources",
    given: radius?.atMost,
    allowed: "1 or more",
    remedy: "Say how many resources may be hit at most.",
  });
  return undefined;
}

function compileTraffic(reader: Reader, value: unknown): Plan["traffic"] | undefined {
  const traffic = reader.object(value, "traffic", "the traffic", ["metric", "atLeast"]);
  if (!traffic) return undefined;
  const metric = compileMetric(reader, traffic.metric, "traffic.metric");
  const atLeast = reader.parsed(traffic.atLeast, "traffic.atLeast", "the least traffic", parseRate, '"5/s"');
  if (
    metric &&
    (metric.queries.length !== 1 ||
      metric.unit !== "Count" ||
      metric.queries[0]?.kind !== "metric" ||
      !["Sum", "SampleCount"].includes(metric.queries[0].statistic))
  ) {
    reader.add({
      code: "bad-traffic",
      path: "traffic.metric",
      message: "traffic is counted with one metric in Count and the statistic Sum or SampleCount",
      given: metric.unit,
      remedy: "Name the metric that counts requests, for example RequestCount.",
    });
    return undefined;
  }
  if (atLeast !== undefined && atLeast <= 0)
    reader.add({
      code: "out-of-range",
      path: "traffic.atLeast",
      message: "without traffic nothing can be concluded",
      given: traffic.atLeast,
      allowed: "more than zero",
      remedy: "Say below which rate the answer is not to be trusted.",
    });
  return metric && atLeast !== undefined ? { metric, atLeast, text: String(traffic.atLeast) } : undefined;
}

function compileTimes(
  reader: Reader,
  given: Record<string, unknown>,
  faults: CompiledFaults,
  checks: readonly CheckPlan[],
): Pick<Plan, "baselineMs" | "recoveryMs" | "maxDurationMs"> | undefined {
  const example = '"5m"';
  const baselineMs = reader.parsed(given.baseline ?? DEFAULT_BASELINE, "baseline", "the baseline", parseDuration, example);
  const recovery = reader.object(given.recovery, "recovery", "the recovery", ["within"]);
  const recoveryMs = recovery && reader.parsed(recovery.within, "recovery.within", "the recovery time", parseDuration, example);
  const maxDurationMs = reader.parsed(given.maxDuration, "maxDuration", "the maximum duration", parseDuration, example);
  const longest = Math.max(0, ...checks.map((check) => check.metric.periodMs));
  const tooShort = (path: string, ms: number | undefined, what: string) => {
    if (ms !== undefined && ms < MIN_SAMPLES * longest) {
      reader.add({
        code: "too-few-samples",
        path,
        message: `${what} is too short for ${MIN_SAMPLES} samples of ${humanDuration(longest)}`,
        given: humanDuration(ms),
        allowed: `at least ${humanDuration(MIN_SAMPLES * longest)}`,
        remedy: "Make it longer, or use metrics with a shorter period.",
      });
    }
  };
  tooShort("baseline", baselineMs, "the baseline");
  tooShort("recovery.within", recoveryMs, "the recovery time");
  tooShort("maxDuration", maxDurationMs, "the maximum duration");
  if (maxDurationMs !== undefined && maxDurationMs > TWELVE_HOURS)
    reader.add({
      code: "duration-out-of-range",
      path: "maxDuration",
      message: "FIS ends experiments after 12 hours",
      given: given.maxDuration,
      allowed: "at most 12h",
      remedy: "Shorten it.",
    });
  if (maxDurationMs !== undefined && maxDurationMs < faults.lengthMs) {
    reader.add({
      code: "too-short",
      path: "maxDuration",
      message: `the faults take ${humanDuration(faults.lengthMs)}`,
      given: given.maxDuration,
      allowed: `at least ${humanDuration(faults.lengthMs)}`,
      remedy: "Make it longer, or shorten the faults.",
    });
  }
  if (baselineMs === undefined || recoveryMs === undefined || maxDurationMs === undefined) return undefined;
  return { baselineMs, recoveryMs, maxDurationMs };
}

function compileLogs(reader: Reader, value: unknown): Plan["logs"] | undefined {
  if (value === undefined) return { retentionDays: DEFAULT_RETENTION_DAYS };
  const logs = reader.object(value, "logs", "the logs", ["retentionDays", "logGroupArn"]);
  if (!logs) return undefined;
  if (logs.logGroupArn !== undefined) {
    const arn = typeof logs.logGroupArn === "string" ? logs.logGroupArn.replace(/:\*$/, "") : "";
    if (hasHole(arn) || parseArn(arn)?.service === "logs") return { logGroupArn: arn };
    reader.add({
      code: "bad-arn",
      path: "logs.logGroupArn",
      message: "this is not the ARN of a log group",
      given: logs.logGroupArn,
      allowed: "arn:aws:logs:region:account:log-group:name",
      remedy: "Correct it.",
    });
    return undefined;
  }
  const days = Number(logs.retentionDays);
  if (RETENTION_DAYS.includes(days)) return { retentionDays: days };
  reader.add({
    code: "not-allowed",
    path: "logs.retentionDays",
    message: "CloudWatch Logs cannot keep a log for so many days",
    given: logs.retentionDays,
    allowed: RETENTION_DAYS.join(", "),
    remedy: "Choose one of them.",
  });
  return undefined;
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
