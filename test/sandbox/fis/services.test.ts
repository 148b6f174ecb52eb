import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
} from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogGroupCommand, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateAccessEntryCommand,
  CreateClusterCommand,
  CreateNodegroupCommand,
  DescribeNodegroupCommand,
  EKSClient,
} from "@aws-sdk/client-eks";
import { ListExperimentResolvedTargetsCommand, StopExperimentCommand } from "@aws-sdk/client-fis";
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import type { Cloud } from "../../../src/sandbox/kernel/cloud";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import type { Impairment } from "../../../src/sandbox/plane/types";
import { awsConfig, nullPlane, sandbox } from "../support";
import { ACCOUNT, ROLE, SCOPE } from "./fake-cloud";
import { Lab, policy, until } from "./lab";

jest.setTimeout(60_000);

const impairments = new Set<Impairment>();
const deployment = {
  service: "cart",
  cluster: "shop",
  namespace: "default",
  deployment: "cart",
  replicas: 3,
  labels: { app: "cart" },
  containers: ["cart"],
};
const ALARM = `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:guard`;
const MAY_ALL = ["ec2:*", "eks:*", "rds:*", "ssm:*", "logs:*", "tag:GetResources", "autoscaling:Describe*"];

let world: Sandbox;
let lab: Lab;
let clients: ReturnType<typeof make>;
const make = () => ({
  ec2: new EC2Client(awsConfig(world)),
  asg: new AutoScalingClient(awsConfig(world)),
  eks: new EKSClient(awsConfig(world)),
  rds: new RDSClient(awsConfig(world)),
  logs: new CloudWatchLogsClient(awsConfig(world)),
  cloudwatch: new CloudWatchClient(awsConfig(world)),
});

beforeAll(async () => {
  const createPlane = () => ({
    ...nullPlane(),
    wantedDeployments: () => [deployment],
    impair: (impairment: Impairment) => {
      impairments.add(impairment);
      return () => impairments.delete(impairment);
    },
  });
  world = await sandbox({ speed: 240, createPlane });
  lab = new Lab(world);
  clients = make();
});
afterAll(() => {
  lab.close();
  for (const client of Object.values(clients)) client.destroy();
});
beforeEach(async () => {
  await world.reset();
  impairments.clear();
  await lab.role(MAY_ALL);
});

const subnetIds = async () =>
  ((await clients.ec2.send(new DescribeSubnetsCommand({}))).Subnets ?? []).map(({ SubnetId }) => SubnetId ?? "");
const running = async () =>
  ((await clients.ec2.send(new DescribeInstancesCommand({}))).Reservations ?? [])
    .flatMap(({ Instances = [] }) => Instances)
    .filter(({ State }) => State?.Name === "running")
    .map(({ InstanceId }) => InstanceId ?? "");
const trusting = (Service: string) => policy({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" });

test("an Auto Scaling group cannot launch while its zone has no capacity, and can after", async () => {
  await clients.ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "web",
      LaunchTemplateData: { ImageId: "ami-12c6146b", InstanceType: "t3.micro" },
    }),
  );
  await clients.asg.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: "web",
      MinSize: 1,
      MaxSize: 1,
      LaunchTemplate: { LaunchTemplateName: "web" },
      AvailabilityZones: ["us-east-1a"],
      Tags: [{ Key: "app", Value: "web", PropagateAtLaunch: true }],
    }),
  );
  const inService = async () => {
    const { AutoScalingGroups = [] } = await clients.asg.send(new DescribeAutoScalingGroupsCommand({}));
    return (AutoScalingGroups[0]?.Instances ?? []).filter(({ LifecycleState }) => LifecycleState === "InService").length;
  };
  await until(async () => (await inService()) === 1);
  const id = await lab.launch({
    targets: {
      group: { resourceType: "aws:ec2:autoscaling-group", resourceTags: { app: "web" }, selectionMode: "ALL" },
      instances: { resourceType: "aws:ec2:instance", resourceTags: { app: "web" }, selectionMode: "ALL" },
    },
    actions: {
      ice: {
        actionId: "aws:ec2:asg-insufficient-instance-capacity-error",
        parameters: { duration: "PT1H", availabilityZoneIdentifiers: "us-east-1a" },
        targets: { AutoScalingGroups: "group" },
      },
      kill: { actionId: "aws:ec2:terminate-instances", targets: { Instances: "instances" } },
    },
  });
  await until(async () => (await inService()) === 0);
  expect([...world.cloud.capacityFaults]).toEqual([{ scope: SCOPE, autoScalingGroupNames: ["web"], zones: ["us-east-1a"], percent: 100 }]);
  const refused = async () =>
    ((await clients.asg.send(new DescribeScalingActivitiesCommand({}))).Activities ?? []).some(
      ({ StatusCode, StatusMessage }) => StatusCode === "Failed" && StatusMessage?.includes("capacity"),
    );
  await until(refused, "a refused launch");
  expect(await inService()).toBe(0);
  await lab.fis.send(new StopExperimentCommand({ id }));
  expect((await lab.end(id)).state?.status).toBe("stopped");
  expect(world.cloud.capacityFaults.size).toBe(0);
  await until(async () => (await inService()) === 1);
});

