import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type CloudWatchMetric, Experiment, type ExperimentDefinition, manifests } from "faultline";
import {
  azApplicationSlowdown,
  crossAzTrafficSlowdown,
  dependencyDown,
  type Evidence,
  ec2CpuStress,
  ec2InstanceFailure,
  ec2NetworkLatency,
  eksCpuStress,
  eksNetworkLatency,
  oneNodeOfTen,
  onePodOfTen,
  retryStorm,
  serviceFailure,
  spotInterruption,
} from "faultline/templates";
import { metricsOf } from "../metrics";
import { makeWorkload } from "../workload";
import { DATABASE_RANGE } from "../workload/network";

const config = new pulumi.Config();
const system = makeWorkload({
  zones: 3,
  databaseApart: config.getBoolean("databaseApart") ?? false,
  spot: config.getBoolean("spot") ?? false,
  webTags: { AZApplicationSlowdown: "LatencyForEC2", CrossAZTrafficSlowdown: "PacketLossForEC2" },
});
const { errors, latency, requests } = metricsOf(system.loadBalancer, "1m");
const cluster = system.cluster;
const group = { AutoScalingGroupName: system.autoScalingGroup };

/** The busiest of the instances behind the load balancer, and of the pods. */
const instanceCpu: CloudWatchMetric = {
  namespace: "AWS/EC2",
  name: "CPUUtilization",
  dimensions: group,
  statistic: "Maximum",
  unit: "Percent",
};
const podCpu: CloudWatchMetric = {
  namespace: "ContainerInsights",
  name: "pod_cpu_utilization",
  dimensions: { ClusterName: cluster, Namespace: system.namespace, PodName: system.deployment },
  statistic: "Maximum",
  unit: "Percent",
};

const common = {
  owner: "team-shop@example.com",
  runbook: "https://runbooks.example.com/shop/chaos",
  steadyState: { errors: { metric: errors, is: { below: "1%" }, duringFault: { below: "20%" } } },
  guards: { errors: { metric: errors, breachedWhen: { above: "40%" } } },
  traffic: { metric: requests, atLeast: "0.2/s" },
  baseline: "3m",
  recovery: { within: "10m" },
  maxDuration: "30m",
} satisfies Partial<ExperimentDefinition>;

const pods = { cluster, namespace: system.namespace, labels: "app=orders", serviceAccount: "faultline" } as const;
const instances = { tags: { Service: system.service }, select: "1 of them" } as const;
const onePod = { ...pods, select: "1 of them" } as const;

const hostMissing: Evidence = {
  metric: {
    namespace: "AWS/ApplicationELB",
    name: "HealthyHostCount",
    dimensions: { LoadBalancer: system.loadBalancer, TargetGroup: system.targetGroup },
    statistic: "Minimum",
    unit: "Count",
  },
  becomes: { below: "6 hosts" },
};

const instanceFailure = new Experiment("ec2-instance-failure", {
  ...common,
  ...ec2InstanceFailure({ tags: { Service: system.service }, lasts: "3m", replaced: true }),
  hypothesis: "When an instance stops, the others carry its traffic",
  blastRadius: { atMost: "1 instance" },
});

const podLoss = new Experiment("one-pod-of-ten", {
  ...common,
  ...onePodOfTen({
    cluster,
    namespace: system.namespace,
    deployment: system.deployment,
    serviceAccount: "faultline",
    replicas: system.replicas,
    watchFor: "3m",
  }),
  hypothesis: "When one pod goes, nobody notices",
  blastRadius: { atMost: "1 pod" },
});

const nodeLoss = new Experiment("one-node-of-ten", {
  ...common,
  ...oneNodeOfTen({ tags: { Service: "orders" }, share: "34%", watchFor: "4m" }),
  hypothesis: "When a node goes, callers find the pods that are left, and its own run elsewhere",
  blastRadius: { atMost: "1 node group" },
});

const busyInstances = new Experiment("ec2-cpu-stress", {
  ...common,
  ...ec2CpuStress({
    ...instances,
    step: "3m",
    evidence: {
      "load-50": { metric: instanceCpu, becomes: { above: "20%" } },
      "load-75": { metric: instanceCpu, becomes: { above: "25%" } },
      "load-95": { metric: instanceCpu, becomes: { above: "35%" } },
    },
  }),
  hypothesis: "When the processors of one instance are busy, everybody is answered",
  blastRadius: { atMost: "3 instances" },
});

const busyPods = new Experiment("eks-cpu-stress", {
  ...common,
  ...eksCpuStress({
    ...onePod,
    step: "3m",
    evidence: {
      "load-50": { metric: podCpu, becomes: { above: "20%" } },
      "load-75": { metric: podCpu, becomes: { above: "25%" } },
      "load-95": { metric: podCpu, becomes: { above: "35%" } },
    },
  }),
  hypothesis: "When the processors of one pod are busy, everybody is answered",
  blastRadius: { atMost: "3 pods" },
});

