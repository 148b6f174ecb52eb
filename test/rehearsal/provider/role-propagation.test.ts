import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { awsProvider, type Properties } from "../../../src/rehearsal";
import { awsConfig, sandbox } from "../../sandbox/support";
import { functionInputs } from "./serverless-cases";
import { World } from "./world";

const FUNCTION = "aws:lambda/function:Function";
const ROLE = "arn:aws:iam::123456789012:role/young";
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const functionNames = async (url: string) =>
  ((await new LambdaClient(awsConfig({ url })).send(new ListFunctionsCommand({}))).Functions ?? []).map(({ FunctionName }) => FunctionName);

/** A provider that gives up after a moment. */
function impatient(url: string) {
  const provider = awsProvider({ endpoint: url, patienceMs: 300 }).configure({});
  const about = { type: FUNCTION, name: "hasty", urn: `urn:pulumi:test::test::${FUNCTION}::hasty` };
  return {
    make: async (inputs: Properties) => {
      const checked = await provider.check({ ...about, inputs, seed: new Uint8Array(32) });
      expect(checked.failures).toEqual([]);
      return provider.create({ ...about, inputs: checked.inputs, preview: false });
    },
    close: () => provider.close(),
  };
}

test("a function whose role Lambda cannot assume yet is asked for again until it can: it is made once", async () => {
  const { url } = await sandbox({ speed: 600 });
  const world = new World(url);
  let isMade = false;
  const making = world.make(FUNCTION, "patient", functionInputs(ROLE)).then((made) => {
    isMade = true;
    return made;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(isMade).toBe(false);
  await world.make("aws:iam/role:Role", "young", { name: "young", assumeRolePolicy: trust });
  const made = await making;
  expect(made.outputs.role).toBe(ROLE);
  expect(await functionNames(url)).toEqual([made.id]);
  world.provider.close();
}, 60_000);

test("a role that never can be assumed ends the waiting, with its name; nothing is made", async () => {
  const { url } = await sandbox({ speed: 600 });
  const provider = impatient(url);
  await expect(provider.make(functionInputs(ROLE))).rejects.toThrow(
    /waited for the role of the function .*hasty.* to be usable: not within/,
  );
  expect(await functionNames(url)).toEqual([]);
  provider.close();
}, 60_000);

test("any other refusal is told at once, as Lambda words it", async () => {
  const { url } = await sandbox({ speed: 600 });
  const world = new World(url);
  await world.make("aws:iam/role:Role", "young", { name: "young", assumeRolePolicy: trust });
  const provider = impatient(url);
  await expect(provider.make({ ...functionInputs(ROLE), memorySize: 1 })).rejects.toThrow(/^(?!.*waited for).*memory/is);
  provider.close();
  world.provider.close();
}, 60_000);
