import type { Deployment, RunRequest } from "../../experiment";
import type { Problem } from "../../words";
import type { DayPlan } from "./plan";

/** A schedule of EventBridge Scheduler that fires once. Its name derives from the plan: making it again makes no second one. */
export interface OneTimeSchedule {
  /** At most 64 characters. */
  readonly name: string;
  readonly groupName: string;
  /** In UTC. */
  readonly expression: `at(${string})`;
  readonly timezone: "UTC";
  /** AWS removes it once it has fired. */
  readonly actionAfterCompletion: "DELETE";
  /** What the function is invoked with. */
  readonly input: RunRequest;
}

export interface PlannedSchedules {
  readonly schedules: readonly OneTimeSchedule[];
  /** Runs of the plan that get no schedule, and why: on a leash, or of an experiment, account or Region that is not the deployment's. */
  readonly left: readonly Problem[];
}

/** The schedules that a day's plan asks for in one deployment. A leashed plan asks for none. */
export function plannedSchedules(plan: DayPlan, deployment: Deployment): PlannedSchedules {
  const schedules: OneTimeSchedule[] = [];
  const left: Problem[] = [];
  plan.runs.forEach((run, index) => {
    const { member } = run;
    const leave = (code: string, message: string, remedy: string) =>
      left.push({ code, path: `runs[${index}]`, message: `${run.id}: ${message}`, remedy });
    if (plan.leashed || run.leashed) leave("leashed", "it is on a leash", "Set leashed: false in the settings to let planned runs happen.");
    else if (member.account !== deployment.accountId || member.region !== deployment.region)
      leave("elsewhere", `it is for ${member.account}/${member.region}`, "The Orchestrator there plans it.");
    else if (!deployment.experiments.includes(member.experiment))
      leave(
        "experiment-unknown",
        `there is no experiment ${member.experiment} in the Orchestrator`,
        "Add it to the Orchestrator, or mend the member's experiment.",
      );
    else schedules.push(scheduleOf(run.id, run.at, run.group, member.experiment, plan, deployment));
  });
  return { schedules, left };
}

/** With this the names of all schedules begin that a plan makes. */
export const PLANNED = "chaos-";

/** The schedule that has each day planned. No experiment has a point in its name. */
export const PLAN_DAY = "plan.day";

/** The name of the schedule of a planned run. */
export function plannedName(runId: string): string {
  return `${PLANNED}${runId}`.slice(0, 64);
}

function scheduleOf(id: string, at: string, group: string, experiment: string, plan: DayPlan, deployment: Deployment): OneTimeSchedule {
  return {
    name: plannedName(id),
    groupName: deployment.scheduleGroup,
    expression: `at(${at.slice(0, 19)})`,
    timezone: "UTC",
    actionAfterCompletion: "DELETE",
    input: {
      version: 1,
      kind: "run",
      experiment,
      runId: id,
      scheduledAt: at,
      by: "randomised chaos",
      reason: `drawn for ${group} on ${plan.date}, seed ${plan.seed}`,
      drawn: { group, date: plan.date },
    },
  };
}
