import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { checkTemplate } from "../../src/exchange/check/template";
import type { Finding } from "../../src/exchange/finding";
import { fisTemplates } from "../../src/exchange/formats/fis";
import { readSource } from "../../src/exchange/source";

function findingsOf(name: string, text: string): readonly Finding[] {
  const source = readSource(name, text);
  const found = source.documents.flatMap((document) => fisTemplates(name, document));
  return [...source.findings, ...found.flatMap(checkTemplate)];
}

const CASES = join(__dirname, "../../../shared/cases/fis-templates");

interface Case {
  readonly file: string;
  readonly expected: "accept" | "accept-with-warning" | "reject";
  readonly why: readonly string[];
}

const cases: readonly Case[] = existsSync(CASES) ? (JSON.parse(readFileSync(join(CASES, "INDEX.json"), "utf8")) as Case[]) : [];
const each = (expected: Case["expected"]) => {
  const rows = cases.filter((item) => item.expected === expected);
  return rows.length > 0
    ? test.each(rows)
    : test.skip.each([{ file: "real templates (none is beside this checkout)", why: [] as readonly string[] }]);
};
const of = (file: string, severity: Finding["severity"]) =>
  findingsOf(file, readFileSync(join(CASES, file), "utf8")).filter((finding) => finding.severity === severity);

each("accept")("$file is accepted", ({ file }) => {
  expect(of(file, "error")).toEqual([]);
});

/** The names that a reason quotes, or begins with: each must be part of the place of a finding. */
function placeOf(why: string): string {
  const [place = ""] = why.split(":");
  return (
    place
      .replace(/^target /, "")
      .replace(/^Invalid type for parameter ([\w.-]+).*/, "$1")
      .split(" ")[0] ?? ""
  );
}

