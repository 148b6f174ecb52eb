import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { compile, type ExperimentDefinition } from "../../src/experiment";
import type { OrchestratorArgs } from "../../src/provision";
import { inputsOf, isDocument, type ObjectSpec, referredTo, type Schema, type Spec } from "../../src/provision/component/schema";
import { checkOrchestrator } from "../../src/provision/orchestrator/check";

jest.setTimeout(120_000);

const ROOT = join(__dirname, "../..");

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const schema = JSON.parse(read("component/schema.json")) as Schema;
const of = (name: string): ObjectSpec => inputsOf(schema, `faultline:index:${name}`) ?? { properties: {} };
const inputs = of("Experiment");

/** What of a value does not fit, by its path. */
function misfits(value: unknown, spec: Spec, path: string): readonly string[] {
  if (isDocument(spec)) return [];
  if (spec.$ref) return misfitsOf(value, referredTo(schema, spec), path);
  if (spec.type === "array")
    return Array.isArray(value) ? value.flatMap((item, i) => misfits(item, spec.items ?? {}, `${path}[${i}]`)) : [`${path}: no list`];
  if (spec.additionalProperties) {
    const each = spec.additionalProperties;
    return Object.entries(value as object).flatMap(([key, member]) => misfits(member, each, `${path}.${key}`));
  }
  return typeof value === spec.type ? [] : [`${path}: ${typeof value}, not ${spec.type}`];
}

function misfitsOf(value: unknown, object: ObjectSpec | undefined, path: string): readonly string[] {
  if (!object || typeof value !== "object" || value === null) return [`${path}: no object`];
  const missing = (object.required ?? []).filter((name) => !(name in value)).map((name) => `${path}.${name}: missing`);
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const spec = object.properties[name];
    return spec ? misfits(member, spec, `${path}.${name}`) : [`${path}.${name}: unknown`];
  });
  return [...missing, ...wrong];
}

test("the schema is what the TypeScript types and their comments say", () => {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "tools/model/component-schema.mjs"), "--check"], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("its names are a promise: what is new is written down, what goes breaks programs", () => {
  const names = (where: string, { properties, required = [] }: ObjectSpec) =>
    Object.keys(properties).map((name) => `${where}.${name}${required.includes(name) ? "" : "?"}`);
  const short = (token: string) => token.replace("faultline:index:", "");
  const lines = [
    ...Object.keys(schema.resources).flatMap((token) => names(short(token), inputsOf(schema, token) ?? { properties: {} })),
    ...Object.entries(JSON.parse(read("component/schema.json")).resources as Record<string, ObjectSpec>).flatMap(([token, made]) =>
      names(`${short(token)} makes`, made),
    ),
    ...Object.entries(schema.types).flatMap(([token, object]) => names(short(token), object)),
  ];
  expect(lines.sort()).toEqual(read("test/provision/golden/component-names.txt").trim().split("\n"));
});

test("what the checks know when a program runs is what the schema says: no input is forgotten on either side", () => {
  const allowed = (problems: readonly { readonly path: string; readonly allowed?: string }[], path: string) =>
    problems.find((problem) => problem.path === path)?.allowed?.split(", ");
  const compiled = compile("one", { stranger: 1 });
  expect(allowed(compiled.ok ? [] : compiled.problems, "stranger")).toEqual(Object.keys(of("Experiment").properties));
  const one = { experiment: { experimentName: "one" }, stranger: 1, schedule: { stranger: 1 }, windows: [{ stranger: 1 }] };
  const strange = { experiments: [one], stranger: 1, retention: { stranger: 1 }, chaos: { stranger: 1, outageGate: { stranger: 1 } } };
  const { problems } = checkOrchestrator("chaos", strange as unknown as OrchestratorArgs, 0);
  const type = (name: string) => Object.keys(schema.types[`faultline:index:${name}`]?.properties ?? {}).sort();
  const known = (path: string) => [...(allowed(problems, path) ?? [])].sort();
  expect(known("stranger")).toEqual(Object.keys(of("Orchestrator").properties).sort());
  const { OrchestratedExperiment: _, ...types } = {
    OrchestratedExperiment: "experiments[0].stranger",
    RunSchedule: "experiments[0].schedule.stranger",
    RunWindow: "experiments[0].windows[0].stranger",
    OrchestratorRetention: "retention.stranger",
    ChaosSettings: "chaos.stranger",
    OutageGateSettings: "chaos.outageGate.stranger",
  };
  for (const [name, path] of Object.entries(types)) expect({ name, members: known(path) }).toEqual({ name, members: type(name) });
  // Another language gives the experiment by its name and its manifest.
  const given = known(_).flatMap((member) => (member === "experiment" ? ["manifest", "name"] : [member]));
  expect(given.sort()).toEqual(type("OrchestratedExperiment"));
});

