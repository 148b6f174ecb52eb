import type { Duration, Percent } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS, LASTS, SHARE } from "../shapes";
import { type ResourcesTarget, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Sets a share of the EC2 container instances of clusters to DRAINING, so that their tasks move away. */
export interface DrainContainerInstances extends FaultOptions {
  readonly clusters: ResourcesTarget;
  /** 1 to 100 %. */
  readonly share: Percent;
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
}

export const drainContainerInstancesFacts: FaultFacts = {
  actionId: "aws:ecs:drain-container-instances",
  title: "drain ECS container instances",
  targets: { Clusters: "aws:ecs:cluster" },
  parameters: { drainagePercentage: SHARE, duration: LASTS },
  reverts: "always",
  revertNote: "The guide does not say that the instances become active again at the end: look before you rely on it.",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["ecs:DescribeClusters", "ecs:ListContainerInstances"],
      resources: ["arn:{partition}:ecs:{region}:{account}:cluster/*"],
      narrowBy: "target-tags",
    },
    {
      actions: ["ecs:UpdateContainerInstancesState"],
      resources: ["arn:{partition}:ecs:{region}:{account}:container-instance/*/*"],
      conditions: { ArnLike: { "ecs:cluster": ["{target:arns}"] } },
    },
    FIND_BY_TAGS,
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#drain-container-instances",
  readOn: "2026-11-20",
};

export function drainContainerInstances(options: DrainContainerInstances): Fault {
  return fault(
    drainContainerInstancesFacts.actionId,
    options,
    { Clusters: resources("aws:ecs:cluster", options.clusters) },
    { drainagePercentage: bare(options.share), duration: iso(options.duration) },
  );
}
