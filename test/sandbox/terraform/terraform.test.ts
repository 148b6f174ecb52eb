import { execFile, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { zipOf } from "../lambda/zip";
import { sandbox } from "../support";

/** A folder with AWS's provider in Terraform's layout of a mirror: registry.terraform.io/hashicorp/aws/VERSION/PLATFORM/… */
const mirror = process.env.TERRAFORM_PLUGINS;
const ready = mirror !== undefined && existsSync(mirror) && spawnSync("terraform", ["version"]).status === 0;
if (!ready) console.warn("Skipped: AWS's real provider needs terraform on the path, and TERRAFORM_PLUGINS with a mirror of its plugins.");

jest.setTimeout(1_800_000);

/** Where the sandbox keeps what the configuration makes. */
const TABLES = [
  ...["dynamodb.tables", "s3.buckets", "s3.objects", "lambda.functions", "lambda.code", "sqs.queues", "sns.topics", "sns.subscriptions"],
  ...["events.rules", "scheduler.schedules", "iam.roles", "logs.groups", "cloudwatch.alarms", "cloudwatch.dashboards"],
];

(ready ? describe : describe.skip)("AWS's real provider", () => {
  let box: Sandbox;
  let folder: string;
  beforeAll(async () => {
    box = await sandbox();
    folder = mkdtempSync(join(tmpdir(), "faultline-terraform-"));
    copyFileSync(join(__dirname, "main.tf"), join(folder, "main.tf"));
    writeFileSync(join(folder, "function.zip"), zipOf({ "index.js": 'exports.handler = async () => "hello";' }));
    writeFileSync(join(folder, "rc"), `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** `terraform …` against the sandbox: its exit code and what it wrote. */
  const terraform = (days: number, ...words: string[]) =>
    new Promise<{ readonly code: number; readonly text: string }>((resolve) => {
      const env = {
        ...{ PATH: process.env.PATH, HOME: folder, TF_CLI_CONFIG_FILE: join(folder, "rc"), CHECKPOINT_DISABLE: "1", NO_PROXY: "127.0.0.1" },
        ...{ TF_VAR_url: box.url, TF_VAR_zip: join(folder, "function.zip"), TF_VAR_days: String(days) },
      };
      execFile("terraform", [...words, "-no-color"], { cwd: folder, env, maxBuffer: 64 * 1_024 * 1_024 }, (problem, stdout, stderr) => {
        resolve({ code: typeof problem?.code === "number" ? problem.code : problem ? 1 : 0, text: stdout + stderr });
      });
    });
  const done = async (days: number, ...words: string[]): Promise<string> => {
    const { code, text } = await terraform(days, ...words);
    if (code !== 0) throw new Error(`terraform ${words.join(" ")} ended with ${code}:\n${text.slice(-6_000)}`);
    return text;
  };
  const resources = () => {
    const state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8")) as { readonly resources: readonly object[] };
    return state.resources.length;
  };

  test("makes all that the Orchestrator consists of, finds no difference, changes it in place, and leaves nothing behind", async () => {
    await done(30, "init");
    await done(30, "apply", "-auto-approve");
    expect(resources()).toBeGreaterThan(30);
    expect(await done(30, "plan", "-detailed-exitcode")).toContain("No changes.");

    const changed = await done(14, "apply", "-auto-approve");
    expect(changed).toMatch(/Resources: 0 added, \d+ changed, 0 destroyed/);
    expect(await done(14, "plan", "-detailed-exitcode")).toContain("No changes.");

    expect(await done(14, "destroy", "-auto-approve")).toContain("Destroy complete!");
    expect(resources()).toBe(0);
    const left = TABLES.filter((name) => [...box.cloud.state.table(name).everywhere()].length > 0);
    expect(left).toEqual([]);
  });
});
