import type { Count, Duration, Percent } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts } from "../types";
import { type TaskFault, taskDuration, taskParameters, taskPermissions, taskPrerequisites, tasks, taskValues } from "./tasks";

/** Burns CPU inside ECS tasks. */
export interface TaskCpuStress extends TaskFault {
  /** At most 12 hours. */
  readonly duration: Duration;
  /** Left out: 100%. */
  readonly load?: Percent;
  /** Stressors, for example `"2 workers"`. Left out: one for each CPU. */
  readonly workers?: Count;
}

export const taskCpuStressFacts: FaultFacts = {
  actionId: "aws:ecs:task-cpu-stress",
  title: "burn CPU in ECS tasks",
  targets: { Tasks: "aws:ecs:task" },
  parameters: {
    ...taskParameters,
    duration: taskDuration,
    percent: { kind: "integer", required: false, min: 0, max: 100 },
    workers: { kind: "integer", required: false, min: 0 },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: taskPermissions("AWSFIS-Run-CPU-Stress"),
  prerequisites: taskPrerequisites,
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html",
  readOn: "2026-11-20",
};

export function taskCpuStress(options: TaskCpuStress): Fault {
  return fault(
    taskCpuStressFacts.actionId,
    options,
    { Tasks: tasks(options.tasks) },
    {
      ...taskValues(options),
      duration: iso(options.duration),
      percent: bare(options.load),
      workers: options.workers?.split(" ")[0],
    },
  );
}
