import { type Properties, UNKNOWN } from "../../../src/rehearsal";
import { resourceTypes } from "../../../src/rehearsal/provider/types";
import { sandbox } from "../../sandbox/support";
import { World } from "./world";

let url: string;
let world: World;

beforeAll(async () => {
  ({ url } = await sandbox({ speed: 600 }));
  world = new World(url);
});
afterAll(() => world.provider.close());

const VPC = "aws:ec2/vpc:Vpc";
const TEMPLATE = "aws:fis/experimentTemplate:ExperimentTemplate";
const template: Properties = {
  description: "d",
  roleArn: "arn:aws:iam::123456789012:role/chaos",
  actions: [{ name: "stop", actionId: "aws:ec2:stop-instances", target: { key: "Instances", value: "web" } }],
  targets: [{ name: "web", resourceType: "aws:ec2:instance", selectionMode: "ALL", resourceTags: [{ key: "a", value: "b" }] }],
  stopConditions: [{ source: "none" }],
};
const failures = async (type: string, inputs: Properties) => (await world.check(type, "thing", inputs)).failures;

describe("check", () => {
  test("unknown and missing inputs are told together", async () => {
    expect(await failures("aws:ec2/subnet:Subnet", { cidrBlok: "10.0.0.0/24" })).toEqual([
      { property: "cidrBlok", reason: "is not an input of aws:ec2/subnet:Subnet" },
      { property: "vpcId", reason: "is missing" },
    ]);
    expect((await failures(VPC, { CidrBlock: "10.0.0.0/16" }))[0]?.reason).toContain("did you mean cidrBlock?");
  });

  test("unknown values of a preview count as given", async () => {
    expect(await failures("aws:ec2/subnet:Subnet", { vpcId: UNKNOWN, cidrBlock: UNKNOWN })).toEqual([]);
    expect(await failures(TEMPLATE, { ...template, roleArn: UNKNOWN, targets: UNKNOWN, actions: [UNKNOWN] })).toEqual([]);
  });

  test("inputs without effect here are listed, not refused", async () => {
    const { failures: none, inert } = await world.check(VPC, "thing", { cidrBlock: "10.0.0.0/16", ipv4NetmaskLength: 20 });
    expect(none).toEqual([]);
    expect(inert).toEqual(["ipv4NetmaskLength"]);
  });

  test("names are made of the resource's name and seven hex digits, always the same, and kept over changes", async () => {
    const type = "aws:cloudwatch/logGroup:LogGroup";
    const first = (await world.check(type, "shop", {})).inputs.name;
    expect(first).toMatch(/^shop-[0-9a-f]{7}$/);
    expect((await world.check(type, "shop", {})).inputs.name).toBe(first);
    expect((await world.check(type, "shop", {}, { name: "shop-0000000" })).inputs.name).toBe("shop-0000000");
    expect((await world.check(type, "shop", { namePrefix: "pre-" })).inputs.name).toMatch(/^pre-[0-9a-f]+$/);
    expect((await world.check(type, "shop", { name: "mine" })).inputs.name).toBe("mine");
  });

  test("a generated name that AWS would not take is refused", async () => {
    const long = "a-load-balancer-with-a-very-long-name";
    const [failure] = (await world.check("aws:lb/loadBalancer:LoadBalancer", long, { subnets: ["subnet-1"] })).failures;
    expect(failure).toMatchObject({ property: "name", reason: expect.stringContaining("longer than 32 characters") });
  });
});

test("a security group whose name AWS would not take is refused", async () => {
  expect(await failures("aws:ec2/securityGroup:SecurityGroup", { name: "sg-web" })).toMatchObject([{ property: "name" }]);
});