test("whatever the schema refers to is there", () => {
  const references = [...JSON.stringify(schema).matchAll(/"#\/types\/([^"]+)"/g)].map(([, name = ""]) => name);
  expect(references.length).toBeGreaterThan(10);
  expect(references.filter((name) => !Object.hasOwn(schema.types, name))).toEqual([]);
  expect(Object.keys(schema.types).filter((name) => !references.includes(name))).toEqual([]);
});

interface YamlProgram {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, { readonly default: unknown }>>;
  readonly resources: Readonly<Record<string, { readonly type: string; readonly properties: unknown }>>;
}

/** Variables and configuration in their places, as Pulumi's YAML does it. */
function resolved(value: unknown, program: YamlProgram): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, program));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolved(member, program)]));
  const [, name] = /^\$\{(\w+)\}$/.exec(String(value)) ?? [];
  if (name === undefined) return value;
  const found = program.variables[name] ?? program.config[name]?.default;
  if (found === undefined) throw new Error(`${name} is neither a variable nor configuration`);
  return resolved(found, program);
}

test("the example in YAML fits the schema, and what it says is found right", () => {
  const program = parse(read("examples/yaml/Pulumi.yaml")) as YamlProgram;
  const entries = Object.entries(program.resources).map(([name, { type, properties }]) => ({
    name,
    type: type.replace("faultline:", ""),
    properties: resolved(properties, program),
  }));
  expect(entries.map(({ type }) => type)).toEqual(["Experiment", "Orchestrator"]);
  for (const { type, properties } of entries) expect(misfitsOf(properties, of(type), type)).toEqual([]);
  const [experiment, chaos] = entries;
  const compiled = compile(experiment?.name ?? "", experiment?.properties as ExperimentDefinition);
  expect(compiled.ok ? [] : compiled.problems).toEqual([]);
  const { experiments, ...rest } = chaos?.properties as {
    readonly experiments: readonly { readonly name: string; readonly manifest: unknown }[];
  };
  const made = experiments.map(({ name, manifest: _manifest, ...more }) => ({ experiment: { experimentName: name }, ...more }));
  const args = { experiments: made, ...rest } as unknown as OrchestratorArgs;
  expect(checkOrchestrator(chaos?.name ?? "", args, Date.parse("2026-11-21T12:00:00Z"))).toEqual({ problems: [], warnings: [] });
});

test("a program that does not fit is told where", () => {
  const program = parse(read("examples/yaml/Pulumi.yaml")) as YamlProgram;
  const properties = resolved(program.resources["instance-loss"]?.properties, program) as Record<string, unknown>;
  const { owner: _owner, ...rest } = properties;
  expect(misfitsOf({ ...rest, blastRadius: { most: "1" } }, inputs, "properties")).toEqual([
    "properties.owner: missing",
    "properties.blastRadius.atMost: missing",
    "properties.blastRadius.most: unknown",
  ]);
});

/** The names that each `new XArgs { Name = …, }` gives. */
function csharpObjects(text: string): readonly { readonly type: string; readonly names: readonly string[] }[] {
  return [...text.matchAll(/new (\w+)Args\s*\{/g)].map((match) => {
    let depth = 1;
    let own = "";
    for (let at = match.index + match[0].length; depth > 0 && at < text.length; at++) {
      const letter = text.charAt(at);
      if ("{([".includes(letter)) depth++;
      if ("})]".includes(letter)) depth--;
      if (depth === 1) own += letter;
    }
    return { type: match[1] ?? "", names: [...own.matchAll(/(\w+)\s*=/g)].map(([, name = ""]) => name) };
  });
}

test("the example in C# names what the schema has, and leaves out nothing that it requires", () => {
  const objects = csharpObjects(read("examples/csharp/Program.cs"));
  expect(objects.map(({ type }) => type)).toEqual(expect.arrayContaining(["Experiment", "Orchestrator", "RunSchedule", "Subscriber"]));
  for (const { type, names } of objects) {
    const object = schema.types[`faultline:index:${type}`] ?? of(type);
    const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
    expect({
      type,
      unknown: names.filter(
        (name) =>
          !Object.keys(object?.properties ?? {})
            .map(pascal)
            .includes(name),
      ),
    }).toEqual({ type, unknown: [] });
    expect({ type, missing: (object?.required ?? []).filter((name) => !names.includes(pascal(name))) }).toEqual({ type, missing: [] });
  }
});
