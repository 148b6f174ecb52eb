import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { folder } from "../cli/faultline";
import { example, python, pythonSdk, run, sdks, yamlHost } from "./foreign";
import { inventory } from "./inventory";
import { attached, pulumi } from "./project";
import { counts, withPulumi } from "./pulumi";

const ROOT = join(__dirname, "../..");
const TOOL = join(ROOT, "tools/pulumi-cli");
/** What Pulumi gives a Go SDK that says nothing else about where it comes from. */
const GO_MODULE = "example.com/pulumi-faultline";
const HALF_AN_HOUR = 1_800_000;

/** Runs an example with Pulumi's own engine, from its preview to its end. The stack, both components and all that they are made of are 45. */
async function lives(language: string, env: Readonly<Record<string, string>>): Promise<void> {
  const cloud = await attached();
  const before = await inventory(cloud.sandbox);
  const stack = pulumi(example(language), "test", { ...cloud, env: { ...cloud.env, ...env } });
  await stack.init();
  const names = (steps: readonly { readonly urn: string }[]) => steps.map(({ urn }) => urn).sort();
  const planned = await stack.done("preview");
  const made = await stack.done("up");
  expect(names(planned.steps)).toEqual(names(made.steps));
  expect(counts(made.steps.filter(({ type }) => !type.startsWith("pulumi:providers:")))).toEqual({ create: 45 });
  const now = await inventory(cloud.sandbox);
  expect(now.schedules).toEqual(["instance-loss"]);
  const outputs = await stack.outputs();
  expect(outputs).toMatchObject({
    faultline: { "instance-loss": { templateId: now.templates[0], plan: { name: "instance-loss" } } },
    faultlineOrchestrator: { version: 1, experiments: ["instance-loss"], tableName: now.tables[0], bucketName: now.buckets[0] },
  });
  await stack.done("up", "--expect-no-changes");
  await stack.done("destroy");
  // The record of every run stays.
  const { tables, buckets } = now;
  expect(await inventory(cloud.sandbox)).toEqual({ ...before, tables, buckets });
}

/** A test of what this machine may not have, which says so where it has not. */
function needing<T extends { readonly skipped?: string }>(name: string, what: () => T, of: (found: T) => Promise<void>): void {
  test(
    name,
    async () => {
      const found = what();
      if (found.skipped === undefined) await of(found);
      else console.warn(`SKIPPED: ${name}: ${found.skipped}`);
    },
    HALF_AN_HOUR,
  );
}

const path = (...folders: readonly string[]) => [join(TOOL, "host"), ...folders, process.env.PATH].join(delimiter);

withPulumi("examples in other languages, with Pulumi's own engine", () => {
  needing("YAML: the example lives from its preview to its end, in Pulumi's own host", yamlHost, async ({ folder: host = "" }) => {
    await lives("yaml", { PATH: path(host) });
  });

  needing(
    "Python: the example lives from its preview to its end, with the SDK by Pulumi's own generator",
    python,
    async ({ command = "" }) => {
      const dir = folder();
      cpSync(join(ROOT, "examples/python/__main__.py"), join(dir, "__main__.py"));
      const program = [command, join(__dirname, "python-program.py"), dir];
      await lives("python", { PYTHONPATH: pythonSdk(command), FAULTLINE_PROGRAM: JSON.stringify(program) });
    },
  );

  test(
    "Go: the example compiles with the SDK by Pulumi's own generator, and lives from its preview to its end",
    async () => {
      const dir = folder();
      mkdirSync(join(dir, "sdk"));
      cpSync(join(sdks(), "go"), join(dir, "sdk/go"), { recursive: true });
      cpSync(join(ROOT, "examples/go"), join(dir, "example"), { recursive: true });
      cpSync(join(TOOL, "go.sum"), join(dir, "go.sum"));
      // The same pins as the command line's: nothing else is fetched.
      const pins = readFileSync(join(TOOL, "go.mod"), "utf8");
      writeFileSync(join(dir, "go.mod"), pins.replace(/^module .*$/m, `module ${GO_MODULE}`).replace(/^tool .*$/m, ""));
      // With the flags of the command line's own build, whose packages are compiled already.
      run("go", ["build", "-trimpath", "-o", join(dir, "program"), "./example"], dir);
      await lives("go", { FAULTLINE_PROGRAM: JSON.stringify([join(dir, "program")]) });
    },
    HALF_AN_HOUR,
  );

  const checked = spawnSync("python3", ["--version"]).status === 0 ? test : test.skip;
  checked("Python: every class and argument of the example is in the SDK, and none that is required is missing", () => {
    const checker = join(__dirname, "python-example.py");
    run("python3", [checker, join(ROOT, "examples/python/__main__.py"), join(sdks(), "python/pulumi_faultline")], ROOT);
  });
});
