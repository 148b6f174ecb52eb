import type { Text } from "../../words";
import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts } from "../types";
import { type TaskFault, taskParameters, taskPermissions, taskPrerequisites, tasks, taskValues } from "./tasks";

/** Kills processes by name inside ECS tasks. Nothing starts them again but what supervises them. */
export interface TaskKillProcess extends TaskFault {
  readonly process: Text;
  /** Left out: SIGTERM. */
  readonly signal?: "SIGTERM" | "SIGKILL";
}

export const taskKillProcessFacts: FaultFacts = {
  actionId: "aws:ecs:task-kill-process",
  title: "kill processes in ECS tasks",
  targets: { Tasks: "aws:ecs:task" },
  parameters: {
    ...taskParameters,
    processName: { kind: "text", required: true },
    signal: { kind: "text", required: false, allowed: ["SIGTERM", "SIGKILL"] },
  },
  reverts: "never",
  instantaneous: true,
  injectsFault: true,
  visibleIn: "metric",
  permissions: taskPermissions("AWSFIS-Run-Kill-Process"),
  prerequisites: [...taskPrerequisites, "The task definition has pidMode task."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html",
  readOn: "2026-11-20",
};

export function taskKillProcess(options: TaskKillProcess): Fault {
  return fault(
    taskKillProcessFacts.actionId,
    options,
    { Tasks: tasks(options.tasks) },
    { ...taskValues(options), processName: options.process, signal: options.signal },
  );
}