test("a cluster fails over to another writer", async () => {
  const cluster = { DBClusterIdentifier: "orders", Engine: "aurora-mysql" };
  await clients.rds.send(
    new CreateDBClusterCommand({
      ...cluster,
      MasterUsername: "u",
      MasterUserPassword: "longenough",
      Tags: [{ Key: "app", Value: "shop" }],
    }),
  );
  for (const DBInstanceIdentifier of ["one", "two"]) {
    await clients.rds.send(new CreateDBInstanceCommand({ ...cluster, DBInstanceIdentifier, DBInstanceClass: "db.r6g.large" }));
  }
  const cluster1 = async () => (await clients.rds.send(new DescribeDBClustersCommand({}))).DBClusters?.[0];
  const writer = async () => (await cluster1())?.DBClusterMembers?.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier;
  await until(
    async () =>
      (await cluster1())?.Status === "available" && (await cluster1())?.DBClusterMembers?.length === 2 && (await writer()) !== undefined,
  );
  const databases = async () => (await clients.rds.send(new DescribeDBInstancesCommand({}))).DBInstances ?? [];
  await until(async () => (await databases()).every(({ DBInstanceStatus }) => DBInstanceStatus === "available"));
  const before = await writer();
  const id = await lab.launch({
    targets: { db: { resourceType: "aws:rds:cluster", resourceTags: { app: "shop" }, selectionMode: "ALL" } },
    actions: { failover: { actionId: "aws:rds:failover-db-cluster", targets: { Clusters: "db" } } },
  });
  const end = await lab.end(id);
  expect(end.state).toMatchObject({ status: "completed" });
  expect(await writer()).not.toBe(before);
});

describe("on EKS", () => {
  const NODE = `arn:aws:iam::${ACCOUNT}:role/node`;
  beforeEach(async () => {
    await lab.iam.send(new CreateRoleCommand({ RoleName: "eks", AssumeRolePolicyDocument: trusting("eks.amazonaws.com") }));
    await lab.iam.send(new CreateRoleCommand({ RoleName: "node", AssumeRolePolicyDocument: trusting("ec2.amazonaws.com") }));
    const subnets = await subnetIds();
    await clients.eks.send(
      new CreateClusterCommand({ name: "shop", roleArn: `arn:aws:iam::${ACCOUNT}:role/eks`, resourcesVpcConfig: { subnetIds: subnets } }),
    );
    await until(async () => {
      const group = {
        clusterName: "shop",
        nodegroupName: "nodes",
        nodeRole: NODE,
        subnets,
        scalingConfig: { minSize: 2, maxSize: 4, desiredSize: 2 },
        tags: { app: "shop" },
      };
      return clients.eks.send(new CreateNodegroupCommand(group)).then(
        () => true,
        () => false,
      );
    }, "the node group");
    const status = async () =>
      (await clients.eks.send(new DescribeNodegroupCommand({ clusterName: "shop", nodegroupName: "nodes" }))).nodegroup?.status;
    await until(async () => (await status()) === "ACTIVE", "an active node group");
    await until(() => pods().length === 3, "three pods");
  });
  const pods = (cloud: Cloud = world.cloud) =>
    cloud.pods
      .list(SCOPE, { clusterIdentifier: "shop", namespace: "default", selectorType: "deploymentName", selectorValue: "cart" })
      .filter(({ phase }) => phase === "Running");
  const admit = () => clients.eks.send(new CreateAccessEntryCommand({ clusterName: "shop", principalArn: ROLE, username: "fis" }));
  const onPods = (actionId: string, parameters: Record<string, string> = {}, selectionMode = "COUNT(1)") => ({
    targets: {
      pods: {
        resourceType: "aws:eks:pod",
        parameters: { clusterIdentifier: "shop", namespace: "default", selectorType: "deploymentName", selectorValue: "cart" },
        selectionMode,
      },
    },
    actions: { act: { actionId, parameters: { kubernetesServiceAccount: "fis", ...parameters }, targets: { Pods: "pods" } } },
  });

  test("a pod is deleted, and its replica set makes another", async () => {
    await admit();
    const before = pods().map(({ name }) => name);
    const id = await lab.launch(onPods("aws:eks:pod-delete", { gracePeriodSeconds: "0" }));
    expect((await lab.end(id)).state).toMatchObject({ status: "completed" });
    const { resolvedTargets = [] } = await lab.fis.send(new ListExperimentResolvedTargetsCommand({ experimentId: id }));
    const [target] = resolvedTargets;
    expect(before).toContain(target?.targetInformation?.pod_name);
    expect(target?.targetInformation).toMatchObject({
      namespace: "default",
      cluster_arn: `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/shop`,
      target_container_name: "cart",
    });
    await until(() => pods().length === 3 && pods().some(({ name }) => !before.includes(name)), "a new pod");
  });

  test("without an access entry for the role the action fails", async () => {
    const id = await lab.launch(onPods("aws:eks:pod-delete"));
    expect((await lab.end(id)).state).toMatchObject({ status: "failed", reason: expect.stringContaining("access entry") });
    expect(pods()).toHaveLength(3);
  });

  test("latency lies on the pods as long as the experiment runs", async () => {
    await admit();
    const id = await lab.launch(onPods("aws:eks:pod-network-latency", { duration: "PT1H", delayMilliseconds: "300" }, "COUNT(2)"));
    await until(() => impairments.size === 1, "the impairment");
    const [impairment] = impairments;
    expect(impairment).toMatchObject({ kind: "latency", delayMs: 300, jitterMs: 10, flowsPercent: 100 });
    expect(impairment?.machineIds).toHaveLength(2);
    await lab.fis.send(new StopExperimentCommand({ id }));
    expect((await lab.end(id)).state?.status).toBe("stopped");
    expect(impairments.size).toBe(0);
  });

  test("half of a node group's instances are terminated", async () => {
    const before = await running();
    expect(before).toHaveLength(2);
    const id = await lab.launch({
      targets: { nodes: { resourceType: "aws:eks:nodegroup", resourceTags: { app: "shop" }, selectionMode: "ALL" } },
      actions: {
        kill: {
          actionId: "aws:eks:terminate-nodegroup-instances",
          parameters: { instanceTerminationPercentage: "50" },
          targets: { Nodegroups: "nodes" },
        },
      },
    });
    expect((await lab.end(id)).state).toMatchObject({ status: "completed" });
    await until(async () => (await running()).filter((one) => before.includes(one)).length === 1, "one node less");
  });
});

