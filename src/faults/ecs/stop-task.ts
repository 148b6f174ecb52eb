import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS } from "../shapes";
import type { Fault, FaultFacts, FaultOptions } from "../types";
import { type TasksTarget, tasks } from "./tasks";

/** Stops ECS tasks. Their service starts others; a task of its own stays away. */
export interface StopTask extends FaultOptions {
  readonly tasks: TasksTarget;
}

export const stopTaskFacts: FaultFacts = {
  actionId: "aws:ecs:stop-task",
  title: "stop ECS tasks",
  targets: { Tasks: "aws:ecs:task" },
  parameters: {},
  reverts: "never",
  instantaneous: true,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    { actions: ["ecs:StopTask"], resources: ["arn:{partition}:ecs:{region}:{account}:task/*/*"], narrowBy: "target-tags" },
    { actions: ["ecs:DescribeTasks"], resources: ["arn:{partition}:ecs:{region}:{account}:task/*/*"] },
    { actions: ["ecs:ListTasks"], resources: ["*"] },
    FIND_BY_TAGS,
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#stop-task",
  readOn: "2026-11-20",
};

export function stopTask(options: StopTask): Fault {
  return fault(stopTaskFacts.actionId, options, { Tasks: tasks(options.tasks) }, {});
}
