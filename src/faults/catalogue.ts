import { startZonalAutoshiftFacts } from "./arc/start-zonal-autoshift";
import { insufficientCapacityFacts } from "./autoscaling/insufficient-capacity";
import { assertAlarmStateFacts } from "./cloudwatch/assert-alarm-state";
import { virtualInterfaceDisconnectFacts } from "./directconnect/virtual-interface-disconnect";
import { clusterConnectionFailureFacts } from "./dsql/cluster-connection-failure";
import { pauseReplicationFacts as dynamodbPauseReplicationFacts } from "./dynamodb/pause-replication";
import { pauseVolumeIoFacts } from "./ebs/pause-volume-io";
import { volumeIoLatencyFacts } from "./ebs/volume-io-latency";
import { apiInsufficientCapacityFacts } from "./ec2/api-insufficient-capacity";
import { interruptSpotInstancesFacts } from "./ec2/interrupt-spot-instances";
import { rebootInstancesFacts } from "./ec2/reboot-instances";
import { stopInstancesFacts } from "./ec2/stop-instances";
import { terminateInstancesFacts } from "./ec2/terminate-instances";
import { drainContainerInstancesFacts } from "./ecs/drain-container-instances";
import { stopTaskFacts } from "./ecs/stop-task";
import { taskCpuStressFacts } from "./ecs/task-cpu-stress";
import { taskIoStressFacts } from "./ecs/task-io-stress";
import { taskKillProcessFacts } from "./ecs/task-kill-process";
import { taskNetworkBlackholePortFacts } from "./ecs/task-network-blackhole-port";
import { taskNetworkLatencyFacts } from "./ecs/task-network-latency";
import { taskNetworkPacketLossFacts } from "./ecs/task-network-packet-loss";
import { customResourceFacts } from "./eks/custom-resource";
import { podCpuStressFacts } from "./eks/pod-cpu-stress";
import { podDeleteFacts } from "./eks/pod-delete";
import { podIoStressFacts } from "./eks/pod-io-stress";
import { podMemoryStressFacts } from "./eks/pod-memory-stress";
import { podNetworkBlackholePortFacts } from "./eks/pod-network-blackhole-port";
import { podNetworkLatencyFacts } from "./eks/pod-network-latency";
import { podNetworkPacketLossFacts } from "./eks/pod-network-packet-loss";
import { terminateNodegroupInstancesFacts } from "./eks/terminate-nodegroup-instances";
import { interruptAzPowerFacts } from "./elasticache/interrupt-az-power";
import { injectApiInternalErrorFacts } from "./fis/inject-api-internal-error";
import { injectApiThrottleErrorFacts } from "./fis/inject-api-throttle-error";
import { injectApiUnavailableErrorFacts } from "./fis/inject-api-unavailable-error";
import { waitFacts } from "./fis/wait";
import { expiredIteratorExceptionFacts } from "./kinesis/expired-iterator-exception";
import { provisionedThroughputExceptionFacts } from "./kinesis/provisioned-throughput-exception";
import { invocationAddDelayFacts } from "./lambda/invocation-add-delay";
import { invocationErrorFacts } from "./lambda/invocation-error";
import { invocationHttpIntegrationResponseFacts } from "./lambda/invocation-http-integration-response";
import { pauseReplicationFacts as memorydbPauseReplicationFacts } from "./memorydb/pause-replication";
import { disruptConnectivityFacts } from "./network/disrupt-connectivity";
import { disruptCrossRegionRoutesFacts } from "./network/disrupt-cross-region-routes";
import { disruptTransitGatewayFacts } from "./network/disrupt-transit-gateway";
import { disruptVpcEndpointFacts } from "./network/disrupt-vpc-endpoint";
import { failoverDbClusterFacts } from "./rds/failover-db-cluster";
import { rebootDbInstancesFacts } from "./rds/reboot-db-instances";
import { pauseReplicationFacts as s3PauseReplicationFacts } from "./s3/pause-replication";
import { sendCommandFacts } from "./ssm/send-command";
import { startAutomationFacts } from "./ssm/start-automation";
import type { FaultFacts } from "./types";

/** Every action that Faultline knows, by FIS's id. */
export const catalogue: Readonly<Record<string, FaultFacts>> = Object.fromEntries(
  [
    startZonalAutoshiftFacts,
    assertAlarmStateFacts,
    virtualInterfaceDisconnectFacts,
    clusterConnectionFailureFacts,
    dynamodbPauseReplicationFacts,
    pauseVolumeIoFacts,
    volumeIoLatencyFacts,
    apiInsufficientCapacityFacts,
    insufficientCapacityFacts,
    rebootInstancesFacts,
    interruptSpotInstancesFacts,
    stopInstancesFacts,
    terminateInstancesFacts,
    drainContainerInstancesFacts,
    stopTaskFacts,
    taskCpuStressFacts,
    taskIoStressFacts,
    taskKillProcessFacts,
    taskNetworkBlackholePortFacts,
    taskNetworkLatencyFacts,
    taskNetworkPacketLossFacts,
    customResourceFacts,
    podCpuStressFacts,
    podDeleteFacts,
    podIoStressFacts,
    podMemoryStressFacts,
    podNetworkBlackholePortFacts,
    podNetworkLatencyFacts,
    podNetworkPacketLossFacts,
    terminateNodegroupInstancesFacts,
    interruptAzPowerFacts,
    injectApiInternalErrorFacts,
    injectApiThrottleErrorFacts,
    injectApiUnavailableErrorFacts,
    waitFacts,
    expiredIteratorExceptionFacts,
    provisionedThroughputExceptionFacts,
    invocationAddDelayFacts,
    invocationErrorFacts,
    invocationHttpIntegrationResponseFacts,
    memorydbPauseReplicationFacts,
    disruptConnectivityFacts,
    disruptVpcEndpointFacts,
    disruptCrossRegionRoutesFacts,
    disruptTransitGatewayFacts,
    failoverDbClusterFacts,
    rebootDbInstancesFacts,
    s3PauseReplicationFacts,
    sendCommandFacts,
    startAutomationFacts,
  ].map((facts) => [facts.actionId, facts]),
);
