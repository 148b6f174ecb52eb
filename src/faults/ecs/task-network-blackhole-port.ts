import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts } from "../types";
import { type TaskNetworkFault, taskNetworkParameters, taskNetworkPrerequisites, taskNetworkValues, taskPermissions, tasks } from "./tasks";

/** Drops the traffic of one port of ECS tasks. */
export interface TaskNetworkBlackholePort extends TaskNetworkFault {
  /** 1 to 65535. */
  readonly port: number;
  readonly traffic: "ingress" | "egress";
  /** Left out: tcp. */
  readonly protocol?: "tcp" | "udp";
}

export const taskNetworkBlackholePortFacts: FaultFacts = {
  actionId: "aws:ecs:task-network-blackhole-port",
  title: "drop traffic of a port of ECS tasks",
  targets: { Tasks: "aws:ecs:task" },
  parameters: {
    ...taskNetworkParameters,
    port: { kind: "integer", required: true, min: 1, max: 65_535 },
    trafficType: { kind: "text", required: true, allowed: ["ingress", "egress"] },
    protocol: { kind: "text", required: false, allowed: ["tcp", "udp"] },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  exclusive: { name: "the network of tasks" },
  permissions: taskPermissions("AWSFIS-Run-Network-Blackhole-Port*"),
  prerequisites: taskNetworkPrerequisites,
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html",
  readOn: "2026-11-20",
};

export function taskNetworkBlackholePort(options: TaskNetworkBlackholePort): Fault {
  return fault(
    taskNetworkBlackholePortFacts.actionId,
    options,
    { Tasks: tasks(options.tasks) },
    {
      ...taskNetworkValues(options),
      port: String(options.port),
      trafficType: options.traffic,
      protocol: options.protocol,
    },
  );
}
