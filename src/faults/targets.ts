import type { Text } from "../words";
import type { Selection, Target, TargetFilter } from "./types";

export interface ByTags {
  /** All of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** Left out: all that match. `"2 of them"` picks at random; `"50%"` too, and FIS rounds down. */
  readonly select?: Selection;
  /** Further filters on attributes, all of which must match. */
  readonly filters?: readonly TargetFilter[];
  readonly arns?: never;
}

export interface ByArns {
  /** One to five ARNs. */
  readonly arns: readonly Text[];
  readonly select?: Selection;
  readonly tags?: never;
  readonly zones?: never;
}

export interface InZones {
  /** Only those in these zones, by name (`us-east-1a`). */
  readonly zones?: readonly Text[];
}

/** EC2 instances. */
export type InstancesTarget =
  | (ByTags &
      InZones & {
        readonly vpc?: Text;
        /** `any` takes those that are stopped or terminated too: DescribeInstances returns them for an hour. Left out: only running ones. */
        readonly state?: "running" | "any";
      })
  | ByArns;

export function instances(target: InstancesTarget): Target {
  if (target.arns !== undefined) return byArns("aws:ec2:instance", target);
  const filters: TargetFilter[] = target.state === "any" ? [] : [{ path: "State.Name", values: ["running"] }];
  if (target.zones) filters.push({ path: "Placement.AvailabilityZone", values: target.zones });
  if (target.vpc !== undefined) filters.push({ path: "VpcId", values: [target.vpc] });
  return resources("aws:ec2:instance", { ...target, filters: [...filters, ...(target.filters ?? [])] });
}

/** Subnets: by their tags, by ARN, or all of a zone, a VPC or both. */
export type SubnetsTarget =
  | (ByTags & InZones & { readonly vpc?: Text; readonly zone?: never })
  | (ByArns & { readonly zone?: never })
  | (AllSubnets & { readonly vpc: Text /** By name or id. Left out: every zone of the VPC. */; readonly zone?: Text })
  | (AllSubnets & { readonly vpc?: never /** By name or id. */; readonly zone: Text });

interface AllSubnets {
  readonly select?: Selection;
  readonly tags?: never;
  readonly arns?: never;
  readonly zones?: never;
}

export function subnets(target: SubnetsTarget): Target {
  if (target.arns !== undefined) return byArns("aws:ec2:subnet", target);
  if (target.tags === undefined) {
    const parameters = {
      ...(target.zone === undefined ? {} : { availabilityZoneIdentifier: target.zone }),
      ...(target.vpc === undefined ? {} : { vpc: target.vpc }),
    };
    return { resourceType: "aws:ec2:subnet", parameters, select: target.select ?? "all" };
  }
  const filters: TargetFilter[] = [];
  if (target.zones) filters.push({ path: "AvailabilityZone", values: target.zones });
  if (target.vpc !== undefined) filters.push({ path: "VpcId", values: [target.vpc] });
  return resources("aws:ec2:subnet", { ...target, filters: [...filters, ...(target.filters ?? [])] });
}

/** EC2 Auto Scaling groups that use launch templates. */
export type AutoScalingGroupsTarget = ByTags | Omit<ByArns, "zones">;

export function autoScalingGroups(target: AutoScalingGroupsTarget): Target {
  return resources("aws:ec2:autoscaling-group", target);
}

/** Aurora and DocumentDB clusters. */
export type DbClustersTarget =
  | (ByTags & { /** Only clusters whose writer stands in one of these zones. */ readonly writerIn?: readonly Text[] })
  | ByArns;

export function dbClusters(target: DbClustersTarget): Target {
  if (target.arns !== undefined) return byArns("aws:rds:cluster", target);
  return resources("aws:rds:cluster", target, { writerAvailabilityZoneIdentifiers: target.writerIn });
}

/** Managed node groups of an EKS cluster. */
export type NodegroupsTarget = ByTags | Omit<ByArns, "zones">;

export function nodegroups(target: NodegroupsTarget): Target {
  return resources("aws:eks:nodegroup", target);
}

interface InCluster {
  /** Name or ARN of the EKS cluster. */
  readonly cluster: Text;
  readonly namespace: Text;
  /** Only pods in this zone, by name or id. */
  readonly zone?: Text;
  /** The container to act in. Left out: the pod's first. */
  readonly container?: Text;
  readonly select?: Selection;
  /** Pods have no ARN. */
  readonly arns?: never;
}

/** Kubernetes pods: by deployment, by label, or one by name. Never by ARN. */
export type PodsTarget = InCluster &
  (
    | { readonly deployment: Text; readonly labels?: never; readonly pod?: never }
    | { /** `app=orders`; several joined by commas. */ readonly labels: Text; readonly deployment?: never; readonly pod?: never }
    | { readonly pod: Text; readonly deployment?: never; readonly labels?: never }
  );

export function pods(target: PodsTarget): Target {
  const selector: { selectorType: string; selectorValue: Text } =
    target.deployment !== undefined
      ? { selectorType: "deploymentName", selectorValue: target.deployment }
      : target.labels !== undefined
        ? { selectorType: "labelSelector", selectorValue: target.labels }
        : { selectorType: "podName", selectorValue: target.pod ?? "" };
  return {
    resourceType: "aws:eks:pod",
    parameters: {
      clusterIdentifier: target.cluster,
      namespace: target.namespace,
      ...selector,
      ...(target.zone === undefined ? {} : { availabilityZoneIdentifier: target.zone }),
      ...(target.container === undefined ? {} : { targetContainerName: target.container }),
    },
    select: target.select ?? "all",
  };
}

/** Resources by all of their tags, which filters may narrow, or one to five by ARN. */
export type ResourcesTarget = ByTags | Omit<ByArns, "zones">;

/** A target by tags or by ARNs, for resource types with nothing of their own. */
export function resources(
  resourceType: string,
  target: ResourcesTarget,
  parameters: Readonly<Record<string, Text | readonly Text[] | undefined>> = {},
): Target {
  const given = Object.entries(parameters).filter((entry): entry is [string, Text | readonly Text[]] => entry[1] !== undefined);
  const own = given.length > 0 ? { parameters: Object.fromEntries(given) } : {};
  if (target.arns !== undefined) return { ...byArns(resourceType, target), ...own };
  const filters = target.filters?.length ? { filters: target.filters } : {};
  return { resourceType, tags: target.tags, ...filters, ...own, select: target.select ?? "all" };
}

function byArns(resourceType: string, target: { readonly arns: readonly Text[]; readonly select?: Selection }): Target {
  return { resourceType, arns: target.arns, select: target.select ?? "all" };
}
