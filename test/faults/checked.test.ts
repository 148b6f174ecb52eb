import { compile, type ExperimentDefinition, type Plan } from "../../src/experiment";
import { cloudwatch, directConnect, ebs, ec2, eks, type Fault, fis, lambda, network, rds, s3 } from "../../src/faults";
import { type Duration, digHoles, type Percent } from "../../src/words";
import { requests, sound } from "../experiment/definitions";
import { every } from "./every";

const tags = { Service: "web" };
const instances = { tags };
const effect: ExperimentDefinition["effect"] = { some: { metric: requests, becomes: { below: "10 requests" } } };

function checked(fault: unknown) {
  return compile("checked", { ...sound(), faults: { it: fault, besides: ec2.terminateInstances({ instances }) }, effect });
}

function problems(fault: unknown): readonly string[] {
  const compiled = checked(fault);
  return compiled.ok ? [] : compiled.problems.map(({ path, code }) => `${path} ${code}`);
}

function actionOf(fault: Fault): Plan["actions"][number] | undefined {
  const compiled = checked(fault);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.value.actions[0];
}

const at = (parameter: string) => `faults.it.parameters.${parameter}`;
const pods = { cluster: "c", namespace: "n", deployment: "d" } as const;

describe("what FIS or the agent would refuse is refused before anything is made, at its place", () => {
  test.each<[string, unknown, string]>([
    ["less than a minute", fis.wait({ duration: "59s" }), `${at("duration")} duration-out-of-range`],
    ["more than twelve hours", fis.wait({ duration: "13h" }), `${at("duration")} duration-out-of-range`],
    ["parts of a second", fis.wait({ duration: "90.5s" }), `${at("duration")} not-iso`],
    [
      "a duration as people write it, where a fault is written by hand",
      { ...fis.wait({ duration: "5m" }), parameters: { duration: "5m" } },
      `${at("duration")} not-iso`,
    ],
    [
      "a share above all",
      eks.terminateNodegroupInstances({ nodegroups: { tags }, share: "101%" }),
      `${at("instanceTerminationPercentage")} out-of-range`,
    ],
    [
      "half a percent",
      eks.terminateNodegroupInstances({ nodegroups: { tags }, share: "0.5%" }),
      `${at("instanceTerminationPercentage")} not-a-number`,
    ],
    [
      "a grace period in parts of a second",
      eks.podDelete({ pods, serviceAccount: "s", gracePeriod: "400ms" }),
      `${at("gracePeriodSeconds")} not-a-number`,
    ],
    ["no zone", ec2.insufficientCapacity({ groups: { tags }, zones: [], duration: "5m" }), `${at("availabilityZoneIdentifiers")} not-text`],
    [
      "a prefix list that is not named",
      {
        ...network.disruptConnectivity({ subnets: { tags }, scope: "all", duration: "2m" }),
        parameters: { scope: "prefix-list", duration: "PT2M" },
      },
      `${at("prefixListIdentifier")} missing`,
    ],
    [
      "more load than there is",
      ec2.cpuStress({ instances, duration: "2m", load: "150%" }),
      `${at("documentParameters.LoadPercent")} out-of-range`,
    ],
    [
      "a loss that is no number",
      ec2.networkPacketLoss({ instances, duration: "2m", loss: "some%" as Percent }),
      `${at("documentParameters.LossPercent")} not-a-number`,
    ],
    [
      "stress for parts of a second",
      ec2.cpuStress({ instances, duration: "90.5s" }),
      `${at("documentParameters.DurationSeconds")} not-a-number`,
    ],
    [
      "a delay that is none",
      ec2.networkLatency({ instances, duration: "2m", delay: "soon" as Duration }),
      `${at("documentParameters.DelayMilliseconds")} not-a-number`,
    ],
    ["no name of a process", ec2.killProcess({ instances, process: "" }), `${at("documentParameters.ProcessName")} not-text`],
    [
      "a member that the document does not have",
      {
        ...ec2.killProcess({ instances, process: "nginx" }),
        parameters: { ...ec2.killProcess({ instances, process: "nginx" }).parameters, documentParameters: '{"ProcessName":"x","Sig":"y"}' },
      },
      `${at("documentParameters.Sig")} unknown-property`,
    ],
    [
      "less than ten minutes on Direct Connect",
      directConnect.virtualInterfaceDisconnect({ virtualInterfaces: { tags }, duration: "9m" }),
      `${at("duration")} duration-out-of-range`,
    ],
    [
      "less than two minutes of notice",
      ec2.interruptSpotInstances({ instances, interruptAfter: "1m" }),
      `${at("durationBeforeInterruption")} duration-out-of-range`,
    ],
    [
      "more than fifteen",
      ec2.interruptSpotInstances({ instances, interruptAfter: "16m" }),
      `${at("durationBeforeInterruption")} duration-out-of-range`,
    ],
    [
      "less than a tenth of a percent",
      ebs.volumeIoLatency({ volumes: { tags }, duration: "5m", reads: "0.05%" }),
      `${at("readIOPercentage")} out-of-range`,
    ],
    [
      "more than a minute of delay",
      ebs.volumeIoLatency({ volumes: { tags }, duration: "5m", readDelay: "61s" }),
      `${at("readIOLatencyMilliseconds")} out-of-range`,
    ],
    [
      "a port that there is not",
      ec2.networkBlackholePort({ instances, duration: "5m", port: 65_536, protocol: "tcp" }),
      `${at("documentParameters.Port")} out-of-range`,
    ],
    ["no sources", ec2.networkLatencySources({ instances, duration: "5m", sources: [] }), `${at("documentParameters.Sources")} not-text`],
    [
      "a status that HTTP has no room for",
      lambda.invocationHttpIntegrationResponse({
        functions: { tags },
        duration: "5m",
        status: 1_000,
        contentType: "text/html",
        runCode: true,
        extensionFolder: "arn:aws:s3:::b/f/",
      }),
      `${at("statusCode")} out-of-range`,
    ],
    [
      "six alarms",
      cloudwatch.assertAlarmState({ alarms: Array(6).fill("arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"), states: ["OK"] }),
      `${at("alarmArns")} too-many`,
    ],
    [
      "one unknown state of two",
      { ...cloudwatch.assertAlarmState({ alarms: ["a"], states: ["OK"] }), parameters: { alarmArns: "a", alarmStates: "OK,FINE" } },
      `${at("alarmStates")} not-allowed`,
    ],
    [
      "an instance in the place of a volume",
      ebs.pauseVolumeIo({ volumes: { arns: ["arn:aws:ec2:us-east-1:123456789012:instance/i-1"] }, duration: "5m" }),
      "faults.it.targets.Volumes.arns[0] wrong-arn",
    ],
    [
      "a cluster of another service",
      rds.failoverDbCluster({ clusters: { arns: ["arn:aws:eks:us-east-1:123456789012:cluster/shop"] } }),
      "faults.it.targets.Clusters.arns[0] wrong-arn",
    ],
    [
      "roles by their tags",
      {
        ...fis.injectApiInternalError({
          roles: { arns: ["arn:aws:iam::123456789012:role/a"] },
          duration: "5m",
          service: "ec2",
          operations: ["RunInstances"],
          share: "5%",
        }),
        targets: { Roles: { resourceType: "aws:iam:role", tags, select: "all" } },
      },
      "faults.it.targets.Roles not-by-tags",
    ],
    [
      "buckets by ARN",
      {
        ...s3.pauseReplication({ buckets: { tags }, region: "us-west-2", duration: "5m" }),
        targets: { Buckets: { resourceType: "aws:s3:bucket", arns: ["arn:aws:s3:::b"], select: "all" } },
      },
      "faults.it.targets.Buckets not-by-arn",
    ],
    [
      "a loss of power that names no zone",
      { ...every.cachePower, targets: { ReplicationGroups: { resourceType: "aws:elasticache:replicationgroup", tags, select: "all" } } },
      "faults.it.targets.ReplicationGroups.parameters.availabilityZoneIdentifier missing",
    ],
    [
      "filters on pods",
      {
        ...eks.podDelete({ pods, serviceAccount: "s" }),
        targets: {
          Pods: { ...eks.podDelete({ pods, serviceAccount: "s" }).targets.Pods, filters: [{ path: "State.Name", values: ["x"] }] },
        },
      },
      "faults.it.targets.Pods no-filters",
    ],
  ])("%s", (_, fault, expected) => {
    expect(problems(fault)).toContain(expected);
  });
});

