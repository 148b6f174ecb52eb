import { join } from "node:path";
import { manifest } from "../report/journal";
import { faultline, folder, json } from "./faultline";

const one = () => ({ "zone-loss": manifest() });
const two = () => ({ ...one(), other: { ...manifest(), plan: { ...manifest().plan, name: "other" } } });
const withFile = (manifests: unknown) => folder({ "m.json": typeof manifests === "string" ? manifests : JSON.stringify(manifests) });

test("ls tells the experiments of a stack, to people and to machines", async () => {
  const cwd = withFile(two());
  const { code, stdout } = await faultline(["ls", "--manifests", "m.json"], { cwd });
  expect(code).toBe(0);
  expect(stdout.split("\n")[0]).toMatch(/^EXPERIMENT +FAULTS +GUARDS +AT MOST +TEMPLATE +REGION$/);
  expect(stdout).toMatch(/^zone-loss +2 +errors +\S.* +EXT1a2b3c4d5e6f7 +us-east-1$/m);
  const { told } = await json<{ experiments: object[] }>(["ls", "--manifests", "m.json"], { cwd });
  const { plan } = manifest();
  expect(told.experiments).toHaveLength(2);
  expect(told.experiments[0]).toEqual({
    experiment: "zone-loss",
    hypothesis: plan.hypothesis,
    owner: plan.owner,
    faults: plan.actions.map((action) => action.actionId),
    guards: ["errors"],
    maxDurationMs: plan.maxDurationMs,
    templateId: "EXT1a2b3c4d5e6f7",
    region: "us-east-1",
  });
});

test("plan says what will happen, to what, guarded and judged by what", async () => {
  const cwd = withFile(one());
  const { code, stdout } = await faultline(["plan", "--manifests", "m.json"], { cwd });
  expect(code).toBe(0);
  const { plan } = manifest();
  for (const words of [plan.hypothesis, plan.owner, plan.runbook, "EXT1a2b3c4d5e6f7", "aws:ec2:stop-instances", "Zone=a", "heartbeat"])
    expect(stdout).toContain(words);
  expect(stdout).not.toContain("The role may");
  const { told } = await json<{ plan: unknown }>(["plan", "zone-loss", "--manifests", "m.json"], { cwd });
  expect(told).toEqual({
    plan: JSON.parse(JSON.stringify(plan)),
    templateId: "EXT1a2b3c4d5e6f7",
    region: "us-east-1",
    accountId: "123456789012",
  });
});

test("plan --permissions shows every action that the role may do with the faults that need it", async () => {
  const cwd = withFile(one());
  const { stdout } = await faultline(["plan", "--permissions", "--manifests", "m.json"], { cwd });
  const { permissions } = manifest().plan;
  expect(permissions.length).toBeGreaterThan(0);
  for (const { actions, neededBy } of permissions) {
    const line = stdout.split("\n").find((text) => text.includes(actions.join(" ")));
    expect(line).toContain(`for ${neededBy.join(", ")}`);
  }
});

test.each(["plan", "run"])("%s: an experiment that is not named or not there is refused with the names", async (command) => {
  const cwd = withFile(two());
  for (const name of [[], ["nope"]]) {
    const { code, told } = await json([command, ...name, "--manifests", "m.json"], { cwd });
    expect({ code, told }).toMatchObject({
      code: 2,
      told: { error: { code: "unknown-experiment", remedy: "Name one of: zone-loss, other." }, exitCode: 2 },
    });
  }
});

test.each(["ls", "plan", "run"])("%s without a stack says where it could come from", async (command) => {
  const { code, stderr, told } = await json([command]);
  expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: "no-stack" }, exitCode: 2 } });
  expect(stderr).toContain("--stack NAME");
  expect(stderr).toContain("--manifests FILE");
});

test("without Pulumi's CLI on the PATH it says how to do without", async () => {
  const { code, told } = await json(["ls", "--stack", "prod"], { env: { PATH: "/nonexistent" } });
  expect({ code, told }).toMatchObject({
    code: 2,
    told: { error: { code: "no-pulumi", remedy: expect.stringContaining("--manifests FILE") } },
  });
});

test("the stack's output is what Pulumi's CLI prints; what it refuses is told in its own words", async () => {
  const answers = folder({
    pulumi: `#!/bin/sh\n[ "$6" = --stack ] && [ "$7" = prod ] && cat ${join(withFile(one()), "m.json")} && exit 0\necho "error: no stack named '$7' found" >&2\nexit 255\n`,
  });
  const { chmodSync } = await import("node:fs");
  chmodSync(join(answers, "pulumi"), 0o755);
  const env = { PATH: `${answers}:${process.env.PATH}` };
  expect((await json(["plan", "--stack", "prod"], { env })).told).toMatchObject({ templateId: "EXT1a2b3c4d5e6f7" });
  const { code, told } = await json(["plan", "--stack", "prdo"], { env });
  expect({ code, told }).toMatchObject({
    code: 2,
    told: { error: { code: "no-stack-output", message: expect.stringContaining("no stack named 'prdo' found") } },
  });
});

test.each([
  { what: "a text", file: "no JSON", says: "not JSON" },
  { what: "a list", file: "[]", says: "not an object" },
  { what: "another version", file: '{"a":{"version":2}}', says: "version 2" },
  { what: "something else", file: '{"a":{"version":1}}', says: "lacks its plan" },
])("manifests that are $what are refused", async ({ file, says }) => {
  const { code, told } = await json(["ls", "--manifests", "m.json"], { cwd: withFile(file) });
  expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: "bad-manifests", message: expect.stringContaining(says) } } });
});

test("a file of manifests that is not there is refused by name", async () => {
  const { code, told } = await json(["ls", "--manifests", "nowhere.json"]);
  expect({ code, told }).toMatchObject({
    code: 2,
    told: { error: { code: "no-manifests", message: expect.stringContaining("nowhere.json") } },
  });
});
