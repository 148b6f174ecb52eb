import { Fis } from "@aws-sdk/client-fis";
import { folder } from "../cli/faultline";
import { awsConfig } from "../sandbox/support";
import { inventory } from "./inventory";
import { attached, edit, linked, pulumi } from "./project";
import { counts, told, withPulumi } from "./pulumi";

const YAML = "name: strict\nruntime: nodejs\n";
const STACK = "config:\n  aws:region: us-east-1\n";
const HEAD = 'const aws = require("@pulumi/aws");\nconst pulumi = require("@pulumi/pulumi");\n';

/** A small JavaScript program: nothing but the engine and the provider stands between it and AWS. */
const program = (text: string) => linked(folder({ "Pulumi.yaml": YAML, "Pulumi.test.yaml": STACK, "index.js": HEAD + text }));

const TEMPLATE = `
const role = new aws.iam.Role("r", { assumeRolePolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" }] } });
new aws.fis.ExperimentTemplate("t", {
  description: "one",
  roleArn: role.arn,
  stopConditions: [{ source: "none" }],
  actions: [{ name: "wait", actionId: "aws:fis:wait", parameters: [{ key: "duration", value: "PT1M" }] }],
  experimentOptions: { accountTargeting: "single-account", emptyTargetResolutionMode: "fail" },
  tags: { round: "one" },
});`;

withPulumi("what AWS's provider refuses, in Pulumi's own engine", () => {
  test("unknown and missing properties, at the top and inside, fail with the URN and the path; nothing of the resource is made", async () => {
    const cloud = await attached();
    const before = await inventory(cloud.sandbox);
    const dir = program(`
      new aws.ec2.SecurityGroup("group", { ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlock: ["0.0.0.0/0"] }] });
      new pulumi.CustomResource("aws:ec2/subnet:Subnet", "raw", { cidrBlok: "10.0.0.0/24" });
    `);
    const stack = pulumi(dir, "test", cloud);
    await stack.init();
    for (const command of ["preview", "up"] as const) {
      const { code, diagnostics } = await stack.step(command);
      expect(code).toBe(1);
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      const of = (name: string) =>
        errors
          .filter(({ urn }) => urn.endsWith(`::${name}`))
          .map(({ message }) => message)
          .join(" ");
      expect(of("group")).toMatch(/cidrBlock.*did you mean cidrBlocks/);
      // The first failure may end the program before the second resource is checked.
      if (of("raw") !== "") expect(of("raw")).toMatch(/cidrBlok is not an input|vpcId is missing/);
    }
    expect(await inventory(cloud.sandbox)).toEqual(before);
  });

  test("a template: account targeting is never sent, tags make a new one, the rest is updated in place", async () => {
    const cloud = await attached();
    const fis = new Fis(awsConfig(cloud.sandbox));
    const dir = program(TEMPLATE);
    const stack = pulumi(dir, "test", cloud);
    await stack.init();
    await stack.done("up");
    const [id] = (await inventory(cloud.sandbox)).templates;
    const now = async () => (await fis.getExperimentTemplate({ id })).experimentTemplate;

    edit(dir, "index.js", '"single-account", emptyTargetResolutionMode: "fail"', '"multi-account", emptyTargetResolutionMode: "skip"');
    const update = await stack.done("up");
    expect(told(update.steps)).toEqual(["update aws:fis/experimentTemplate:ExperimentTemplate t (experimentOptions)"]);
    expect((await now())?.experimentOptions).toEqual({ accountTargeting: "single-account", emptyTargetResolutionMode: "skip" });

    edit(dir, "index.js", 'description: "one"', 'description: "two"');
    expect(told((await stack.done("up")).steps)).toEqual(["update aws:fis/experimentTemplate:ExperimentTemplate t (description)"]);
    expect((await now())?.description).toBe("two");

    edit(dir, "index.js", 'round: "one"', 'round: "two"');
    const replace = await stack.done("up");
    expect(counts(replace.steps)).toEqual({ "create-replacement": 1, replace: 1, "delete-replaced": 1 });
    const { templates } = await inventory(cloud.sandbox);
    expect({ count: templates.length, same: templates[0] === id }).toEqual({ count: 1, same: false });
  });

  test("types that the sandbox has nothing like are inert: accepted, kept in the state, no change the next time", async () => {
    const cloud = await attached();
    const dir = program('exports.zone = new aws.route53.Zone("z", { name: "example.com" }).arn;');
    const stack = pulumi(dir, "test", cloud);
    await stack.init();
    await stack.done("up");
    expect(await stack.outputs()).toEqual({ zone: expect.stringContaining(":inert/") });
    await stack.done("up", "--expect-no-changes");
    await stack.done("destroy");
  });
});
