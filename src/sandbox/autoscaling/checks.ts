import { type Call, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import type { GroupRecord, GroupTag, TemplateReference } from "./records";
import { type Store, validation } from "./store";

export interface TemplateInput {
  LaunchTemplateId?: string;
  LaunchTemplateName?: string;
  Version?: string;
}

export interface MixedInput {
  LaunchTemplate?: {
    LaunchTemplateSpecification?: TemplateInput;
    Overrides?: { InstanceType?: string; InstanceRequirements?: object; LaunchTemplateSpecification?: TemplateInput }[];
  };
  InstancesDistribution?: object;
}

export interface TagInput {
  Key: string;
  Value?: string;
  PropagateAtLaunch?: boolean;
  ResourceId?: string;
}

/** The launch template as EC2 knows it, with id and name. */
export async function checkTemplate(store: Store, call: Call, input: TemplateInput): Promise<TemplateReference> {
  if (Boolean(input.LaunchTemplateId) === Boolean(input.LaunchTemplateName))
    throw validation("Valid requests must contain either launchTemplateId or LaunchTemplateName");
  const query = input.LaunchTemplateId
    ? { LaunchTemplateIds: [input.LaunchTemplateId] }
    : { LaunchTemplateNames: [input.LaunchTemplateName ?? ""] };
  try {
    const as = acting(regionalScope(call));
    const { LaunchTemplates = [] } = await store.cloud.invoke<{
      LaunchTemplates?: { LaunchTemplateId: string; LaunchTemplateName: string }[];
    }>("ec2", "DescribeLaunchTemplates", query, as);
    const [found] = LaunchTemplates;
    if (!found) throw validation("You must use a valid fully-formed launch template.");
    const id = found.LaunchTemplateId;
    const version = input.Version || undefined;
    await store.cloud.invoke("ec2", "DescribeLaunchTemplateVersions", { LaunchTemplateId: id, Versions: [version ?? "$Default"] }, as);
    return { id, name: found.LaunchTemplateName, version };
  } catch (error) {
    if (error instanceof AwsError && error.code !== "ValidationError")
      throw validation(`You must use a valid fully-formed launch template. ${error.message}`);
    throw error;
  }
}

/** The mixed instances policy: which template it launches from and which type is launched. */
export async function checkMixed(store: Store, call: Call, policy: MixedInput) {
  const overrides = policy.LaunchTemplate?.Overrides ?? [];
  if (overrides.some((one) => one.InstanceRequirements))
    throw validation("The Faultline sandbox has no attribute-based instance type selection. Name instance types in the overrides.");
  const template = await checkTemplate(store, call, policy.LaunchTemplate?.LaunchTemplateSpecification ?? {});
  const specification = { LaunchTemplateId: template.id, LaunchTemplateName: template.name, Version: template.version ?? "$Default" };
  return {
    template,
    typeOverride: overrides[0]?.InstanceType,
    mixedInstancesPolicy: {
      LaunchTemplate: { LaunchTemplateSpecification: specification, Overrides: overrides },
      InstancesDistribution: {
        OnDemandAllocationStrategy: "prioritized",
        OnDemandBaseCapacity: 0,
        OnDemandPercentageAboveBaseCapacity: 100,
        SpotAllocationStrategy: "lowest-price",
        SpotInstancePools: 2,
        ...policy.InstancesDistribution,
      },
    },
  };
}

interface Described {
  Subnets?: { SubnetId: string; VpcId: string; AvailabilityZone: string; AvailabilityZoneId: string }[];
}

/** Where a group launches: the subnets named, or the default VPC's subnets of the zones named. */
export async function checkPlaces(
  store: Store,
  call: Call,
  input: { VPCZoneIdentifier?: string; AvailabilityZones?: readonly string[]; AvailabilityZoneIds?: readonly string[] },
): Promise<Pick<GroupRecord, "subnets" | "zonesOnly">> {
  const ids = (input.VPCZoneIdentifier ?? "")
    .split(",")
    .map((id) => id.trim())
    .filter(Boolean);
  const zones = [...(input.AvailabilityZones ?? []), ...(input.AvailabilityZoneIds ?? [])];
  if (ids.length === 0 && zones.length === 0) throw validation("At least one Availability Zone or VPC Subnet is required.");
  const as = acting(regionalScope(call));
  const query = ids.length ? { SubnetIds: ids } : { Filters: [{ Name: "default-for-az", Values: ["true"] }] };
  let found: NonNullable<Described["Subnets"]>;
  try {
    ({ Subnets: found = [] } = await store.cloud.invoke<Described>("ec2", "DescribeSubnets", query, as));
  } catch (error) {
    if (error instanceof AwsError) throw validation(error.message);
    throw error;
  }
  if (new Set(found.map((one) => one.VpcId)).size > 1) throw validation("The subnet(s) that you specified belong to different VPCs.");
  const inZones = ids.length
    ? found
    : found.filter((one) => zones.includes(one.AvailabilityZone) || zones.includes(one.AvailabilityZoneId));
  const unknown = zones.find((zone) => !inZones.some((one) => one.AvailabilityZone === zone || one.AvailabilityZoneId === zone));
  if (unknown && ids.length) throw validation("The availability zones of the specified subnets and the Auto Scaling group do not match");
  if (unknown) throw validation(`Invalid availability zones: [${unknown}]`);
  const order = (id: string) => ids.indexOf(id);
  return {
    zonesOnly: ids.length === 0,
    subnets: [...inZones]
      .sort((a, b) => order(a.SubnetId) - order(b.SubnetId))
      .map((one) => ({ id: one.SubnetId, zone: one.AvailabilityZone, zoneId: one.AvailabilityZoneId })),
  };
}

/** Target groups must exist. */
export async function checkTargetGroups(store: Store, call: Call, arns: readonly string[]): Promise<void> {
  if (arns.length === 0) return;
  try {
    await store.cloud.invoke("elbv2", "DescribeTargetGroups", { TargetGroupArns: arns }, acting(regionalScope(call)));
  } catch (error) {
    if (error instanceof AwsError) throw validation("Provided Target Groups may not be valid. Please ensure they exist and try again.");
    throw error;
  }
}

export function checkSizes(min: number, max: number, desired: number): void {
  if (min < 0 || max < 0) throw validation("MinSize and MaxSize must not be negative");
  if (max < min) throw validation(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
  if (desired < min || desired > max)
    throw validation(`Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`);
}

export function checkHealthCheckType(type: string): string {
  const kinds = type.split(",").map((one) => one.trim());
  if (kinds.some((kind) => !["EC2", "ELB", "EBS", "VPC_LATTICE"].includes(kind))) throw validation(`Invalid health check type: ${type}`);
  return kinds.join(",");
}

/** Tags as they are kept: by key, in order of the keys. */
export function checkTags(tags: readonly TagInput[], byService: boolean): GroupTag[] {
  for (const { Key } of tags) {
    if (Key === "" || Key.length > 128) throw validation("Tag keys must have 1 to 128 characters");
    if (/^aws:/i.test(Key) && !byService) throw validation("Tag keys starting with 'aws:' are reserved for internal use");
  }
  const byKey = new Map(tags.map((tag) => [tag.Key, { key: tag.Key, value: tag.Value ?? "", propagate: tag.PropagateAtLaunch ?? false }]));
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
