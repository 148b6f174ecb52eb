import { type Duration, ec2, type Fault, network, rds, type Text } from "../../src";
import type { Scenario } from "../scenario";

type Part = "instances" | "autoScalingGroups" | "subnets" | "databases";

/** An Availability Zone loses power: https://docs.aws.amazon.com/fis/latest/userguide/az-availability-scenario.html */
export interface AzPowerInterruption {
  /** The zone by name, for example `us-east-1a`. */
  readonly zone: Text;
  /** How long the zone stays without power: 1 minute to 12 hours. Left out: 30 minutes, as in AWS's own scenario. */
  readonly lasts?: Duration;
  /** How long the subnets are cut off, so that connections time out and clients resolve names again. Left out: 2 minutes. */
  readonly networkLasts?: Duration;
  /**
   * What the system has that stands in a zone. A part that is named and matches nothing fails the experiment; name only what you have.
   * Left out: `autoScalingGroups` and `subnets`.
   */
  readonly parts?: readonly Part[];
  /**
   * The tag by which targets are found. Left out: `AzImpairmentPower`, as in AWS's scenario. Its values: `StopInstances` on instances that stand
   * alone, `IceAsg` on Auto Scaling groups and (propagated) their instances, `DisruptSubnet` on subnets, `DisruptRds` on clusters.
   */
  readonly tag?: string;
}

/** Stops what computes in the zone, lets no Auto Scaling group launch there, cuts its subnets off and fails databases over. */
export function azPowerInterruption(options: AzPowerInterruption): Scenario {
  const { zone, lasts = "30m", networkLasts = "2m", parts = ["autoScalingGroups", "subnets"], tag = "AzImpairmentPower" } = options;
  const has = (part: Part) => parts.includes(part);
  const tagged = (value: string) => ({ tags: { [tag]: value } });
  const faults: Record<string, Fault> = {};
  if (has("instances")) {
    faults["stop-instances"] = ec2.stopInstances({
      instances: { ...tagged("StopInstances"), zones: [zone] },
      restartAfter: lasts,
      completeIfTerminated: true,
    });
  }
  if (has("autoScalingGroups")) {
    faults["stop-asg-instances"] = ec2.stopInstances({
      instances: { ...tagged("IceAsg"), zones: [zone] },
      restartAfter: lasts,
      completeIfTerminated: true,
    });
    faults["pause-asg-scaling"] = ec2.insufficientCapacity({ groups: tagged("IceAsg"), zones: [zone], duration: lasts });
  }
  if (has("subnets")) {
    faults["pause-network"] = network.disruptConnectivity({
      subnets: { ...tagged("DisruptSubnet"), zones: [zone] },
      scope: "all",
      duration: networkLasts,
    });
  }
  if (has("databases")) {
    faults["failover-database"] = rds.failoverDbCluster({ clusters: tagged("DisruptRds") });
  }
  return { faults };
}
