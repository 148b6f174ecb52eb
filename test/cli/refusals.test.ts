import { readdirSync } from "node:fs";
import { join } from "node:path";
import { tiny } from "../journeys/tiny";
import { faultline, folder, json, project, type Told } from "./faultline";

jest.setTimeout(60_000);

/** A rehearsal of a folder that cannot work: how it ends, without a trace of where in our code. */
async function refused(cwd: string, ...args: string[]): Promise<Told & { readonly stderr: string }> {
  const { code, stderr, stdout, told } = await json(["rehearse", "--speed", "120", ...args], { cwd });
  expect(code).toBe(told.exitCode);
  expect(told.error.remedy).toBeTruthy();
  expect(stderr).toContain(`faultline: ${told.error.message}\n  next: ${told.error.remedy}\n`);
  expect(stdout + stderr).not.toMatch(/^ +at .*\.(js|ts):\d+/m);
  return { ...told, stderr };
}

const minimal = (program: string, more: Readonly<Record<string, string>> = {}) =>
  project({
    "Pulumi.yaml": "name: tiny\nruntime: nodejs\n",
    "Pulumi.local.yaml": "config:\n  aws:region: us-east-1\n",
    "index.ts": program,
    ...more,
  });

test("a folder without Pulumi.yaml", async () => {
  const cwd = folder();
  const { error, exitCode } = await refused(cwd);
  expect(exitCode).toBe(2);
  expect(error.message).toContain("Pulumi.yaml");
  expect(error.remedy).toMatch(/faultline init|folder/);
});

test("a stack that is not there, with those that are", async () => {
  const { error, exitCode } = await refused(tiny(), "--stack", "prod");
  expect(exitCode).toBe(2);
  expect(error.message).toContain("prod");
  expect(`${error.message} ${error.remedy}`).toContain("local");
});

test("an experiment that is not there, with those that are", async () => {
  const { error, exitCode } = await refused(tiny(), "--only", "instance-loss,nope");
  expect({ code: error.code, exitCode, message: error.message, remedy: error.remedy }).toEqual({
    code: "unknown-experiment",
    exitCode: 2,
    message: 'The program has no experiment "nope".',
    remedy: "Name some of: instance-loss.",
  });
});

test("a speed that the sandbox cannot have, in the sandbox's own words", async () => {
  const { error, exitCode, stderr } = await refused(tiny(), "--speed", "0");
  expect({ code: error.code, exitCode, message: error.message }).toEqual({
    code: "sandbox-speed",
    exitCode: 2,
    message: "The speed 0 is not above 0 and at most 3600.",
  });
  expect(stderr).not.toContain("sandbox ready");
});

test("a program without an experiment", async () => {
  const { error, exitCode } = await refused(minimal("export const nothing = 1;\n"));
  expect({ code: error.code, exitCode }).toEqual({ code: "no-experiment", exitCode: 2 });
});

test("a program that throws, with the place; --debug shows the stack", async () => {
  const cwd = minimal('const answer: number = 1;\nif (answer) throw new Error("the shop is closed");\n');
  const { error, exitCode } = await refused(cwd);
  expect({ code: error.code, exitCode }).toEqual({ code: "program-failed", exitCode: 2 });
  expect(error.message).toBe("index.ts failed at index.ts:2:19: the shop is closed");
  const { stderr } = await faultline(["rehearse", "--debug"], { cwd });
  expect(stderr).toMatch(/^ +at .*index\.ts:2:19/m);
});

test("a program that does not compile, and one that imports what is not there", async () => {
  const broken = await refused(minimal("export const = 1;\n"));
  expect(broken).toMatchObject({
    exitCode: 2,
    error: { code: "program-does-not-compile", message: expect.stringContaining("index.ts:1") },
  });
  const missing = await refused(minimal('import "left-pad";\n'));
  expect(missing).toMatchObject({ exitCode: 2, error: { code: "module-not-found", message: expect.stringContaining("left-pad") } });
});

test("a definition with problems: all of them, each with its path and its remedy", async () => {
  const { error, exitCode } = await refused(
    minimal(`import { Experiment } from "faultline";
new Experiment("bad", { hypothesis: "", owner: "", runbook: "x", steadyState: {}, guards: {}, faults: {}, blastRadius: { atMost: "0 things" }, traffic: {} } as never);
`),
  );
  expect(exitCode).toBe(2);
  for (const path of ["hypothesis", "owner", "steadyState", "guards", "faults"])
    expect(error.message).toMatch(new RegExp(`^ *${path}`, "m"));
  expect(error.message).toContain("index.ts:2");
});

test("an invalid rehearsal.yaml: the file, the path and the line of every problem, before anything is made", async () => {
  const cwd = tiny({
    rehearsal: `version: 1
services:
  app:
    on: { instances: { tags: { Service: app } } }
    behaves: { latency: fast }
traffic:
  - { name: users, to: { loadBalancer: "app*" }, rate: 40 }
`,
  });
  const { error, exitCode, stderr } = await refused(cwd);
  expect({ code: error.code, exitCode }).toEqual({ code: "bad-system", exitCode: 2 });
  expect(error.message).toContain(join(cwd, "rehearsal.yaml"));
  expect(error.message).toMatch(/services\.app\.behaves\.latency[^\n]*\n?.*fast/);
  expect(error.message).toMatch(/line 5/);
  expect(error.message).toMatch(/traffic(\.|\[)0\]?\.rate/);
  expect(error.message).toMatch(/line 7/);
  expect(error.problems?.length).toBeGreaterThanOrEqual(2);
  expect(stderr).not.toContain("the program made");
});

test("a rehearsal.yaml that is no YAML, or is not there when it is named", async () => {
  const broken = await refused(tiny({ rehearsal: "version: 1\nservices: [\n" }));
  expect(broken).toMatchObject({ exitCode: 2, error: { code: "bad-system", message: expect.stringMatching(/line \d/) } });
  const absent = await refused(tiny(), "--system", "other.yaml");
  expect(absent).toMatchObject({ exitCode: 2, error: { code: "no-system", message: expect.stringContaining("other.yaml") } });
});

test("services whose command does not start: what it said, without a long wait", async () => {
  const began = Date.now();
  const { error, exitCode } = await refused(tiny({ command: `node -e "console.error('no such thing');process.exit(3)"` }));
  expect({ code: error.code, exitCode }).toEqual({ code: "machines-do-not-start", exitCode: 6 });
  expect(error.message).toMatch(/\(app\) ended with code 3 before it answered/);
  expect(error.message).toContain("no such thing");
  expect(error.remedy).toContain("rehearsal.yaml");
  expect(Date.now() - began).toBeLessThan(30_000);
});

test("a store that cannot be written: nothing is started", async () => {
  const cwd = tiny();
  const { error, exitCode, stderr } = await refused(cwd, "--store", "index.ts/store");
  expect({ code: error.code, exitCode }).toEqual({ code: "store-unopenable", exitCode: 6 });
  expect(stderr).not.toContain("sandbox ready");
  expect(readdirSync(cwd)).not.toContain(".faultline");
});

test("a port that is taken", async () => {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    const { code, stderr, told } = await json(["sandbox", "--port", String(port)]);
    expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: "port-taken" }, exitCode: 2 } });
    expect(told.error.message).toContain(String(port));
    expect(told.error.remedy).toMatch(/another port/);
    expect(stderr).not.toMatch(/^ +at /m);
  } finally {
    await new Promise((done) => server.close(done));
  }
});
