import { insufficientCapacity } from "./autoscaling/insufficient-capacity";
import { rebootInstances } from "./ec2/reboot-instances";
import { stopInstances } from "./ec2/stop-instances";
import { terminateInstances } from "./ec2/terminate-instances";
import { podDelete } from "./eks/pod-delete";
import { podNetworkLatency } from "./eks/pod-network-latency";
import { terminateNodegroupInstances } from "./eks/terminate-nodegroup-instances";
import { wait } from "./fis/wait";
import { disruptConnectivity } from "./network/disrupt-connectivity";
import { failoverDbCluster } from "./rds/failover-db-cluster";
import { cpuStress } from "./ssm/cpu-stress";
import { killProcess } from "./ssm/kill-process";
import { networkLatency } from "./ssm/network-latency";
import { networkPacketLoss } from "./ssm/network-packet-loss";

export { catalogue, targetTypes } from "./catalogue";
export type * from "./targets";
export type * from "./types";

/** Faults on EC2 instances and Auto Scaling groups, from outside and (through the SSM agent) from inside. */
export const ec2 = {
  stopInstances,
  terminateInstances,
  rebootInstances,
  insufficientCapacity,
  cpuStress,
  networkLatency,
  networkPacketLoss,
  killProcess,
};

/** Faults on networks. */
export const network = { disruptConnectivity };

/** Faults on Aurora and DocumentDB. */
export const rds = { failoverDbCluster };

/** Faults on EKS: pods and managed node groups. */
export const eks = { podDelete, podNetworkLatency, terminateNodegroupInstances };

/** Steps of an experiment that do nothing to the system. */
export const fis = { wait };
