import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Experiment, type ExperimentDefinition, manifests } from "faultline";
import { ec2InstanceFailure, onePodOfTen } from "faultline/templates";
import { metricsOf } from "../metrics";
import { findSystem } from "../system";

const config = new pulumi.Config();
const system = findSystem(config);
const { errors, requests } = metricsOf(pulumi.output(system.loadBalancer), "1m");

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

const instanceFailure = new Experiment("ec2-instance-failure", {
  ...common,
  ...ec2InstanceFailure({ tags: { Service: system.service }, lasts: "3m", replaced: true }),
  hypothesis: "When an instance stops, the others carry its traffic",
  blastRadius: { atMost: "1 instance" },
});

const podLoss = new Experiment("one-pod-of-ten", {
  ...common,
  ...onePodOfTen({
    cluster: pulumi.output(system.cluster),
    namespace: system.namespace,
    deployment: system.deployment,
    serviceAccount: "faultline",
    replicas: system.replicas,
    watchFor: "3m",
  }),
  hypothesis: "When one pod goes, nobody notices",
  blastRadius: { atMost: "1 pod" },
});

// FIS acts on pods as a Kubernetes user: this maps the experiment's role to it.
new aws.eks.AccessEntry("faultline-pods", {
  clusterName: system.cluster,
  principalArn: podLoss.roleArn,
  kubernetesGroups: ["faultline"],
  userName: "faultline",
});

export const faultline = manifests(instanceFailure, podLoss);
