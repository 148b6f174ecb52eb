import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { isFaultlineError } from "../../../src/words";
import { awsConfig, sandbox } from "../support";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "faultline-data-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function create(box: Sandbox, logGroupName: string) {
  const logs = new CloudWatchLogsClient(awsConfig(box));
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  logs.destroy();
}

async function groups(box: Sandbox) {
  const logs = new CloudWatchLogsClient(awsConfig(box));
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  logs.destroy();
  return logGroups.map(({ logGroupName }) => logGroupName);
}

test("what was made is there after a restart, and time goes on from where it was", async () => {
  const first = await sandbox({ dataDir, speed: 3_600 });
  await create(first, "kept");
  const then = first.cloud.clock.now();
  await first.stop();
  const second = await sandbox({ dataDir, speed: 3_600 });
  expect(await groups(second)).toEqual(["kept"]);
  expect(second.cloud.clock.now()).toBeGreaterThanOrEqual(then);
});

test("changes are on disk within a second or so, without a stop: a killed sandbox loses no more", async () => {
  const box = await sandbox({ dataDir });
  await create(box, "soon");
  const file = join(dataDir, "sandbox.json");
  const end = Date.now() + 10_000;
  while (Date.now() < end && !(readdirSync(dataDir).includes("sandbox.json") && readFileSync(file, "utf8").includes('"soon"'))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ accountId: "123456789012" });
  expect(readFileSync(file, "utf8")).toContain('"soon"');
});

test("a reset is kept too", async () => {
  const first = await sandbox({ dataDir });
  await create(first, "gone");
  await first.reset();
  await first.stop();
  expect(await groups(await sandbox({ dataDir }))).toEqual([]);
});

test.each(["not json", '{"format":99}', ""])("a file of something else is left alone and named: %j", async (text) => {
  writeFileSync(join(dataDir, "sandbox.json"), text);
  const starting = sandbox({ dataDir }).then(
    () => undefined,
    (problem: unknown) => problem,
  );
  const problem = await starting;
  expect(isFaultlineError(problem) && problem.code).toBe("data-file");
  expect(readFileSync(join(dataDir, "sandbox.json"), "utf8")).toBe(text);
});

test("another account's data is refused", async () => {
  await (await sandbox({ dataDir })).stop();
  await expect(sandbox({ dataDir, accountId: "210987654321" })).rejects.toMatchObject({ code: "data-account" });
});

test("a folder that cannot be written is told once, in health too, and the sandbox goes on", async () => {
  const box = await sandbox({ dataDir });
  rmSync(dataDir, { recursive: true, force: true });
  writeFileSync(dataDir, "a file in the way");
  await create(box, "memory-only");
  await box.stop();
  expect(box.log.filter((line) => line.includes("could not be written"))).toHaveLength(1);
});
