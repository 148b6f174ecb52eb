import { startZonalAutoshift } from "./arc/start-zonal-autoshift";
import { insufficientCapacity } from "./autoscaling/insufficient-capacity";
import { dnsChaos } from "./chaos-mesh/dns-chaos";
import { httpChaos } from "./chaos-mesh/http-chaos";
import { ioChaos } from "./chaos-mesh/io-chaos";
import { networkChaos } from "./chaos-mesh/network-chaos";
import { podChaos } from "./chaos-mesh/pod-chaos";
import { stressChaos } from "./chaos-mesh/stress-chaos";
import { timeChaos } from "./chaos-mesh/time-chaos";
import { assertAlarmState } from "./cloudwatch/assert-alarm-state";
import { virtualInterfaceDisconnect } from "./directconnect/virtual-interface-disconnect";
import { clusterConnectionFailure } from "./dsql/cluster-connection-failure";
import { pauseReplication as dynamodbPauseReplication } from "./dynamodb/pause-replication";
import { pauseVolumeIo } from "./ebs/pause-volume-io";
import { volumeIoLatency } from "./ebs/volume-io-latency";
import { apiInsufficientCapacity } from "./ec2/api-insufficient-capacity";
import { interruptSpotInstances } from "./ec2/interrupt-spot-instances";
import { rebootInstances } from "./ec2/reboot-instances";
import { stopInstances } from "./ec2/stop-instances";
import { terminateInstances } from "./ec2/terminate-instances";
import { drainContainerInstances } from "./ecs/drain-container-instances";
import { stopTask } from "./ecs/stop-task";
import { taskCpuStress } from "./ecs/task-cpu-stress";
import { taskIoStress } from "./ecs/task-io-stress";
import { taskKillProcess } from "./ecs/task-kill-process";
import { taskNetworkBlackholePort } from "./ecs/task-network-blackhole-port";
import { taskNetworkLatency } from "./ecs/task-network-latency";
import { taskNetworkPacketLoss } from "./ecs/task-network-packet-loss";
import { podCpuStress } from "./eks/pod-cpu-stress";
import { podDelete } from "./eks/pod-delete";
import { podIoStress } from "./eks/pod-io-stress";
import { podMemoryStress } from "./eks/pod-memory-stress";
import { podNetworkBlackholePort } from "./eks/pod-network-blackhole-port";
import { podNetworkLatency } from "./eks/pod-network-latency";
import { podNetworkPacketLoss } from "./eks/pod-network-packet-loss";
import { terminateNodegroupInstances } from "./eks/terminate-nodegroup-instances";
import { interruptAzPower } from "./elasticache/interrupt-az-power";
import { injectApiInternalError } from "./fis/inject-api-internal-error";
import { injectApiThrottleError } from "./fis/inject-api-throttle-error";
import { injectApiUnavailableError } from "./fis/inject-api-unavailable-error";
import { wait } from "./fis/wait";
import { expiredIteratorException } from "./kinesis/expired-iterator-exception";
import { provisionedThroughputException } from "./kinesis/provisioned-throughput-exception";
import { invocationAddDelay } from "./lambda/invocation-add-delay";
import { invocationError } from "./lambda/invocation-error";
import { invocationHttpIntegrationResponse } from "./lambda/invocation-http-integration-response";
import { chaosEngine } from "./litmus/chaos-engine";
import { pauseReplication as memorydbPauseReplication } from "./memorydb/pause-replication";
import { disruptConnectivity } from "./network/disrupt-connectivity";
import { disruptCrossRegionRoutes } from "./network/disrupt-cross-region-routes";
import { disruptTransitGateway } from "./network/disrupt-transit-gateway";
import { disruptVpcEndpoint } from "./network/disrupt-vpc-endpoint";
import { raw } from "./raw";
import { failoverDbCluster } from "./rds/failover-db-cluster";
import { rebootDbInstances } from "./rds/reboot-db-instances";
import { pauseReplication as s3PauseReplication } from "./s3/pause-replication";
import { cpuStress } from "./ssm/cpu-stress";
import { diskFill } from "./ssm/disk-fill";
import { ioStress } from "./ssm/io-stress";
import { killProcess } from "./ssm/kill-process";
import { memoryStress } from "./ssm/memory-stress";
import { networkBlackholePort } from "./ssm/network-blackhole-port";
import { networkLatency } from "./ssm/network-latency";
import { networkLatencySources } from "./ssm/network-latency-sources";
import { networkPacketLoss } from "./ssm/network-packet-loss";
import { networkPacketLossSources } from "./ssm/network-packet-loss-sources";
import { runDocument } from "./ssm/run-document";
import { startAutomation } from "./ssm/start-automation";

