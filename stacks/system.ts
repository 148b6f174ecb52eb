import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { makeWorkload } from "./workload";

/** What the experiments know of the system that they test: nothing but names and tags. */
export interface System {
  /** The dimension of the load balancer's metrics: `app/name/id`. */
  readonly loadBalancer: pulumi.Input<string>;
  /** The tag `Service` of the instances that serve. */
  readonly service: string;
  readonly cluster: pulumi.Input<string>;
  readonly namespace: string;
  readonly deployment: string;
  readonly replicas: number;
  /** Whether its database has somewhere to fail over to. */
  readonly spansZones: boolean;
  /** The zone that loses power. */
  readonly zone: pulumi.Output<string>;
}

/** The reference system where the stack's configuration says so, else the user's own by configuration alone. */
export function findSystem(config: pulumi.Config): System {
  const region = aws.getRegionOutput().region;
  const zone = pulumi.output(config.get("zone") ?? region.apply((name) => `${name}a`));
  const zones = config.getNumber("zones") ?? 3;
  if (config.getBoolean("workload")) return { ...makeWorkload({ zones }), spansZones: zones > 1, zone };
  return {
    loadBalancer: config.require("loadBalancer"),
    service: config.require("service"),
    cluster: config.require("cluster"),
    namespace: config.require("namespace"),
    deployment: config.require("deployment"),
    replicas: config.requireNumber("replicas"),
    spansZones: zones > 1,
    zone,
  };
}