describe("FIS templates are checked as AWS's provider checks them", () => {
  test("a template that is right passes", async () => {
    expect(await failures(TEMPLATE, template)).toEqual([]);
  });

  test.each([
    [
      "a target key outside the provider's list",
      { actions: [{ name: "x", actionId: "y", target: { key: "VirtualInterfaces", value: "v" } }] },
      "actions[0].target.key",
    ],
    [
      "a parameter of more than 1,024 characters",
      { actions: [{ name: "x", actionId: "y", parameters: [{ key: "k", value: "v".repeat(1025) }] }] },
      "actions[0].parameters[0].value",
    ],
    [
      "an odd selection mode",
      { targets: [{ name: "t", resourceType: "aws:ec2:instance", selectionMode: "SOME" }] },
      "targets[0].selectionMode",
    ],
    [
      "six ARNs",
      { targets: [{ name: "t", resourceType: "r", selectionMode: "ALL", resourceArns: ["1", "2", "3", "4", "5", "6"] }] },
      "targets[0].resourceArns",
    ],
    [
      "ARNs beside tags",
      { targets: [{ name: "t", resourceType: "r", selectionMode: "ALL", resourceArns: ["1"], resourceTags: [{ key: "a", value: "b" }] }] },
      "targets[0].resourceTags",
    ],
    ["an unknown stop condition", { stopConditions: [{ source: "aws:sns" }] }, "stopConditions[0].source"],
    ["an alarm without its ARN", { stopConditions: [{ source: "aws:cloudwatch:alarm" }] }, "stopConditions[0].value"],
    ["a report", { experimentReportConfiguration: { outputs: {} } }, "experimentReportConfiguration"],
  ])("%s is refused", async (_what, change, property) => {
    expect((await failures(TEMPLATE, { ...template, ...change } as Properties)).map((failure) => failure.property)).toEqual([property]);
  });

  test("changed tags replace the template, a changed accountTargeting is a difference that is never sent", async () => {
    const role = await world.make("aws:iam/role:Role", "chaos", {
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
    });
    const made = await world.make(TEMPLATE, "thing", {
      ...template,
      roleArn: role.outputs.arn ?? "",
      experimentOptions: { accountTargeting: "single-account" },
    });
    const news = { ...made.inputs, experimentOptions: { accountTargeting: "multi-account" } };
    expect(await world.provider.diff({ ...made, news, ignoreChanges: [] })).toMatchObject({ changed: ["experimentOptions"], replaces: [] });
    const outputs = await world.provider.update({ ...made, news, ignoreChanges: [], preview: false });
    expect(outputs.experimentOptions).toMatchObject({ accountTargeting: "single-account" });
  });
});

describe("the provider's configuration", () => {
  test("default tags reach every resource and tagsAll; its own tags win", async () => {
    const other = new World(url, { region: "eu-west-1", defaultTags: JSON.stringify({ tags: { Owner: "all", Team: "all" } }) });
    const made = await other.make(VPC, "tagged", { cidrBlock: "10.0.0.0/16", tags: { Team: "mine" } });
    expect(made.outputs).toMatchObject({ region: "eu-west-1", tagsAll: { Owner: "all", Team: "mine" } });
    expect(made.outputs.arn).toContain(":eu-west-1:");
    other.provider.close();
  });

  test("a resource's own region counts more than the provider's", async () => {
    const made = await world.make("aws:cloudwatch/logGroup:LogGroup", "elsewhere", { region: "us-west-2" });
    expect(made.outputs).toMatchObject({ region: "us-west-2", arn: expect.stringContaining(":us-west-2:") });
    expect((await world.provider.diff({ ...made, news: { ...made.inputs, region: "us-east-1" }, ignoreChanges: [] })).replaces).toEqual([
      "region",
    ]);
  });
});

test("ignored changes are no difference", async () => {
  const made = await world.make(VPC, "ignored", { cidrBlock: "10.0.0.0/16", tags: { a: "1" } });
  const news = { ...made.inputs, tags: { a: "2" } };
  expect((await world.provider.diff({ ...made, news, ignoreChanges: ["tags"] })).changed).toEqual([]);
});

test("a refresh shows what was changed behind the provider's back", async () => {
  const made = await world.make("aws:ssm/parameter:Parameter", "drift", { type: "String", value: "one" });
  const behind = new World(url);
  await behind.provider.update({ ...made, news: { ...made.inputs, value: "two" }, ignoreChanges: [], preview: false });
  behind.provider.close();
  const read = await world.provider.read(made);
  expect(read?.inputs.value).toBe("two");
});

test("a preview makes nothing and leaves out what only AWS can know", async () => {
  const { inputs } = await world.check(VPC, "planned", { cidrBlock: "10.0.0.0/16" });
  const planned = await world.provider.create({ type: VPC, name: "planned", urn: "urn:planned", inputs, preview: true });
  expect(planned).toEqual({ id: "", outputs: { ...inputs, region: "us-east-1", tagsAll: {} } });
});

test("the safety lever is set, and stays when its resource is deleted", async () => {
  const type = "aws:fis/safetyLeverState:SafetyLeverState";
  const made = await world.make(type, "lever", { state: { status: "engaged", reason: "maintenance" } });
  expect(made.outputs).toMatchObject({
    arn: expect.stringContaining(":safety-lever/"),
    state: { status: "engaged", reason: "maintenance" },
  });
  await world.provider.delete(made);
  expect((await world.provider.read(made))?.outputs.state).toMatchObject({ status: "engaged" });
  const news = { state: { status: "disengaged", reason: "done" } };
  expect(await world.provider.update({ ...made, news, ignoreChanges: [], preview: false })).toMatchObject({
    state: { status: "disengaged" },
  });
});

