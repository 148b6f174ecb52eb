import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { ExperimentSettings } from "../../src/experiment";
import type { Experiment } from "../../src/provision";
import type { Properties } from "../../src/rehearsal/contract";
import { evaluate } from "../../src/rehearsal/engine/evaluate";
import { refuseUnknownKeys } from "../../stacks/keys";
import { orchestrate } from "../../stacks/orchestrator";
import { askedProvider } from "./provider";

const ROOT = join(__dirname, "../..");
const SCHEDULE = "aws:scheduler/schedule:Schedule";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

/** What the example program asks for in the preview of one of its stacks, from the built package, as a user has it. */
async function preview(stack: string) {
  const { provider } = askedProvider();
  const evaluation = await evaluate({ programDir: ROOT, stack, provider, env: process.env, preview: true });
  evaluation.close();
  expect(evaluation.failures).toEqual([]);
  const inputsOf = (type: string): ReadonlyMap<string, Properties> =>
    new Map(evaluation.registrations.filter((item) => item.type === type).map(({ name, inputs }) => [name, inputs]));
  const settings = [...inputsOf(OBJECT)].filter(([name]) => name.includes("-settings-"));
  return {
    evaluation,
    schedules: inputsOf(SCHEDULE),
    chaos: inputsOf(OBJECT).get("orchestrator-chaos"),
    settings: settings.map(([, inputs]) => JSON.parse(String(inputs.content)) as ExperimentSettings),
  };
}

const EXPERIMENTS = ["az-power-interruption", "eks-pod-delete", "instance-termination"];

test("the local stacks have no orchestrator: the laptop is for trying", async () => {
  const { evaluation, schedules } = await preview("local");
  expect(evaluation.outputs.faultlineOrchestrator).toBeUndefined();
  expect(schedules.size).toBe(0);
}, 180_000);

test("dev runs one experiment every night, plans randomised chaos every day on a leash, and lets nobody wait", async () => {
  const { schedules, settings, chaos } = await preview("dev");
  expect([...schedules.values()].map(({ name, scheduleExpression }) => [name, scheduleExpression]).sort()).toEqual([
    ["eks-pod-delete", "cron(0 3 * * ? *)"],
    ["plan.day", "cron(0 9 * * ? *)"],
  ]);
  // Its content holds names that are known only after creation.
  expect(chaos).toMatchObject({ key: "chaos/settings.json" });
  expect(settings.map(({ experiment, approval, windows }) => ({ experiment, approval, windows }))).toEqual(
    expect.arrayContaining(EXPERIMENTS.map((experiment) => ({ experiment, approval: undefined, windows: [] }))),
  );
}, 180_000);

test("staging runs every experiment every week, in working hours", async () => {
  const { schedules, settings } = await preview("staging");
  expect([...schedules.values()].map(({ name }) => name).sort()).toEqual(EXPERIMENTS);
  expect(settings.every(({ windows }) => windows.length === 1)).toBe(true);
}, 180_000);

test("in production nothing runs without consent or outside of its hours", async () => {
  const { settings } = await preview("prod");
  expect(settings.map(({ experiment }) => experiment).sort()).toEqual(EXPERIMENTS);
  for (const { approval, windows } of settings) {
    expect(approval?.by.length).toBeGreaterThan(0);
    expect(windows.length).toBeGreaterThan(0);
  }
}, 180_000);

describe("the configuration", () => {
  const zoneLoss = { experimentName: "zone-loss" } as Experiment;

  function configured(values: Readonly<Record<string, unknown>>): pulumi.Config {
    const written = Object.entries(values).map(([key, value]) => [
      `demo:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(Object.fromEntries(written));
    return new pulumi.Config("demo");
  }

  test("with a key that nobody reads is refused with those that there are: a misspelled approval would be none", () => {
    expect(() => refuseUnknownKeys(configured({ orchestrator: true, aproval: { by: ["anna"] }, windws: [] }))).toThrow(
      /keys that nobody reads: aproval, windws\. There are approval, /,
    );
    expect(() => refuseUnknownKeys(configured({ orchestrator: true, approval: { by: ["anna"] } }))).not.toThrow();
  });

  test("of every stack in the repository has no other keys", () => {
    const folder = join(ROOT, "stacks");
    const files = readdirSync(folder).filter((name) => /^Pulumi\..+\.yaml$/.test(name));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const { config } = parse(readFileSync(join(folder, file), "utf8")) as { config: Record<string, unknown> };
      pulumi.runtime.setAllConfig(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, JSON.stringify(value)])));
      expect(() => refuseUnknownKeys(new pulumi.Config("faultline-example"))).not.toThrow();
    }
  });

  test("of a strict stack demands approval and windows, both told at once", () => {
    expect(() => orchestrate(configured({ orchestrator: true, strict: true }), [zoneLoss])).toThrow(
      /approval: .*strict[\s\S]*windows: .*strict/,
    );
  });

  test("cannot schedule what is not there: the message names what is", () => {
    const config = configured({ orchestrator: true, schedules: { "zone-los": { at: "rate(1 day)" } } });
    expect(() => orchestrate(config, [zoneLoss])).toThrow("schedules.zone-los: there is no such experiment; there are zone-loss");
  });

  test("hands randomised chaos to the orchestrator, which checks it: what is wrong is told with its place", () => {
    const chaos = { version: 1, leashed: "no", windows: [], apps: {}, members: [] };
    expect(() => orchestrate(configured({ orchestrator: true, chaos }), [zoneLoss])).toThrow(/chaos\.leashed/);
  });

  test("that does not ask for an orchestrator makes none", () => {
    expect(orchestrate(configured({ strict: true }), [zoneLoss])).toBeUndefined();
  });
});
