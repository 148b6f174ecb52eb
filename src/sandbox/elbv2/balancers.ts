import { hex } from "../common/identity";
import { defaultSecurityGroup, describeSubnets, freeAddress, type SubnetFacts } from "../common/network";
import { pageOf } from "../common/paging";
import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { acting, checkSecurityGroups } from "./acting";
import { type AttributeInput, attributeList, BALANCER_DEFAULTS, modifyAttributes } from "./attributes";
import { hostedZoneOf } from "./hostedzones";
import { invalidMarker, loadBalancerNotFound, loadBalancersNotFound, notInSandbox, validation } from "./problems";
import { type BalancerRecord, listenersOf, type Tables, type TagRecord, tablesOf } from "./records";
import { checkedTags } from "./tags";
import { tellBalancer } from "./toplane";

/** Sandbox time from creation until the state is `active`; in AWS it takes a minute or two. */
const PROVISIONING_MS = 2_000;

interface CreateInput {
  Name: string;
  Scheme?: "internet-facing" | "internal";
  Type?: string;
  IpAddressType?: string;
  Subnets?: string[];
  SubnetMappings?: { SubnetId?: string; AllocationId?: string; PrivateIPv4Address?: string }[];
  SecurityGroups?: string[];
  Tags?: TagRecord[];
}

export function balancerView(cloud: Cloud, record: BalancerRecord, region: string) {
  return {
    LoadBalancerArn: record.arn,
    DNSName: record.dnsName,
    CanonicalHostedZoneId: hostedZoneOf(region),
    CreatedTime: new Date(record.createdAt),
    LoadBalancerName: record.name,
    Scheme: record.scheme,
    VpcId: record.vpcId,
    State: { Code: cloud.clock.now() >= record.activeAt ? "active" : "provisioning" },
    Type: "application",
    AvailabilityZones: record.subnets.map(({ subnetId, zone }) => ({ ZoneName: zone, SubnetId: subnetId, LoadBalancerAddresses: [] })),
    SecurityGroups: record.securityGroups,
    IpAddressType: record.ipAddressType,
  };
}

