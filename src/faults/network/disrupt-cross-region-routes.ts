import type { Duration, Text } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { MADE_BY_FIS, MANAGED_BY_FIS } from "../shapes";
import { type SubnetsTarget, subnets } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Blocks traffic from subnets to another Region, by route tables that FIS makes and puts in place of theirs. */
export interface DisruptCrossRegionRoutes extends FaultOptions {
  readonly subnets: SubnetsTarget;
  /** The Region that is cut off: `us-west-2`. */
  readonly region: Text;
  /** At most 12 hours. */
  readonly duration: Duration;
}

export const disruptCrossRegionRoutesFacts: FaultFacts = {
  actionId: "aws:network:route-table-disrupt-cross-region-connectivity",
  title: "cut subnets off another Region",
  targets: { Subnets: "aws:ec2:subnet" },
  parameters: { region: { kind: "text", required: true }, duration: { kind: "duration", required: true, max: "12h" } },
  reverts: "always",
  revertNote: "What FIS made is tagged managedByFIS=true and removed.",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["ec2:CreateRouteTable"],
      resources: ["arn:{partition}:ec2:{region}:{account}:route-table/*"],
      conditions: { StringEquals: MADE_BY_FIS },
    },
    { actions: ["ec2:CreateRouteTable"], resources: ["arn:{partition}:ec2:{region}:{account}:vpc/*"] },
    {
      actions: ["ec2:CreateNetworkInterface"],
      resources: ["arn:{partition}:ec2:{region}:{account}:network-interface/*"],
      conditions: { StringEquals: MADE_BY_FIS },
    },
    {
      actions: ["ec2:CreateNetworkInterface"],
      resources: ["arn:{partition}:ec2:{region}:{account}:subnet/*", "arn:{partition}:ec2:{region}:{account}:security-group/*"],
    },
    {
      actions: ["ec2:CreateManagedPrefixList"],
      resources: ["arn:{partition}:ec2:{region}:{account}:prefix-list/*"],
      conditions: { StringEquals: MADE_BY_FIS },
    },
    ...[
      { resource: "route-table", made: "CreateRouteTable" },
      { resource: "network-interface", made: "CreateNetworkInterface" },
      { resource: "prefix-list", made: "CreateManagedPrefixList" },
    ].map(({ resource, made }) => ({
      actions: ["ec2:CreateTags"],
      resources: [`arn:{partition}:ec2:{region}:{account}:${resource}/*`],
      conditions: { StringEquals: { "ec2:CreateAction": made, ...MADE_BY_FIS } },
    })),
    {
      actions: ["ec2:DeleteRouteTable", "ec2:CreateRoute", "ec2:DisassociateRouteTable", "ec2:ModifyVpcEndpoint"],
      resources: ["arn:{partition}:ec2:{region}:{account}:route-table/*"],
      conditions: { StringEquals: { "ec2:ResourceTag/managedByFIS": "true" } },
    },
    {
      actions: ["ec2:DeleteNetworkInterface"],
      resources: ["arn:{partition}:ec2:{region}:{account}:network-interface/*"],
      conditions: { StringEquals: { "ec2:ResourceTag/managedByFIS": "true" } },
    },
    {
      actions: ["ec2:DeleteManagedPrefixList", "ec2:ModifyManagedPrefixList"],
      resources: ["arn:{partition}:ec2:{region}:{account}:prefix-list/*"],
      conditions: { StringEquals: MANAGED_BY_FIS },
    },
    { actions: ["ec2:GetManagedPrefixListEntries"], resources: ["arn:{partition}:ec2:{region}:{account}:prefix-list/*"] },
    // Route tables of the user's own are put back, so a tag of FIS cannot bound them.
    {
      actions: ["ec2:ReplaceRouteTableAssociation", "ec2:AssociateRouteTable"],
      resources: ["arn:{partition}:ec2:{region}:{account}:subnet/*", "arn:{partition}:ec2:{region}:{account}:route-table/*"],
    },
    { actions: ["ec2:DisassociateRouteTable"], resources: ["arn:{partition}:ec2:{region}:{account}:subnet/*"] },
    { actions: ["ec2:ModifyVpcEndpoint"], resources: ["arn:{partition}:ec2:{region}:{account}:vpc-endpoint/*"] },
    {
      actions: [
        "ec2:DescribeManagedPrefixLists",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcEndpoints",
        "ec2:DescribeVpcPeeringConnections",
        "ec2:DescribeVpcs",
      ],
      resources: ["*"],
    },
  ],
  prerequisites: [
    "The quota of routes for each route table is at least 250 (350 when the Region is us-east-1) more than the routes there.",
    "At most 15 prefix lists, 10 route tables and 200 routes for each action.",
  ],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#route-table-disrupt-cross-region-connectivity",
  readOn: "2026-11-20",
};

export function disruptCrossRegionRoutes(options: DisruptCrossRegionRoutes): Fault {
  return fault(
    disruptCrossRegionRoutesFacts.actionId,
    options,
    { Subnets: subnets(options.subnets) },
    { region: options.region, duration: iso(options.duration) },
  );
}
