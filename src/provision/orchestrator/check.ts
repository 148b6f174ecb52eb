import { type ChaosSettings, checkHours, checkSchedule, checkSettings } from "../../schedule";
import { type Problem, parseDuration } from "../../words";
import type { Approval, MadeExperiment, OrchestratedExperiment, OrchestratorArgs } from "./args";

/** Lambda, Scheduler and IAM take 64 characters; what is added to the name, by us and by Pulumi, needs the rest. */
const NAME = /^[a-z][a-z0-9-]{0,29}$/;
const MINUTE = 60_000;
const LONGEST_APPROVAL = 7 * 24 * 60 * MINUTE;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
const MEMBERS = ["experiments", "chaos", "retention", "history", "subscribers", "alarmActions", "kmsKeyArn", "tags", "durableFunctions"];
const MEMBERS_OF_ONE = ["experiment", "schedule", "approval", "windows"];

/** What was found in an Orchestrator's name and arguments. */
export interface Findings {
  /** With any of these nothing is made. */
  readonly problems: readonly Problem[];
  /** What its author may not expect: runs that a change of clocks skips, schedules that are over. */
  readonly warnings: readonly Problem[];
}

/** Everything that is wrong with an Orchestrator's name and arguments, and all that may surprise, at once. `now` in milliseconds. */
export function checkOrchestrator(name: string, args: OrchestratorArgs, now: number): Findings {
  if (typeof args !== "object" || args === null) {
    const message = "an orchestrator needs arguments";
    const missing = { code: "missing", path: "", message, given: args, remedy: "Give at least { experiments: [ … ] }." };
    return { problems: [...nameProblems(name), missing], warnings: [] };
  }
  const schedules = scheduleFindings(args, now);
  const chaos = chaosFindings(args);
  const problems = [
    ...nameProblems(name),
    ...unknownMembers(args, MEMBERS, ""),
    ...durableProblems(args),
    ...experimentsProblems(args),
    ...schedules.filter(({ code }) => !SURPRISES.includes(code)),
    ...chaos.problems,
    ...retentionProblems(args),
    ...subscriberProblems(args),
    ...shapeProblems(args),
    ...choice(args.history, ["keep", "delete"], "history"),
  ];
  return { problems, warnings: [...schedules.filter(({ code }) => SURPRISES.includes(code)), ...chaos.warnings] };
}

/** A schedule that is over was right once: the program that holds it must still be deployable. */
const SURPRISES = ["never-fires", "skipped-hour", "doubled-hour"];

function scheduleFindings({ experiments }: OrchestratorArgs, now: number): Problem[] {
  if (!Array.isArray(experiments)) return [];
  return experiments.flatMap((item, index) => {
    const schedule = oneOf(item)?.schedule;
    if (!schedule) return [];
    const { problems, warnings } = checkSchedule(schedule, { now, path: `experiments[${index}].schedule` });
    return [...problems, ...warnings];
  });
}

/** What is wrong with the settings of randomised chaos, and members whose experiment is not here. */
function chaosFindings({ chaos, experiments }: OrchestratorArgs): Findings {
  if (chaos === undefined) return { problems: [], warnings: [] };
  const found = checkSettings(chaos);
  const names = Array.isArray(experiments) ? experiments.flatMap((item) => oneOf(item)?.experiment.experimentName ?? []) : [];
  const placed = (problem: Problem): Problem => ({ ...problem, path: problem.path === "" ? "chaos" : `chaos.${problem.path}` });
  return {
    problems: [...found.problems, ...strangeMembers(chaos, names)].map(placed),
    warnings: found.warnings.map(placed),
  };
}

function strangeMembers(chaos: ChaosSettings, names: readonly string[]): Problem[] {
  const members: unknown = (chaos as Partial<ChaosSettings> | null)?.members;
  if (!Array.isArray(members)) return [];
  return members.flatMap((member: { readonly experiment?: unknown } | null, index) => {
    const name = member?.experiment;
    // What is no name is told by the check of the settings.
    if (typeof name !== "string" || name === "" || names.includes(name)) return [];
    return [
      {
        code: "experiment-unknown",
        path: `members[${index}].experiment`,
        message: "this experiment is not one of the orchestrator's",
        given: name,
        allowed: names.join(", "),
        remedy: "Add the experiment to experiments, or give this Orchestrator the members of its own account and Region alone.",
      },
    ];
  });
}

function nameProblems(name: string): Problem[] {
  if (NAME.test(name)) return [];
  const allowed = "a small letter, then small letters, digits and -; at most 30 characters";
  return [
    { code: "bad-name", path: "name", message: "this cannot be the name of an orchestrator", given: name, allowed, remedy: "Rename it." },
  ];
}

function durableProblems({ durableFunctions }: OrchestratorArgs): Problem[] {
  const path = "durableFunctions";
  if (durableFunctions !== "not-available") return choice(durableFunctions, ["available", "not-available"], path);
  return [
    {
      code: "no-durable-functions",
      path,
      message: "runs in AWS are conducted by a Lambda durable function, and this Region has none",
      given: durableFunctions,
      remedy:
        "Make the Orchestrator in a Region that has them, with an explicit provider, together with its experiments; or leave it out and run experiments " +
        "of this Region by `faultline run` from a scheduled CI job: see docs/running-in-aws.md.",
    },
  ];
}

