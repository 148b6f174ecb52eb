import { DescribeNodegroupCommand, ListClustersCommand, ListNodegroupsCommand, type Nodegroup } from "@aws-sdk/client-eks";
import type { TargetState } from "../../journal";
import { abortable, allPages } from "../clients";
import { type Look, matches, type Seen } from "./clients";

const TYPE = "aws:eks:nodegroup";

/** Managed node groups by their status, and the Auto Scaling groups behind them. */
export async function lookAtNodegroups(look: Look): Promise<Seen> {
  if (look.targets.length === 0) return { states: [] };
  const states: TargetState[] = [];
  const groups: string[] = [];
  for (const nodegroup of await all(look)) {
    const target = targetOf(look, nodegroup);
    if (target === undefined) continue;
    const behind = (nodegroup.resources?.autoScalingGroups ?? []).flatMap((group) => (group.name ? [group.name] : []));
    groups.push(...behind);
    states.push(stateOf(nodegroup, target, behind[0]));
  }
  return { states, groups };
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

function targetOf(look: Look, nodegroup: Nodegroup): string | undefined {
  const arn = nodegroup.nodegroupArn ?? "";
  if (look.resolved.length > 0) return look.resolved.find((target) => target.id === arn)?.target;
  return look.targets.find((target) =>
    target.arns.length > 0 ? target.arns.includes(arn) : matches(target, nodegroup.tags ?? {}, nodegroup),
  )?.name;
}

function stateOf(nodegroup: Nodegroup, target: string, group: string | undefined): TargetState {
  const status = nodegroup.status ?? "unknown";
  return {
    id: nodegroup.nodegroupArn ?? "",
    target,
    resourceType: TYPE,
    zone: null,
    state: status,
    condition: status === "ACTIVE" ? "healthy" : status === "unknown" ? "unknown" : "impaired",
    facts: {
      ...(nodegroup.scalingConfig?.desiredSize === undefined ? {} : { capacity: nodegroup.scalingConfig.desiredSize }),
      ...(group === undefined ? {} : { group }),
    },
  };
}
