import {
  arc,
  cloudwatch,
  directConnect,
  dsql,
  dynamodb,
  ebs,
  ec2,
  ecs,
  eks,
  elasticache,
  type Fault,
  fis,
  kinesis,
  lambda,
  memorydb,
  network,
  rds,
  s3,
} from "../../faults";
import { type Codec, count, duration, list, milliseconds, not, number, percent, seconds, text, yes } from "./codecs";
import type { TargetKind } from "./target-kinds";

/** How an action of FIS is written by its function. */
export interface BuilderRule {
  /** As it is called in a program: `ec2.stopInstances`. */
  readonly name: string;
  readonly build: (options: never) => Fault;
  /** The option that takes the target, and in which form. */
  readonly target?: readonly [option: string, kind: TargetKind];
  /** FIS's parameter to the option and the form of its value. */
  readonly options: Readonly<Record<string, readonly [option: string, codec: Codec]>>;
  /** Options that FIS's template does not say and the function demands. */
  readonly besides?: Readonly<Record<string, string>>;
}

const D = { duration: ["duration", duration] } as const;
const SHARE = { percentage: ["share", percent] } as const;
const TASKS = ["tasks", "tasks"] as const;
const PODS = ["pods", "pods"] as const;
const FUNCTIONS = ["functions", "functions"] as const;

const errors = {
  target: ["roles", "plain"],
  options: { ...D, service: ["service", text], operations: ["operations", list], ...SHARE },
} as const;
const task = { installDependencies: ["installDependencies", yes] } as const;
const taskNetwork = { ...D, ...task, useEcsFaultInjectionEndpoints: ["throughEcs", yes] } as const;
const pod = {
  kubernetesServiceAccount: ["serviceAccount", text],
  fisPodContainerImage: ["image", text],
  maxErrorsPercent: ["maxErrors", percent],
} as const;
const podStress = { ...pod, ...D, workers: ["workers", count("worker")], fisPodSecurityPolicy: ["podSecurity", text] } as const;
const sources = { flowsPercent: ["flows", percent], sources: ["sources", list] } as const;
const latency = { delayMilliseconds: ["delay", milliseconds], jitterMilliseconds: ["jitter", milliseconds] } as const;
const port = { port: ["port", number], trafficType: ["traffic", text], protocol: ["protocol", text] } as const;
const onFunctions = { ...D, invocationPercentage: ["share", percent] } as const;
const FOLDER = { extensionFolder: "the S3 folder in AWS_FIS_CONFIGURATION_LOCATION of the functions, as arn:aws:s3:::BUCKET/FOLDER/" };

