import type { Duration, Text } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { type ResourcesTarget, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Blocks traffic from transit gateways to their peers in another Region. */
export interface DisruptTransitGateway extends FaultOptions {
  readonly transitGateways: ResourcesTarget;
  /** The Region that is cut off: `us-west-2`. */
  readonly region: Text;
  /** At most 12 hours. */
  readonly duration: Duration;
}

export const disruptTransitGatewayFacts: FaultFacts = {
  actionId: "aws:network:transit-gateway-disrupt-cross-region-connectivity",
  title: "cut transit gateways off another Region",
  targets: { TransitGateways: "aws:ec2:transit-gateway" },
  parameters: { region: { kind: "text", required: true }, duration: { kind: "duration", required: true, max: "12h" } },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["ec2:AssociateTransitGatewayRouteTable", "ec2:DisassociateTransitGatewayRouteTable"],
      resources: [
        "arn:{partition}:ec2:{region}:{account}:transit-gateway-route-table/*",
        "arn:{partition}:ec2:{region}:{account}:transit-gateway-attachment/*",
      ],
    },
    {
      actions: ["ec2:DescribeTransitGatewayAttachments", "ec2:DescribeTransitGatewayPeeringAttachments", "ec2:DescribeTransitGateways"],
      resources: ["*"],
    },
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#transit-gateway-disrupt-cross-region-connectivity",
  readOn: "2026-11-20",
};

export function disruptTransitGateway(options: DisruptTransitGateway): Fault {
  return fault(
    disruptTransitGatewayFacts.actionId,
    options,
    { TransitGateways: resources("aws:ec2:transit-gateway", options.transitGateways) },
    { region: options.region, duration: iso(options.duration) },
  );
}
