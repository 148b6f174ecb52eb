import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  DescribeNetworkAclsCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateExperimentTemplateCommand,
  type CreateExperimentTemplateCommandInput,
  type Experiment,
  FisClient,
  GetExperimentCommand,
  ListExperimentResolvedTargetsCommand,
  StartExperimentCommand,
  StopExperimentCommand,
} from "@aws-sdk/client-fis";
import { CreateRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { ec2Service } from "../../../src/sandbox/ec2";
import { fisService } from "../../../src/sandbox/fis";
import { iamService } from "../../../src/sandbox/iam";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { stsService } from "../../../src/sandbox/sts";
import { awsConfig, sandbox } from "../support";
import { ACCOUNT, ROLE } from "./fake-cloud";

jest.setTimeout(60_000);

let world: Sandbox;
let fis: FisClient;
let ec2: EC2Client;
let iam: IAMClient;
beforeAll(async () => {
  // A minute of the sandbox is a quarter of a second.
  world = await sandbox({ services: [iamService, stsService, ec2Service, fisService], speed: 240 });
  fis = new FisClient(awsConfig(world));
  ec2 = new EC2Client(awsConfig(world));
  iam = new IAMClient(awsConfig(world));
});
afterAll(() => {
  for (const client of [fis, ec2, iam]) client.destroy();
});
beforeEach(() => world.reset());

const TRUST = {
  Effect: "Allow",
  Principal: { Service: "fis.amazonaws.com" },
  Action: "sts:AssumeRole",
  Condition: {
    StringEquals: { "aws:SourceAccount": ACCOUNT },
    ArnLike: { "aws:SourceArn": `arn:aws:fis:us-east-1:${ACCOUNT}:experiment/*` },
  },
};
const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const may = (...actions: string[]) =>
  iam.send(
    new PutRolePolicyCommand({
      RoleName: "chaos",
      PolicyName: "p",
      PolicyDocument: document({ Effect: "Allow", Action: actions, Resource: "*" }),
    }),
  );
async function role(trust: object = TRUST, ...actions: string[]) {
  await iam.send(new CreateRoleCommand({ RoleName: "chaos", AssumeRolePolicyDocument: document(trust) }));
  await may(...(actions.length ? actions : ["ec2:*"]));
}
const tagged = (type: "instance" | "subnet", Value: string) => [{ ResourceType: type, Tags: [{ Key: "app", Value }] }];
async function instances(count: number) {
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: "ami-12345678", MinCount: count, MaxCount: count, TagSpecifications: tagged("instance", "web") }),
  );
  await until(async () => (await states()).every((state) => state === "running"));
  return Instances.map(({ InstanceId }) => InstanceId ?? "");
}
async function states() {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap(({ Instances = [] }) => Instances).map(({ State }) => State?.Name);
}
async function until(test: () => Promise<boolean>) {
  for (let turn = 0; turn < 400; turn++) {
    if (await test()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("it did not come to that");
}
const WEB = { resourceType: "aws:ec2:instance", resourceTags: { app: "web" }, filters: [{ path: "State.Name", values: ["running"] }] };

async function launch(input: Pick<CreateExperimentTemplateCommandInput, "actions" | "targets">): Promise<string> {
  const clientToken = crypto.randomUUID();
  const made = await fis.send(
    new CreateExperimentTemplateCommand({ clientToken, description: "d", roleArn: ROLE, stopConditions: [{ source: "none" }], ...input }),
  );
  const { experiment } = await fis.send(new StartExperimentCommand({ clientToken, experimentTemplateId: made.experimentTemplate?.id }));
  return experiment?.id ?? "";
}
const look = async (id: string): Promise<Experiment> => (await fis.send(new GetExperimentCommand({ id }))).experiment ?? {};
async function end(id: string): Promise<Experiment> {
  await until(async () => ["completed", "stopped", "failed", "cancelled"].includes((await look(id)).state?.status ?? ""));
  return look(id);
}
const stopping = (selectionMode: string, startInstancesAfterDuration = "PT4M") => ({
  targets: { web: { ...WEB, selectionMode } },
  actions: { stop: { actionId: "aws:ec2:stop-instances", parameters: { startInstancesAfterDuration }, targets: { Instances: "web" } } },
});

test("half of the instances stop, and start again when the experiment is stopped", async () => {
  await role();
  await instances(4);
  const id = await launch(stopping("PERCENT(50)", "PT2H"));
  await until(async () => (await states()).filter((state) => state === "stopped").length === 2);
  expect((await fis.send(new ListExperimentResolvedTargetsCommand({ experimentId: id }))).resolvedTargets).toHaveLength(2);
  await fis.send(new StopExperimentCommand({ id }));
  expect((await end(id)).state).toMatchObject({ status: "stopped" });
  await until(async () => (await states()).every((state) => state === "running"));
});

test("instances are terminated, and the experiment completes", async () => {
  await role();
  await instances(2);
  const id = await launch({
    targets: { web: { ...WEB, selectionMode: "COUNT(1)" } },
    actions: { kill: { actionId: "aws:ec2:terminate-instances", targets: { Instances: "web" } } },
  });
  expect((await end(id)).state?.status).toBe("completed");
  await until(async () => (await states()).filter((state) => state === "terminated").length === 1);
});

test("a subnet gets a network ACL of its own, and its old one back", async () => {
  await role();
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
  const subnet = async (CidrBlock: string, AvailabilityZone: string, name: string) =>
    (await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock, AvailabilityZone, TagSpecifications: tagged("subnet", name) })))
      .Subnet?.SubnetId ?? "";
  const here = await subnet("10.9.0.0/24", "us-east-1a", "cut");
  await subnet("10.9.1.0/24", "us-east-1b", "left");
  const acls = async () =>
    (await ec2.send(new DescribeNetworkAclsCommand({ Filters: [{ Name: "vpc-id", Values: [Vpc?.VpcId ?? ""] }] }))).NetworkAcls ?? [];
  const [before] = await acls();
  const id = await launch({
    targets: { nets: { resourceType: "aws:ec2:subnet", resourceTags: { app: "cut" }, selectionMode: "ALL" } },
    actions: {
      cut: {
        actionId: "aws:network:disrupt-connectivity",
        parameters: { duration: "PT4M", scope: "availability-zone" },
        targets: { Subnets: "nets" },
      },
    },
  });
  const mine = async () => (await acls()).find(({ Tags }) => Tags?.some(({ Key, Value }) => Key === "managedByFIS" && Value === "true"));
  await until(async () => (await mine())?.Associations?.[0]?.SubnetId === here);
  const rules = (await mine())?.Entries?.filter(({ RuleAction, RuleNumber }) => RuleAction === "deny" && (RuleNumber ?? 0) < 32767);
  expect(rules?.map(({ CidrBlock, Egress }) => `${CidrBlock} ${Egress}`).sort()).toEqual(["10.9.1.0/24 false", "10.9.1.0/24 true"]);
  expect((await end(id)).state?.status).toBe("completed");
  expect((await acls()).map(({ NetworkAclId }) => NetworkAclId)).toEqual([before?.NetworkAclId]);
});

