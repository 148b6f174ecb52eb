import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { awsProvider, type Properties } from "../../../src/rehearsal";
import { isShaped } from "../../../src/rehearsal/provider/shapes";
import { resourceTypes } from "../../../src/rehearsal/provider/types";

jest.setTimeout(120_000);

const provider = awsProvider({}).configure({});

async function failuresOf(type: string, inputs: Properties): Promise<readonly string[]> {
  const resource = { urn: `urn:pulumi:s::p::${type}::x`, type, name: "x" };
  const { failures } = await provider.check({ ...resource, inputs, seed: new Uint8Array(32) });
  return failures.map(({ property, reason }) => `${property} ${reason}`);
}

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const TEMPLATE = "aws:fis/experimentTemplate:ExperimentTemplate";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test("the insides of every type's inputs are known, and are what the installed @pulumi/aws declares", () => {
  const types = new Set([...resourceTypes().values()].map(({ type }) => type));
  expect([...types].filter((type) => !isShaped(type))).toEqual([]);
  const script = join(__dirname, "../../../tools/model/pulumi-inputs.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("unknown, missing and wrongly formed members are all told at once, each with its path", async () => {
  expect(
    await failuresOf(GROUP, {
      ingress: [
        { protocol: "tcp", fromPort: 80, toPort: "80", cidrBlock: ["0.0.0.0/0"] },
        { protocol: "tcp", fromPort: "http", toPort: 80, cidrBlocks: "0.0.0.0/0" },
        "everything",
      ],
      tags: { Name: ["a"] },
      revokeRulesOnDelete: "perhaps",
    }),
  ).toEqual([
    "ingress[0].cidrBlock is not known here: did you mean cidrBlocks?",
    'ingress[1].fromPort must be a number, not "http"',
    'ingress[1].cidrBlocks must be a list, not "0.0.0.0/0"',
    'ingress[2] must be an object, not "everything"',
    "tags.Name must be a string, not a list",
    'revokeRulesOnDelete must be a boolean, not "perhaps"',
  ]);
});

test("a template's actions and targets are looked into", async () => {
  const failures = await failuresOf(TEMPLATE, {
    description: "d",
    roleArn: "arn:aws:iam::123456789012:role/x",
    actions: [{ name: "a", parameter: [] }],
    stopConditions: [{ value: "arn" }],
    targets: [{ name: "t", resourceType: "aws:ec2:instance", selectionMode: "ALL", resourceTags: [{ key: "k" }] }],
  });
  expect(failures).toEqual([
    "actions[0].actionId is missing",
    "actions[0].parameter is not known here: did you mean parameters?",
    "stopConditions[0].source is missing",
    "targets[0].resourceTags[0].value is missing",
  ]);
});

test("what only an update can know fits everywhere; numbers and truths may be texts, as AWS's provider takes them", async () => {
  const inputs = {
    ingress: UNKNOWN,
    egress: [{ protocol: "-1", fromPort: "0", toPort: UNKNOWN, cidrBlocks: [UNKNOWN], self: "true" }, UNKNOWN],
    tags: { Name: UNKNOWN },
    name: 7,
  };
  const urn = `urn:pulumi:s::p::${GROUP}::x`;
  const checked = await provider.check({ urn, type: GROUP, name: "x", inputs, seed: new Uint8Array(32) });
  expect(checked.failures).toEqual([]);
  const egress = [{ protocol: "-1", fromPort: 0, toPort: UNKNOWN, cidrBlocks: [UNKNOWN], self: true }, UNKNOWN];
  expect(checked.inputs).toMatchObject({ ...inputs, egress, name: "7" });
});

test("a policy may be a text or a document", async () => {
  const document = { Version: "2012-10-17", Statement: [] };
  for (const assumeRolePolicy of [JSON.stringify(document), document])
    expect(await failuresOf("aws:iam/role:Role", { assumeRolePolicy })).toEqual([]);
});
