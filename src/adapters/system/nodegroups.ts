import { type AutoScalingGroup, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeNodegroupCommand, ListClustersCommand, ListNodegroupsCommand, type Nodegroup } from "@aws-sdk/client-eks";
import type { TargetState } from "../../journal";
import { abortable, allPages } from "../clients";
import { type Look, lostOf, matches, namesOf, type Seen } from "./clients";

const TYPE = "aws:eks:nodegroup";

/** Managed node groups by their status and their nodes in service: the members of the Auto Scaling groups behind them. */
export async function lookAtNodegroups(look: Look): Promise<Seen> {
  if (look.targets.length === 0) return { states: [] };
  const wanted = (await all(look)).flatMap((nodegroup) =>
    namesOf(look, nodegroup.nodegroupArn ?? "", (target) => matches(target, nodegroup.tags ?? {}, nodegroup)).map((target) => ({
      nodegroup,
      target,
      behind: (nodegroup.resources?.autoScalingGroups ?? []).flatMap((group) => (group.name ? [group.name] : [])),
    })),
  );
  const names = [...new Set(wanted.flatMap(({ behind }) => behind))];
  const groups = names.length === 0 ? [] : await groupsNamed(look, names);
  const states = wanted.map(({ nodegroup, target, behind }) =>
    stateOf(
      nodegroup,
      target,
      groups.filter((group) => behind.includes(group.AutoScalingGroupName ?? "")),
    ),
  );
  return { states: [...states, ...lostOf(look, states)], groups: names };
}

function groupsNamed({ clients, call }: Look, names: readonly string[]): Promise<readonly AutoScalingGroup[]> {
  return allPages(
    (NextToken) =>
      clients.autoScaling.send(
        new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [...names], ...(NextToken ? { NextToken } : {}) }),
        abortable(call),
      ),
    (page) => page.AutoScalingGroups,
    (page) => page.NextToken,
  );
}

async function all({ clients: { eks }, call }: Look): Promise<readonly Nodegroup[]> {
  const page = (nextToken: string | undefined) => (nextToken ? { nextToken } : {});
  const clusters = await allPages(
    (token) => eks.send(new ListClustersCommand(page(token)), abortable(call)),
    (answer) => answer.clusters,
    (answer) => answer.nextToken,
  );
  const found: Nodegroup[] = [];
  for (const clusterName of clusters) {
    const names = await allPages(
      (token) => eks.send(new ListNodegroupsCommand({ clusterName, ...page(token) }), abortable(call)),
      (answer) => answer.nodegroups,
      (answer) => answer.nextToken,
    );
    for (const nodegroupName of names) {
      const { nodegroup } = await eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }), abortable(call));
      if (nodegroup) found.push(nodegroup);
    }
  }
  return found;
}

function stateOf(nodegroup: Nodegroup, target: string, groups: readonly AutoScalingGroup[]): TargetState {
  const status = nodegroup.status ?? "unknown";
  const desired = nodegroup.scalingConfig?.desiredSize ?? 0;
  const nodes = groups
    .flatMap((group) => group.Instances ?? [])
    .filter((member) => member.LifecycleState === "InService" && member.HealthStatus !== "Unhealthy")
    .map((member) => member.InstanceId ?? "")
    .sort();
  const isWell = status === "ACTIVE" && nodes.length >= desired && (nodegroup.health?.issues ?? []).length === 0;
  return {
    id: nodegroup.nodegroupArn ?? "",
    target,
    resourceType: TYPE,
    zone: null,
    // The nodes by name: a node that was replaced between two looks is seen as well as one that is missing.
    state: `${status}, ${nodes.length} of ${desired} nodes in service (${nodes.join(", ")})`,
    condition: status === "unknown" ? "unknown" : isWell ? "healthy" : "impaired",
    facts: {
      capacity: Math.min(nodes.length, desired),
      ...(groups[0]?.AutoScalingGroupName ? { group: groups[0].AutoScalingGroupName } : {}),
    },
  };
}
