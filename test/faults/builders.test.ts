import fc from "fast-check";
import { ec2, eks, type Fault, fis, network, rds } from "../../src/faults";
import { type Duration, parseDuration } from "../../src/words";

const tags = { Service: "web" };
const web = { resourceType: "aws:ec2:instance", tags, filters: [{ path: "State.Name", values: ["running"] }], select: "all" };
const pods = { cluster: "shop", namespace: "orders", deployment: "orders" } as const;
const inOrders = { clusterIdentifier: "shop", namespace: "orders", selectorType: "deploymentName", selectorValue: "orders" };

describe("each fault is written as FIS takes it, with the least and with everything", () => {
  test.each<[string, Fault, Partial<Fault>]>([
    [
      "stop",
      ec2.stopInstances({ instances: { tags } }),
      { actionId: "aws:ec2:stop-instances", parameters: {}, targets: { Instances: web as Fault["targets"][string] } },
    ],
    [
      "stop, everything",
      ec2.stopInstances({ instances: { tags }, restartAfter: "1h", completeIfTerminated: false }),
      { parameters: { startInstancesAfterDuration: "PT1H", completeIfInstancesTerminated: "false" } },
    ],
    [
      "terminate by ARN",
      ec2.terminateInstances({ instances: { arns: ["arn:aws:ec2:eu-west-1:123456789012:instance/i-1"], select: "1 of them" } }),
      {
        actionId: "aws:ec2:terminate-instances",
        parameters: {},
        targets: {
          Instances: {
            resourceType: "aws:ec2:instance",
            arns: ["arn:aws:ec2:eu-west-1:123456789012:instance/i-1"],
            select: "1 of them",
          },
        },
      },
    ],
    ["reboot", ec2.rebootInstances({ instances: { tags } }), { actionId: "aws:ec2:reboot-instances", parameters: {} }],
    [
      "no capacity",
      ec2.insufficientCapacity({ groups: { tags }, zones: ["us-east-1a"], duration: "90s" }),
      {
        actionId: "aws:ec2:asg-insufficient-instance-capacity-error",
        parameters: { duration: "PT1M30S", availabilityZoneIdentifiers: ["us-east-1a"] },
        targets: { AutoScalingGroups: { resourceType: "aws:ec2:autoscaling-group", tags, select: "all" } },
      },
    ],
    [
      "no capacity, everything",
      ec2.insufficientCapacity({ groups: { tags }, zones: ["use1-az1"], duration: "PT5M", share: "30%" }),
      { parameters: { duration: "PT5M", availabilityZoneIdentifiers: ["use1-az1"], percentage: "30" } },
    ],
    [
      "cut off",
      network.disruptConnectivity({ subnets: { tags, zones: ["us-east-1a"] }, scope: "all", duration: "2m" }),
      {
        actionId: "aws:network:disrupt-connectivity",
        parameters: { scope: "all", duration: "PT2M" },
        targets: {
          Subnets: {
            resourceType: "aws:ec2:subnet",
            tags,
            filters: [{ path: "AvailabilityZone", values: ["us-east-1a"] }],
            select: "all",
          },
        },
      },
    ],
    [
      "cut off from a prefix list",
      network.disruptConnectivity({ subnets: { tags }, scope: "prefix-list", prefixList: "pl-1", duration: "2m" }),
      { parameters: { scope: "prefix-list", duration: "PT2M", prefixListIdentifier: "pl-1" } },
    ],
    [
      "fail over",
      rds.failoverDbCluster({ clusters: { tags, writerIn: ["us-east-1a"] } }),
      {
        actionId: "aws:rds:failover-db-cluster",
        parameters: {},
        targets: {
          Clusters: {
            resourceType: "aws:rds:cluster",
            tags,
            parameters: { writerAvailabilityZoneIdentifiers: ["us-east-1a"] },
            select: "all",
          },
        },
      },
    ],
    [
      "delete pods",
      eks.podDelete({ pods, serviceAccount: "fis" }),
      {
        actionId: "aws:eks:pod-delete",
        parameters: { kubernetesServiceAccount: "fis" },
        targets: { Pods: { resourceType: "aws:eks:pod", parameters: inOrders, select: "all" } },
      },
    ],
    [
      "delete pods, everything",
      eks.podDelete({ pods, serviceAccount: "fis", gracePeriod: "30s", maxErrors: "10%", image: "example.com/fis:1" }),
      {
        parameters: {
          kubernetesServiceAccount: "fis",
          gracePeriodSeconds: "30",
          maxErrorsPercent: "10",
          fisPodContainerImage: "example.com/fis:1",
        },
      },
    ],
    [
      "delay pods",
      eks.podNetworkLatency({
        pods: { cluster: "shop", namespace: "orders", labels: "app=orders,tier=api", zone: "us-east-1a", container: "app", select: "50%" },
        serviceAccount: "fis",
        duration: "5m",
        delay: "0.3s",
        jitter: "20ms",
        flows: "50%",
        interfaces: ["eth0", "eth1"],
        sources: ["S3"],
      }),
      {
        actionId: "aws:eks:pod-network-latency",
        parameters: {
          kubernetesServiceAccount: "fis",
          duration: "PT5M",
          delayMilliseconds: "300",
          jitterMilliseconds: "20",
          flowsPercent: "50",
          interface: ["eth0", "eth1"],
          sources: ["S3"],
        },
        targets: {
          Pods: {
            resourceType: "aws:eks:pod",
            parameters: {
              clusterIdentifier: "shop",
              namespace: "orders",
              selectorType: "labelSelector",
              selectorValue: "app=orders,tier=api",
              availabilityZoneIdentifier: "us-east-1a",
              targetContainerName: "app",
            },
            select: "50%",
          },
        },
      },
    ],
    [
      "terminate nodes",
      eks.terminateNodegroupInstances({ nodegroups: { tags }, share: "40%" }),
      {
        actionId: "aws:eks:terminate-nodegroup-instances",
        parameters: { instanceTerminationPercentage: "40" },
        targets: { Nodegroups: { resourceType: "aws:eks:nodegroup", tags, select: "all" } },
      },
    ],
    ["wait", fis.wait({ duration: "1m" }), { actionId: "aws:fis:wait", parameters: { duration: "PT1M" }, targets: {} }],
  ])("%s", (_, fault, expected) => {
    expect(fault).toEqual({ ...fault, ...expected });
  });
});