test("a document of one's own is taken with whatever members it has", () => {
  const own = ec2.cpuStress({ instances, duration: "2m" });
  const documentArn = "arn:aws:ssm:us-east-1:123456789012:document/own";
  expect(problems({ ...own, parameters: { ...own.parameters, documentArn, documentParameters: '{"Anything":["a"]}' } })).toEqual([]);
});

test("what is known only later is taken, and checked when it is known", () => {
  const later = { apply: () => undefined };
  const { value } = digHoles(eks.podDelete({ pods: { ...pods, cluster: later }, serviceAccount: later, image: later }));
  expect(problems(value)).toEqual([]);
});

test("faults revert when their own document or parameter says so, and a killed process never", () => {
  expect(actionOf(ec2.cpuStress({ instances, duration: "2m" }))?.reverts).toBe("always");
  expect(actionOf(ec2.killProcess({ instances, process: "nginx" }))?.reverts).toBe("never");
  expect(actionOf(ec2.stopInstances({ instances, restartAfter: "5m" }))?.reverts).toBe("always");
  expect(actionOf(ec2.stopInstances({ instances }))?.reverts).toBe("never");
  const own = ec2.cpuStress({ instances, duration: "2m" });
  const documentArn = "arn:aws:ssm:us-east-1:123456789012:document/own";
  expect(actionOf({ ...own, parameters: { ...own.parameters, documentArn } })?.reverts).toBe("never");
});

test("a fault leaves partition, Region and account open, and the place fills them everywhere", () => {
  const definition = { ...sound(), faults: { it: ec2.killProcess({ instances, process: "nginx" }) }, effect };
  const open = compile("open", definition);
  const placed = compile("open", definition, { partition: "aws-cn", region: "cn-north-1", accountId: "123456789012" });
  if (!open.ok || !placed.ok) throw new Error("refused");
  expect(JSON.stringify(open.value)).toMatch(/\{region\}/);
  expect(JSON.stringify(placed.value)).not.toMatch(/\{(partition|region|account)\}/);
  expect(placed.value.actions[0]?.parameters.documentArn).toBe("arn:aws-cn:ssm:cn-north-1::document/AWSFIS-Run-Kill-Process");
  expect(placed.value.permissions.flatMap(({ resources }) => resources)).toContain(
    "arn:aws-cn:ssm:cn-north-1::document/AWSFIS-Run-Kill-Process",
  );
});

test("a guard may not take the name of the dead-man's switch", () => {
  const { guards } = sound();
  const compiled = compile("named", { ...sound(), guards: { heartbeat: guards.errors } });
  expect(compiled.ok ? [] : compiled.problems.map(({ path, code }) => `${path} ${code}`)).toEqual(["guards.heartbeat bad-name"]);
});
