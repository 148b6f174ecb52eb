import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../src/provision/orchestrator/code/bundle";
import { functionEntry } from "../../src/provision/orchestrator/code/entry";
import { withPlainKeys } from "../../src/provision/orchestrator/code/plain-keys";

const folder = mkdtempSync(join(tmpdir(), "faultline-entry-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function entry(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

test("a bundle holds all that its entry imports, is equal for equal sources wherever it lies, and differs for others", async () => {
  entry("greeting.ts", 'export const greeting: string = "hello";');
  const one = entry("one.ts", 'import { greeting } from "./greeting"; export const handler = async () => greeting;');
  const files = await Promise.all([bundle(one), bundle(one)]);
  const [first = "", second = ""] = files.map((file) => readFileSync(file, "utf8"));
  expect(files[0]).not.toBe(files[1]);
  expect(first).toBe(second);
  expect(first).toContain("hello");
  expect(first).not.toContain(folder);
  const other = entry("other.ts", 'import { greeting } from "./greeting"; export const handler = async () => greeting + "!";');
  expect(readFileSync(await bundle(other), "utf8")).not.toBe(first);
});

test("a bundle of an AWS client holds the operations that are used, not all that there are", async () => {
  const client = join(__dirname, "../../node_modules/@aws-sdk/client-ec2");
  const used = entry(
    "ec2.ts",
    `import { DescribeInstancesCommand, EC2Client } from "${client}"; export const handler = () => new EC2Client({}).send(new DescribeInstancesCommand({}));`,
  );
  const file = await bundle(used);
  const text = readFileSync(file, "utf8");
  expect(text).toContain("DescribeInstancesResult");
  expect(text).not.toContain("CreateVpcResult");
  expect(statSync(file).size).toBeLessThan(600_000);
});

test("a key is written out only where its text stands in the file", () => {
  const source = 'const _xN = "xmlName";\nconst _II = "InstanceId";\nexport var A = { [_xN]: _II, [_other]: 1, [x]: 2 };';
  expect(withPlainKeys(source)).toBe(
    'const _xN = "xmlName";\nconst _II = "InstanceId";\nexport var A = { "xmlName": _II, [_other]: 1, [x]: 2 };',
  );
});

test("an entry that is not there is told with what to do, not as a stack trace", async () => {
  await expect(bundle(join(folder, "nowhere.ts"))).rejects.toMatchObject({
    code: "no-function-code",
    details: { remedy: expect.stringContaining("npm ci") },
  });
});

describe("the function itself", () => {
  let file: string;

  beforeAll(async () => {
    file = await bundle(functionEntry());
  }, 60_000);

  test("is at most 1.5 MB, and holds neither Pulumi nor the store of laptops", () => {
    expect(statSync(file).size).toBeLessThan(1_500_000);
    const text = readFileSync(file, "utf8");
    expect(text).not.toMatch(/require\("(@pulumi|libsql|esbuild|@aws-sdk\/client)/);
    expect(text).not.toContain("PULUMI_NODEJS");
  });

  test("loads in a bare Node process, with nothing beside it, and has the handler that Lambda calls", () => {
    const alone = mkdtempSync(join(tmpdir(), "faultline-alone-"));
    writeFileSync(join(alone, "index.js"), readFileSync(file));
    const script = 'const { handler } = require("./index.js"); console.log(typeof handler);';
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--no-warnings", "-e", script], {
      cwd: alone,
      encoding: "utf8",
      env: {},
    });
    rmSync(alone, { recursive: true, force: true });
    expect({ status, stdout: stdout.trim(), stderr }).toEqual({ status: 0, stdout: "function", stderr: "" });
  });
});
