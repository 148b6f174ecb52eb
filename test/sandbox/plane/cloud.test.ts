import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { CreateSubnetCommand, CreateVpcCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateExperimentTemplateCommand, FisClient, GetExperimentCommand, StartExperimentCommand } from "@aws-sdk/client-fis";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { createPlane, type SystemView } from "../../../src/sandbox/plane";
import { awsConfig, sandbox } from "../support";
import { until } from "./helpers";

const SPEED = 30;

test("a system made by AWS clients carries real traffic, feels a cut zone, leaves it behind and gets it back; CloudWatch has measured it", async () => {
  const box = await sandbox({ speed: SPEED, createPlane });
  const config = awsConfig(box);
  const [ec2, elb, cloudwatch, fis, iam] = [
    new EC2Client(config),
    new ElasticLoadBalancingV2Client(config),
    new CloudWatchClient(config),
    new FisClient(config),
    new IAMClient(config),
  ];
  const described = await fetch(`${box.url}/_faultline/system`, {
    method: "PUT",
    body: `
version: 1
services:
  web: { on: { instances: { tags: { Service: web } } }, behaves: { latency: 5ms } }
traffic:
  - { name: shoppers, to: { loadBalancer: "shop*" }, rate: 20/s, timeout: 1s }
`,
  });
  expect(described.status).toBe(200);
  const wrong = await fetch(`${box.url}/_faultline/system`, { method: "PUT", body: "version: 9" });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ problems: [{ path: "version", remedy: expect.any(String) }] });
  const view = async () => (await (await fetch(`${box.url}/_faultline/system`)).json()) as SystemView;

  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const subnets: string[] = [];
  const instances: string[] = [];
  for (const [i, zone] of ["us-east-1a", "us-east-1b"].entries()) {
    const made = await ec2.send(
      new CreateSubnetCommand({
        VpcId: Vpc?.VpcId,
        CidrBlock: `10.0.${i}.0/24`,
        AvailabilityZone: zone,
        TagSpecifications: [{ ResourceType: "subnet", Tags: [{ Key: "Zone", Value: zone }] }],
      }),
    );
    const subnet = made.Subnet?.SubnetId ?? "";
    subnets.push(subnet);
    const run = await ec2.send(
      new RunInstancesCommand({
        ImageId: "ami-12345678",
        InstanceType: "t3.micro",
        MinCount: 1,
        MaxCount: 1,
        SubnetId: subnet,
        TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Service", Value: "web" }] }],
      }),
    );
    instances.push(run.Instances?.[0]?.InstanceId ?? "");
  }
  const lb = await elb.send(new CreateLoadBalancerCommand({ Name: "shop", Subnets: subnets }));
  const tg = await elb.send(
    new CreateTargetGroupCommand({
      Name: "web",
      Protocol: "HTTP",
      Port: 80,
      VpcId: Vpc?.VpcId,
      HealthCheckPath: "/healthz",
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
    }),
  );
  const group = tg.TargetGroups?.[0]?.TargetGroupArn;
  await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: lb.LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: "HTTP",
      Port: 80,
      DefaultActions: [{ Type: "forward", TargetGroupArn: group }],
    }),
  );
  await until("the instances run", async () => (await view()).machines.filter(({ state }) => state === "running").length === 2);
  await until("they can be registered", async () => {
    const asked = elb.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets: instances.map((Id) => ({ Id })) }));
    return asked.then(
      () => true,
      () => false,
    );
  });
  const states = async () =>
    (await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: group }))).TargetHealthDescriptions?.map(
      ({ TargetHealth }) => TargetHealth?.State,
    ) ?? [];
  await until("both targets are healthy", async () => (await states()).every((state) => state === "healthy"));
  const traffic = async () => (await view()).traffic[0] ?? { requests: 0, errors: 0 };
  await until("there is traffic", async () => (await traffic()).requests > 30);
  const calm = await traffic();
  expect(calm.errors / calm.requests).toBeLessThan(0.1);

  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "fis",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  await iam.send(new PutRolePolicyCommand({ RoleName: "fis", PolicyName: "all", PolicyDocument: JSON.stringify(everything) }));
  const { experimentTemplate } = await fis.send(
    new CreateExperimentTemplateCommand({
      clientToken: "one",
      description: "cut a zone",
      roleArn: Role?.Arn,
      stopConditions: [{ source: "none" }],
      targets: { zone: { resourceType: "aws:ec2:subnet", resourceTags: { Zone: "us-east-1a" }, selectionMode: "ALL" } },
      actions: {
        cut: { actionId: "aws:network:disrupt-connectivity", parameters: { duration: "PT3M", scope: "all" }, targets: { Subnets: "zone" } },
      },
    }),
  );
  const { experiment } = await fis.send(new StartExperimentCommand({ clientToken: "two", experimentTemplateId: experimentTemplate?.id }));
  await until("callers feel it", async () => (await traffic()).errors > calm.errors + 3);
  await until("the target in the zone is unhealthy", async () => (await states()).filter((state) => state === "unhealthy").length === 1);
  await until(
    "the zone is left behind",
    async () => {
      const before = await traffic();
      await until("more traffic", async () => (await traffic()).requests > before.requests + 20);
      return (await traffic()).errors === before.errors;
    },
    20_000,
  );
  const status = async () => (await fis.send(new GetExperimentCommand({ id: experiment?.id }))).experiment?.state?.status;
  expect(await status()).toBe("running");
  await until("the experiment has completed", async () => (await status()) === "completed", 15_000);
  await until("both targets are healthy again", async () => (await states()).every((state) => state === "healthy"));
  await until("the node is found again", async () => (await view()).loadBalancers[0]?.nodes.every(({ inDns }) => inDns) ?? false);

  const sum = async (Namespace: string, MetricName: string, Name: string, Value: string) => {
    const asked = new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions: [{ Name, Value }],
      StartTime: new Date(box.cloud.clock.now() - 3_600_000),
      EndTime: new Date(box.cloud.clock.now() + 60_000),
      Period: 60,
      Statistics: ["Sum"],
    });
    return (await cloudwatch.send(asked)).Datapoints?.reduce((total, { Sum }) => total + (Sum ?? 0), 0) ?? 0;
  };
  const dimension = lb.LoadBalancers?.[0]?.LoadBalancerArn?.split(":loadbalancer/")[1] ?? "";
  expect(await sum("AWS/ApplicationELB", "RequestCount", "LoadBalancer", dimension)).toBeGreaterThan(100);
  expect(await sum("Faultline/Traffic", "Errors", "Source", "shoppers")).toBeGreaterThan(calm.errors + 3);
  for (const client of [ec2, elb, cloudwatch, fis, iam]) client.destroy();
}, 90_000);