/** Every action that has a function of its own, but for those of SSM and custom resources. */
export const builders: Readonly<Record<string, BuilderRule>> = {
  "aws:arc:start-zonal-autoshift": {
    name: "arc.startZonalAutoshift",
    build: arc.startZonalAutoshift,
    target: ["resources", "plain"],
    options: {
      ...D,
      availabilityZoneIdentifier: ["zone", text],
      managedResourceTypes: ["resourceTypes", list],
      zonalAutoshiftStatus: ["autoshift", text],
    },
  },
  "aws:cloudwatch:assert-alarm-state": {
    name: "cloudwatch.assertAlarmState",
    build: cloudwatch.assertAlarmState,
    options: { alarmArns: ["alarms", list], alarmStates: ["states", list] },
  },
  "aws:directconnect:virtual-interface-disconnect": {
    name: "directConnect.virtualInterfaceDisconnect",
    build: directConnect.virtualInterfaceDisconnect,
    target: ["virtualInterfaces", "plain"],
    options: D,
  },
  "aws:dsql:cluster-connection-failure": {
    name: "dsql.clusterConnectionFailure",
    build: dsql.clusterConnectionFailure,
    target: ["clusters", "plain"],
    options: { ...D, ...SHARE },
  },
  "aws:dynamodb:global-table-pause-replication": {
    name: "dynamodb.pauseReplication",
    build: dynamodb.pauseReplication,
    target: ["tables", "plain"],
    options: D,
  },
  "aws:ebs:pause-volume-io": { name: "ebs.pauseVolumeIo", build: ebs.pauseVolumeIo, target: ["volumes", "volumes"], options: D },
  "aws:ebs:volume-io-latency": {
    name: "ebs.volumeIoLatency",
    build: ebs.volumeIoLatency,
    target: ["volumes", "volumes"],
    options: {
      ...D,
      readIOPercentage: ["reads", percent],
      readIOLatencyMilliseconds: ["readDelay", milliseconds],
      writeIOPercentage: ["writes", percent],
      writeIOLatencyMilliseconds: ["writeDelay", milliseconds],
    },
  },
  "aws:ec2:api-insufficient-instance-capacity-error": {
    name: "ec2.apiInsufficientCapacity",
    build: ec2.apiInsufficientCapacity,
    target: ["roles", "plain"],
    options: { ...D, availabilityZoneIdentifiers: ["zones", list], ...SHARE },
  },
  "aws:ec2:asg-insufficient-instance-capacity-error": {
    name: "ec2.insufficientCapacity",
    build: ec2.insufficientCapacity,
    target: ["groups", "plain"],
    options: { ...D, availabilityZoneIdentifiers: ["zones", list], ...SHARE },
  },
  "aws:ec2:reboot-instances": { name: "ec2.rebootInstances", build: ec2.rebootInstances, target: ["instances", "instances"], options: {} },
  "aws:ec2:send-spot-instance-interruptions": {
    name: "ec2.interruptSpotInstances",
    build: ec2.interruptSpotInstances,
    target: ["instances", "instances"],
    options: { durationBeforeInterruption: ["interruptAfter", duration] },
  },
  "aws:ec2:stop-instances": {
    name: "ec2.stopInstances",
    build: ec2.stopInstances,
    target: ["instances", "instances"],
    options: { startInstancesAfterDuration: ["restartAfter", duration], completeIfInstancesTerminated: ["completeIfTerminated", yes] },
  },
  "aws:ec2:terminate-instances": {
    name: "ec2.terminateInstances",
    build: ec2.terminateInstances,
    target: ["instances", "instances"],
    options: {},
  },
  "aws:ecs:drain-container-instances": {
    name: "ecs.drainContainerInstances",
    build: ecs.drainContainerInstances,
    target: ["clusters", "plain"],
    options: { ...D, drainagePercentage: ["share", percent] },
  },
  "aws:ecs:stop-task": { name: "ecs.stopTask", build: ecs.stopTask, target: TASKS, options: {} },
  "aws:ecs:task-cpu-stress": {
    name: "ecs.taskCpuStress",
    build: ecs.taskCpuStress,
    target: TASKS,
    options: { ...D, ...task, percent: ["load", percent], workers: ["workers", count("worker")] },
  },
  "aws:ecs:task-io-stress": {
    name: "ecs.taskIoStress",
    build: ecs.taskIoStress,
    target: TASKS,
    options: { ...D, ...task, percent: ["space", percent], workers: ["workers", count("worker")] },
  },
  "aws:ecs:task-kill-process": {
    name: "ecs.taskKillProcess",
    build: ecs.taskKillProcess,
    target: TASKS,
    options: { ...task, processName: ["process", text], signal: ["signal", text] },
  },
  "aws:ecs:task-network-blackhole-port": {
    name: "ecs.taskNetworkBlackholePort",
    build: ecs.taskNetworkBlackholePort,
    target: TASKS,
    options: { ...taskNetwork, ...port },
  },
  "aws:ecs:task-network-latency": {
    name: "ecs.taskNetworkLatency",
    build: ecs.taskNetworkLatency,
    target: TASKS,
    options: { ...taskNetwork, ...latency, ...sources },
  },
  "aws:ecs:task-network-packet-loss": {
    name: "ecs.taskNetworkPacketLoss",
    build: ecs.taskNetworkPacketLoss,
    target: TASKS,
    options: { ...taskNetwork, lossPercent: ["loss", percent], ...sources },
  },
  "aws:eks:pod-cpu-stress": {
    name: "eks.podCpuStress",
    build: eks.podCpuStress,
    target: PODS,
    options: { ...podStress, percent: ["load", percent] },
  },
  "aws:eks:pod-delete": {
    name: "eks.podDelete",
    build: eks.podDelete,
    target: PODS,
    options: { ...pod, gracePeriodSeconds: ["gracePeriod", seconds] },
  },
  "aws:eks:pod-io-stress": {
    name: "eks.podIoStress",
    build: eks.podIoStress,
    target: PODS,
    options: { ...podStress, percent: ["space", percent] },
  },
  "aws:eks:pod-memory-stress": {
    name: "eks.podMemoryStress",
    build: eks.podMemoryStress,
    target: PODS,
    options: { ...podStress, percent: ["memory", percent] },
  },
  "aws:eks:pod-network-blackhole-port": {
    name: "eks.podNetworkBlackholePort",
    build: eks.podNetworkBlackholePort,
    target: PODS,
    options: { ...pod, ...D, ...port },
  },
  "aws:eks:pod-network-latency": {
    name: "eks.podNetworkLatency",
    build: eks.podNetworkLatency,
    target: PODS,
    options: { ...pod, ...D, ...latency, ...sources, interface: ["interfaces", list] },
  },
  "aws:eks:pod-network-packet-loss": {
    name: "eks.podNetworkPacketLoss",
    build: eks.podNetworkPacketLoss,
    target: PODS,
    options: { ...pod, ...D, lossPercent: ["loss", percent], ...sources, interface: ["interfaces", list] },
  },
  "aws:eks:terminate-nodegroup-instances": {
    name: "eks.terminateNodegroupInstances",
    build: eks.terminateNodegroupInstances,
    target: ["nodegroups", "plain"],
    options: { instanceTerminationPercentage: ["share", percent] },
  },
  "aws:elasticache:replicationgroup-interrupt-az-power": {
    name: "elasticache.interruptAzPower",
    build: elasticache.interruptAzPower,
    target: ["groups", "replication-groups"],
    options: D,
  },
  "aws:fis:inject-api-internal-error": { name: "fis.injectApiInternalError", build: fis.injectApiInternalError, ...errors },
  "aws:fis:inject-api-throttle-error": { name: "fis.injectApiThrottleError", build: fis.injectApiThrottleError, ...errors },
  "aws:fis:inject-api-unavailable-error": { name: "fis.injectApiUnavailableError", build: fis.injectApiUnavailableError, ...errors },
  "aws:fis:wait": { name: "fis.wait", build: fis.wait, options: D },
  "aws:kinesis:stream-expired-iterator-exception": {
    name: "kinesis.expiredIteratorException",
    build: kinesis.expiredIteratorException,
    target: ["streams", "plain"],
    options: { ...D, ...SHARE },
  },
  "aws:kinesis:stream-provisioned-throughput-exception": {
    name: "kinesis.provisionedThroughputException",
    build: kinesis.provisionedThroughputException,
    target: ["streams", "plain"],
    options: { ...D, ...SHARE },
  },
  "aws:lambda:invocation-add-delay": {
    name: "lambda.invocationAddDelay",
    build: lambda.invocationAddDelay,
    target: FUNCTIONS,
    options: { ...onFunctions, startupDelayMilliseconds: ["delay", milliseconds] },
    besides: FOLDER,
  },
  "aws:lambda:invocation-error": {
    name: "lambda.invocationError",
    build: lambda.invocationError,
    target: FUNCTIONS,
    options: { ...onFunctions, preventExecution: ["runCode", not] },
    besides: FOLDER,
  },
  "aws:lambda:invocation-http-integration-response": {
    name: "lambda.invocationHttpIntegrationResponse",
    build: lambda.invocationHttpIntegrationResponse,
    target: FUNCTIONS,
    options: {
      ...onFunctions,
      preventExecution: ["runCode", not],
      contentTypeHeader: ["contentType", text],
      statusCode: ["status", number],
    },
    besides: FOLDER,
  },
  "aws:memorydb:multi-region-cluster-pause-replication": {
    name: "memorydb.pauseReplication",
    build: memorydb.pauseReplication,
    target: ["clusters", "plain"],
    options: D,
  },
  "aws:network:disrupt-connectivity": {
    name: "network.disruptConnectivity",
    build: network.disruptConnectivity,
    target: ["subnets", "subnets"],
    options: { ...D, scope: ["scope", text], prefixListIdentifier: ["prefixList", text] },
  },
  "aws:network:disrupt-vpc-endpoint": {
    name: "network.disruptVpcEndpoint",
    build: network.disruptVpcEndpoint,
    target: ["endpoints", "plain"],
    options: D,
  },
  "aws:network:route-table-disrupt-cross-region-connectivity": {
    name: "network.disruptCrossRegionRoutes",
    build: network.disruptCrossRegionRoutes,
    target: ["subnets", "subnets"],
    options: { ...D, region: ["region", text] },
  },
  "aws:network:transit-gateway-disrupt-cross-region-connectivity": {
    name: "network.disruptTransitGateway",
    build: network.disruptTransitGateway,
    target: ["transitGateways", "plain"],
    options: { ...D, region: ["region", text] },
  },
  "aws:rds:failover-db-cluster": {
    name: "rds.failoverDbCluster",
    build: rds.failoverDbCluster,
    target: ["clusters", "db-clusters"],
    options: {},
  },
  "aws:rds:reboot-db-instances": {
    name: "rds.rebootDbInstances",
    build: rds.rebootDbInstances,
    target: ["instances", "db-instances"],
    options: { forceFailover: ["failover", yes] },
  },
  "aws:s3:bucket-pause-replication": {
    name: "s3.pauseReplication",
    build: s3.pauseReplication,
    target: ["buckets", "plain"],
    options: { ...D, region: ["region", text], destinationBuckets: ["destinations", list], prefixes: ["prefixes", list] },
  },
};