function checkName(name: string): void {
  if (name.length > 32) throw validation(`The load balancer name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw validation(`The load balancer name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`);
  }
  if (name.startsWith("-") || name.endsWith("-")) {
    throw validation(`The load balancer name '${name}' cannot begin or end with a hyphen(-)`);
  }
  if (name.startsWith("internal-")) throw validation(`The load balancer name '${name}' cannot begin with 'internal-'`);
}

function subnetIdsOf(input: Pick<CreateInput, "Subnets" | "SubnetMappings">): string[] {
  const mappings = input.SubnetMappings ?? [];
  if (mappings.some((one) => one.AllocationId || one.PrivateIPv4Address)) {
    throw validation("Allocation IDs and private IPv4 addresses are not supported by load balancers with type 'application'");
  }
  const ids = input.Subnets?.length ? input.Subnets : mappings.flatMap((one) => one.SubnetId ?? []);
  return [...new Set(ids)];
}

/** The subnets of a load balancer: they exist, stand in one VPC and in at least two zones, one each. */
async function checkedSubnets(cloud: Cloud, call: Call, ids: readonly string[]): Promise<SubnetFacts[]> {
  if (ids.length === 0) throw validation("At least two subnets in two different Availability Zones must be specified");
  const subnets = await describeSubnets(cloud, acting(call), ids).catch(() => {
    throw new AwsError("SubnetNotFound", `One or more subnets do not exist: ${ids.join(", ")}`);
  });
  if (new Set(subnets.map((one) => one.vpcId)).size > 1) {
    throw new AwsError("InvalidSubnet", "All subnets must belong to the same VPC");
  }
  const zones = new Set(subnets.map((one) => one.zone));
  if (zones.size < subnets.length) {
    throw new AwsError(
      "InvalidConfigurationRequest",
      "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    );
  }
  if (zones.size < 2) throw validation("At least two subnets in two different Availability Zones must be specified");
  return subnets;
}

const withAddresses = (cloud: Cloud, scope: string, subnets: readonly SubnetFacts[]) =>
  subnets.map((subnet) => ({ subnetId: subnet.subnetId, zone: subnet.zone, privateIp: freeAddress(cloud, scope, subnet) }));

export function requireBalancer(tables: Tables, arn: string): BalancerRecord {
  const found = tables.balancers.get(arn);
  if (!found) throw loadBalancerNotFound(arn);
  return found;
}

export function balancerOperations(cloud: Cloud) {
  const tables = (call: Call) => tablesOf(cloud, regionalScope(call));

  async function create(input: CreateInput, call: Call) {
    const here = tables(call);
    checkName(input.Name);
    if (input.Type && input.Type !== "application") {
      throw notInSandbox(`load balancers of type '${input.Type}'`, "Use an application load balancer.");
    }
    const scheme = input.Scheme ?? "internet-facing";
    const ids = subnetIdsOf(input);
    const existing = here.balancers.find((one) => one.name === input.Name);
    if (existing) {
      const same =
        existing.scheme === scheme &&
        sameSet(
          existing.subnets.map((one) => one.subnetId),
          ids,
        );
      if (same) return { LoadBalancers: [balancerView(cloud, existing, call.region)] };
      throw new AwsError(
        "DuplicateLoadBalancerName",
        `A load balancer with the same name '${input.Name}' exists, but with different settings`,
      );
    }
    const tags = checkedTags(input.Tags);
    const subnets = await checkedSubnets(cloud, call, ids);
    const vpcId = subnets[0]?.vpcId ?? "";
    const wanted = input.SecurityGroups ?? [];
    await checkSecurityGroups(cloud, call, wanted);
    const own = wanted.length > 0 ? undefined : await defaultSecurityGroup(cloud, acting(call), vpcId);
    const id = hex(cloud, 16);
    const dimension = `app/${input.Name}/${id}`;
    const now = cloud.clock.now();
    const record: BalancerRecord = {
      arn: `arn:aws:elasticloadbalancing:${call.region}:${call.accountId}:loadbalancer/${dimension}`,
      name: input.Name,
      dimension,
      dnsName: `${scheme === "internal" ? "internal-" : ""}${input.Name}-${1_000_000_000 + Math.floor(cloud.random() * 1e9)}.${call.region}.elb.amazonaws.com`,
      scheme,
      vpcId,
      ipAddressType: input.IpAddressType ?? "ipv4",
      subnets: withAddresses(cloud, here.scope, subnets),
      securityGroups: own ? [own] : wanted,
      createdAt: now,
      activeAt: now + PROVISIONING_MS,
      attributes: {},
      tags,
    };
    here.balancers.set(record.arn, record);
    await tellBalancer(cloud, here, record.arn);
    return { LoadBalancers: [balancerView(cloud, record, call.region)] };
  }

  return {
    CreateLoadBalancer: create,
    DescribeLoadBalancers: (input: { LoadBalancerArns?: string[]; Names?: string[]; Marker?: string; PageSize?: number }, call: Call) => {
      const all = tables(call).balancers.values();
      const found = all.filter(
        (one) =>
          (!input.LoadBalancerArns?.length || input.LoadBalancerArns.includes(one.arn)) &&
          (!input.Names?.length || input.Names.includes(one.name)),
      );
      const asked = [...(input.LoadBalancerArns ?? []), ...(input.Names ?? [])];
      const missing = asked.filter((what) => !found.some((one) => one.arn === what || one.name === what));
      if (missing.length > 0) throw loadBalancersNotFound(missing);
      const { items, next } = pageOf(found, input.PageSize ?? 400, input.Marker, invalidMarker);
      return { LoadBalancers: items.map((one) => balancerView(cloud, one, call.region)), NextMarker: next };
    },
    DeleteLoadBalancer: async (input: { LoadBalancerArn: string }, call: Call) => {
      const here = tables(call);
      const found = here.balancers.get(input.LoadBalancerArn);
      // AWS answers the deletion of what is not there as a success.
      if (!found) return {};
      if (found.attributes["deletion_protection.enabled"] === "true") {
        throw new AwsError(
          "OperationNotPermitted",
          `Load balancer '${found.arn}' cannot be deleted because deletion protection is enabled`,
        );
      }
      for (const listener of listenersOf(here, found.arn)) here.listeners.delete(listener.arn);
      here.balancers.delete(found.arn);
      await cloud.plane.removeLoadBalancer(found.arn);
      return {};
    },
    DescribeLoadBalancerAttributes: (input: { LoadBalancerArn: string }, call: Call) => ({
      Attributes: attributeList(BALANCER_DEFAULTS, requireBalancer(tables(call), input.LoadBalancerArn).attributes),
    }),
    ModifyLoadBalancerAttributes: async (input: { LoadBalancerArn: string; Attributes: AttributeInput[] }, call: Call) => {
      const here = tables(call);
      const found = requireBalancer(here, input.LoadBalancerArn);
      modifyAttributes("Load balancer", BALANCER_DEFAULTS, found.attributes, input.Attributes);
      cloud.state.touch();
      await tellBalancer(cloud, here, found.arn);
      return { Attributes: attributeList(BALANCER_DEFAULTS, found.attributes) };
    },
    DescribeCapacityReservation: (input: { LoadBalancerArn: string }, call: Call) => {
      const found = requireBalancer(tables(call), input.LoadBalancerArn);
      return { LastModifiedTime: new Date(found.createdAt), DecreaseRequestsRemaining: 2, CapacityReservationState: [] };
    },
    SetSecurityGroups: async (input: { LoadBalancerArn: string; SecurityGroups: string[] }, call: Call) => {
      const found = requireBalancer(tables(call), input.LoadBalancerArn);
      if (input.SecurityGroups.length === 0) throw validation("At least one security group must be specified");
      await checkSecurityGroups(cloud, call, input.SecurityGroups);
      found.securityGroups = [...input.SecurityGroups];
      cloud.state.touch();
      return { SecurityGroupIds: found.securityGroups };
    },
    SetSubnets: async (input: Pick<CreateInput, "Subnets" | "SubnetMappings"> & { LoadBalancerArn: string }, call: Call) => {
      const here = tables(call);
      const found = requireBalancer(here, input.LoadBalancerArn);
      const subnets = await checkedSubnets(cloud, call, subnetIdsOf(input));
      found.subnets = withAddresses(cloud, here.scope, subnets);
      cloud.state.touch();
      await tellBalancer(cloud, here, found.arn);
      const { AvailabilityZones, IpAddressType } = balancerView(cloud, found, call.region);
      return { AvailabilityZones, IpAddressType };
    },
  };
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
