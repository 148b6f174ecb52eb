import { Experiment, ec2, eks, fis, manifests, network, rds } from "../../../../src";
import { common, errorRate, latency, requests } from "../definition";

const web = { tags: { Service: "web" } };
const pods = { cluster: "shop", namespace: "orders", deployment: "orders" };

/** Every fault and every way to say a target, guards of every kind. */
const everything = new Experiment("everything", {
  ...common,
  guards: {
    errors: { metric: errorRate, breachedWhen: { atLeast: "20%" }, datapoints: { bad: 2, of: 3 }, missingData: "notBreaching" },
    latency: { metric: latency, breachedWhen: { above: "800ms" } },
    traffic: { metric: { ...requests, period: "2m" }, breachedWhen: { below: "10 requests" }, datapoints: { bad: 1, of: 1 } },
  },
  faults: {
    stop: ec2.stopInstances({
      instances: {
        ...web,
        zones: ["eu-west-1a", "eu-west-1b"],
        vpc: "vpc-1",
        filters: [{ path: "Tags.Key", values: ["x"] }],
        select: "50%",
      },
      restartAfter: "5m",
      completeIfTerminated: true,
      description: "half of them",
    }),
    terminate: ec2.terminateInstances({
      instances: {
        arns: [`arn:aws:ec2:eu-west-1:123456789012:instance/i-2`, `arn:aws:ec2:eu-west-1:123456789012:instance/i-1`],
        select: "1 of them",
      },
      after: ["stop"],
    }),
    reboot: ec2.rebootInstances({ instances: web, after: ["terminate"] }),
    capacity: ec2.insufficientCapacity({
      groups: { tags: { Tier: "web", Stage: "" } },
      zones: ["eu-west-1a", "euw1-az2"],
      duration: "90s",
      share: "75%",
    }),
    cut: network.disruptConnectivity({
      subnets: { ...web, zones: ["eu-west-1a"], vpc: "vpc-1" },
      scope: "prefix-list",
      prefixList: "pl-1",
      duration: "2m",
      after: ["reboot", "capacity"],
    }),
    failover: rds.failoverDbCluster({ clusters: { tags: { Service: "db" }, writerIn: ["eu-west-1a", "eu-west-1b"] } }),
    delete: eks.podDelete({
      pods: { ...pods, select: "2 of them", container: "app", zone: "eu-west-1a" },
      serviceAccount: "fis",
      gracePeriod: "0s",
      maxErrors: "10%",
    }),
    delay: eks.podNetworkLatency({
      pods: { cluster: "shop", namespace: "orders", labels: "app=orders,tier=api" },
      serviceAccount: "fis",
      image: "example.com/fis-pod:0.1",
      duration: "PT5M",
      delay: "0.3s",
      jitter: "20ms",
      flows: "50%",
      interfaces: ["DEFAULT"],
      sources: ["10.0.0.0/16", "S3"],
      after: ["delete"],
    }),
    nodes: eks.terminateNodegroupInstances({
      nodegroups: { arns: ["arn:aws:eks:eu-west-1:123456789012:nodegroup/shop/a/1"] },
      share: "40%",
      after: ["delay"],
    }),
    stress: ec2.cpuStress({ instances: web, duration: "5m", load: "80%", cpus: "2 cpus", installDependencies: false }),
    slow: ec2.networkLatency({ instances: web, duration: "2m", delay: "100ms", interface: "ens5", after: ["stress"] }),
    lose: ec2.networkPacketLoss({ instances: web, duration: "2m", loss: "5%", interface: "ens5", after: ["slow"] }),
    kill: ec2.killProcess({ instances: web, process: "nginx", signal: "SIGKILL", after: ["lose"] }),
    pause: fis.wait({ duration: "1m", after: ["kill"] }),
  },
  effect: { some: { metric: requests, becomes: { below: "100 requests" } } },
  emptyTargets: "skip",
  logs: { retentionDays: 7 },
  tags: { team: "shop" },
});

/** No guard but the dead-man's switch, its own log group. */
const waived = new Experiment("waived", {
  ...common,
  guards: {},
  guardWaiver: { by: "anna@example.com", reason: "an empty account" },
  faults: { reboot: ec2.terminateInstances({ instances: web }) },
  logs: { logGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:/shop/chaos:*" },
});

export const faultline = manifests(everything, waived);
