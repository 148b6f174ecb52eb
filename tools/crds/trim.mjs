// Makes src/faults/eks/crds: what Kubernetes checks of the chaos resources that FIS can create, as facts only, and their types.
// Run: node tools/crds/trim.mjs FOLDER   (with chaos-mesh/*.yaml and litmus/chaosengine_crd.yaml in it), then biome check --write
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node tools/crds/trim.mjs FOLDER");
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const out = join(root, "src/faults/eks/crds");

/** The kinds that FIS takes; Schedule is one of them, and is refused by us. */
const KINDS = [
  "AWSChaos",
  "DNSChaos",
  "GCPChaos",
  "HTTPChaos",
  "IOChaos",
  "JVMChaos",
  "KernelChaos",
  "NetworkChaos",
  "PhysicalMachineChaos",
  "PodChaos",
  "PodHttpChaos",
  "PodIOChaos",
  "PodNetworkChaos",
  "StressChaos",
  "TimeChaos",
  "ChaosEngine",
];
/** Those with a fault of their own, and how deep their types go: what is deeper is a Kubernetes object, not the chaos. */
const TYPED = {
  DNSChaos: 9,
  HTTPChaos: 9,
  IOChaos: 9,
  NetworkChaos: 9,
  PodChaos: 9,
  StressChaos: 9,
  TimeChaos: 9,
  ChaosEngine: 5,
};
const KEYWORDS = [
  "type",
  "required",
  "enum",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "nullable",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-int-or-string",
];

function trim(schema) {
  if (schema === true || schema === false) return schema;
  const kept = Object.fromEntries(KEYWORDS.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]));
  const each = (record) => Object.fromEntries(Object.entries(record).map(([key, item]) => [key, trim(item)]));
  return {
    ...kept,
    ...(schema.properties ? { properties: each(schema.properties) } : {}),
    ...(schema.additionalProperties === undefined ? {} : { additionalProperties: trim(schema.additionalProperties) }),
    ...(schema.items ? { items: trim(schema.items) } : {}),
    ...(schema.anyOf ? { anyOf: schema.anyOf.map(trim) } : {}),
    ...(schema.oneOf ? { oneOf: schema.oneOf.map(trim) } : {}),
  };
}

function typeOf(schema, depth) {
  if (schema["x-kubernetes-int-or-string"]) return "string | number";
  if (schema.enum) return schema.enum.map((item) => JSON.stringify(item)).join(" | ");
  if (schema.type === "string") return "string";
  if (schema.type === "boolean") return "boolean";
  if (schema.type === "integer" || schema.type === "number") return "number";
  if (schema.type === "array" || schema.items)
    return depth > 0 ? `readonly (${typeOf(schema.items ?? {}, depth)})[]` : "readonly unknown[]";
  if (depth > 0 && schema.properties) {
    const required = schema.required ?? [];
    const members = Object.entries(schema.properties).map(
      ([key, item]) =>
        `readonly ${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}${required.includes(key) ? "" : "?"}: ${typeOf(item, depth - 1)};`,
    );
    return `{ ${members.join(" ")} }`;
  }
  if (depth > 0 && typeof schema.additionalProperties === "object")
    return `Readonly<Record<string, ${typeOf(schema.additionalProperties, depth - 1)}>>`;
  return schema.type === "object" ? "Readonly<Record<string, unknown>>" : "unknown";
}

const kebab = (kind) =>
  kind
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
const files = [
  ...readdirSync(join(folder, "chaos-mesh")).map((file) => join(folder, "chaos-mesh", file)),
  join(folder, "litmus", "chaosengine_crd.yaml"),
];
const schemas = {};
for (const file of files) {
  const crd = parse(readFileSync(file, "utf8"));
  const { kind } = crd.spec.names;
  if (!KINDS.includes(kind)) continue;
  const version = crd.spec.versions.find(({ name }) => name === "v1alpha1");
  schemas[kind] = trim(version.schema.openAPIV3Schema.properties.spec);
}
writeFileSync(join(out, "schemas.json"), `${JSON.stringify(schemas)}\n`);
for (const [kind, depth] of Object.entries(TYPED)) {
  const text = `// Made by tools/crds/trim.mjs from the CRD: do not edit.\n\nexport type ${kind}Spec = ${typeOf(schemas[kind], depth)};\n`;
  writeFileSync(join(out, `${kebab(kind)}.ts`), text);
}
console.log(Object.keys(schemas).length, "kinds");
