import { createCipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { listStacks, readProject, readStackConfig } from "../../src/rehearsal";
import { isFaultlineError } from "../../src/words";
import { PROGRAMS, project, run } from "./programs";

/** Seals texts as Pulumi's passphrase provider does. */
function sealer(passphrase: string) {
  const salt = randomBytes(8);
  const key = pbkdf2Sync(passphrase, salt, 1_000_000, 32, "sha256");
  const seal = (text: string) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  };
  return { salt: `v1:${salt.toString("base64")}:${seal("pulumi")}`, seal };
}

const read = async (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) =>
  readStackConfig(readProject(project({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n", ...files })), "test", env);
const refusal = async (answer: Promise<unknown>) => {
  const error: unknown = await answer.catch((thrown: unknown) => thrown);
  if (!isFaultlineError(error)) throw new Error(`not refused: ${JSON.stringify(error)}`);
  return error;
};

describe("the configuration of a stack", () => {
  test("is a flat map: texts as they are, everything else as JSON, keys with their namespace", async () => {
    const config = await read({
      "Pulumi.test.yaml":
        'config:\n  aws:region: us-west-2\n  owner: me\n  shop:size: 3\n  shop:on: true\n  shop:zones: ["a", "b"]\n  shop:deep: { a: { b: 1 } }\n  shop:config:old: x\n',
    });
    expect(config.values).toEqual({
      "aws:region": "us-west-2",
      "shop:owner": "me",
      "shop:size": "3",
      "shop:on": "true",
      "shop:zones": '["a","b"]',
      "shop:deep": '{"a":{"b":1}}',
      "shop:old": "x",
    });
    expect(config.secretKeys).toEqual([]);
  });

  test("starts from the project's values and defaults", async () => {
    const config = await read({
      "Pulumi.yaml":
        "name: shop\nruntime: nodejs\nconfig:\n  aws:region: eu-west-1\n  size: { type: integer, default: 2 }\n  owner: { value: all }\n  color: { type: string }\n",
      "Pulumi.test.yaml": "config:\n  shop:color: red\n  shop:size: 5\n",
    });
    expect(config.values).toEqual({ "aws:region": "eu-west-1", "shop:size": "5", "shop:owner": "all", "shop:color": "red" });
  });

  test("may be empty", async () => {
    expect(await read({ "Pulumi.test.yaml": "" })).toEqual({ values: {}, secretKeys: [] });
  });

  test("opens passphrase secrets, also deep ones, and says which keys are secret", async () => {
    const { salt, seal } = sealer("open sesame");
    const files = {
      "Pulumi.test.yaml": `encryptionsalt: ${salt}\nconfig:\n  shop:password:\n    secure: ${seal("hunter2")}\n  shop:deep:\n    user: root\n    key:\n      secure: ${seal("k")}\n  shop:open: x\n`,
    };
    const config = await read(files, { PULUMI_CONFIG_PASSPHRASE: "open sesame" });
    expect(config.values).toEqual({ "shop:password": "hunter2", "shop:deep": '{"user":"root","key":"k"}', "shop:open": "x" });
    expect(config.secretKeys).toEqual(["shop:password", "shop:deep"]);
    expect((await refusal(read(files))).message).toContain("no passphrase is set");
    expect((await refusal(read(files, { PULUMI_CONFIG_PASSPHRASE: "wrong" }))).message).toContain("not the one of this stack");
  });

  test("refuses secrets of another provider by its name", async () => {
    const error = await refusal(
      read({ "Pulumi.test.yaml": "secretsprovider: awskms://alias/x\nencryptedkey: abc\nconfig:\n  shop:password:\n    secure: v1:a:b\n" }),
    );
    expect(error).toMatchObject({ code: "secret-unreadable", message: expect.stringContaining("awskms://alias/x") });
  });

  test("refuses an environment that only Pulumi's service can read", async () => {
    expect(await refusal(read({ "Pulumi.test.yaml": "environment:\n  - prod\n" }))).toMatchObject({ code: "stack-environment" });
  });
});

describe("a project", () => {
  test("lists its stacks from stackConfigDir", () => {
    const dir = project({
      "Pulumi.yaml": "name: shop\nruntime: { name: nodejs, options: { typescript: true } }\nmain: app/main.ts\nstackConfigDir: stacks\n",
      "app/main.ts": "",
      "stacks/Pulumi.prod.yaml": "",
      "stacks/Pulumi.dev.yaml": "",
      "stacks/other.yaml": "",
    });
    const found = readProject(join(dir, "app"));
    expect(found).toMatchObject({ name: "shop", root: dir, programDir: join(dir, "app"), entry: join(dir, "app/main.ts") });
    expect(listStacks(found)).toEqual(["dev", "prod"]);
  });

  test("takes the entry point of the nearest package.json when main names none", async () => {
    const dir = project({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "Pulumi.test.yaml": "",
      "package.json": '{ "main": "src/program.js" }',
      "src/program.js": "exports.where = 'in src';",
    });
    expect((await run(dir)).evaluation.outputs).toEqual({ where: "in src" });
  });
});

describe("secrets", () => {
  test("stay marked on their way through the program", async () => {
    const { salt, seal } = sealer("p");
    const dir = project({
      "Pulumi.yaml": `name: secrets\nruntime: nodejs\nmain: ${join(PROGRAMS, "secrets", "index.ts")}\n`,
      "Pulumi.test.yaml": `encryptionsalt: ${salt}\nconfig:\n  secrets:password:\n    secure: ${seal("hunter2")}\n`,
    });
    const { evaluation, recorded } = await run(dir, { env: { ...process.env, PULUMI_CONFIG_PASSPHRASE: "p" } });
    expect(evaluation.failures).toEqual([]);
    expect(recorded.created.find(({ name }) => name === "token")?.inputs.value).toBe("token-hunter2");
    const token = evaluation.registrations.find(({ name }) => name === "token");
    expect(token).toMatchObject({ secretInputs: ["value"], secretOutputs: ["value"] });
    // @pulumi/aws itself makes every parameter's value a secret; `arn` is one by additionalSecretOutputs.
    expect(evaluation.registrations.find(({ name }) => name === "open")).toMatchObject({ secretOutputs: ["value", "arn"] });
    expect(evaluation.outputs).toMatchObject({ value: "token-hunter2", plain: "public" });
    expect([...evaluation.secretOutputs].sort()).toEqual(["arn", "plain", "value"]);
  });
});

describe("references to other stacks", () => {
  const program = (name: string) => ({
    "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: index.ts\n",
    "Pulumi.test.yaml": "",
    "index.ts": `import * as pulumi from "@pulumi/pulumi";\nexport const vpcId = new pulumi.StackReference("${name}").requireOutput("vpcId");\n`,
  });

  test("are read from state that Pulumi keeps in files", async () => {
    const state = { checkpoint: { latest: { resources: [{ type: "pulumi:pulumi:Stack", outputs: { vpcId: "vpc-1" } }] } } };
    const dir = project({ ...program("organization/network/prod"), "state/.pulumi/stacks/network/prod.json": JSON.stringify(state) });
    const { evaluation } = await run(dir, { env: { ...process.env, PULUMI_BACKEND_URL: `file://${dir}/state` } });
    expect(evaluation.failures).toEqual([]);
    expect(evaluation.outputs).toEqual({ vpcId: "vpc-1" });
  });

  test("are refused by name when there is no such state", async () => {
    const { evaluation } = await run(project(program("acme/network/prod")));
    expect(evaluation.failures[0]).toMatchObject({
      code: "not-rehearsable",
      message: expect.stringContaining('stack "acme/network/prod"'),
    });
  });
});