test("a command lies on the machines until the experiment is stopped", async () => {
  await lab.iam.send(new CreateRoleCommand({ RoleName: "machine", AssumeRolePolicyDocument: trusting("ec2.amazonaws.com") }));
  await lab.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "machine" }));
  await lab.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "machine", RoleName: "machine" }));
  await clients.ec2.send(
    new RunInstancesCommand({
      ImageId: "ami-12c6146b",
      MinCount: 1,
      MaxCount: 1,
      IamInstanceProfile: { Name: "machine" },
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "app", Value: "web" }] }],
    }),
  );
  await until(async () => (await running()).length === 1);
  const id = await lab.launch({
    targets: { web: { resourceType: "aws:ec2:instance", resourceTags: { app: "web" }, selectionMode: "ALL" } },
    actions: {
      slow: {
        actionId: "aws:ssm:send-command",
        parameters: {
          documentArn: "arn:aws:ssm:us-east-1::document/AWSFIS-Run-Network-Latency",
          documentParameters: JSON.stringify({ DelayMilliseconds: "250", DurationSeconds: "7200" }),
          duration: "PT3H",
        },
        targets: { Instances: "web" },
      },
    },
  });
  await until(() => impairments.size === 1, "the impairment");
  await lab.fis.send(new StopExperimentCommand({ id }));
  expect((await lab.end(id)).state?.status).toBe("stopped");
  expect(impairments.size).toBe(0);
});

test("a CloudWatch alarm stops the run, and CloudWatch Logs tells it", async () => {
  await clients.logs.send(new CreateLogGroupCommand({ logGroupName: "/fis" }));
  await clients.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: "guard",
      Namespace: "Shop",
      MetricName: "Errors",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "ignore",
    }),
  );
  const id = await lab.launch({
    stopConditions: [{ source: "aws:cloudwatch:alarm", value: ALARM }],
    logConfiguration: {
      logSchemaVersion: 2,
      cloudWatchLogsConfiguration: { logGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/fis:*` },
    },
    actions: { wait: { actionId: "aws:fis:wait", parameters: { duration: "PT5H" } } },
  });
  await until(async () => (await lab.look(id)).state?.status === "running", "a running experiment");
  await clients.cloudwatch.send(new SetAlarmStateCommand({ AlarmName: "guard", StateValue: "ALARM", StateReason: "drill" }));
  expect((await lab.end(id)).state).toMatchObject({ status: "stopped", reason: "Experiment halted by stop condition." });
  const { events = [] } = await clients.logs.send(
    new GetLogEventsCommand({ logGroupName: "/fis", logStreamName: `/aws/fis/${id}`, startFromHead: true }),
  );
  const types = events.map(({ message = "{}" }) => (JSON.parse(message) as { log_type: string }).log_type);
  expect(types).toEqual(["experiment-start", "action-start", "action-end", "experiment-end"]);
});
