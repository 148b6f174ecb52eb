import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { compile, type ExperimentDefinition } from "../../src/experiment";

jest.setTimeout(120_000);

const ROOT = join(__dirname, "../..");

interface Spec {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Spec;
  readonly additionalProperties?: Spec;
}
interface ObjectSpec {
  readonly properties: Readonly<Record<string, Spec>>;
  readonly required?: readonly string[];
}
interface Schema {
  readonly types: Readonly<Record<string, ObjectSpec>>;
  readonly resources: Readonly<Record<string, { inputProperties: Readonly<Record<string, Spec>>; requiredInputs: readonly string[] }>>;
}

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const schema = JSON.parse(read("component/schema.json")) as Schema;
const experiment = schema.resources["faultline:index:Experiment"];
const inputs: ObjectSpec = { properties: experiment?.inputProperties ?? {}, required: experiment?.requiredInputs ?? [] };

/** What of a value does not fit, by its path. */
function misfits(value: unknown, spec: Spec, path: string): readonly string[] {
  if (spec.$ref) return misfitsOf(value, schema.types[spec.$ref.replace("#/types/", "")], path);
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

test("the example in YAML fits the schema and compiles to a plan without a problem", () => {
  const program = parse(read("examples/yaml/Pulumi.yaml")) as YamlProgram;
  const [[name, resource] = []] = Object.entries(program.resources);
  expect(resource?.type).toBe("faultline:Experiment");
  const properties = resolved(resource?.properties, program);
  expect(misfitsOf(properties, inputs, "properties")).toEqual([]);
  const compiled = compile(name ?? "", properties as ExperimentDefinition);
  expect(compiled.ok ? [] : compiled.problems).toEqual([]);
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
  expect(objects.length).toBeGreaterThan(10);
  for (const { type, names } of objects) {
    const object = type === "Experiment" ? inputs : schema.types[`faultline:index:${type}`];
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
