import { EC2 } from "@aws-sdk/client-ec2";
import { FisClient, GetExperimentTemplateCommand } from "@aws-sdk/client-fis";
import { awsProvider, destroy } from "../../src/rehearsal";
import { awsConfig, sandbox } from "../sandbox/support";
import { project, run } from "./programs";

test("a system and its experiment are provisioned through AWS API calls, and destroyed again", async () => {
  const { url, cloud } = await sandbox({ speed: 600 });
  const { evaluation } = await run("system", { provider: awsProvider({ endpoint: url }) });
  expect(evaluation.failures).toEqual([]);
  expect(evaluation.inertTypes).toEqual([]);
  expect(evaluation.outputs).toEqual({
    accountId: "123456789012",
    zoneNames: ["eu-central-1a", "eu-central-1b"],
    dnsName: expect.stringContaining("shop-"),
    groupName: expect.stringMatching(/^web-[0-9a-f]{7}$/),
    templateId: expect.stringMatching(/^EXT/),
  });
  const fis = new FisClient(awsConfig({ url }, undefined, "eu-central-1"));
  const { experimentTemplate } = await fis.send(new GetExperimentTemplateCommand({ id: String(evaluation.outputs.templateId) }));
  expect(experimentTemplate).toMatchObject({
    description: "stops one instance",
    actions: { stop: { actionId: "aws:ec2:stop-instances", targets: { Instances: "web" } } },
    targets: { web: { selectionMode: "COUNT(1)", resourceTags: { Tier: "web" } } },
    tags: { Owner: "shop" },
  });
  fis.destroy();
  expect(await destroy(evaluation)).toEqual([]);
  expect(cloud.plane.machines()).toEqual([]);
}, 60_000);

test("a preview of the same program makes nothing", async () => {
  const { url } = await sandbox({ speed: 600 });
  const { evaluation } = await run("system", { provider: awsProvider({ endpoint: url }), preview: true });
  expect(evaluation.failures).toEqual([]);
  expect(evaluation.registrations.filter(({ status }) => status === "planned")).toHaveLength(13);
  expect(evaluation.outputs).toMatchObject({ accountId: "123456789012", zoneNames: ["eu-central-1a", "eu-central-1b"] });
  const ec2 = new EC2({ ...awsConfig({ url }, undefined, "eu-central-1") });
  const { Vpcs } = await ec2.describeVpcs({ Filters: [{ Name: "cidr", Values: ["10.20.0.0/16"] }] });
  expect(Vpcs ?? []).toEqual([]);
  ec2.destroy();
});

test("a program is previewed without any sandbox when it asks for nothing but where and who it is", async () => {
  const { evaluation } = await run("explicit", { provider: awsProvider({}), preview: true });
  expect(evaluation.failures).toEqual([]);
  expect(evaluation.outputs).toMatchObject({ region: "eu-west-1" });
  const other = await run("system", { provider: awsProvider({}), preview: true });
  expect(other.evaluation.failures[0]).toMatchObject({
    message: expect.stringMatching(/^aws:ec2\/getAmi:getAmi: .*no endpoint was given/),
  });
});

test("a function that fails can be caught by the program, and names itself where it is not", async () => {
  const { url } = await sandbox({ speed: 600 });
  const program = (text: string) =>
    project({
      "Pulumi.yaml": "name: asks\nruntime: nodejs\nmain: index.ts\n",
      "Pulumi.test.yaml": "",
      "index.ts": `import * as aws from "@pulumi/aws";\n${text}\n`,
    });
  const provider = awsProvider({ endpoint: url });
  const caught = await run(program('export const found = aws.ssm.getParameter({ name: "/no" }).catch(() => "caught");'), { provider });
  expect(caught.evaluation.outputs).toEqual({ found: "caught" });
  const { evaluation } = await run(program('export const found = aws.ssm.getParameterOutput({ name: "/no" }).value;'), { provider });
  expect(evaluation.failures[0]?.message).toContain("invocation of aws:ssm/getParameter:getParameter returned an error");
});
