import type { Count, Duration, Percent } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts } from "../types";
import { type TaskFault, taskDuration, taskParameters, taskPermissions, taskPrerequisites, tasks, taskValues } from "./tasks";

/** Writes and reads files inside ECS tasks without pause. */
export interface TaskIoStress extends TaskFault {
  /** At most 12 hours. */
  readonly duration: Duration;
  /** The share of the free space that is used, 1 to 100 %. Left out: 80%. */
  readonly space?: Percent;
  /** Stressors, for example `"2 workers"`. Left out: one. */
  readonly workers?: Count;
}

export const taskIoStressFacts: FaultFacts = {
  actionId: "aws:ecs:task-io-stress",
  title: "stress file systems in ECS tasks",
  targets: { Tasks: "aws:ecs:task" },
  parameters: {
    ...taskParameters,
    duration: taskDuration,
    percent: { kind: "integer", required: false, min: 1, max: 100 },
    workers: { kind: "integer", required: false, min: 0 },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: taskPermissions("AWSFIS-Run-IO-Stress"),
  prerequisites: taskPrerequisites,
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html",
  readOn: "2026-11-20",
};

export function taskIoStress(options: TaskIoStress): Fault {
  return fault(
    taskIoStressFacts.actionId,
    options,
    { Tasks: tasks(options.tasks) },
    {
      ...taskValues(options),
      duration: iso(options.duration),
      percent: bare(options.space),
      workers: options.workers?.split(" ")[0],
    },
  );
}
