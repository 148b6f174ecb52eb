import type { AutoScalingGroup, CreateAutoScalingGroupCommandInput } from "@aws-sdk/client-auto-scaling";
import type { autoscaling } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, idText, listChange, only, pascal } from "../../convert";
import { orAbsent } from "../../errors";
import { inputsOf, type Plainly, resource } from "../../resource-type";

type Args = Plainly<autoscaling.GroupArgs>;
type GroupTag = NonNullable<Args["tags"]>[number];

/** Inputs of CreateAutoScalingGroup that UpdateAutoScalingGroup takes, too. */
const SETTINGS = [
  "availabilityZones",
  "capacityRebalance",
  "context",
  "defaultCooldown",
  "defaultInstanceWarmup",
  "desiredCapacity",
  "desiredCapacityType",
  "healthCheckGracePeriod",
  "healthCheckType",
  "instanceMaintenancePolicy",
  "launchConfiguration",
  "launchTemplate",
  "maxInstanceLifetime",
  "maxSize",
  "minSize",
  "mixedInstancesPolicy",
  "placementGroup",
  "protectFromScaleIn",
  "serviceLinkedRoleArn",
  "terminationPolicies",
  "vpcZoneIdentifiers",
] as const;

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html */
export const group = resource<autoscaling.GroupArgs, autoscaling.GroupState>({
  type: "aws:autoscaling/group:Group",
  inputs: inputsOf<autoscaling.GroupArgs>()({
    required: ["maxSize", "minSize"],
    replaces: ["name", "namePrefix"],
    updates: [...SETTINGS, "enabledMetrics", "metricsGranularity", "suspendedProcesses", "tags", "targetGroupArns", "trafficSources"],
    inert: [
      "availabilityZoneDistribution",
      "capacityReservationSpecification",
      "forceDelete",
      "forceDeleteWarmPool",
      "ignoreFailedScalingActivities",
      "initialLifecycleHooks",
      "instanceLifecyclePolicy",
      "instanceRefresh",
      "loadBalancers",
      "minElbCapacity",
      "waitForCapacityTimeout",
      "waitForElbCapacity",
      "warmPool",
    ],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 255 },
  check: (inputs) => [
    ...(inputs.launchTemplate || inputs.mixedInstancesPolicy || inputs.launchConfiguration
      ? []
      : [{ property: "launchTemplate", reason: "is missing (or mixedInstancesPolicy)" }]),
    ...(inputs.vpcZoneIdentifiers || inputs.availabilityZones
      ? []
      : [{ property: "vpcZoneIdentifiers", reason: "is missing (or availabilityZones)" }]),
  ],
  async create(inputs, context) {
    const { autoscaling } = context.clients;
    const name = inputs.name ?? "";
    await autoscaling.createAutoScalingGroup({
      AutoScalingGroupName: name,
      ...settings(inputs),
      TargetGroupARNs: inputs.targetGroupArns,
      TrafficSources: inputs.trafficSources?.map(({ identifier, type }) => compact({ Identifier: identifier, Type: type })),
      Tags: groupTags(name, inputs.tags, context),
    });
    if (inputs.suspendedProcesses?.length)
      await autoscaling.suspendProcesses({ AutoScalingGroupName: name, ScalingProcesses: inputs.suspendedProcesses });
    if (inputs.enabledMetrics?.length) {
      await autoscaling.enableMetricsCollection({
        AutoScalingGroupName: name,
        Metrics: inputs.enabledMetrics,
        Granularity: inputs.metricsGranularity ?? "1Minute",
      });
    }
    if (inputs.waitForCapacityTimeout !== "0") await waitForCapacity(name, inputs.desiredCapacity ?? inputs.minSize, context);
    return name;
  },
  async read(name, context) {
    const found = only(await find(name, context), `Auto Scaling group ${name}`);
    return stateOf(found);
  },
  async update(name, change, context) {
    const { autoscaling } = context.clients;
    const { news, olds } = change;
    if (change.changed(...SETTINGS)) await autoscaling.updateAutoScalingGroup({ AutoScalingGroupName: name, ...settings(news) });
    const targets = listChange(olds.targetGroupArns, news.targetGroupArns);
    if (targets.removed.length > 0)
      await autoscaling.detachLoadBalancerTargetGroups({ AutoScalingGroupName: name, TargetGroupARNs: targets.removed });
    if (targets.added.length > 0)
      await autoscaling.attachLoadBalancerTargetGroups({ AutoScalingGroupName: name, TargetGroupARNs: targets.added });
    const processes = listChange(olds.suspendedProcesses, news.suspendedProcesses);
    if (processes.removed.length > 0)
      await autoscaling.resumeProcesses({ AutoScalingGroupName: name, ScalingProcesses: processes.removed });
    if (processes.added.length > 0) await autoscaling.suspendProcesses({ AutoScalingGroupName: name, ScalingProcesses: processes.added });
    if (change.changed("tags")) await retagGroup(name, olds.tags, news.tags, context);
  },
  async delete(name, context) {
    const { autoscaling } = context.clients;
    await autoscaling.deleteAutoScalingGroup({ AutoScalingGroupName: name, ForceDelete: true });
    await context.wait(`Auto Scaling group ${name} to go`, async () => {
      const left = await orAbsent(find(name, context));
      return left?.length ? undefined : true;
    });
  },
});

async function find(name: string, context: Context): Promise<AutoScalingGroup[]> {
  return (await context.clients.autoscaling.describeAutoScalingGroups({ AutoScalingGroupNames: [name] })).AutoScalingGroups ?? [];
}

/** As AWS's provider does: the group counts as made when its instances are in service. */
async function waitForCapacity(name: string, wanted: number, context: Context): Promise<void> {
  await context.wait(`Auto Scaling group ${name} to have ${wanted} instances in service`, async () => {
    const [found] = await find(name, context);
    const inService =
      found?.Instances?.filter(({ LifecycleState, HealthStatus }) => LifecycleState === "InService" && HealthStatus === "Healthy").length ??
      0;
    return inService >= wanted ? true : undefined;
  });
}

function settings(inputs: Args) {
  const { launchTemplate, mixedInstancesPolicy } = inputs;
  return compact<Omit<CreateAutoScalingGroupCommandInput, "AutoScalingGroupName">>({
    MinSize: inputs.minSize,
    MaxSize: inputs.maxSize,
    DesiredCapacity: inputs.desiredCapacity,
    DesiredCapacityType: inputs.desiredCapacityType,
    AvailabilityZones: inputs.availabilityZones,
    VPCZoneIdentifier: inputs.vpcZoneIdentifiers?.join(","),
    LaunchTemplate: launchTemplate && templateOf(launchTemplate),
    LaunchConfigurationName: idText(inputs.launchConfiguration),
    MixedInstancesPolicy: mixedInstancesPolicy && mixedPolicy(mixedInstancesPolicy),
    HealthCheckType: inputs.healthCheckType,
    HealthCheckGracePeriod: inputs.healthCheckGracePeriod,
    DefaultCooldown: inputs.defaultCooldown,
    DefaultInstanceWarmup: inputs.defaultInstanceWarmup,
    CapacityRebalance: inputs.capacityRebalance,
    Context: inputs.context,
    InstanceMaintenancePolicy: inputs.instanceMaintenancePolicy && pascal(inputs.instanceMaintenancePolicy),
    MaxInstanceLifetime: inputs.maxInstanceLifetime,
    NewInstancesProtectedFromScaleIn: inputs.protectFromScaleIn,
    PlacementGroup: idText(inputs.placementGroup),
    ServiceLinkedRoleARN: inputs.serviceLinkedRoleArn,
    TerminationPolicies: inputs.terminationPolicies,
  });
}

function templateOf(template: {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}) {
  return compact({ LaunchTemplateId: template.id, LaunchTemplateName: template.name, Version: template.version ?? "$Default" });
}

function mixedPolicy(policy: NonNullable<Args["mixedInstancesPolicy"]>): CreateAutoScalingGroupCommandInput["MixedInstancesPolicy"] {
  const { launchTemplateSpecification: template, overrides } = policy.launchTemplate;
  return compact({
    InstancesDistribution: policy.instancesDistribution && pascal<object>(policy.instancesDistribution),
    LaunchTemplate: compact({
      LaunchTemplateSpecification: templateOf({
        id: template.launchTemplateId,
        name: template.launchTemplateName,
        version: template.version,
      }),
      Overrides: overrides?.map(({ instanceType, weightedCapacity }) =>
        compact({ InstanceType: instanceType, WeightedCapacity: weightedCapacity }),
      ),
    }),
  });
}

function groupTags(name: string, tags: readonly GroupTag[] | undefined, context: Context) {
  const given = (tags ?? []).map(({ key, value, propagateAtLaunch }) => ({ Key: key, Value: value, PropagateAtLaunch: propagateAtLaunch }));
  const defaults = Object.entries(context.tagsOf({}))
    .filter(([key]) => !given.some(({ Key }) => Key === key))
    .map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true }));
  return [...given, ...defaults].map((tag) => ({ ...tag, ResourceId: name, ResourceType: "auto-scaling-group" }));
}

