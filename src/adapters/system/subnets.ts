import { DescribeNetworkAclsCommand, DescribeSubnetsCommand, type NetworkAcl, type Subnet } from "@aws-sdk/client-ec2";
import type { TargetState } from "../../journal";
import { abortable, allPages } from "../clients";
import { type Look, lastPart, lostOf, matches, namesOf, type Seen, tagsOf } from "./clients";

const TYPE = "aws:ec2:subnet";

/** Subnets by the network ACL that is in force on them: a disruption swaps it for a clone of FIS's. */
export async function lookAtSubnets(look: Look): Promise<Seen> {
  if (look.targets.length === 0) return { states: [] };
  const ids = look.resolved.map((target) => lastPart(target.id));
  const subnets = await allPages(
    (NextToken) =>
      look.clients.ec2.send(
        new DescribeSubnetsCommand({
          ...(ids.length > 0 ? { Filters: [{ Name: "subnet-id", Values: ids }] } : {}),
          ...(NextToken ? { NextToken } : {}),
        }),
        abortable(look.call),
      ),
    (page) => page.Subnets,
    (page) => page.NextToken,
  );
  const wanted = subnets.flatMap((subnet) => targetsOf(look, subnet).map((target) => ({ subnet, target })));
  if (wanted.length === 0) return { states: lostOf(look, []) };
  const acls = await allPages(
    (NextToken) =>
      look.clients.ec2.send(
        new DescribeNetworkAclsCommand({
          Filters: [{ Name: "association.subnet-id", Values: wanted.map(({ subnet }) => subnet.SubnetId ?? "") }],
          ...(NextToken ? { NextToken } : {}),
        }),
        abortable(look.call),
      ),
    (page) => page.NetworkAcls,
    (page) => page.NextToken,
  );
  const states = wanted.map(({ subnet, target }) => stateOf(look, subnet, target, acls));
  return { states: [...states, ...lostOf(look, states)] };
}

function targetsOf(look: Look, subnet: Subnet): readonly string[] {
  return namesOf(look, subnet.SubnetArn ?? "", (target) => {
    const { availabilityZoneIdentifier: zone, vpc } = target.parameters;
    const isPlaced =
      (zone === undefined || zone === subnet.AvailabilityZone || zone === subnet.AvailabilityZoneId) &&
      (vpc === undefined || lastPart(vpc) === subnet.VpcId);
    return isPlaced && matches(target, tagsOf(subnet.Tags), subnet);
  });
}

function stateOf({ partition, region, accountId }: Look, subnet: Subnet, target: string, acls: readonly NetworkAcl[]): TargetState {
  const id = subnet.SubnetId ?? "";
  const acl = acls.find((item) => (item.Associations ?? []).some((association) => association.SubnetId === id));
  const cut = acl !== undefined && tagsOf(acl.Tags).managedByFIS === "true";
  return {
    id: subnet.SubnetArn ?? `arn:${partition}:ec2:${region}:${accountId}:subnet/${id}`,
    target,
    resourceType: TYPE,
    zone: subnet.AvailabilityZone ?? null,
    state: acl === undefined ? "no network ACL seen" : cut ? `disrupted by ${acl.NetworkAclId}` : `open by ${acl.NetworkAclId}`,
    condition: acl === undefined ? "unknown" : cut ? "impaired" : "healthy",
    facts: { as: { networkAcl: acl?.NetworkAclId ?? null } },
  };
}
