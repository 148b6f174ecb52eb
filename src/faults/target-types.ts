import type { SelectedBy } from "./types";

/** What is known of a resource type as a target. */
export interface TargetTypeFacts {
  readonly by: readonly SelectedBy[];
  /** Whether filters on attributes can narrow a selection by tags. */
  readonly filters: boolean;
  readonly parameters: Readonly<Record<string, { readonly required: boolean; readonly allowed?: readonly string[] }>>;
  /** What the ARNs of such resources look like; none where they have no ARN. */
  readonly arns: readonly string[];
  /** How many ARNs a target takes. Left out: five. */
  readonly maxArns?: number;
}

/** The ARN of a resource in the experiment's Region and account. */
const local = (service: string, resource: string) => `arn:{partition}:${service}:{region}:{account}:${resource}`;

const byTagsOrArns = (...arns: readonly string[]): TargetTypeFacts => ({ by: ["arns", "tags"], filters: true, parameters: {}, arns });

/** How each resource type may be selected, and the target parameters it knows. https://docs.aws.amazon.com/fis/latest/userguide/targets.html */
export const targetTypes: Readonly<Record<string, TargetTypeFacts>> = {
  "aws:arc:zonal-shift-managed-resource": byTagsOrArns(
    local("elasticloadbalancing", "loadbalancer/app/*"),
    local("elasticloadbalancing", "loadbalancer/net/*"),
    local("autoscaling", "autoScalingGroup:*:autoScalingGroupName/*"),
    local("eks", "cluster/*"),
  ),
  "aws:directconnect:virtual-interface": byTagsOrArns(local("directconnect", "dxvif/*")),
  "aws:dsql:cluster": byTagsOrArns(local("dsql", "cluster/*")),
  "aws:dynamodb:global-table": byTagsOrArns(local("dynamodb", "table/*")),
  "aws:ec2:autoscaling-group": byTagsOrArns(local("autoscaling", "autoScalingGroup:*:autoScalingGroupName/*")),
  "aws:ec2:ebs-volume": {
    by: ["arns", "tags", "parameters"],
    filters: true,
    parameters: { availabilityZoneIdentifier: { required: false } },
    arns: [local("ec2", "volume/*")],
  },
  "aws:ec2:instance": byTagsOrArns(local("ec2", "instance/*")),
  "aws:ec2:spot-instance": byTagsOrArns(local("ec2", "instance/*")),
  "aws:ec2:subnet": {
    by: ["arns", "tags", "parameters"],
    filters: true,
    parameters: { availabilityZoneIdentifier: { required: false }, vpc: { required: false } },
    arns: [local("ec2", "subnet/*")],
  },
  "aws:ec2:transit-gateway": byTagsOrArns(local("ec2", "transit-gateway/*")),
  "aws:ec2:vpc-endpoint": byTagsOrArns(local("ec2", "vpc-endpoint/*")),
  "aws:ecs:cluster": byTagsOrArns(local("ecs", "cluster/*")),
  "aws:ecs:task": {
    by: ["arns", "tags", "parameters"],
    filters: true,
    parameters: { cluster: { required: false }, service: { required: false } },
    arns: [local("ecs", "task/*")],
  },
  "aws:eks:cluster": { by: ["arns"], filters: false, parameters: {}, arns: [local("eks", "cluster/*")], maxArns: 1 },
  "aws:eks:nodegroup": byTagsOrArns(local("eks", "nodegroup/*")),
  "aws:eks:pod": {
    by: ["parameters"],
    filters: false,
    parameters: {
      clusterIdentifier: { required: true },
      namespace: { required: true },
      selectorType: { required: true, allowed: ["labelSelector", "deploymentName", "podName"] },
      selectorValue: { required: true },
      availabilityZoneIdentifier: { required: false },
      targetContainerName: { required: false },
    },
    arns: [],
  },
  "aws:elasticache:replicationgroup": {
    by: ["arns", "tags", "parameters"],
    filters: true,
    parameters: { availabilityZoneIdentifier: { required: true } },
    arns: [local("elasticache", "replicationgroup:*")],
  },
  "aws:iam:role": { by: ["arns"], filters: false, parameters: {}, arns: ["arn:{partition}:iam::{account}:role/*"] },
  "aws:kinesis:stream": byTagsOrArns(local("kinesis", "stream/*")),
  "aws:lambda:function": {
    by: ["arns", "tags", "parameters"],
    filters: true,
    parameters: { functionQualifier: { required: false } },
    arns: [local("lambda", "function:*")],
  },
  "aws:memorydb:multi-region-cluster": byTagsOrArns("arn:{partition}:memorydb::{account}:multiregioncluster/*"),
  "aws:rds:cluster": {
    by: ["arns", "tags", "parameters"],
    filters: true,
    parameters: { writerAvailabilityZoneIdentifiers: { required: false } },
    arns: [local("rds", "cluster:*")],
  },
  "aws:rds:db": {
    by: ["arns", "tags", "parameters"],
    filters: true,
    parameters: { availabilityZoneIdentifiers: { required: false } },
    arns: [local("rds", "db:*")],
  },
  "aws:s3:bucket": { by: ["tags"], filters: true, parameters: {}, arns: ["arn:{partition}:s3:::*"] },
};
