import type { Duration, Text } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS, IN_REGION } from "../shapes";
import { type ResourcesTarget, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Shifts the traffic of resources out of one zone, as zonal autoshift would. Not a fault but the recovery that is tested beside one: it moves traffic. */
export interface StartZonalAutoshift extends FaultOptions {
  /** Load balancers, Auto Scaling groups and EKS clusters that ARC may shift. */
  readonly resources: ResourcesTarget;
  /** At most 12 hours. */
  readonly duration: Duration;
  /** The zone that traffic leaves, by name or id. */
  readonly zone: Text;
  /** Left out: resources of every type. */
  readonly resourceTypes?: readonly ("ASG" | "ALB" | "NLB" | "EKS")[];
  /** Resources whose own autoshift is so. Left out: `ENABLED`. */
  readonly autoshift?: "ENABLED" | "DISABLED" | "ANY";
}

export const startZonalAutoshiftFacts: FaultFacts = {
  actionId: "aws:arc:start-zonal-autoshift",
  title: "shift traffic out of a zone",
  targets: { ManagedResources: "aws:arc:zonal-shift-managed-resource" },
  parameters: {
    duration: { kind: "duration", required: true, max: "12h" },
    availabilityZoneIdentifier: { kind: "text", required: true },
    managedResourceTypes: { kind: "list", required: false, allowed: ["ASG", "ALB", "NLB", "EKS"] },
    zonalAutoshiftStatus: { kind: "text", required: false, allowed: ["ENABLED", "DISABLED", "ANY"] },
  },
  reverts: "always",
  revertNote: "The shift expires a minute after FIS stops renewing it.",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    // The guide gives *, because Auto Scaling groups and clusters have no resource here; the identifier and the Region bound it.
    {
      actions: ["arc-zonal-shift:StartZonalShift", "arc-zonal-shift:UpdateZonalShift", "arc-zonal-shift:CancelZonalShift"],
      resources: ["*"],
      conditions: { ...IN_REGION, StringLikeIfExists: { "arc-zonal-shift:ResourceIdentifier": ["{target:arns}"] } },
    },
    {
      actions: ["arc-zonal-shift:GetManagedResource", "arc-zonal-shift:ListManagedResources", "autoscaling:DescribeTags"],
      resources: ["*"],
    },
    FIND_BY_TAGS,
  ],
  prerequisites: [
    "The resources are registered with ARC zonal shift.",
    "The service-linked role AWSServiceRoleForZonalAutoshiftPracticeRun exists.",
  ],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#recovery",
  readOn: "2026-11-20",
};

export function startZonalAutoshift(options: StartZonalAutoshift): Fault {
  return fault(
    startZonalAutoshiftFacts.actionId,
    options,
    { ManagedResources: resources("aws:arc:zonal-shift-managed-resource", options.resources) },
    {
      duration: iso(options.duration),
      availabilityZoneIdentifier: options.zone,
      managedResourceTypes: options.resourceTypes,
      zonalAutoshiftStatus: options.autoshift,
    },
  );
}
