import { arc, type Duration, type EffectProbe, ebs, ec2, elasticache, type Fault, fis, network, rds, type Text } from "../../src";
import type { Evidence, Scenario } from "../scenario";

type Part = "instances" | "autoScalingGroups" | "subnets" | "databases" | "s3Express";

interface Launches {
  /** ARNs of the roles that launch instances, one to five. */
  readonly roles: readonly Text[];
  readonly evidence: Evidence;
}

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
  /** Fail over only the databases whose writer stands in the zone, as AWS's scenario does. Left out: all of them, wherever it stands. */
  readonly writerInZone?: boolean;
  /** Launches with these roles fail in the zone for want of capacity. Left out: only those of Auto Scaling groups do. */
  readonly launches?: Launches;
  /** ElastiCache nodes in the zone lose their power; the metric that shows it. Left out: they keep it. */
  readonly elastiCache?: Evidence;
  /** One EBS volume in the zone hangs when the instances are back; the metric that shows it. Left out: none does. */
  readonly volumes?: Evidence;
  /** Traffic is shifted out of the zone after five minutes, as zonal autoshift would; the metric that shows it. Left out: it is not. */
  readonly autoshift?: Evidence;
  /** How long traffic stays shifted out. Left out: 25 minutes, as in AWS's own scenario. */
  readonly autoshiftLasts?: Duration;
  /**
   * The tag by which targets are found. Left out: `AzImpairmentPower`, as in AWS's scenario. Its values: `StopInstances` on instances that stand
   * alone, `IceAsg` on Auto Scaling groups and (propagated) their instances, `DisruptSubnet` on subnets, `DisruptRds` on clusters,
   * `DisruptElasticache` on replication groups, `ApiPauseVolume` on volumes, `RecoverAutoshiftResources` on what may be shifted.
   */
  readonly tag?: string;
}

/** Stops what computes in the zone, lets no Auto Scaling group launch there, cuts its subnets off, fails databases over, and the rest that is asked for. */
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
    faults["failover-database"] = rds.failoverDbCluster({
      clusters: { ...tagged("DisruptRds"), ...(options.writerInZone ? { writerIn: [zone] } : {}) },
    });
  }
  if (has("s3Express")) {
    // Both replace the network ACL of the subnets: one after the other.
    faults["disrupt-s3-express"] = network.disruptConnectivity({
      subnets: { ...tagged("DisruptSubnet"), zones: [zone] },
      scope: "s3express",
      duration: lasts,
      ...(has("subnets") ? { after: ["pause-network"] } : {}),
    });
  }
  const effect = addWithEvidence(options, lasts, faults);
  return Object.keys(effect).length > 0 ? { faults, effect } : { faults };
}

/** Adds what cannot be seen in the state of its targets. */
function addWithEvidence(options: AzPowerInterruption, lasts: Duration, faults: Record<string, Fault>): Record<string, EffectProbe> {
  const { zone, launches, elastiCache, volumes, autoshift, autoshiftLasts = "25m", tag = "AzImpairmentPower" } = options;
  const effect: Record<string, EffectProbe> = {};
  if (launches) {
    faults["pause-instance-launches"] = ec2.apiInsufficientCapacity({
      roles: { arns: launches.roles },
      zones: [zone],
      duration: lasts,
      share: "100%",
    });
    effect["launches-fail"] = { ...launches.evidence, of: ["pause-instance-launches"] };
  }
  if (elastiCache) {
    faults["pause-elasticache"] = elasticache.interruptAzPower({
      groups: { tags: { [tag]: "DisruptElasticache" }, zone },
      duration: lasts,
    });
    effect["cache-impaired"] = { ...elastiCache, of: ["pause-elasticache"] };
  }
  if (volumes) {
    const after = ["stop-instances", "stop-asg-instances"].filter((name) => name in faults);
    faults["pause-ebs-io"] = ebs.pauseVolumeIo({
      volumes: {
        tags: { [tag]: "ApiPauseVolume" },
        zone,
        filters: [{ path: "Attachments.DeleteOnTermination", values: ["false"] }],
        select: "1 of them",
      },
      duration: lasts,
      ...(after.length > 0 ? { after } : {}),
    });
    effect["volume-hangs"] = { ...volumes, of: ["pause-ebs-io"] };
  }
  if (autoshift) {
    faults["wait-for-autoshift"] = fis.wait({ duration: "5m" });
    faults["start-autoshift"] = arc.startZonalAutoshift({
      resources: { tags: { [tag]: "RecoverAutoshiftResources" } },
      zone,
      duration: autoshiftLasts,
      after: ["wait-for-autoshift"],
    });
    effect["traffic-shifted"] = { ...autoshift, of: ["start-autoshift"] };
  }
  return effect;
}