test("an address is given to an instance and taken back", async () => {
  const vpc = await world.make(VPC, "addressed", { cidrBlock: "10.5.0.0/16" });
  const subnet = await world.make("aws:ec2/subnet:Subnet", "addressed", { vpcId: vpc.id, cidrBlock: "10.5.1.0/24" });
  const gateway = await world.make("aws:ec2/internetGateway:InternetGateway", "addressed", { vpcId: vpc.id });
  expect(gateway.outputs.vpcId).toBe(vpc.id);
  const instance = await world.make("aws:ec2/instance:Instance", "addressed", {
    ami: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    instanceType: "t3.micro",
    subnetId: subnet.id,
  });
  const eip = await world.make("aws:ec2/eip:Eip", "addressed", { domain: "vpc" });
  const association = await world.make("aws:ec2/eipAssociation:EipAssociation", "addressed", {
    allocationId: eip.id,
    instanceId: instance.id,
  });
  expect(association.outputs.publicIp).toBe(eip.outputs.publicIp);
  expect((await world.provider.read(instance))?.outputs.publicIp).toBe(eip.outputs.publicIp);
  await world.provider.delete(association);
  expect(await world.provider.read(association)).toBeUndefined();
});

test("every type has a table without double entries, and its name is one of @pulumi/aws", () => {
  for (const [name, type] of resourceTypes()) {
    const inputs = [...type.inputs.replaces, ...type.inputs.updates, ...type.inputs.inert];
    expect({ name, double: inputs.filter((input, index) => inputs.indexOf(input) !== index) }).toEqual({ name, double: [] });
    const [, path = "", className = ""] = name.split(":");
    const module: unknown = require(`@pulumi/aws/${path}`);
    expect((module as Record<string, { __pulumiType?: string }>)[className]?.__pulumiType).toBe(name);
  }
});

describe("functions", () => {
  const call = async (token: string, args: Properties = {}) => (await world.provider.invoke(token, args)).result;

  test("say where and who", async () => {
    expect(await call("aws:index/getRegion:getRegion")).toMatchObject({ region: "us-east-1", name: "us-east-1", id: "us-east-1" });
    expect(await call("aws:index/getCallerIdentity:getCallerIdentity")).toMatchObject({ accountId: "123456789012" });
    expect(await call("aws:index/getPartition:getPartition")).toMatchObject({ partition: "aws", dnsSuffix: "amazonaws.com" });
    expect(
      await call("aws:index/getAvailabilityZones:getAvailabilityZones", { state: "available", excludeNames: ["us-east-1a"] }),
    ).toMatchObject({
      names: ["us-east-1b", "us-east-1c"],
      zoneIds: ["use1-az2", "use1-az3"],
    });
    expect(await call("aws:index/getAvailabilityZone:getAvailabilityZone", { name: "us-east-1c" })).toMatchObject({
      zoneId: "use1-az3",
      nameSuffix: "c",
    });
  });

  test("find images, parameters and networks", async () => {
    const image = await call("aws:ec2/getAmi:getAmi", {
      mostRecent: true,
      owners: ["amazon"],
      filters: [{ name: "name", values: ["al2023-ami-*"] }],
    });
    expect(image.id).toMatch(/^ami-/);
    const parameter = await call("aws:ssm/getParameter:getParameter", {
      name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    });
    expect(parameter.value).toMatch(/^ami-/);
    const made = await world.make(VPC, "found", { cidrBlock: "10.77.0.0/16", tags: { Name: "find-me" } });
    expect(await call("aws:ec2/getVpc:getVpc", { tags: { Name: "find-me" } })).toMatchObject({ id: made.id, cidrBlock: "10.77.0.0/16" });
    await expect(call("aws:ec2/getVpc:getVpc", { tags: { Name: "nobody" } })).rejects.toThrow("no VPC matches");
  });

  test("write policy documents as AWS's provider does", async () => {
    const { json } = await call("aws:iam/getPolicyDocument:getPolicyDocument", {
      sourcePolicyDocuments: [JSON.stringify({ Statement: [{ Sid: "Keep", Effect: "Deny", Action: "*", Resource: "*" }] })],
      statements: [
        {
          sid: "Stop",
          actions: ["ec2:StopInstances", "ec2:StartInstances"],
          resources: ["*"],
          principals: [{ type: "Service", identifiers: ["fis.amazonaws.com"] }],
          conditions: [{ test: "StringEquals", variable: "aws:ResourceTag/Team", values: ["shop"] }],
        },
      ],
    });
    expect(JSON.parse(String(json))).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Sid: "Keep", Effect: "Deny", Action: "*", Resource: "*" },
        {
          Sid: "Stop",
          Effect: "Allow",
          Action: ["ec2:StopInstances", "ec2:StartInstances"],
          Resource: "*",
          Principal: { Service: "fis.amazonaws.com" },
          Condition: { StringEquals: { "aws:ResourceTag/Team": "shop" } },
        },
      ],
    });
  });
});
