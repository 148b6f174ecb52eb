import type { GroupRecord, GroupTag, Member } from "./records";

export const tagView = (group: string) => (tag: GroupTag) => ({
  Key: tag.key,
  Value: tag.value,
  PropagateAtLaunch: tag.propagate,
  ResourceId: group,
  ResourceType: "auto-scaling-group",
});

const templateView = (group: GroupRecord) => ({
  LaunchTemplateId: group.template.id,
  LaunchTemplateName: group.template.name,
  Version: group.template.version,
});

export function memberView(group: GroupRecord, member: Member) {
  return {
    InstanceId: member.id,
    AvailabilityZone: member.zone,
    AvailabilityZoneId: member.zoneId,
    HealthStatus: member.healthy ? "Healthy" : "Unhealthy",
    LifecycleState: member.state,
    InstanceType: member.type,
    ImageId: member.imageId || undefined,
    LaunchTemplate: { ...templateView(group), Version: member.templateVersion },
    ProtectedFromScaleIn: member.protected,
  };
}

/** Everything the API tells of a group; what was not set comes back as AWS fills it in. */
export function groupView(group: GroupRecord, withInstances = true) {
  const zones = [...new Map(group.subnets.map((one) => [one.zone, one.zoneId]))];
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    ...(group.mixedInstancesPolicy ? { MixedInstancesPolicy: group.mixedInstancesPolicy } : { LaunchTemplate: templateView(group) }),
    MinSize: group.min,
    MaxSize: group.max,
    DesiredCapacity: group.desired,
    DefaultCooldown: group.cooldown,
    DefaultInstanceWarmup: group.warmup,
    AvailabilityZones: zones.map(([zone]) => zone),
    AvailabilityZoneIds: zones.map(([, id]) => id),
    VPCZoneIdentifier: group.zonesOnly ? "" : group.subnets.map((one) => one.id).join(","),
    LoadBalancerNames: [],
    TargetGroupARNs: group.targetGroupArns,
    TrafficSources: group.targetGroupArns.map((Identifier) => ({ Identifier, Type: "elbv2" })),
    HealthCheckType: group.healthCheckType,
    HealthCheckGracePeriod: group.gracePeriodS,
    Instances: withInstances ? group.members.map((member) => memberView(group, member)) : [],
    CreatedTime: new Date(group.createdAt),
    SuspendedProcesses: Object.entries(group.suspended).map(([ProcessName, SuspensionReason]) => ({ ProcessName, SuspensionReason })),
    EnabledMetrics: group.metrics.map((Metric) => ({ Metric, Granularity: "1Minute" })),
    Status: group.deleting ? "Delete in progress" : undefined,
    Tags: group.tags.map(tagView(group.name)),
    TerminationPolicies: group.terminationPolicies,
    NewInstancesProtectedFromScaleIn: group.protectNew,
    ServiceLinkedRoleARN: group.serviceLinkedRoleArn,
    PlacementGroup: group.placementGroup,
    MaxInstanceLifetime: group.maxInstanceLifetime,
    CapacityRebalance: group.capacityRebalance,
    Context: group.context,
    DesiredCapacityType: group.desiredCapacityType,
    InstanceMaintenancePolicy: group.maintenancePolicy,
    AvailabilityZoneDistribution: { CapacityDistributionStrategy: group.zoneDistribution },
    AvailabilityZoneImpairmentPolicy: group.zoneImpairmentPolicy,
    CapacityReservationSpecification: group.capacityReservation,
    DeletionProtection: group.deletionProtection,
  };
}
