import type { Cloud, ServiceFactory } from "../kernel/cloud";
import { balancerOperations } from "./balancers";
import { groupOperations } from "./groups";
import { listenerOperations } from "./listeners";
import { permissions } from "./permissions";
import { BALANCERS, type BalancerRecord, GROUPS, type TargetGroupRecord, tablesOf } from "./records";
import { ruleOperations } from "./rules";
import { tagOperations } from "./tags";
import { tagSource } from "./tagsource";
import { targetOperations } from "./targets";
import { tellBalancer, tellGroup } from "./toplane";

/** AWS's default quotas; the sandbox does not enforce them. */
const LIMITS = [
  { Name: "application-load-balancers", Max: "50" },
  { Name: "listeners-per-application-load-balancer", Max: "50" },
  { Name: "target-groups", Max: "3000" },
  { Name: "targets-per-application-load-balancer", Max: "1000" },
];

/**
 * Elastic Load Balancing v2: application load balancers, whose proxies, health checks and metrics are real.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/Welcome.html
 */
export const elbv2Service: ServiceFactory = (cloud: Cloud) => {
  cloud.tagSources.add(tagSource(cloud));
  /** A terminated instance leaves its target groups by itself, as in AWS. */
  cloud.bus.on("instance-state-changed", ({ scope, instanceId, state }) => {
    if (state !== "terminated") return;
    const tables = tablesOf(cloud, scope);
    for (const group of tables.groups.values()) {
      const left = group.targets.filter((target) => target.id !== instanceId);
      if (left.length === group.targets.length) continue;
      group.targets = left;
      cloud.state.touch();
      tellGroup(cloud, tables, group.arn);
    }
  });
  return {
    id: "elbv2",
    operations: {
      ...balancerOperations(cloud),
      ...groupOperations(cloud),
      ...listenerOperations(cloud),
      ...ruleOperations(cloud),
      ...targetOperations(cloud),
      ...tagOperations(cloud),
      DescribeAccountLimits: () => ({ Limits: LIMITS }),
    },
    permissions,
    start: async () => {
      for (const { scope, id } of cloud.state.table<TargetGroupRecord>(GROUPS).everywhere()) tellGroup(cloud, tablesOf(cloud, scope), id);
      for (const { scope, id } of cloud.state.table<BalancerRecord>(BALANCERS).everywhere()) {
        await tellBalancer(cloud, tablesOf(cloud, scope), id);
      }
    },
  };
};
