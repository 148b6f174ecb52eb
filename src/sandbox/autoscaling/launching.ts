import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import { begin, stamp } from "./activities";
import type { GroupRecord, Member } from "./records";
import type { Store } from "./store";
import { AUTOSCALING_TIMINGS } from "./timings";

interface Launched {
  Instances?: { InstanceId: string; InstanceType: string; ImageId: string; LaunchTime?: Date | number }[];
}

/** Whether a capacity fault that is open now takes a launch of this group in this zone. */
export function capacityFaulted(store: Store, scope: string, group: string, zone: { zone: string; zoneId: string }): boolean {
  for (const fault of store.cloud.capacityFaults) {
    if (fault.scope !== scope || !fault.autoScalingGroupNames.includes(group)) continue;
    if (!fault.zones.includes(zone.zone) && !fault.zones.includes(zone.zoneId)) continue;
    if (store.cloud.random() * 100 < fault.percent) return true;
  }
  return false;
}

/** EC2's words when a zone has no capacity: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-capacity.html */
function noCapacity(group: GroupRecord, zone: string, type: string): string {
  const others = [...new Set(group.subnets.map((one) => one.zone))].filter((one) => one !== zone);
  const choose = others.length ? ` or choosing ${others.join(", ")}` : "";
  return (
    `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${zone}). ` +
    "Our system will be working on provisioning additional capacity. " +
    `You can currently get ${type} capacity by not specifying an Availability Zone in your request${choose}.`
  );
}

/** Tags of a new instance: the group's that propagate, and those that AWS puts on members itself. */
function instanceTags(group: GroupRecord, version: string) {
  return [
    ...group.tags.filter((tag) => tag.propagate).map((tag) => ({ Key: tag.key, Value: tag.value })),
    { Key: "aws:autoscaling:groupName", Value: group.name },
    { Key: "aws:ec2launchtemplate:id", Value: group.template.id },
    { Key: "aws:ec2launchtemplate:version", Value: version },
  ];
}

/** The number that the group's version of its launch template stands for now, and the type it would launch. */
export async function templateVersion(store: Store, scope: string, group: GroupRecord): Promise<{ version: string; type: string }> {
  const { LaunchTemplateVersions = [] } = await store.cloud.invoke<{
    LaunchTemplateVersions?: { VersionNumber: number; LaunchTemplateData?: { InstanceType?: string } }[];
  }>(
    "ec2",
    "DescribeLaunchTemplateVersions",
    { LaunchTemplateId: group.template.id, Versions: [group.template.version ?? "$Default"] },
    acting(scope),
  );
  const [found] = LaunchTemplateVersions;
  const type = group.typeOverride ?? found?.LaunchTemplateData?.InstanceType ?? "m1.small";
  return { version: String(found?.VersionNumber ?? group.template.version ?? ""), type };
}

/**
 * Launches one instance in a zone and takes it in as `Pending`. A launch that fails is an activity that failed, and
 * leaves the zone alone for a while.
 *
 * @returns whether it was launched
 */
export async function launch(
  store: Store,
  scope: string,
  group: GroupRecord,
  zone: string,
  why: { readonly cause: string; readonly rebalancing: boolean },
): Promise<boolean> {
  const now = store.cloud.clock.now();
  const inZone = group.subnets.filter((one) => one.zone === zone);
  const subnet = inZone[group.members.filter((one) => one.zone === zone).length % Math.max(1, inZone.length)];
  if (!subnet) return false;
  const details = { "Subnet ID": subnet.id, "Availability Zone": zone };
  try {
    const { version, type } = await templateVersion(store, scope, group);
    if (capacityFaulted(store, scope, group.name, subnet))
      throw new AwsError("InsufficientInstanceCapacity", noCapacity(group, zone, type), 500);
    const { Instances = [] } = await store.cloud.invoke<Launched>(
      "ec2",
      "RunInstances",
      {
        LaunchTemplate: { LaunchTemplateId: group.template.id, Version: version },
        ...(group.typeOverride ? { InstanceType: group.typeOverride } : {}),
        SubnetId: subnet.id,
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: [{ ResourceType: "instance", Tags: instanceTags(group, version) }],
      },
      acting(scope),
    );
    const [instance] = Instances;
    if (!instance) return false;
    const activity = begin(store, scope, group, {
      description: `Launching a new EC2 instance: ${instance.InstanceId}`,
      cause: why.cause,
      status: "PreInService",
      details,
    });
    const current = store.groups(scope).get(group.name);
    if (!current) {
      // Deleted while EC2 was launching: nobody would end the instance later.
      await store.cloud.invoke("ec2", "TerminateInstances", { InstanceIds: [instance.InstanceId] }, acting(scope));
      return true;
    }
    const member: Member = {
      id: instance.InstanceId,
      zone,
      zoneId: subnet.zoneId,
      subnetId: subnet.id,
      type: instance.InstanceType,
      imageId: instance.ImageId,
      templateVersion: version,
      state: "Pending",
      healthy: true,
      protected: group.protectNew,
      launchedAt: now,
      registered: [],
      activityId: activity.id,
      rebalancing: why.rebalancing,
    };
    const { [zone]: _over, ...backoff } = current.backoff;
    store.change(scope, group.name, { members: [...current.members, member], backoff });
    return true;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const message = `${error.message} Launching EC2 instance failed.`;
    begin(store, scope, group, {
      description: `Launching a new EC2 instance.  Status Reason: ${message}`,
      cause: why.cause,
      status: "Failed",
      message,
      details,
    });
    const current = store.groups(scope).get(group.name);
    const until = store.cloud.clock.now() + AUTOSCALING_TIMINGS.backoffMs;
    if (current) store.change(scope, group.name, { backoff: { ...current.backoff, [zone]: until } });
    return false;
  }
}

export const launchCause = (group: GroupRecord, now: number, from: number, to: number) =>
  `${group.cause}  At ${stamp(now)} an instance was started in response to a difference between desired and actual capacity, increasing the capacity from ${from} to ${to}.`.trim();
