import { diagnose } from "../house/typescript";

/** Each claim with code that compiles and the same code with the one mistake in it. */
const claims: readonly { readonly claim: string; readonly right: string; readonly wrong: string }[] = [
  {
    claim: "instances are not stopped by a target of another kind",
    right: `ec2.stopInstances({ instances: { tags: { a: "b" } } })`,
    wrong: `ec2.stopInstances({ clusters: { tags: { a: "b" } } })`,
  },
  {
    claim: "a fault on instances takes no pods",
    right: `ec2.rebootInstances({ instances: { tags: { a: "b" } } })`,
    wrong: `ec2.rebootInstances({ instances: { cluster: "c", namespace: "n", deployment: "d" } })`,
  },
  {
    claim: "a fault on pods takes no tags",
    right: `eks.podDelete({ pods: { cluster: "c", namespace: "n", deployment: "d" }, serviceAccount: "s" })`,
    wrong: `eks.podDelete({ pods: { tags: { a: "b" } }, serviceAccount: "s" })`,
  },
  {
    claim: "subnets have no writers",
    right: `rds.failoverDbCluster({ clusters: { tags: { a: "b" }, writerIn: ["us-east-1a"] } })`,
    wrong: `network.disruptConnectivity({ subnets: { tags: { a: "b" }, writerIn: ["us-east-1a"] }, scope: "all", duration: "2m" })`,
  },
  {
    claim: "a pod has no ARN",
    right: `eks.podDelete({ pods: { cluster: "c", namespace: "n", pod: "p" }, serviceAccount: "s" })`,
    wrong: `eks.podDelete({ pods: { cluster: "c", namespace: "n", pod: "p", arns: ["arn:aws:eks:us-east-1:123456789012:pod/p"] }, serviceAccount: "s" })`,
  },
  {
    claim: "a pod is found in one way",
    right: `eks.podDelete({ pods: { cluster: "c", namespace: "n", labels: "app=x" }, serviceAccount: "s" })`,
    wrong: `eks.podDelete({ pods: { cluster: "c", namespace: "n", labels: "app=x", deployment: "d" }, serviceAccount: "s" })`,
  },
  {
    claim: "pods are not everything in a namespace",
    right: `eks.podDelete({ pods: { cluster: "c", namespace: "n", deployment: "d" }, serviceAccount: "s" })`,
    wrong: `eks.podDelete({ pods: { cluster: "c", namespace: "n" }, serviceAccount: "s" })`,
  },
  {
    claim: "ARNs and tags are not combined",
    right: `ec2.stopInstances({ instances: { arns: ["arn:aws:ec2:us-east-1:123456789012:instance/i-1"] } })`,
    wrong: `ec2.stopInstances({ instances: { arns: ["arn:aws:ec2:us-east-1:123456789012:instance/i-1"], tags: { a: "b" } } })`,
  },
  {
    claim: "ARNs are not narrowed by zone",
    right: `ec2.stopInstances({ instances: { tags: { a: "b" }, zones: ["us-east-1a"] } })`,
    wrong: `ec2.stopInstances({ instances: { arns: ["arn:aws:ec2:us-east-1:123456789012:instance/i-1"], zones: ["us-east-1a"] } })`,
  },
  {
    claim: "ARNs are not narrowed by network",
    right: `ec2.stopInstances({ instances: { tags: { a: "b" }, vpc: "vpc-1" } })`,
    wrong: `ec2.stopInstances({ instances: { arns: ["arn:aws:ec2:us-east-1:123456789012:instance/i-1"], vpc: "vpc-1" } })`,
  },
  {
    claim: "ARNs are not narrowed by where a writer stands",
    right: `rds.failoverDbCluster({ clusters: { arns: ["arn:aws:rds:us-east-1:123456789012:cluster:shop"] } })`,
    wrong: `rds.failoverDbCluster({ clusters: { arns: ["arn:aws:rds:us-east-1:123456789012:cluster:shop"], writerIn: ["us-east-1a"] } })`,
  },
  {
    claim: "Auto Scaling groups are not narrowed by zone",
    right: `ec2.insufficientCapacity({ groups: { tags: { a: "b" } }, zones: ["us-east-1a"], duration: "5m" })`,
    wrong: `ec2.insufficientCapacity({ groups: { tags: { a: "b" }, zones: ["us-east-1a"] }, zones: ["us-east-1a"], duration: "5m" })`,
  },
  {
    claim: "a target is never everything in the account",
    right: `ec2.terminateInstances({ instances: { tags: { a: "b" }, zones: ["us-east-1a"] } })`,
    wrong: `ec2.terminateInstances({ instances: { zones: ["us-east-1a"] } })`,
  },
  {
    claim: "a fault has a target",
    right: `rds.failoverDbCluster({ clusters: { tags: { a: "b" } } })`,
    wrong: `rds.failoverDbCluster({})`,
  },
  {
    claim: "no capacity says where",
    right: `ec2.insufficientCapacity({ groups: { tags: { a: "b" } }, zones: ["us-east-1a"], duration: "5m" })`,
    wrong: `ec2.insufficientCapacity({ groups: { tags: { a: "b" } }, duration: "5m" })`,
  },
  {
    claim: "a fault that lasts says how long",
    right: `network.disruptConnectivity({ subnets: { tags: { a: "b" } }, scope: "all", duration: "2m" })`,
    wrong: `network.disruptConnectivity({ subnets: { tags: { a: "b" } }, scope: "all" })`,
  },
  {
    claim: "the scope of a cut is one that AWS knows",
    right: `network.disruptConnectivity({ subnets: { tags: { a: "b" } }, scope: "vpc", duration: "2m" })`,
    wrong: `network.disruptConnectivity({ subnets: { tags: { a: "b" } }, scope: "region", duration: "2m" })`,
  },
  {
    claim: "a cut from a prefix list names the list",
    right: `network.disruptConnectivity({ subnets: { tags: { a: "b" } }, scope: "prefix-list", prefixList: "pl-1", duration: "2m" })`,
    wrong: `network.disruptConnectivity({ subnets: { tags: { a: "b" } }, scope: "prefix-list", duration: "2m" })`,
  },
  {
    claim: "a prefix list is not given to another cut",
    right: `network.disruptConnectivity({ subnets: { tags: { a: "b" } }, scope: "all", duration: "2m" })`,
    wrong: `network.disruptConnectivity({ subnets: { tags: { a: "b" } }, scope: "all", prefixList: "pl-1", duration: "2m" })`,
  },
  {
    claim: "pods are reached as a service account",
    right: `eks.podNetworkLatency({ pods: { cluster: "c", namespace: "n", pod: "p" }, serviceAccount: "s", duration: "2m" })`,
    wrong: `eks.podNetworkLatency({ pods: { cluster: "c", namespace: "n", pod: "p" }, duration: "2m" })`,
  },
  {
    claim: "a duration has its unit",
    right: `fis.wait({ duration: "90s" })`,
    wrong: `fis.wait({ duration: 90 })`,
  },
  {
    claim: "a duration's unit is one of time",
    right: `fis.wait({ duration: "PT90S" })`,
    wrong: `fis.wait({ duration: "90" })`,
  },
  {
    claim: "a share has its sign",
    right: `eks.terminateNodegroupInstances({ nodegroups: { tags: { a: "b" } }, share: "50%" })`,
    wrong: `eks.terminateNodegroupInstances({ nodegroups: { tags: { a: "b" } }, share: "50" })`,
  },
  {
    claim: "a selection says of what",
    right: `ec2.rebootInstances({ instances: { tags: { a: "b" }, select: "2 of them" } })`,
    wrong: `ec2.rebootInstances({ instances: { tags: { a: "b" }, select: "2" } })`,
  },
  {
    claim: "a signal is one that the document takes",
    right: `ec2.killProcess({ instances: { tags: { a: "b" } }, process: "nginx", signal: "SIGKILL" })`,
    wrong: `ec2.killProcess({ instances: { tags: { a: "b" } }, process: "nginx", signal: "SIGHUP" })`,
  },
  {
    claim: "an option that does not exist is told",
    right: `ec2.stopInstances({ instances: { tags: { a: "b" } }, restartAfter: "5m" })`,
    wrong: `ec2.stopInstances({ instances: { tags: { a: "b" } }, restart: "5m" })`,
  },
  {
    claim: "a role is not selected by tags",
    right: `fis.injectApiThrottleError({ roles: { arns: ["arn:aws:iam::123456789012:role/a"] }, duration: "5m", service: "ec2", operations: ["RunInstances"], share: "5%" })`,
    wrong: `fis.injectApiThrottleError({ roles: { tags: { a: "b" } }, duration: "5m", service: "ec2", operations: ["RunInstances"], share: "5%" })`,
  },
  {
    claim: "errors of APIs are injected into the services that AWS does it to",
    right: `fis.injectApiInternalError({ roles: { arns: ["arn:aws:iam::123456789012:role/a"] }, duration: "5m", service: "kinesis", operations: ["PutRecord"], share: "5%" })`,
    wrong: `fis.injectApiInternalError({ roles: { arns: ["arn:aws:iam::123456789012:role/a"] }, duration: "5m", service: "s3", operations: ["PutObject"], share: "5%" })`,
  },
  {
    claim: "a bucket is not selected by ARN",
    right: `s3.pauseReplication({ buckets: { tags: { a: "b" } }, region: "us-west-2", duration: "5m" })`,
    wrong: `s3.pauseReplication({ buckets: { arns: ["arn:aws:s3:::a"] }, region: "us-west-2", duration: "5m" })`,
  },
  {
    claim: "a loss of power in a zone names the zone",
    right: `elasticache.interruptAzPower({ groups: { tags: { a: "b" }, zone: "us-east-1a" }, duration: "5m" })`,
    wrong: `elasticache.interruptAzPower({ groups: { tags: { a: "b" } }, duration: "5m" })`,
  },
  {
    claim: "volumes by ARN are not narrowed by zone",
    right: `ebs.pauseVolumeIo({ volumes: { tags: { a: "b" }, zone: "us-east-1a" }, duration: "5m" })`,
    wrong: `ebs.pauseVolumeIo({ volumes: { arns: ["arn:aws:ec2:us-east-1:123456789012:volume/v"], zone: "us-east-1a" }, duration: "5m" })`,
  },
  {
    claim: "tasks by ARN are not of a service too",
    right: `ecs.stopTask({ tasks: { cluster: "c", service: "s" } })`,
    wrong: `ecs.stopTask({ tasks: { arns: ["arn:aws:ecs:us-east-1:123456789012:task/c/t"], service: "s" } })`,
  },
  {
    claim: "tasks are never all tasks everywhere",
    right: `ecs.stopTask({ tasks: { tags: { a: "b" } } })`,
    wrong: `ecs.stopTask({ tasks: { service: "s" } })`,
  },
  {
    claim: "a fault in functions names the folder of the extension",
    right: `lambda.invocationError({ functions: { tags: { a: "b" } }, duration: "5m", runCode: true, extensionFolder: "arn:aws:s3:::b/f/" })`,
    wrong: `lambda.invocationError({ functions: { tags: { a: "b" } }, duration: "5m", runCode: true })`,
  },
  {
    claim: "traffic is dropped in a direction that there is",
    right: `ec2.networkBlackholePort({ instances: { tags: { a: "b" } }, duration: "5m", port: 80, protocol: "tcp", traffic: "egress" })`,
    wrong: `ec2.networkBlackholePort({ instances: { tags: { a: "b" } }, duration: "5m", port: 80, protocol: "icmp" })`,
  },
  {
    claim: "traffic with sources says which",
    right: `ec2.networkLatencySources({ instances: { tags: { a: "b" } }, duration: "5m", sources: ["S3"] })`,
    wrong: `ec2.networkLatencySources({ instances: { tags: { a: "b" } }, duration: "5m" })`,
  },
  {
    claim: "stress of memory says how much",
    right: `ec2.memoryStress({ instances: { tags: { a: "b" } }, duration: "5m", memory: "80%" })`,
    wrong: `ec2.memoryStress({ instances: { tags: { a: "b" } }, duration: "5m" })`,
  },
  {
    claim: "an alarm is in a state that CloudWatch knows",
    right: `cloudwatch.assertAlarmState({ alarms: ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"], states: ["OK"] })`,
    wrong: `cloudwatch.assertAlarmState({ alarms: ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"], states: ["FINE"] })`,
  },
  {
    claim: "a custom resource has the fields of its kind",
    right: `eks.chaosMesh.podChaos({ ...inCluster, spec: { action: "pod-kill", mode: "one", selector: {} } })`,
    wrong: `eks.chaosMesh.podChaos({ ...inCluster, spec: { action: "pod-kill", mode: "one", selector: {}, latency: "1s" } })`,
  },
  {
    claim: "a custom resource does what its kind can",
    right: `eks.chaosMesh.networkChaos({ ...inCluster, spec: { action: "delay", mode: "one", selector: {}, duration: "2m" } })`,
    wrong: `eks.chaosMesh.networkChaos({ ...inCluster, spec: { action: "pod-kill", mode: "one", selector: {}, duration: "2m" } })`,
  },
  {
    claim: "a custom resource is made in one cluster",
    right: `eks.litmus.chaosEngine({ ...inCluster, spec: { experiments: [] } })`,
    wrong: `eks.litmus.chaosEngine({ ...inCluster, cluster: ["a", "b"], spec: { experiments: [] } })`,
  },
  {
    claim: "an untyped fault says what it needs",
    right: `fault.raw({ actionId: "aws:sqs:pause-delivery", permissions: [] })`,
    wrong: `fault.raw({ actionId: "aws:sqs:pause-delivery" })`,
  },
];

const file = (index: number, which: "right" | "wrong") => `test/faults/claim-${index}-${which}.ts`;
const NAMES = "cloudwatch, ebs, ec2, ecs, eks, elasticache, fault, fis, lambda, network, rds, s3";
const code = (expression: string) =>
  `import { ${NAMES} } from "../../src/faults";
const inCluster = { cluster: "arn:aws:eks:eu-west-1:123456789012:cluster/c", namespace: "n", maxDuration: "5m" } as const;
export const it = ${expression};
`;

const said = diagnose(
  Object.fromEntries(
    claims.flatMap(({ right, wrong }, index) => [
      [file(index, "right"), code(right)],
      [file(index, "wrong"), code(wrong)],
    ]),
  ),
);

test.each(claims.map(({ claim }, index): [string, number] => [claim, index]))("%s: the compiler says so", (_, index) => {
  expect(said[file(index, "right")]).toEqual([]);
  expect(said[file(index, "wrong")]).not.toEqual([]);
  for (const message of said[file(index, "wrong")] ?? []) expect(message).toMatch(/^3: /);
});
