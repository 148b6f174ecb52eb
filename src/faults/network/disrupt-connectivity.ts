import type { Duration, Text } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { type SubnetsTarget, subnets } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/**
 * Denies a class of traffic to and from subnets by a cloned network ACL. Traffic inside a subnet is not affected; flows that are
 * open are cut. The clone is tagged `managedByFIS=true` and removed at the end.
 */
export type DisruptConnectivity = FaultOptions & {
  readonly subnets: SubnetsTarget;
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
} & (
    | {
        /**
         * `all`: everything in and out of the subnets; `availability-zone`: traffic inside the VPC with other zones; `vpc`: traffic with
         * other VPCs and the internet through the VPC; `s3`, `s3express`, `dynamodb`: the Region's service; `prefix-list`: the ranges of `prefixList`.
         */
        readonly scope: "all" | "availability-zone" | "vpc" | "s3" | "s3express" | "dynamodb";
        readonly prefixList?: never;
      }
    | {
        readonly scope: "prefix-list";
        /** Name, id or ARN of a customer-managed prefix list of at most 10 entries. */
        readonly prefixList: Text;
      }
  );

const FIS_TAG = { "aws:RequestTag/managedByFIS": "true" };

export const disruptConnectivityFacts: FaultFacts = {
  actionId: "aws:network:disrupt-connectivity",
  title: "cut subnets off the network",
  targets: { Subnets: "aws:ec2:subnet" },
  parameters: {
    scope: { kind: "text", required: true, allowed: ["all", "availability-zone", "dynamodb", "prefix-list", "s3", "s3express", "vpc"] },
    duration: { kind: "duration", required: true, min: "1m", max: "12h" },
    prefixListIdentifier: { kind: "text", required: false, requiredIf: { parameter: "scope", is: "prefix-list" } },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "target-state",
  permissions: [
    {
      actions: ["ec2:CreateNetworkAcl"],
      resources: ["arn:{partition}:ec2:{region}:{account}:network-acl/*"],
      conditions: { StringEquals: FIS_TAG },
    },
    { actions: ["ec2:CreateNetworkAcl"], resources: ["arn:{partition}:ec2:{region}:{account}:vpc/{target:vpc}"] },
    {
      actions: ["ec2:CreateTags"],
      resources: ["arn:{partition}:ec2:{region}:{account}:network-acl/*"],
      conditions: { StringEquals: { "ec2:CreateAction": "CreateNetworkAcl", ...FIS_TAG } },
    },
    {
      actions: ["ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAcl"],
      resources: ["arn:{partition}:ec2:{region}:{account}:network-acl/*"],
      conditions: { StringEquals: { "ec2:ResourceTag/managedByFIS": "true" } },
    },
    // AWS asks for both, and of the subnet by its own tags: no other subnet gets another network ACL.
    {
      actions: ["ec2:ReplaceNetworkAclAssociation"],
      resources: ["arn:{partition}:ec2:{region}:{account}:subnet/*"],
      narrowBy: "target-tags",
    },
    { actions: ["ec2:ReplaceNetworkAclAssociation"], resources: ["arn:{partition}:ec2:{region}:{account}:network-acl/*"] },
    {
      actions: ["ec2:DescribeManagedPrefixLists", "ec2:DescribeNetworkAcls", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
      resources: ["*"],
    },
    { actions: ["ec2:GetManagedPrefixListEntries"], resources: ["arn:{partition}:ec2:{region}:{account}:prefix-list/*"] },
  ],
  prerequisites: [
    "Scopes other than `all`: the network ACL in place has at most 20 entries.",
    "`availability-zone`: at most 30 subnets in the VPC.",
    "Subnets selected by tags keep these tags until the end: by them the role may put their network ACL back.",
  ],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#disrupt-connectivity",
  readOn: "2026-11-20",
};

export function disruptConnectivity(options: DisruptConnectivity): Fault {
  return fault(
    disruptConnectivityFacts.actionId,
    options,
    { Subnets: subnets(options.subnets) },
    {
      scope: options.scope,
      duration: iso(options.duration),
      prefixListIdentifier: options.prefixList,
    },
  );
}
