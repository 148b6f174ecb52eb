import type { Duration } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { MADE_BY_FIS, MANAGED_BY_FIS } from "../shapes";
import { type ResourcesTarget, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Blocks the traffic of interface endpoints by an empty security group of FIS in place of theirs. */
export interface DisruptVpcEndpoint extends FaultOptions {
  /** Interface endpoints; gateway endpoints have no security groups. */
  readonly endpoints: ResourcesTarget;
  /** At most 12 hours. */
  readonly duration: Duration;
  /** Whether endpoints of services in other Regions are among them: the role may change those too. Left out: no. */
  readonly crossRegion?: boolean;
}

export const disruptVpcEndpointFacts: FaultFacts = {
  actionId: "aws:network:disrupt-vpc-endpoint",
  title: "block interface VPC endpoints",
  targets: { VPCEndpoints: "aws:ec2:vpc-endpoint" },
  parameters: { duration: { kind: "duration", required: true, max: "12h" } },
  grants: {
    crossRegionEndpoints: { is: "whether endpoints of services in other Regions are among them", pattern: "^true$", example: "true" },
  },
  reverts: "always",
  revertNote: "Not put back where somebody changed the endpoint meanwhile: it keeps FIS's security group then.",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    { actions: ["ec2:ModifyVpcEndpoint"], resources: ["arn:{partition}:ec2:{region}:{account}:vpc-endpoint/*"], narrowBy: "target-tags" },
    { actions: ["ec2:ModifyVpcEndpoint"], resources: ["arn:{partition}:ec2:{region}:{account}:security-group/*"] },
    {
      actions: ["ec2:CreateSecurityGroup"],
      resources: ["arn:{partition}:ec2:{region}:{account}:vpc/*", "arn:{partition}:ec2:{region}:{account}:security-group/*"],
    },
    {
      actions: ["ec2:CreateTags"],
      resources: ["arn:{partition}:ec2:{region}:{account}:security-group/*"],
      conditions: { StringEquals: { "ec2:CreateAction": "CreateSecurityGroup", ...MADE_BY_FIS } },
    },
    {
      actions: ["ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupEgress"],
      resources: ["arn:{partition}:ec2:{region}:{account}:security-group/*"],
      conditions: { StringEquals: MANAGED_BY_FIS },
    },
    {
      actions: ["vpce:AllowMultiRegion"],
      resources: ["arn:{partition}:ec2:{region}:{account}:vpc-endpoint/*"],
      when: { grant: "crossRegionEndpoints" },
    },
    { actions: ["ec2:DescribeVpcEndpoints", "ec2:DescribeSecurityGroups"], resources: ["*"] },
  ],
  prerequisites: ["Interface endpoints only."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#disrupt-vpc-endpoint",
  readOn: "2026-11-20",
};

export function disruptVpcEndpoint(options: DisruptVpcEndpoint): Fault {
  return fault(
    disruptVpcEndpointFacts.actionId,
    options,
    { VPCEndpoints: resources("aws:ec2:vpc-endpoint", options.endpoints) },
    { duration: iso(options.duration) },
    { crossRegionEndpoints: options.crossRegion ? "true" : undefined },
  );
}
