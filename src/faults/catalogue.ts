import { insufficientCapacityFacts } from "./autoscaling/insufficient-capacity";
import { rebootInstancesFacts } from "./ec2/reboot-instances";
import { stopInstancesFacts } from "./ec2/stop-instances";
import { terminateInstancesFacts } from "./ec2/terminate-instances";
import { podDeleteFacts } from "./eks/pod-delete";
import { podNetworkLatencyFacts } from "./eks/pod-network-latency";
import { terminateNodegroupInstancesFacts } from "./eks/terminate-nodegroup-instances";
import { waitFacts } from "./fis/wait";
import { disruptConnectivityFacts } from "./network/disrupt-connectivity";
import { failoverDbClusterFacts } from "./rds/failover-db-cluster";
import { sendCommandFacts } from "./ssm/send-command";
import type { FaultFacts, SelectedBy } from "./types";

/** Every action that Faultline knows, by FIS's id. */
export const catalogue: Readonly<Record<string, FaultFacts>> = Object.fromEntries(
  [
    stopInstancesFacts,
    terminateInstancesFacts,
    rebootInstancesFacts,
    insufficientCapacityFacts,
    disruptConnectivityFacts,
    failoverDbClusterFacts,
    podDeleteFacts,
    podNetworkLatencyFacts,
    terminateNodegroupInstancesFacts,
    sendCommandFacts,
    waitFacts,
  ].map((facts) => [facts.actionId, facts]),
);

/** How each resource type may be selected, and the target parameters it knows. https://docs.aws.amazon.com/fis/latest/userguide/targets.html */
export const targetTypes: Readonly<
  Record<
    string,
    {
      readonly by: readonly SelectedBy[];
      /** Whether filters on attributes can narrow a selection by tags. */
      readonly filters: boolean;
      readonly parameters: Readonly<Record<string, { readonly required: boolean; readonly allowed?: readonly string[] }>>;
    }
  >
> = {
  "aws:ec2:instance": { by: ["arns", "tags"], filters: true, parameters: {} },
  "aws:ec2:subnet": {
    by: ["arns", "tags", "parameters"],
    filters: true,
    parameters: { availabilityZoneIdentifier: { required: false }, vpc: { required: false } },
  },
  "aws:ec2:autoscaling-group": { by: ["arns", "tags"], filters: true, parameters: {} },
  "aws:rds:cluster": {
    by: ["arns", "tags", "parameters"],
    filters: true,
    parameters: { writerAvailabilityZoneIdentifiers: { required: false } },
  },
  "aws:eks:nodegroup": { by: ["arns", "tags"], filters: true, parameters: {} },
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
  },
};
