import type { Percent, Text } from "../../words";
import { bare, fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts } from "../types";
import {
  sourcePermissions,
  type TaskNetworkFault,
  taskNetworkParameters,
  taskNetworkPrerequisites,
  taskNetworkValues,
  taskPermissions,
  tasks,
} from "./tasks";

/** Drops packets that ECS tasks send. 15 % costs TCP almost all of its throughput. */
export interface TaskNetworkPacketLoss extends TaskNetworkFault {
  /** Left out: 7%. */
  readonly loss?: Percent;
  /** The share of connections (not of packets) that is hit. Left out: all. */
  readonly flows?: Percent;
  /** IPv4 addresses or ranges, domain names, zones, `DYNAMODB`, `S3`. Left out: all traffic. IPv6 is not hit. */
  readonly sources?: readonly Text[];
}

export const taskNetworkPacketLossFacts: FaultFacts = {
  actionId: "aws:ecs:task-network-packet-loss",
  title: "drop packets of ECS tasks",
  targets: { Tasks: "aws:ecs:task" },
  parameters: {
    ...taskNetworkParameters,
    lossPercent: { kind: "integer", required: false, min: 0, max: 100 },
    flowsPercent: { kind: "integer", required: false, min: 0, max: 100 },
    sources: { kind: "list", required: false },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  exclusive: { name: "the network of tasks" },
  permissions: [...taskPermissions("AWSFIS-Run-Network-Packet-Loss*"), ...sourcePermissions],
  prerequisites: taskNetworkPrerequisites,
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html",
  readOn: "2026-11-20",
};

export function taskNetworkPacketLoss(options: TaskNetworkPacketLoss): Fault {
  return fault(
    taskNetworkPacketLossFacts.actionId,
    options,
    { Tasks: tasks(options.tasks) },
    {
      ...taskNetworkValues(options),
      lossPercent: bare(options.loss),
      flowsPercent: bare(options.flows),
      sources: options.sources,
    },
  );
}
