import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { Reading } from "../../src/provision/component/reading";
import { inputsOf, type Schema } from "../../src/provision/component/schema";
import { ComponentProvider } from "../../src/provision/component-provider";
import { type FaultlineError, isFaultlineError, type Problem } from "../../src/words";

const text = readFileSync(join(__dirname, "../../component/schema.json"), "utf8");
const schema = JSON.parse(text) as Schema;
const provider = new ComponentProvider("0.0.0", text);
const ORCHESTRATOR = "faultline:index:Orchestrator";

/** What a construct call is refused with. Nothing was registered: there is no engine here that would take it. */
async function refused(inputs: object, name = "chaos", type = ORCHESTRATOR): Promise<FaultlineError> {
  try {
    await provider.construct(name, type, inputs as pulumi.Inputs, {});
  } catch (thrown) {
    if (isFaultlineError(thrown)) return thrown;
    throw thrown;
  }
  throw new Error("it was not refused");
}

const problemsOf = async (inputs: object, name?: string): Promise<readonly Problem[]> =>
  (await refused(inputs, name)).details.problems ?? [];
const places = async (inputs: object, name?: string) => (await problemsOf(inputs, name)).map(({ code, path }) => `${path} ${code}`).sort();

const later = () => pulumi.output(pulumi.unknown as unknown);
const MANIFEST = {
  version: 1,
  plan: { name: "loss" },
  project: "p",
  stack: "s",
  accountId: "123456789012",
  region: "eu-west-1",
  templateId: "EXT1",
  roleArn: "arn:aws:iam::123456789012:role/r",
  alarms: [],
  heartbeat: {},
  logGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:l",
};
const one = { name: "loss", manifest: MANIFEST };

test("all problems are told at once, those of the shape and those of the meaning, each once and at its place", async () => {
  const wrong = {
    experiments: [
      { ...one, schedule: { at: "every day", timezon: "UTC" }, approval: true },
      { manifest: MANIFEST, windows: "all" },
      "nightly",
      { name: "loss", manifest: MANIFEST },
    ],
    retention: "30 days",
    history: "forget",
    subscribers: { a: { protocol: "pigeon", endpoint: 5 }, b: null, c: { protocol: "email" } },
    tags: { n: 1 },
    chaos: { version: 1.5, apps: [] },
    topics: [],
  };
  expect(await places(wrong, "Chaos!")).toEqual(
    [
      "name bad-name",
      "topics unknown-member",
      "experiments[0].schedule.at bad-schedule",
      "experiments[0].schedule.timezon unknown-member",
      "experiments[0].approval wrong-type",
      "experiments[1].name missing",
      "experiments[1].windows wrong-type",
      "experiments[2] wrong-type",
      "experiments[3] duplicate",
      "retention wrong-type",
      "history unknown-value",
      "subscribers.a.protocol unknown-value",
      "subscribers.a.endpoint wrong-type",
      "subscribers.b wrong-type",
      "subscribers.c.endpoint missing",
      "tags.n wrong-type",
      "chaos.version wrong-type",
      "chaos.apps wrong-type",
      "chaos.windows missing",
      "chaos.members missing",
    ].sort(),
  );
});

test("nothing at all, and what languages write for nothing, lacks its experiments", async () => {
  for (const inputs of [{}, { experiments: null }, { experiments: [] }]) expect(await places(inputs)).toEqual(["experiments missing"]);
});

test.each([
  ["a text", "loss", "not-a-manifest"],
  ["a list", [], "not-a-manifest"],
  ["one of another version", { ...MANIFEST, version: 2 }, "not-a-manifest"],
  ["one without its template", { ...MANIFEST, templateId: "" }, "not-a-manifest"],
  ["one without its plan", { ...MANIFEST, plan: undefined }, "not-a-manifest"],
  ["that of another experiment", { ...MANIFEST, plan: { name: "other" } }, "another-manifest"],
])("a manifest that is %s is refused before anything is made", async (_, manifest, code) => {
  expect(await places({ experiments: [{ name: "loss", manifest }] })).toEqual([`experiments[0].manifest ${code}`]);
  expect(await places({ experiments: [{ name: "loss", manifest: pulumi.secret(manifest) }] })).toEqual([`experiments[0].manifest ${code}`]);
});

test("what a preview must know is refused when it is known later; a manifest, an address and a key may be", async () => {
  const open = { manifest: later() };
  const inputs = {
    experiments: [
      { ...open, name: later() },
      { ...open, name: "b", schedule: later() },
      { ...open, name: "c", windows: [{ from: later() }] },
    ],
    kmsKeyArn: later(),
    alarmActions: [later()],
    tags: { team: later() },
    subscribers: { pager: { protocol: later(), endpoint: later() } },
    retention: { logDays: later() },
  };
  const late = (await problemsOf(inputs)).filter(({ code }) => code === "known-too-late").map(({ path }) => path);
  expect(late.sort()).toEqual([
    "experiments[0].name",
    "experiments[1].schedule",
    "experiments[2].windows[0].from",
    "retention.logDays",
    "subscribers.pager.protocol",
  ]);
  expect(await places({ experiments: later() })).toEqual(["experiments known-too-late"]);
});

