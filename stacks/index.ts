import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Duration, Experiment, type ExperimentDefinition, manifests, type Rate, type SteadyStateCheck } from "faultline";
import { azPowerInterruption, eksPodDelete, instanceTermination } from "faultline/templates";
import { refuseUnknownKeys } from "./keys";
import { metricsOf } from "./metrics";
import { orchestrate } from "./orchestrator";
import { findSystem } from "./system";

const config = new pulumi.Config();
refuseUnknownKeys(config);
const duration = (key: string, otherwise: Duration) => (config.get(key) ?? otherwise) as Duration;
const period = duration("samplePeriod", "1m");
const watchFor = duration("watchFor", "5m");

const system = findSystem(config);
const { errors, latency, requests } = metricsOf(pulumi.output(system.loadBalancer), period);

/** Nobody waits for long; while a fault lasts, a second is borne, and a little more for a quarter of the time. */
const slowly: SteadyStateCheck = { metric: latency, is: { below: "500ms" }, duringFault: { below: "1s" }, tolerate: "25%" };

/** What all experiments share: whose they are, what normal is, what stops them, what makes an answer worth something. */
const common = {
  owner: config.get("owner") ?? "team-shop@example.com",
  runbook: config.get("runbook") ?? "https://runbooks.example.com/shop/chaos",
  traffic: { metric: requests, atLeast: (config.get("leastTraffic") ?? "1/s") as Rate },
  baseline: duration("baseline", "5m"),
  recovery: { within: duration("recovery", "10m") },
  maxDuration: duration("maxDuration", "30m"),
  tags: { service: system.service },
} satisfies Partial<ExperimentDefinition>;

const zoneLoss = new Experiment("az-power-interruption", {
  ...common,
  ...azPowerInterruption({
    zone: system.zone,
    lasts: duration("outage", "30m"),
    parts: system.spansZones ? ["autoScalingGroups", "subnets", "databases"] : ["autoScalingGroups", "subnets"],
  }),
  hypothesis: "When one zone loses power, at most a quarter of the requests fail for a moment, and the others carry the traffic",
  steadyState: {
    errors: { metric: errors, is: { below: "1%" }, duringFault: { below: "25%" } },
    latency: slowly,
  },
  guards: {
    errors: { metric: errors, breachedWhen: { above: "40%" } },
  },
  blastRadius: { atMost: "20 resources" },
});

const instanceLoss = new Experiment("instance-termination", {
  ...common,
  ...instanceTermination({ tags: { Service: system.service }, watchFor }),
  hypothesis: "When an instance dies, nobody but the requests that it was serving notices, and a new one takes its place",
  steadyState: {
    errors: { metric: errors, is: { below: "1%" }, duringFault: { below: "15%" } },
    latency: slowly,
  },
  guards: {
    errors: { metric: errors, breachedWhen: { above: "30%" } },
  },
  blastRadius: { atMost: "1 instance" },
});

const podLoss = new Experiment("eks-pod-delete", {
  ...common,
  ...eksPodDelete({
    cluster: pulumi.output(system.cluster),
    namespace: system.namespace,
    deployment: system.deployment,
    serviceAccount: "faultline",
    replicas: `${system.replicas} pods`,
    select: `${Math.ceil(system.replicas / 2)} of them`,
    gracePeriod: "0s",
    watchFor,
    period,
  }),
  hypothesis: "When half of the pods disappear at once, callers retry and the deployment makes new ones",
  steadyState: {
    errors: { metric: errors, is: { below: "1%" }, duringFault: { below: "15%" } },
    latency: slowly,
  },
  guards: {
    errors: { metric: errors, breachedWhen: { above: "30%" } },
  },
  blastRadius: { atMost: `${Math.ceil(system.replicas / 2)} pods` },
});

// FIS acts on pods as a Kubernetes user: this maps the experiment's role to it.
new aws.eks.AccessEntry("faultline-pods", {
  clusterName: system.cluster,
  principalArn: podLoss.roleArn,
  kubernetesGroups: ["faultline"],
  userName: "faultline",
});

const experiments = [zoneLoss, instanceLoss, podLoss];

/** What `faultline` needs to run the experiments. */
export const faultline = manifests(...experiments);

/** What `faultline … --remote` needs to run them in AWS, in the stacks that have an orchestrator. */
export const faultlineOrchestrator = orchestrate(config, experiments)?.deployment;