const slowInstances = new Experiment("ec2-network-latency", {
  ...common,
  ...ec2NetworkLatency({
    ...instances,
    step: "3m",
    evidence: {
      "delay-100ms": { metric: latency, becomes: { above: "100ms" } },
      "delay-200ms": { metric: latency, becomes: { above: "200ms" } },
      "delay-400ms": { metric: latency, becomes: { above: "400ms" } },
    },
  }),
  steadyState: { errors: { metric: errors, is: { below: "1%" }, duringFault: { below: "30%" } } },
  hypothesis: "When the network of one instance is slow, at most its own share of the requests suffers",
  blastRadius: { atMost: "3 instances" },
});

const slowPods = new Experiment("eks-network-latency", {
  ...common,
  ...eksNetworkLatency({
    ...pods,
    select: "3 of them",
    step: "3m",
    // A request crosses the network of its pod four times: it comes, the database is asked and answers, the answer goes.
    evidence: {
      "delay-100ms": { metric: latency, becomes: { above: "350ms" } },
      "delay-200ms": { metric: latency, becomes: { above: "700ms" } },
      "delay-400ms": { metric: latency, becomes: { above: "1400ms" } },
    },
  }),
  hypothesis: "When the network of half of the pods is slow, callers wait, and everybody is answered",
  blastRadius: { atMost: "9 pods" },
});

const slowZone = new Experiment("az-application-slowdown", {
  ...common,
  ...azApplicationSlowdown({
    zone: "us-east-1a",
    delay: "100ms",
    lasts: "5m",
    ec2: {
      metric: { ...latency, dimensions: { ...latency.dimensions, AvailabilityZone: "us-east-1a" } },
      becomes: { above: "100ms" },
    },
  }),
  steadyState: { ...common.steadyState, latency: { metric: latency, is: { below: "100ms" }, duringFault: { below: "300ms" } } },
  hypothesis: "When one zone is slow inside, answers are a little slower, and nobody goes without",
  blastRadius: { atMost: "2 instances" },
});

const lossyZone = new Experiment("cross-az-traffic-slowdown", {
  ...common,
  ...crossAzTrafficSlowdown({
    zone: "us-east-1a",
    otherZones: ["us-east-1b", "us-east-1c"],
    lasts: "5m",
    ec2: { metric: latency, becomes: { above: "150ms" } },
  }),
  steadyState: { ...common.steadyState, latency: { metric: latency, is: { below: "100ms" }, duringFault: { below: "1s" } } },
  hypothesis: "When a zone loses packets to the others, answers are slower, and callers ask again",
  blastRadius: { atMost: "2 instances" },
});

const retries = new Experiment("retry-storm", {
  ...common,
  ...retryStorm({
    ...pods,
    select: "2 of them",
    delay: "2s",
    lasts: "3m",
    watchFor: "3m",
    // Callers wait for a quarter of a second: an answer that takes longer is the answer to a retry.
    evidence: { metric: { ...requests, name: "TargetResponseTime", statistic: "Maximum", unit: "Seconds" }, becomes: { above: "250ms" } },
  }),
  hypothesis: "When a third of the pods answer too late, retries find the others, and stop with the cause",
  blastRadius: { atMost: "2 pods" },
});

const death = new Experiment("service-failure", {
  ...common,
  ...serviceFailure({
    ...instances,
    process: system.service,
    watchFor: "4m",
    evidence: hostMissing,
  }),
  hypothesis: "When the service dies on one instance, the others answer and the instance is replaced",
  blastRadius: { atMost: "1 instance" },
});

// In the stacks that have Spot capacity.
const interruption = new Experiment("spot-interruption", {
  ...common,
  ...spotInterruption({ ...instances, watchFor: "5m", evidence: hostMissing }),
  hypothesis: "When a Spot instance is taken back, the others carry its traffic and the group replaces it",
  blastRadius: { atMost: "1 instance" },
});

const databases = new aws.ec2.ManagedPrefixList("databases", {
  addressFamily: "IPv4",
  maxEntries: 1,
  entries: [{ cidr: DATABASE_RANGE, description: "subnets of the database" }],
});

// In the stacks whose database has subnets of its own.
const noDatabase = new Experiment("dependency-down", {
  ...common,
  ...dependencyDown({ tags: { Name: "shop-a" }, prefixList: databases.id, lasts: "3m" }),
  steadyState: {
    ...common.steadyState,
    latency: { metric: latency, is: { below: "500ms" }, duringFault: { below: "1s" }, tolerate: "25%" },
  },
  hypothesis: "When one zone cannot reach the database, callers find the orders of the others",
  blastRadius: { atMost: "1 subnet" },
});

// FIS acts on pods as a Kubernetes user: this maps the experiments' roles to it.
for (const [name, experiment] of Object.entries({ podLoss, busyPods, slowPods, retries })) {
  new aws.eks.AccessEntry(`faultline-${name}`, {
    clusterName: system.cluster,
    principalArn: experiment.roleArn,
    kubernetesGroups: ["faultline"],
    userName: "faultline",
  });
}

export const faultline = manifests(
  instanceFailure,
  podLoss,
  nodeLoss,
  busyInstances,
  busyPods,
  slowInstances,
  slowPods,
  slowZone,
  lossyZone,
  retries,
  death,
  interruption,
  noDatabase,
);