describe("the experiment role", () => {
  const failed = async (trust: object, ...actions: string[]) => {
    await role(trust, ...actions);
    await instances(1);
    const experiment = await end(await launch(stopping("ALL")));
    return { experiment, states: await states() };
  };

  test("must exist", async () => {
    await instances(1);
    expect((await end(await launch(stopping("ALL")))).state).toMatchObject({ status: "failed", reason: expect.stringContaining(ROLE) });
  });

  test("must trust FIS for this account's experiments", async () => {
    const foreign = { ...TRUST, Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } };
    expect((await failed(foreign)).experiment.state).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("Unable to assume role"),
    });
  });

  test("finds nothing without the right to describe", async () => {
    const { experiment } = await failed(TRUST, "ec2:StopInstances", "ec2:StartInstances");
    expect(experiment).toMatchObject({ state: { status: "failed" }, actions: { stop: { state: { status: "cancelled" } } } });
  });

  test("fails the action that it has no right for, and leaves the instances alone", async () => {
    const { experiment, states: after } = await failed(TRUST, "ec2:Describe*");
    expect(experiment).toMatchObject({ state: { status: "failed", reason: expect.stringContaining("ec2:StopInstances") } });
    expect(after).toEqual(["running"]);
  });

  test("that loses a right midway makes the experiment fail: what it cannot take back is told", async () => {
    await role();
    await instances(1);
    const id = await launch(stopping("ALL", "PT2H"));
    await until(async () => (await states())[0] === "stopped");
    await iam.send(new DeleteRolePolicyCommand({ RoleName: "chaos", PolicyName: "p" }));
    await fis.send(new StopExperimentCommand({ id }));
    expect((await end(id)).state).toMatchObject({ status: "failed", reason: expect.stringContaining("ec2:StartInstances") });
  });
});
