import type { Cloud } from "../kernel/cloud";
import type { Acting } from "./identity";

/** A subnet as EC2 describes it. */
export interface SubnetFacts {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly cidr: string;
}

interface DescribedSubnets {
  Subnets?: { SubnetId: string; VpcId: string; AvailabilityZone: string; CidrBlock: string }[];
}

/** The subnets in the order asked. Throws EC2's `InvalidSubnetID.NotFound` when one does not exist. */
export async function describeSubnets(cloud: Cloud, as: Acting, subnetIds: readonly string[]): Promise<SubnetFacts[]> {
  const { Subnets = [] } = await cloud.invoke<DescribedSubnets>("ec2", "DescribeSubnets", { SubnetIds: [...new Set(subnetIds)] }, as);
  const byId = new Map(Subnets.map((one) => [one.SubnetId, one]));
  return subnetIds.flatMap((id) => {
    const one = byId.get(id);
    return one ? [{ subnetId: one.SubnetId, vpcId: one.VpcId, zone: one.AvailabilityZone, cidr: one.CidrBlock }] : [];
  });
}

/** The subnets of the Region's default VPC; none where it has no default VPC. */
export async function defaultSubnets(cloud: Cloud, as: Acting): Promise<SubnetFacts[]> {
  const { Vpcs = [] } = await cloud.invoke<{ Vpcs?: { VpcId: string }[] }>(
    "ec2",
    "DescribeVpcs",
    { Filters: [{ Name: "is-default", Values: ["true"] }] },
    as,
  );
  const vpcId = Vpcs[0]?.VpcId;
  if (!vpcId) return [];
  const filter = { Filters: [{ Name: "vpc-id", Values: [vpcId] }] };
  const { Subnets = [] } = await cloud.invoke<DescribedSubnets>("ec2", "DescribeSubnets", filter, as);
  return Subnets.map((one) => ({ subnetId: one.SubnetId, vpcId: one.VpcId, zone: one.AvailabilityZone, cidr: one.CidrBlock }));
}

/** The id of a VPC's own security group, which AWS takes where none is named. */
export async function defaultSecurityGroup(cloud: Cloud, as: Acting, vpcId: string): Promise<string | undefined> {
  const { SecurityGroups = [] } = await cloud.invoke<{ SecurityGroups?: { GroupId: string }[] }>(
    "ec2",
    "DescribeSecurityGroups",
    {
      Filters: [
        { Name: "vpc-id", Values: [vpcId] },
        { Name: "group-name", Values: ["default"] },
      ],
    },
    as,
  );
  return SecurityGroups[0]?.GroupId;
}

const toNumber = (ip: string) => ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const toText = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

/** The addresses that managed services hold in a scope, whether their machines run or not. */
function heldAddresses(cloud: Pick<Cloud, "state">, scope: string): string[] {
  const { state } = cloud;
  return [
    ...state
      .table<{ subnets: { privateIp: string }[] }>("elbv2.loadBalancers")
      .in(scope)
      .values()
      .flatMap((one) => one.subnets),
    ...state.table<{ privateIp: string }>("rds.instances").in(scope).values(),
    ...state
      .table<{ placement?: { privateIp: string } }>("eks.pods")
      .in(scope)
      .values()
      .flatMap((one) => one.placement ?? []),
  ].map((one) => one.privateIp);
}

/**
 * An address for something that a managed service puts into a subnet. It comes from the subnet's upper end, where EC2
 * does not hand out, and nothing else in the scope has it.
 */
export function freeAddress(cloud: Pick<Cloud, "plane" | "state">, scope: string, subnet: SubnetFacts): string {
  const [base = "10.0.0.0", bits = "24"] = subnet.cidr.split("/");
  const size = 2 ** (32 - Number(bits));
  const used = new Set(heldAddresses(cloud, scope));
  for (const { spec } of cloud.plane.machines()) if (spec.place.scope === scope) used.add(spec.place.privateIp);
  for (let offset = size - 2; offset > 3; offset--) {
    const candidate = toText(toNumber(base) + offset);
    if (!used.has(candidate)) return candidate;
  }
  throw new Error(`subnet ${subnet.subnetId} has no free address`);
}