each("reject")("$file is refused at the place that is wrong", ({ file, why }) => {
  const errors = of(file, "error");
  for (const reason of why) expect(errors.map(({ path }) => path.replace(/\["([^"]*)"\]/g, ".$1")).join("\n")).toContain(placeOf(reason));
  for (const { place, remedy, code } of errors)
    expect({ code, line: place?.line ?? 0, remedy }).toMatchObject({ line: expect.any(Number), remedy: expect.stringMatching(/\w/) });
});

each("accept-with-warning")("$file is accepted with a warning at the place", ({ file, why }) => {
  expect(of(file, "error")).toEqual([]);
  const warnings = of(file, "warning");
  for (const reason of why) expect(warnings.map(({ path }) => path.replace(/\["([^"]*)"\]/g, ".$1")).join("\n")).toContain(placeOf(reason));
});

const TEXTS = cases.slice(0, 40).map(({ file }) => readFileSync(join(CASES, file), "utf8"));
const maimed = TEXTS.length > 0 ? test : test.skip;

maimed("whatever is done to a real template, the check answers and gives every finding a place", () => {
  const anything = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(null, [], {}, "", "ALL", 0, ["x"], { a: "b" }));
  fc.assert(
    fc.property(fc.constantFrom(...TEXTS), fc.nat(), anything, (text, seed, value) => {
      const template = JSON.parse(text) as Record<string, unknown>;
      replaceOne(template, seed, value);
      for (const { place, code, remedy } of findingsOf("x.json", JSON.stringify(template, null, 2)))
        expect({ code, remedy, line: place?.line }).toEqual({ code, remedy: expect.stringMatching(/\w/), line: expect.any(Number) });
    }),
  );
});

/** Replaces one of all the values in a tree. */
function replaceOne(root: Record<string, unknown>, seed: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown): void => {
    if (node === null || typeof node !== "object") return;
    for (const [key, member] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk(member);
    }
  };
  walk(root);
  const [node, key] = places[seed % places.length] ?? [];
  if (node && key !== undefined) node[key] = value;
}

const GOOD = {
  description: "stop one",
  roleArn: "arn:aws:iam::123456789012:role/fis",
  stopConditions: [{ source: "aws:cloudwatch:alarm", value: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:stop" }],
  targets: { web: { resourceType: "aws:ec2:instance", resourceTags: { Team: "web", Chaos: "yes" }, selectionMode: "COUNT(1)" } },
  actions: { stop: { actionId: "aws:ec2:stop-instances", targets: { Instances: "web" } } },
};

type Json = Record<string, unknown>;
const changed = (change: (template: Json & typeof GOOD) => void) => {
  const template = structuredClone(GOOD) as Json & typeof GOOD;
  change(template);
  return findingsOf("x.json", JSON.stringify(template, null, 2)).map(({ severity, code, path }) => `${severity} ${code} ${path}`);
};
const set = (object: object, more: object) => void Object.assign(object, more);

test("a good template has no finding", () => {
  expect(changed(() => undefined)).toEqual([]);
});

test.each<[string, (template: Json & typeof GOOD) => void]>([
  ["warning no-stop-condition stopConditions", (t) => set(t, { stopConditions: [{ source: "none" }] })],
  ["error missing stopConditions", (t) => set(t, { stopConditions: undefined })],
  ["error bad-alarm-arn stopConditions[0].value", (t) => set(t, { stopConditions: [{ source: "aws:cloudwatch:alarm", value: "stop" }] })],
  [
    "warning alarm-elsewhere stopConditions[0].value",
    (t) => set(t.stopConditions[0] ?? {}, { value: "arn:aws:cloudwatch:us-east-1:210987654321:alarm:stop" }),
  ],
  ["error bad-role-arn roleArn", (t) => set(t, { roleArn: "fis" })],
  ["error unknown-property targts", (t) => set(t, { targts: {} })],
  ["error arns-and-tags targets.web", (t) => set(t.targets.web, { resourceArns: ["arn:aws:ec2:us-east-1:123456789012:instance/i-0"] })],
  ["error bad-selection targets.web.selectionMode", (t) => set(t.targets.web, { selectionMode: "COUNT(0)" })],
  ["error unknown-type targets.web.resourceType", (t) => set(t.targets.web, { resourceType: "aws:ec2:instances" })],
  ["error wrong-target-key actions.stop.targets.Instance", (t) => set(t.actions.stop, { targets: { Instance: "web" } })],
  ["error unknown-target actions.stop.targets.Instances", (t) => set(t.actions.stop, { targets: { Instances: "app" } })],
  ["error wrong-target actions.stop.targets.Instances", (t) => set(t.targets.web, { resourceType: "aws:ec2:spot-instance" })],
  ["error unknown-action actions.stop.actionId", (t) => set(t.actions.stop, { actionId: "aws:ec2:halt-instances" })],
  ["error unknown-property actions.stop.parameters.duration", (t) => set(t.actions.stop, { parameters: { duration: "PT1M" } })],
  [
    "error duration-out-of-range actions.stop.parameters.startInstancesAfterDuration",
    (t) => set(t.actions.stop, { parameters: { startInstancesAfterDuration: "PT13H" } }),
  ],
  ["error unknown-action-name actions.stop.startAfter[0]", (t) => set(t.actions.stop, { startAfter: ["wait"] })],
  ["error circle actions", (t) => set(t.actions.stop, { startAfter: ["stop"] })],
  ["warning unused-target targets.other", (t) => set(t.targets, { other: { ...t.targets.web } })],
  [
    "warning skip-mode experimentOptions.emptyTargetResolutionMode",
    (t) => set(t, { experimentOptions: { emptyTargetResolutionMode: "skip" } }),
  ],
  [
    "warning wide-blast-radius targets.web.selectionMode",
    (t) => set(t.targets.web, { selectionMode: "ALL", resourceTags: { Team: "web" } }),
  ],
  ["warning placeholder targets.web.resourceTags.Team", (t) => set(t.targets.web.resourceTags, { Team: "<your team>" })],
  ['error reserved-tag tags["aws:x"]', (t) => set(t, { tags: { "aws:x": "y" } })],
  ["error not-allowed logConfiguration.logSchemaVersion", (t) => set(t, { logConfiguration: { logSchemaVersion: 3 } })],
  [
    "error duration-out-of-range experimentReportConfiguration.preExperimentDuration",
    (t) => set(t, { experimentReportConfiguration: { preExperimentDuration: "PT31M" } }),
  ],
])("%s", (expected, change) => {
  expect(changed(change)).toContain(expected);
});

test("a text that waits to be filled in is a warning, and nothing else is told of it", () => {
  const told = changed((t) => {
    set(t, { roleArn: "arn:aws:iam::<ACCOUNT>:role/<ROLE>", stopConditions: [{ source: "aws:cloudwatch:alarm", value: "YOUR_ALARM" }] });
    set(t.actions.stop, { parameters: { startInstancesAfterDuration: "<duration>" } });
    const arns = ["arn:aws:ec2:us-east-1:your_account:instance/i-1"];
    set(t.targets, { web: { resourceType: "aws:ec2:instance", resourceArns: arns, selectionMode: "ALL" } });
  });
  expect(told.sort()).toEqual([
    "warning placeholder actions.stop.parameters.startInstancesAfterDuration",
    "warning placeholder roleArn",
    "warning placeholder stopConditions[0].value",
    "warning placeholder targets.web.resourceArns[0]",
  ]);
});

test("a long text that begins like a place to be filled in is read in no time", () => {
  const before = process.cpuUsage().user;
  changed((t) => set(t.targets.web.resourceTags, { Team: `MY_${"A".repeat(60)}1` }));
  expect(process.cpuUsage().user - before).toBeLessThan(5_000_000);
});

test.each(["true", "True", "false"])("FIS takes %s for a truth value, in capitals or not", (text) => {
  const task = { resourceType: "aws:ecs:task", resourceTags: { Team: "web", Stage: "test" }, selectionMode: "ALL" };
  const told = changed((t) => {
    set(t.targets, { web: task });
    const stop = {
      actionId: "aws:ecs:task-cpu-stress",
      parameters: { duration: "PT5M", installDependencies: text },
      targets: { Tasks: "web" },
    };
    set(t.actions, { stop });
  });
  expect(told.filter((one) => one.startsWith("error"))).toEqual([]);
});

test("all problems are told at once, in the order of the file", () => {
  const told = changed((t) => {
    set(t.actions.stop, { actionId: "aws:ec2:halt-instances" });
    set(t, { roleArn: "fis" });
    set(t.targets.web, { selectionMode: "SOME" });
  });
  expect(told).toEqual([
    "error bad-role-arn roleArn",
    "error bad-selection targets.web.selectionMode",
    "error unknown-action actions.stop.actionId",
  ]);
});