function experimentsProblems({ experiments }: OrchestratorArgs): Problem[] {
  const path = "experiments";
  if (!Array.isArray(experiments) || experiments.length === 0) {
    const message = "an orchestrator without experiments has nothing to run";
    return [{ code: "missing", path, message, given: experiments, remedy: "Give at least one Experiment." }];
  }
  const seen = new Set<string>();
  return experiments.flatMap((item, index) => {
    const at = `${path}[${index}]`;
    const one = oneOf(item);
    const name = one?.experiment.experimentName;
    if (one === undefined || name === undefined) {
      const message = "this is not an Experiment";
      return [{ code: "not-an-experiment", path: at, message, remedy: "Give an Experiment, or { experiment, schedule, … }." }];
    }
    const problems = unknownMembers(one, MEMBERS_OF_ONE, at);
    if (seen.has(name)) {
      const message = `the experiment ${name} stands here twice`;
      problems.push({ code: "duplicate", path: at, message, given: name, remedy: "Give each experiment once; one schedule each." });
    }
    seen.add(name);
    return [
      ...problems,
      ...(one.approval ? approvalProblems(one.approval, `${at}.approval`) : []),
      ...checkHours({ windows: one.windows }, at),
    ];
  });
}

/** An item of the list with its experiment, where it has one. */
function oneOf(item: unknown): OrchestratedExperiment | undefined {
  const isExperiment = (value: unknown): value is MadeExperiment =>
    typeof value === "object" && value !== null && typeof (value as Partial<MadeExperiment>).experimentName === "string";
  if (isExperiment(item)) return { experiment: item };
  const { experiment } = (item ?? {}) as Partial<OrchestratedExperiment>;
  return isExperiment(experiment) ? (item as OrchestratedExperiment) : undefined;
}

function approvalProblems({ by, within }: Approval, at: string): Problem[] {
  const problems: Problem[] = [];
  if (!Array.isArray(by) || by.length === 0 || by.some((person) => typeof person !== "string" || person.trim() === "")) {
    const message = "somebody must be able to consent";
    problems.push({
      code: "missing",
      path: `${at}.by`,
      message,
      given: by,
      allowed: "names of people",
      remedy: "Name at least one person.",
    });
  }
  const ms = typeof within === "string" ? parseDuration(within) : undefined;
  if (ms === undefined || ms < MINUTE || ms > LONGEST_APPROVAL) {
    problems.push({
      code: "duration-out-of-range",
      path: `${at}.within`,
      message: "a run cannot wait so long for its approval",
      given: within,
      allowed: '"1m" to "7d"',
      remedy: "Give a time within which somebody will answer.",
    });
  }
  return problems;
}

function retentionProblems({ retention = {} }: OrchestratorArgs): Problem[] {
  if (!isObject(retention)) return [notAnObject(retention, "retention", "{ reportDays: 400 }")];
  const { reportDays, logDays } = retention;
  const problems = unknownMembers(retention, ["reportDays", "logDays"], "retention");
  if (reportDays !== undefined && !(Number.isInteger(reportDays) && reportDays >= 1)) {
    const message = "this is not a number of days";
    const allowed = "a whole number from 1";
    problems.push({ code: "bad-days", path: "retention.reportDays", message, given: reportDays, allowed, remedy: "Give whole days." });
  }
  if (logDays !== undefined && !LOG_DAYS.includes(logDays)) {
    const message = "CloudWatch Logs does not keep logs for so many days";
    problems.push({
      code: "bad-days",
      path: "retention.logDays",
      message,
      given: logDays,
      allowed: LOG_DAYS.join(", "),
      remedy: "Take one of these.",
    });
  }
  return problems;
}

function subscriberProblems({ subscribers = {} }: OrchestratorArgs): Problem[] {
  const example = '{ protocol: "email", endpoint: "sre@example.com" }';
  if (!isObject(subscribers)) return [notAnObject(subscribers, "subscribers", `{ oncall: ${example} }`)];
  return Object.entries(subscribers).flatMap(([name, subscriber]) => {
    const path = `subscribers.${name}`;
    if (!isObject(subscriber)) return [notAnObject(subscriber, path, example)];
    const { protocol, endpoint } = subscriber;
    const problems = [
      ...unknownMembers(subscriber, ["protocol", "endpoint"], path),
      ...choice(protocol ?? null, ["email", "email-json", "https", "sms", "sqs", "lambda", "firehose"], `${path}.protocol`),
    ];
    if (endpoint === undefined || endpoint === null || endpoint === "") {
      const message = "nobody is told at no address";
      problems.push({ code: "missing", path: `${path}.endpoint`, message, given: endpoint, remedy: "Say where the messages go." });
    }
    return problems;
  });
}

/** What else would only fail, in other words, when resources are made of it. */
function shapeProblems({ alarmActions = [], tags = {} }: OrchestratorArgs): Problem[] {
  return [
    ...(Array.isArray(alarmActions)
      ? []
      : [
          {
            code: "not-a-list",
            path: "alarmActions",
            message: "this is not a list",
            given: alarmActions,
            remedy: "Give ARNs in a list, or leave it out.",
          },
        ]),
    ...(isObject(tags) ? [] : [notAnObject(tags, "tags", '{ team: "sre" }')]),
  ];
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notAnObject(given: unknown, path: string, example: string): Problem {
  return {
    code: "not-an-object",
    path,
    message: "this is not an object",
    given,
    remedy: `Write it as ${example}, or leave it out.`,
  };
}

function choice(given: unknown, allowed: readonly string[], path: string): Problem[] {
  if (given === undefined || allowed.includes(String(given))) return [];
  return [
    {
      code: "unknown-value",
      path,
      message: "this is not one of the choices",
      given,
      allowed: allowed.join(", "),
      remedy: "Take one of these.",
    },
  ];
}

function unknownMembers(given: object, known: readonly string[], path: string): Problem[] {
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      code: "unknown-member",
      path: path === "" ? key : `${path}.${key}`,
      message: "there is no such member",
      allowed: known.join(", "),
      remedy: "Remove it, or correct its name.",
    }));
}
