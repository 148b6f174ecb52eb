import { awsProvider, type Evaluation } from "../../src/rehearsal";
import { project, run } from "./programs";

jest.setTimeout(120_000);

const HEAD = 'import * as aws from "@pulumi/aws";\nimport * as pulumi from "@pulumi/pulumi";\n';
const YAML = "name: stranger\nruntime: nodejs\n";

/** A listing as `faultline rehearse --list` makes it. */
async function listed(files: Readonly<Record<string, string>>) {
  const { evaluation, events } = await run(project({ "Pulumi.yaml": YAML, ...files }), {
    provider: awsProvider({}),
    preview: true,
    assume: true,
    stack: "local",
  });
  const assumed = events.flatMap((event) => (event.kind === "assumed" ? [event.what] : []));
  return { evaluation, assumed };
}

const inputsOf = ({ registrations }: Evaluation, name: string) => registrations.find((item) => item.name === name)?.inputs;

test("a stranger's program that looks things up is listed, and what was assumed is told", async () => {
  const { evaluation, assumed } = await listed({
    "index.ts": `${HEAD}
      const ami = aws.ec2.getAmiOutput({ owners: ["amazon"], mostRecent: true });
      const zone = aws.route53.getZoneOutput({ name: "example.com" });
      const vpc = aws.ec2.Vpc.get("theirs", "vpc-0123");
      const bucket = aws.s3.Bucket.get("old", "a-bucket");
      const other = new pulumi.StackReference("org/network/prod");
      new aws.ec2.Instance("web", { ami: ami.id, instanceType: "t3.micro", subnetId: other.getOutput("subnet") as pulumi.Output<string> });
      new aws.route53.Record("www", { zoneId: zone.zoneId, name: zone.name, type: "NS", ttl: 60, records: zone.nameServers });
      new aws.ec2.SecurityGroup("in", { vpcId: vpc.id, description: pulumi.interpolate\`of \${bucket.arn}\` });
    `,
  });
  expect(evaluation.failures).toEqual([]);
  expect([...assumed].sort()).toEqual([
    "aws:ec2/getAmi:getAmi",
    "aws:ec2/vpc:Vpc vpc-0123",
    "aws:route53/getZone:getZone",
    "aws:s3/bucket:Bucket a-bucket",
    "stack org/network/prod",
  ]);
  expect(inputsOf(evaluation, "www")).toMatchObject({ name: "example.com", zoneId: "assumed-zoneId", records: ["assumed-nameServers"] });
  expect(inputsOf(evaluation, "in")).toMatchObject({ vpcId: "vpc-0123", description: expect.stringContaining("inert/") });
  expect(inputsOf(evaluation, "web")).toMatchObject({
    ami: expect.stringMatching(/^assumed-/),
    subnetId: expect.stringMatching(/^04da6b54-/),
  });
  expect(evaluation.inertTypes).toEqual(["aws:route53/record:Record"]);
});

test("a project without any stack file is listed with the configuration of its Pulumi.yaml; one with others names them", async () => {
  const program = { "index.ts": `${HEAD}new aws.ec2.Vpc(new pulumi.Config().require("name"), { cidrBlock: "10.0.0.0/16" });` };
  const { evaluation } = await listed({ ...program, "Pulumi.yaml": `${YAML}config:\n  name: { type: string, default: main }\n` });
  expect(inputsOf(evaluation, "main")).toMatchObject({ cidrBlock: "10.0.0.0/16" });
  await expect(listed({ ...program, "Pulumi.dev.yaml": "config: {}\n" })).rejects.toThrow(/no stack "local"/);
});

test("files are found from the program's folder; one that a build has still to make is assumed", async () => {
  const { evaluation, assumed } = await listed({
    "Pulumi.yaml": `${YAML}main: infra/index.ts\n`,
    "infra/index.ts": `${HEAD}
      const bucket = new aws.s3.Bucket("files");
      new aws.s3.BucketObject("there", { bucket: bucket.id, source: new pulumi.asset.FileAsset("page.html") });
      new aws.s3.BucketObject("later", { bucket: bucket.id, source: new pulumi.asset.FileAsset("dist/app.js") });
    `,
    "infra/page.html": "<p>",
  });
  expect(evaluation.failures).toEqual([]);
  expect(assumed).toEqual([expect.stringMatching(/^file .*infra\/dist\/app\.js$/)]);
});

test("without listing, a function that nobody answers is refused by name", async () => {
  const { evaluation } = await run(
    project({
      "Pulumi.yaml": YAML,
      "Pulumi.test.yaml": "config: {}\n",
      "index.ts": `${HEAD}export const zone = aws.route53.getZoneOutput({ name: "example.com" }).zoneId;`,
    }),
    { provider: awsProvider({}), preview: true },
  );
  expect(evaluation.failures.map(({ message }) => message)).toEqual([expect.stringContaining("aws:route53/getZone:getZone")]);
});

test("JavaScript and ES modules are listed like TypeScript", async () => {
  const js = await listed({ "index.js": 'const aws = require("@pulumi/aws");\nnew aws.ec2.Vpc("js", { cidrBlock: "10.0.0.0/16" });' });
  expect(inputsOf(js.evaluation, "js")).toMatchObject({ cidrBlock: "10.0.0.0/16" });
  const esm = await listed({
    "package.json": '{"type":"module"}',
    "index.ts": `${HEAD}const zones = await aws.getAvailabilityZones({});\nnew aws.ec2.Subnet("esm", { vpcId: "vpc-1", availabilityZone: zones.names[0] });`,
  });
  expect(inputsOf(esm.evaluation, "esm")).toMatchObject({ availabilityZone: "us-east-1a" });
});

test("a program that requires a Region has the provider's where nothing names one, and else the stack's", async () => {
  const index = `${HEAD}new aws.ec2.Vpc(\`\${aws.config.requireRegion()} \${process.env.AWS_REGION}\`, { cidrBlock: "10.0.0.0/16" });`;
  const { AWS_REGION: _one, AWS_DEFAULT_REGION: _other, ...env } = process.env;
  const vpc = async (files: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) => {
    const program = project({ "Pulumi.yaml": YAML, "index.ts": index, ...files });
    const options = { provider: awsProvider({}), preview: true, assume: true, stack: "local", env: { ...env, ...more } };
    const { evaluation } = await run(program, options);
    expect(evaluation.failures).toEqual([]);
    return evaluation.registrations.find(({ type }) => type === "aws:ec2/vpc:Vpc")?.name;
  };
  expect(await vpc({})).toBe("us-east-1 us-east-1");
  expect(await vpc({ "Pulumi.local.yaml": "config:\n  aws:region: eu-west-1\n" })).toBe("eu-west-1 eu-west-1");
  expect(await vpc({}, { AWS_REGION: "us-west-2" })).toBe("us-west-2 us-west-2");
});
