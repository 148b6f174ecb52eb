import { execFile } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

function node(...args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_OPTIONS: undefined };
    execFile(process.execPath, args, { cwd: ROOT, env, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

const small = ["tools/sim/main.mjs", "--accounts", "12", "--weeks", "5"];

test("a small fleet holds every invariant, and the same seed gives the same fleet", async () => {
  const [first, second] = await Promise.all([node(...small), node(...small)]);
  expect({ code: first.code, said: /Every invariant held\./.test(first.stderr) }).toEqual({ code: 0, said: true });
  const told = (text: string) => ({ ...(JSON.parse(text) as Record<string, unknown>), seconds: 0 });
  expect(told(first.stdout)).toMatchObject({
    broken: [],
    fleet: { accounts: 12 },
    operations: { "fis:StartExperiment": expect.any(Number) },
  });
  expect(told(second.stdout)).toEqual(told(first.stdout));
}, 120_000);

test("a fleet whose runs take so long that others starve is told, with exit 1's reason", async () => {
  const took = { verdict: "passed", durationMs: 9 * 86_400_000, experiments: 1, counts: {}, actionMs: 0 };
  const kinds = Object.fromEntries(["clean", "breached", "throttled", "crashed", "refused"].map((kind) => [kind, took]));
  const options = JSON.stringify({ accounts: 6, services: 20, weeks: 4, seed: "s", kinds, from: Date.UTC(2027, 2, 1) });
  const { stdout } = await node(
    "--input-type=module",
    "-e",
    `import { simulate } from "./tools/sim/fleet.mjs"; console.log(simulate(${options}).broken.join("\\n"));`,
  );
  expect(stdout).toMatch(/waited \d+/);
}, 120_000);

test("numbers that are none are exit 2", async () => {
  const { code, stderr } = await node("tools/sim/main.mjs", "--accounts", "many", "--weeks", "0");
  expect({ code, lines: stderr.trim().split("\n").length }).toEqual({ code: 2, lines: 2 });
}, 60_000);