describe("a fault inside the system runs AWS's own document, and FIS watches it a minute longer", () => {
  const document = (name: string, members: object, duration: string) => ({
    documentArn: `arn:{partition}:ssm:{region}::document/${name}`,
    documentParameters: JSON.stringify(members),
    duration,
  });
  test.each<[string, Fault, object]>([
    [
      "CPU",
      ec2.cpuStress({ instances: { tags }, duration: "5m", cpus: "2 cpus", load: "80%" }),
      document("AWSFIS-Run-CPU-Stress", { CPU: "2", DurationSeconds: "300", LoadPercent: "80" }, "PT6M"),
    ],
    [
      "latency",
      ec2.networkLatency({ instances: { tags }, duration: "2m", delay: "100ms", interface: "ens5" }),
      document("AWSFIS-Run-Network-Latency", { DelayMilliseconds: "100", DurationSeconds: "120", Interface: "ens5" }, "PT3M"),
    ],
    [
      "packet loss, left at its defaults",
      ec2.networkPacketLoss({ instances: { tags }, duration: "10s", installDependencies: false }),
      document("AWSFIS-Run-Network-Packet-Loss", { DurationSeconds: "10", InstallDependencies: "False" }, "PT1M10S"),
    ],
    [
      "killed processes",
      ec2.killProcess({ instances: { tags }, process: "nginx", signal: "SIGKILL", installDependencies: true }),
      document("AWSFIS-Run-Kill-Process", { InstallDependencies: "True", ProcessName: "nginx", Signal: "SIGKILL" }, "PT2M"),
    ],
  ])("%s", (_, fault, parameters) => {
    expect(fault).toMatchObject({ actionId: "aws:ssm:send-command", parameters, targets: { Instances: web } });
  });
});

test("what every fault takes, order and description, is carried as it was given", () => {
  expect(fis.wait({ duration: "1m", after: ["a", "b"], description: "breathe" })).toEqual({
    actionId: "aws:fis:wait",
    parameters: { duration: "PT1M" },
    targets: {},
    after: ["a", "b"],
    description: "breathe",
  });
  expect(Object.keys(fis.wait({ duration: "1m" }))).toEqual(["actionId", "parameters", "targets"]);
});

test("instances are narrowed by zone, network and the author's own filters, and only running ones are taken", () => {
  const { targets } = ec2.rebootInstances({
    instances: { tags, zones: ["us-east-1a"], vpc: "vpc-1", filters: [{ path: "InstanceType", values: ["m7g.large"] }] },
  });
  expect(targets.Instances?.filters?.map(({ path }) => path)).toEqual([
    "State.Name",
    "Placement.AvailabilityZone",
    "VpcId",
    "InstanceType",
  ]);
});

const whole = fc.integer({ min: 60, max: 43_200 });

test("durations mean the same in every spelling", () => {
  fc.assert(
    fc.property(whole, (seconds) => {
      const spellings: Duration[] = [`${seconds}s`, `${seconds * 1_000}ms`, `PT${seconds}S`, `${seconds / 60}m`];
      const written = spellings
        .filter((spelling) => parseDuration(spelling) === seconds * 1_000)
        .map((duration) => fis.wait({ duration }).parameters.duration);
      expect(new Set(written).size).toBe(1);
      expect(parseDuration(String(written[0]))).toBe(seconds * 1_000);
    }),
  );
});

test("a duration that FIS cannot take is passed on as it was written, for compile to refuse with its place", () => {
  for (const duration of ["90.5s", "soon", "60500ms"] as Duration[]) expect(fis.wait({ duration }).parameters.duration).toBe(duration);
  expect(eks.podDelete({ pods, serviceAccount: "fis", gracePeriod: "400ms" }).parameters.gracePeriodSeconds).toBe("400ms");
  expect(ec2.cpuStress({ instances: { tags }, duration: "90.5s" }).parameters.documentParameters).toBe('{"DurationSeconds":"90.5s"}');
});
