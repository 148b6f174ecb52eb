import { DescribeInstancesCommand, type Filter, type Instance } from "@aws-sdk/client-ec2";
import type { TargetState } from "../../journal";
import { abortable, allPages, isAwsError } from "../clients";
import { type Look, lastPart, lostOf, matches, type Seen, tagsOf } from "./clients";

const TYPE = "aws:ec2:instance";

/** EC2 instances: those that the targets match now, or those that were chosen. */
export async function lookAtInstances(look: Look): Promise<Seen> {
  const found = look.resolved.length > 0 ? await chosen(look) : await matching(look);
  const groups = found.flatMap(({ facts }) => (typeof facts.group === "string" ? [facts.group] : []));
  return { states: found, groups: [...new Set(groups)] };
}

async function matching(look: Look): Promise<TargetState[]> {
  const states: TargetState[] = [];
  for (const target of look.targets) {
    const filters = Object.entries(target.tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
    const ids = target.arns.map(lastPart);
    const instances = await describe(look, ids.length > 0 ? { InstanceIds: ids } : { Filters: filters });
    const fitting = instances.filter((instance) => ids.length > 0 || matches(target, tagsOf(instance.Tags), instance));
    states.push(...fitting.map((instance) => stateOf(look, instance, target.name)));
  }
  return states;
}

async function chosen(look: Look): Promise<TargetState[]> {
  const ids = [...new Set(look.resolved.map((target) => lastPart(target.id)))];
  const instances = await describe(look, { Filters: [{ Name: "instance-id", Values: ids }] });
  const states = look.resolved.flatMap((target) =>
    instances.filter((instance) => instance.InstanceId === lastPart(target.id)).map((instance) => stateOf(look, instance, target.target)),
  );
  return [...states, ...lostOf(look, states)];
}

async function describe(look: Look, query: { Filters?: Filter[]; InstanceIds?: string[] }): Promise<Instance[]> {
  try {
    return await allPages(
      (NextToken) =>
        look.clients.ec2.send(new DescribeInstancesCommand({ ...query, ...(NextToken ? { NextToken } : {}) }), abortable(look.call)),
      (page) => (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []),
      (page) => page.NextToken,
    );
  } catch (thrown) {
    if (isAwsError(thrown, "InvalidInstanceID.NotFound")) return [];
    throw thrown;
  }
}

const CONDITIONS: Readonly<Record<string, TargetState["condition"]>> = { running: "healthy", terminated: "gone", "shutting-down": "gone" };

function stateOf({ partition, region, accountId }: Look, instance: Instance, target: string): TargetState {
  const state = instance.State?.Name ?? "unknown";
  const group = tagsOf(instance.Tags)["aws:autoscaling:groupName"];
  return {
    id: `arn:${partition}:ec2:${region}:${accountId}:instance/${instance.InstanceId}`,
    target,
    resourceType: TYPE,
    zone: instance.Placement?.AvailabilityZone ?? null,
    state,
    condition: state === "unknown" ? "unknown" : (CONDITIONS[state] ?? "impaired"),
    facts: group === undefined ? {} : { group },
  };
}
