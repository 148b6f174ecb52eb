import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { CreateExperimentTemplateCommand, FisClient } from "@aws-sdk/client-fis";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { fisInjector } from "../../src/adapters/fis/injector";
import { manifestOf } from "../run/manifest";
import { VirtualTime } from "../run/virtual-time";
import { World } from "../run/world";
import { awsConfig, sandbox } from "../sandbox/support";
import { faultInjectorContract } from "./fault-injector";

describe("the world of the conductor's tests", () => {
  faultInjectorContract(async () => {
    const time = new VirtualTime();
    const world = new World(time, manifestOf());
    world.lasts = 3_600_000;
    return {
      injector: world.ports().injector,
      templateId: world.manifest.templateId,
      actions: ["stopOne"],
      pass: () => time.pass(1_000),
      close: async () => undefined,
    };
  });
});

describe("AWS's client on the sandbox", () => {
  faultInjectorContract(async () => {
    const box = await sandbox({ speed: 60 });
    const config = awsConfig(box);
    const [fis, iam, ec2] = [new FisClient(config), new IAMClient(config), new EC2Client(config)];
    const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
    const trust = policy({ Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" });
    await iam.send(new CreateRoleCommand({ RoleName: "chaos", AssumeRolePolicyDocument: trust }));
    const PolicyDocument = policy({ Effect: "Allow", Action: ["ec2:*"], Resource: "*" });
    await iam.send(new PutRolePolicyCommand({ RoleName: "chaos", PolicyName: "p", PolicyDocument }));
    const Tags = [{ Key: "Team", Value: "web" }];
    await ec2.send(
      new RunInstancesCommand({
        ImageId: "ami-12c6146b",
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: [{ ResourceType: "instance", Tags }],
      }),
    );
    for (let state: string | undefined; state !== "running"; ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      state = (await ec2.send(new DescribeInstancesCommand({}))).Reservations?.[0]?.Instances?.[0]?.State?.Name;
    }
    const made = await fis.send(
      new CreateExperimentTemplateCommand({
        clientToken: "made",
        description: "d",
        roleArn: "arn:aws:iam::123456789012:role/chaos",
        stopConditions: [{ source: "none" }],
        targets: { oneZone: { resourceType: "aws:ec2:instance", resourceTags: { Team: "web" }, selectionMode: "ALL" } },
        actions: {
          stopOne: {
            actionId: "aws:ec2:stop-instances",
            parameters: { startInstancesAfterDuration: "PT10H" },
            targets: { Instances: "oneZone" },
          },
        },
      }),
    );
    const stopper = new FisClient(config);
    return {
      injector: fisInjector(fis, stopper, { partition: "aws", region: "us-east-1", accountId: "123456789012" }),
      templateId: made.experimentTemplate?.id ?? "",
      actions: ["stopOne"],
      pass: () => new Promise((resolve) => setTimeout(resolve, 20)),
      close: async () => {
        for (const client of [fis, iam, ec2, stopper]) client.destroy();
      },
    };
  });
});