async function retagGroup(name: string, olds: Args["tags"], news: Args["tags"], context: Context): Promise<void> {
  const { autoscaling } = context.clients;
  const gone = (olds ?? []).filter(({ key }) => !(news ?? []).some((tag) => tag.key === key));
  if (gone.length > 0) {
    await autoscaling.deleteTags({ Tags: gone.map(({ key }) => ({ Key: key, ResourceId: name, ResourceType: "auto-scaling-group" })) });
  }
  if (news?.length) await autoscaling.createOrUpdateTags({ Tags: groupTags(name, news, context) });
}

function stateOf(found: AutoScalingGroup): Partial<Plainly<autoscaling.GroupState>> {
  const template = found.LaunchTemplate;
  return compact({
    arn: found.AutoScalingGroupARN,
    availabilityZones: found.AvailabilityZones,
    defaultCooldown: found.DefaultCooldown,
    desiredCapacity: found.DesiredCapacity,
    healthCheckGracePeriod: found.HealthCheckGracePeriod,
    healthCheckType: found.HealthCheckType,
    launchTemplate: template && compact({ id: template.LaunchTemplateId, name: template.LaunchTemplateName, version: template.Version }),
    maxSize: found.MaxSize,
    minSize: found.MinSize,
    name: found.AutoScalingGroupName,
    predictedCapacity: found.PredictedCapacity ?? 0,
    serviceLinkedRoleArn: found.ServiceLinkedRoleARN,
    targetGroupArns: found.TargetGroupARNs,
    vpcZoneIdentifiers: found.VPCZoneIdentifier ? found.VPCZoneIdentifier.split(",") : [],
  });
}
