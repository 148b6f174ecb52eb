import type { Duration, Percent } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS, LASTS, SHARE } from "../shapes";
import { type ResourcesTarget, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Makes a share of the connections to Aurora DSQL clusters fail. */
export interface ClusterConnectionFailure extends FaultOptions {
  readonly clusters: ResourcesTarget;
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
  /** The share of connections that fails, 1 to 100 %. */
  readonly share: Percent;
}

export const clusterConnectionFailureFacts: FaultFacts = {
  actionId: "aws:dsql:cluster-connection-failure",
  title: "fail connections to Aurora DSQL",
  targets: { Clusters: "aws:dsql:cluster" },
  parameters: { duration: LASTS, percentage: SHARE },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["dsql:InjectError"],
      resources: ["*"],
      conditions: {
        StringEquals: { "dsql:FisActionId": "aws:dsql:cluster-connection-failure" },
        "ForAllValues:ArnLike": { "dsql:FisTargetArns": ["{target:arns}"] },
      },
    },
    { actions: ["dsql:GetCluster"], resources: ["arn:{partition}:dsql:{region}:{account}:cluster/*"] },
    FIND_BY_TAGS,
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#cluster-connection-failure",
  readOn: "2026-11-20",
};

export function clusterConnectionFailure(options: ClusterConnectionFailure): Fault {
  return fault(
    clusterConnectionFailureFacts.actionId,
    options,
    { Clusters: resources("aws:dsql:cluster", options.clusters) },
    { duration: iso(options.duration), percentage: bare(options.share) },
  );
}