export { catalogue } from "./catalogue";
export { customResourceSchemas, type Misfit, misfits, type StructuralSchema } from "./eks/crds";
export { renamedTargetTypes, retiredActions } from "./retired";
export { type TargetTypeFacts, targetTypes } from "./target-types";
export type * from "./targets";
export type * from "./types";

/** Recovery by ARC zonal shift. */
export const arc = { startZonalAutoshift };

/** Steps of an experiment that look at alarms. */
export const cloudwatch = { assertAlarmState };

/** Faults on Direct Connect. */
export const directConnect = { virtualInterfaceDisconnect };

/** Faults on Aurora DSQL. */
export const dsql = { clusterConnectionFailure };

/** Faults on DynamoDB global tables. */
export const dynamodb = { pauseReplication: dynamodbPauseReplication };

/** Faults on EBS volumes. */
export const ebs = { pauseVolumeIo, volumeIoLatency };

/** Faults on EC2 instances and Auto Scaling groups, from outside and (through the SSM agent) from inside. */
export const ec2 = {
  apiInsufficientCapacity,
  interruptSpotInstances,
  rebootInstances,
  stopInstances,
  terminateInstances,
  insufficientCapacity,
  cpuStress,
  diskFill,
  ioStress,
  killProcess,
  memoryStress,
  networkBlackholePort,
  networkLatency,
  networkLatencySources,
  networkPacketLoss,
  networkPacketLossSources,
};

/** Faults on ECS: tasks, from outside and (through a sidecar) from inside, and container instances. */
export const ecs = {
  drainContainerInstances,
  stopTask,
  taskCpuStress,
  taskIoStress,
  taskKillProcess,
  taskNetworkBlackholePort,
  taskNetworkLatency,
  taskNetworkPacketLoss,
};

/** Faults on EKS: pods, managed node groups, and custom resources of Chaos Mesh and Litmus. */
export const eks = {
  podCpuStress,
  podDelete,
  podIoStress,
  podMemoryStress,
  podNetworkBlackholePort,
  podNetworkLatency,
  podNetworkPacketLoss,
  terminateNodegroupInstances,
  /** By a custom resource of Chaos Mesh. */
  chaosMesh: { dnsChaos, httpChaos, ioChaos, networkChaos, podChaos, stressChaos, timeChaos },
  /** By a custom resource of Litmus. */
  litmus: { chaosEngine },
};

/** Faults on ElastiCache. */
export const elasticache = { interruptAzPower };

/** Errors of AWS APIs, and steps of an experiment that do nothing to the system. */
export const fis = { injectApiInternalError, injectApiThrottleError, injectApiUnavailableError, wait };

/** Faults on Kinesis data streams. */
export const kinesis = { expiredIteratorException, provisionedThroughputException };

/** Faults on Lambda functions. */
export const lambda = { invocationAddDelay, invocationError, invocationHttpIntegrationResponse };

/** Faults on MemoryDB. */
export const memorydb = { pauseReplication: memorydbPauseReplication };

/** Faults on networks. */
export const network = { disruptConnectivity, disruptCrossRegionRoutes, disruptTransitGateway, disruptVpcEndpoint };

/** Faults on RDS, Aurora and DocumentDB. */
export const rds = { failoverDbCluster, rebootDbInstances };

/** Faults on S3 replication. */
export const s3 = { pauseReplication: s3PauseReplication };

/** Documents of your own, run by SSM. */
export const ssm = { runDocument, startAutomation };

/** Actions of FIS that the catalogue does not know. */
export const fault = { raw };
