import { uuid } from "../common/identity";
import { type Call, type Handler, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { serviceLinkedRoleArn } from "./acting";
import { begin, stamp } from "./activities";
import {
  checkHealthCheckType,
  checkMixed,
  checkPlaces,
  checkSizes,
  checkTags,
  checkTargetGroups,
  checkTemplate,
  type MixedInput,
  type TagInput,
  type TemplateInput,
} from "./checks";
import type { Keeper } from "./keeper";
import { paged } from "./pages";
import type { GroupRecord } from "./records";
import { type Store, validation } from "./store";
import { groupView } from "./view";

interface GroupInput {
  AutoScalingGroupName: string;
  MinSize?: number;
  MaxSize?: number;
  DesiredCapacity?: number;
  DefaultCooldown?: number;
  DefaultInstanceWarmup?: number;
  AvailabilityZones?: string[];
  AvailabilityZoneIds?: string[];
  VPCZoneIdentifier?: string;
  LaunchTemplate?: TemplateInput;
  MixedInstancesPolicy?: MixedInput;
  LaunchConfigurationName?: string;
  InstanceId?: string;
  LoadBalancerNames?: string[];
  LifecycleHookSpecificationList?: object[];
  HealthCheckType?: string;
  HealthCheckGracePeriod?: number;
  TargetGroupARNs?: string[];
  TrafficSources?: { Identifier: string; Type?: string }[];
  TerminationPolicies?: string[];
  NewInstancesProtectedFromScaleIn?: boolean;
  CapacityRebalance?: boolean;
  MaxInstanceLifetime?: number;
  PlacementGroup?: string;
  ServiceLinkedRoleARN?: string;
  Context?: string;
  DesiredCapacityType?: string;
  InstanceMaintenancePolicy?: { MinHealthyPercentage?: number; MaxHealthyPercentage?: number };
  AvailabilityZoneDistribution?: { CapacityDistributionStrategy?: string };
  AvailabilityZoneImpairmentPolicy?: Record<string, unknown>;
  CapacityReservationSpecification?: Record<string, unknown>;
  DeletionProtection?: string;
  Tags?: TagInput[];
}

/** What the sandbox does not have is refused by name, never taken and forgotten. */
function refuseMissing(input: GroupInput): void {
  if (input.LaunchConfigurationName || input.InstanceId)
    throw validation("The Faultline sandbox has no launch configurations. Use a launch template.");
  if (input.LoadBalancerNames?.length) throw validation("The Faultline sandbox has no Classic Load Balancers. Attach target groups.");
  if (input.LifecycleHookSpecificationList?.length) throw validation("The Faultline sandbox has no lifecycle hooks. Leave them out.");
  if (input.TrafficSources?.some((one) => one.Type && one.Type !== "elbv2"))
    throw validation("The Faultline sandbox has traffic sources of type elbv2 only.");
}

async function launchingFrom(store: Store, call: Call, input: GroupInput): Promise<Partial<GroupRecord>> {
  if (input.LaunchTemplate && input.MixedInstancesPolicy)
    throw validation(
      "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.",
    );
  if (input.MixedInstancesPolicy) return checkMixed(store, call, input.MixedInstancesPolicy);
  if (!input.LaunchTemplate) return {};
  return { template: await checkTemplate(store, call, input.LaunchTemplate), mixedInstancesPolicy: undefined, typeOverride: undefined };
}

/** Members that create and update share; what is left out stays as it is. */
function settings(input: GroupInput, before: GroupRecord): Partial<GroupRecord> {
  const lifetime = input.MaxInstanceLifetime;
  if (lifetime !== undefined && lifetime !== 0 && lifetime < 86_400)
    throw validation("MaxInstanceLifetime must be 0 or at least 86400 seconds");
  const maintenance = input.InstanceMaintenancePolicy;
  const reset = maintenance?.MinHealthyPercentage === -1 || maintenance?.MaxHealthyPercentage === -1;
  return {
    cooldown: input.DefaultCooldown ?? before.cooldown,
    warmup: input.DefaultInstanceWarmup === -1 ? undefined : (input.DefaultInstanceWarmup ?? before.warmup),
    healthCheckType: input.HealthCheckType === undefined ? before.healthCheckType : checkHealthCheckType(input.HealthCheckType),
    gracePeriodS: input.HealthCheckGracePeriod ?? before.gracePeriodS,
    terminationPolicies: input.TerminationPolicies?.length ? input.TerminationPolicies : before.terminationPolicies,
    protectNew: input.NewInstancesProtectedFromScaleIn ?? before.protectNew,
    capacityRebalance: input.CapacityRebalance ?? before.capacityRebalance,
    maxInstanceLifetime: lifetime === 0 ? undefined : (lifetime ?? before.maxInstanceLifetime),
    placementGroup: input.PlacementGroup || before.placementGroup,
    serviceLinkedRoleArn: input.ServiceLinkedRoleARN || before.serviceLinkedRoleArn,
    context: input.Context ?? before.context,
    desiredCapacityType: input.DesiredCapacityType ?? before.desiredCapacityType,
    maintenancePolicy: maintenance ? (reset ? undefined : maintenance) : before.maintenancePolicy,
    zoneDistribution: input.AvailabilityZoneDistribution?.CapacityDistributionStrategy ?? before.zoneDistribution,
    zoneImpairmentPolicy: input.AvailabilityZoneImpairmentPolicy ?? before.zoneImpairmentPolicy,
    capacityReservation: input.CapacityReservationSpecification ?? before.capacityReservation,
    deletionProtection: input.DeletionProtection ?? before.deletionProtection,
  };
}

export function groupOperations(store: Store, keeper: Keeper): Record<string, Handler> {
  return {
    async CreateAutoScalingGroup(input: GroupInput, call: Call) {
      const scope = regionalScope(call);
      const name = input.AutoScalingGroupName;
      const exists = () =>
        new AwsError("AlreadyExists", `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`);
      if (store.groups(scope).has(name)) throw exists();
      refuseMissing(input);
      const min = input.MinSize ?? 0;
      const max = input.MaxSize ?? 0;
      const desired = input.DesiredCapacity ?? min;
      checkSizes(min, max, desired);
      const { template, ...from } = await launchingFrom(store, call, input);
      if (!template)
        throw validation(
          "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.",
        );
      const places = await checkPlaces(store, call, input);
      const targetGroupArns = [
        ...new Set([...(input.TargetGroupARNs ?? []), ...(input.TrafficSources ?? []).map((one) => one.Identifier)]),
      ];
      await checkTargetGroups(store, call, targetGroupArns);
      if (store.groups(scope).has(name)) throw exists();
      const now = store.cloud.clock.now();
      const fresh: GroupRecord = {
        name,
        arn: `arn:aws:autoscaling:${call.region}:${call.accountId}:autoScalingGroup:${uuid(store.cloud)}:autoScalingGroupName/${name}`,
        createdAt: now,
        min,
        max,
        desired,
        template,
        ...from,
        ...places,
        targetGroupArns,
        cooldown: 300,
        healthCheckType: "EC2",
        // The API's default; the console's is 300.
        gracePeriodS: 0,
        terminationPolicies: ["Default"],
        protectNew: false,
        serviceLinkedRoleArn: serviceLinkedRoleArn(call.accountId),
        zoneDistribution: "balanced-best-effort",
        zoneImpairmentPolicy: { ZonalShiftEnabled: false, ImpairedZoneHealthCheckBehavior: "IgnoreUnhealthy" },
        capacityReservation: { CapacityReservationPreference: "default" },
        deletionProtection: "none",
        suspended: {},
        metrics: [],
        tags: checkTags(input.Tags ?? [], call.principal.kind === "service"),
        members: [],
        deleting: false,
        backoff: {},
        cause: `At ${stamp(now)} a user request created an AutoScalingGroup changing the desired capacity from 0 to ${desired}.`,
      };
      store.groups(scope).set(name, { ...fresh, ...settings(input, fresh) });
      keeper.look(scope, name);
      return {};
    },

    async UpdateAutoScalingGroup(input: GroupInput, call: Call) {
      const scope = regionalScope(call);
      const name = input.AutoScalingGroupName;
      // UpdateAutoScalingGroup alone does not say which.
      if (!store.groups(scope).has(name)) throw validation("AutoScalingGroup name not found - null");
      const known = store.need(call, name);
      if (known.deleting) throw new AwsError("ScalingActivityInProgress", "AutoScalingGroup is pending delete");
      refuseMissing(input);
      const from = await launchingFrom(store, call, input);
      const wherever = input.VPCZoneIdentifier !== undefined || input.AvailabilityZones?.length || input.AvailabilityZoneIds?.length;
      const places = wherever ? await checkPlaces(store, call, input) : {};
      const before = store.need(call, name);
      const min = input.MinSize ?? before.min;
      const max = input.MaxSize ?? before.max;
      // Without a wish of its own the desired capacity moves into the new bounds.
      const desired = input.DesiredCapacity ?? Math.max(min, Math.min(max, before.desired));
      checkSizes(min, max, desired);
      const now = stamp(store.cloud.clock.now());
      const cause =
        desired === before.desired
          ? before.cause
          : `At ${now} a user request update of AutoScalingGroup constraints to min: ${min}, max: ${max}, desired: ${desired} changing the desired capacity from ${before.desired} to ${desired}.`;
      store.change(scope, name, { ...settings(input, before), ...from, ...places, min, max, desired, cause });
      keeper.look(scope, name);
      return {};
    },

    SetDesiredCapacity(input: { AutoScalingGroupName: string; DesiredCapacity: number; HonorCooldown?: boolean }, call: Call) {
      const scope = regionalScope(call);
      const group = store.need(call, input.AutoScalingGroupName);
      const desired = input.DesiredCapacity;
      if (desired > group.max)
        throw validation(`New SetDesiredCapacity value ${desired} is above max value ${group.max} for the AutoScalingGroup.`);
      if (desired < group.min)
        throw validation(`New SetDesiredCapacity value ${desired} is below min value ${group.min} for the AutoScalingGroup.`);
      const cause = `At ${stamp(store.cloud.clock.now())} a user request explicitly set group desired capacity changing the desired capacity from ${group.desired} to ${desired}.`;
      store.change(scope, group.name, { desired, ...(desired === group.desired ? {} : { cause }) });
      keeper.look(scope, group.name);
      return {};
    },

    DeleteAutoScalingGroup(input: { AutoScalingGroupName: string; ForceDelete?: boolean }, call: Call) {
      const scope = regionalScope(call);
      const group = store.need(call, input.AutoScalingGroupName);
      if (
        group.deletionProtection === "prevent-all-deletion" ||
        (input.ForceDelete && group.deletionProtection === "prevent-force-deletion")
      )
        throw new AwsError(
          "ResourceInUse",
          `You cannot delete the AutoScalingGroup while its deletion protection is ${group.deletionProtection}.`,
        );
      if (!input.ForceDelete && group.members.some((one) => one.state === "Terminating"))
        throw new AwsError(
          "ScalingActivityInProgress",
          "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.",
        );
      if (!input.ForceDelete && group.members.length > 0)
        throw new AwsError(
          "ResourceInUse",
          "You cannot delete an AutoScalingGroup while there are instances or pending scaling activities still in the group.",
        );
      if (group.members.length === 0) store.groups(scope).delete(group.name);
      else {
        store.change(scope, group.name, { deleting: true, min: 0, max: 0, desired: 0 });
        begin(store, scope, group, {
          description: "Deleting AutoScalingGroup",
          cause: `At ${stamp(store.cloud.clock.now())} a user request force deleted AutoScalingGroup changing the desired capacity from ${group.desired} to 0.`,
          status: "Successful",
          details: {},
        });
        keeper.look(scope, group.name);
      }
      return {};
    },

    DescribeAutoScalingGroups(
      input: {
        AutoScalingGroupNames?: string[];
        Filters?: { Name?: string; Values?: string[] }[];
        IncludeInstances?: boolean;
        MaxRecords?: number;
        NextToken?: string;
      },
      call: Call,
    ) {
      const groups = store
        .groups(regionalScope(call))
        .values()
        .filter(
          (group) =>
            (!input.AutoScalingGroupNames?.length ||
              input.AutoScalingGroupNames.includes(group.name) ||
              input.AutoScalingGroupNames.includes(group.arn)) &&
            (input.Filters ?? []).every((filter) => matches(group, filter)),
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { page, nextToken } = paged(groups, input);
      return { AutoScalingGroups: page.map((group) => groupView(group, input.IncludeInstances ?? true)), NextToken: nextToken };
    },
  };
}

function matches(group: GroupRecord, { Name = "", Values = [] }: { Name?: string; Values?: string[] }): boolean {
  if (Name.startsWith("tag:")) return group.tags.some((tag) => tag.key === Name.slice(4) && Values.includes(tag.value));
  if (Name === "tag-key") return group.tags.some((tag) => Values.includes(tag.key));
  if (Name === "tag-value") return group.tags.some((tag) => Values.includes(tag.value));
  throw validation(`Filter type ${Name} is not correct. Allowed Filter types are: tag-key, tag-value, tag:<key>`);
}