test("a secret where it would be shown is refused, and no message holds a secret", async () => {
  const inputs = {
    experiments: [{ ...one, schedule: { at: pulumi.secret("hush") } }],
    subscribers: { pager: { protocol: "https", endpoint: pulumi.secret("hush") } },
    kmsKeyArn: pulumi.secret(["hush"]),
  };
  const error = await refused(inputs);
  expect((error.details.problems ?? []).map(({ code, path }) => `${path} ${code}`)).toEqual([
    "experiments[0].schedule.at cannot-be-secret",
    "kmsKeyArn wrong-type",
  ]);
  expect(error.message).not.toContain("hush");
});

test("what stays open keeps its secrecy, also when everything around it came as one secret", async () => {
  const reading = new Reading(schema, true);
  const object = inputsOf(schema, ORCHESTRATOR) ?? { properties: {} };
  const subscribers = {
    pager: { protocol: "https", endpoint: "https://example.com/hush" },
    oncall: { protocol: "email", endpoint: "a@b.c" },
  };
  const read = await reading.object({ subscribers: pulumi.secret(subscribers), tags: { team: pulumi.secret("hush") } }, object);
  expect(reading.problems.map(({ path }) => path)).toEqual(["experiments"]);
  const made = read.subscribers as Record<string, { readonly protocol: string; readonly endpoint: pulumi.Output<string> }>;
  expect(Object.entries(made).map(([who, { protocol }]) => [who, protocol])).toEqual([
    ["oncall", "email"],
    ["pager", "https"],
  ]);
  expect(await pulumi.isSecret(made.pager?.endpoint ?? pulumi.output(""))).toBe(true);
  expect(await pulumi.isSecret((read.tags as { readonly team: pulumi.Output<string> }).team)).toBe(true);
});

test("an experiment whose guards are known too late is told so, with everything else that is wrong", async () => {
  const { details } = await refused({ hypothesis: "h", guards: later() }, "loss", "faultline:index:Experiment");
  const found = (details.problems ?? []).map(({ code, path }) => `${path} ${code}`);
  expect(found).toContain("guards known-too-late");
  expect(found).toContain("owner missing");
});

test("a component that there is not is refused by name", async () => {
  const { code, message } = await refused({}, "x", "faultline:index:Runbook");
  expect([code, message]).toEqual(["unknown-component", "there is no component faultline:index:Runbook"]);
});

describe("for all inputs", () => {
  const object = inputsOf(schema, ORCHESTRATOR) ?? { properties: {} };
  const shuffled = (value: unknown, order: readonly number[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
    if (typeof value !== "object" || value === null) return value;
    const rank = (key: string) => order[key.length % order.length] ?? 0;
    const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? 1 : -1));
    return Object.fromEntries(entries.map(([key, item]) => [key, shuffled(item, order)]));
  };
  const rare = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constant([one]), fc.constant({ at: "cron(0 10 ? * MON *)" }));
  const members = Object.fromEntries(Object.keys(object.properties).map((key) => [key, rare]));

  test("they are refused with problems that have a code and a place, and with nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(members, { requiredKeys: [] }), rare, async (inputs, schedule) => {
        // Never right as a whole: what is right would be made.
        const experiments = [{ name: "loss", manifest: MANIFEST, schedule }, inputs.experiments ?? 0];
        const problems = await problemsOf({ ...inputs, experiments });
        expect(problems.length).toBeGreaterThan(0);
        for (const { code, path, remedy } of problems) expect(code !== "" && path !== "" && remedy !== "").toBe(true);
      }),
    );
  });

  test("the order in which members come over the wire changes nothing", async () => {
    const given = {
      tags: { b: "1", a: "2", ccc: "3" },
      experiments: [{ ...one, windows: [{ from: "10:00", to: "11:00", timezone: "UTC", days: ["TUE", "MON"] }] }],
      subscribers: { zz: { protocol: "email", endpoint: "a" }, a: { endpoint: "b", protocol: "sms" } },
      retention: { logDays: 1, reportDays: 2 },
    };
    const said = async (value: object) => JSON.stringify(await new Reading(schema, true).object(value as Record<string, unknown>, object));
    const expected = await said({ ...given, experiments: given.experiments.map(({ manifest: _, ...rest }) => rest) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer(), { minLength: 1 }), async (order) => {
        const { experiments, ...rest } = shuffled(given, order) as typeof given;
        expect(await said({ ...rest, experiments: experiments.map(({ manifest: _, ...one }) => one) })).toBe(expected);
      }),
    );
  });
});
