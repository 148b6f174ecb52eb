import type { Duration, Percent, Text } from "../../words";
import { bare, fault, milliseconds } from "../build";
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

/** Delays what ECS tasks send. */
export interface TaskNetworkLatency extends TaskNetworkFault {
  /** Added to each packet. Left out: 200ms. */
  readonly delay?: Duration;
  /** Left out: 10ms. */
  readonly jitter?: Duration;
  /** The share of connections (not of packets) that is hit. Left out: all. */
  readonly flows?: Percent;
  /** IPv4 addresses or ranges, domain names, zones, `DYNAMODB`, `S3`. Left out: all traffic. IPv6 is not hit. */
  readonly sources?: readonly Text[];
}

export const taskNetworkLatencyFacts: FaultFacts = {
  actionId: "aws:ecs:task-network-latency",
  title: "delay the network of ECS tasks",
  targets: { Tasks: "aws:ecs:task" },
  parameters: {
    ...taskNetworkParameters,
    delayMilliseconds: { kind: "integer", required: false, min: 0 },
    jitterMilliseconds: { kind: "integer", required: false, min: 0 },
    flowsPercent: { kind: "integer", required: false, min: 0, max: 100 },
    sources: { kind: "list", required: false },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  exclusive: { name: "the network of tasks" },
  permissions: [...taskPermissions("AWSFIS-Run-Network-Latency*"), ...sourcePermissions],
  prerequisites: taskNetworkPrerequisites,
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html",
  readOn: "2026-11-20",
};

export function taskNetworkLatency(options: TaskNetworkLatency): Fault {
  return fault(
    taskNetworkLatencyFacts.actionId,
    options,
    { Tasks: tasks(options.tasks) },
    {
      ...taskNetworkValues(options),
      delayMilliseconds: milliseconds(options.delay),
      jitterMilliseconds: milliseconds(options.jitter),
      flowsPercent: bare(options.flows),
      sources: options.sources,
    },
  );
}
