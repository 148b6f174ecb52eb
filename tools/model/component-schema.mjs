// Writes component/schema.json: what programs in YAML, Python, Go and C# see of Faultline's components, made from the TypeScript types and
// their comments. Run it when src/experiment/definition.ts or what it uses has changed.
//   node tools/model/component-schema.mjs             writes the file
//   node tools/model/component-schema.mjs --check     ends with 1 when the file is not what would be written
// https://www.pulumi.com/docs/iac/extending-pulumi/schema/
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ts = createRequire(import.meta.url)("typescript");
const root = fileURLToPath(new URL("../..", import.meta.url));
const target = join(root, "component/schema.json");
const SOURCES = [
  "src/experiment/definition.ts",
  "src/faults/types.ts",
  "src/words/duration.ts",
  "src/words/quantity.ts",
  "src/words/text.ts",
];
const { version, description } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Every interface and type of the sources, by name. */
const declared = new Map();
for (const source of SOURCES) {
  const file = ts.createSourceFile(source, readFileSync(join(root, source), "utf8"), ts.ScriptTarget.Latest, true);
  for (const node of file.statements)
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) declared.set(node.name.text, node);
}

const types = {};
const STRING = { type: "string" };

function commentOf(node) {
  const [doc] = node.jsDoc ?? [];
  if (!doc) return {};
  const text = typeof doc.comment === "string" ? doc.comment : ts.getTextOfJSDocComment(doc.comment);
  return text ? { description: text.replace(/\{@link (\w+)\}/g, "$1").replace(/\s*\n\s*/g, " ") } : {};
}

/** A type that becomes an object of its own in the schema, under this name. */
function reference(name, members) {
  const token = `faultline:index:${name}`;
  if (!types[token]) {
    types[token] = {};
    const node = declared.get(name);
    types[token] = { type: "object", ...(node ? commentOf(node) : {}), ...objectOf(members, name) };
  }
  return { $ref: `#/types/${token}` };
}

function objectOf(members, owner) {
  const properties = {};
  const required = [];
  for (const member of members) {
    const name = member.name.text;
    const spec = specOf(member.type, `${owner}${name.charAt(0).toUpperCase()}${name.slice(1)}`);
    const said = [commentOf(member).description, spec.description].filter(Boolean).join(" ");
    properties[name] = { ...spec, ...(said ? { description: said } : {}) };
    if (!member.questionToken) required.push(name);
  }
  return { properties, ...(required.length > 0 ? { required } : {}) };
}

/** `name` is what an object without a name of its own is called. */
function specOf(node, name) {
  if (ts.isParenthesizedTypeNode(node)) return specOf(node.type, name);
  if (ts.isTypeOperatorNode(node)) return specOf(node.type, name);
  if (node.kind === ts.SyntaxKind.StringKeyword || ts.isTemplateLiteralTypeNode(node)) return STRING;
  if (node.kind === ts.SyntaxKind.NumberKeyword) return { type: "number" };
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return { type: "boolean" };
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) return STRING;
  if (ts.isArrayTypeNode(node)) return { type: "array", items: specOf(node.elementType, name) };
  if (ts.isTypeLiteralNode(node)) return reference(name, node.members);
  if (ts.isUnionTypeNode(node)) return unionOf(node, name);
  if (!ts.isTypeReferenceNode(node)) throw new Error(`${name}: ${node.getText()} has no place in a schema`);
  return referred(node, name);
}

function referred(node, name) {
  const called = node.typeName.getText();
  const [first, second] = node.typeArguments ?? [];
  if (called === "Readonly") return specOf(first, name);
  if (called === "Record") return { type: "object", additionalProperties: specOf(second, name) };
  // What is known only later is what every input of Pulumi may be.
  if (called === "Later") return specOf(first, name);
  if (called === "Omit") {
    const { members } = declared.get(first.typeName.getText());
    return reference(
      name,
      members.filter((member) => member.name.text !== second.literal.text),
    );
  }
  const found = declared.get(called);
  if (!found) throw new Error(`${name}: ${called} is declared in none of ${SOURCES.join(", ")}`);
  return ts.isInterfaceDeclaration(found) ? reference(called, found.members) : specOf(found.type, called);
}

/** Objects of which one is meant become one object whose members are required where all of them require it. */
function unionOf(node, name) {
  const words = node.types.filter((part) => ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal));
  if (words.length > 1 && node.types.every((part) => words.includes(part) || ts.isTemplateLiteralTypeNode(part))) {
    return { ...STRING, description: `One of ${node.types.map((part) => part.getText().replace(/["`]/g, "")).join(", ")}.` };
  }
  const specs = node.types.map((part, index) => specOf(part, `${name}${index + 1}`));
  const [first] = specs;
  if (specs.every((spec) => JSON.stringify(spec) === JSON.stringify(first))) return first;
  const scalar = specs.find((spec) => spec.type !== "array" && !spec.$ref);
  // One value or a list of them: a list is written as one text, joined with commas.
  if (scalar && specs.every((spec) => spec === scalar || spec.type === "array")) return scalar;
  const objects = specs.map((spec) => types[spec.$ref?.slice("#/types/".length)]);
  if (objects.some((object) => object === undefined)) throw new Error(`${name}: ${node.getText()} mixes what a schema cannot`);
  for (const spec of specs) if (/\d$/.test(spec.$ref)) delete types[spec.$ref.slice("#/types/".length)];
  const properties = Object.assign({}, ...objects.map((object) => object.properties));
  const required = Object.keys(properties).filter((key) => objects.every((object) => object.required?.includes(key)));
  const said = declared.has(name) ? commentOf(declared.get(name)).description : undefined;
  const ways = objects.map((object) => object.required?.join(", ")).join("; or ");
  types[`faultline:index:${name}`] = {
    type: "object",
    description: [said, `Give ${ways}.`].filter(Boolean).join(" "),
    properties,
    ...(required.length > 0 ? { required } : {}),
  };
  return { $ref: `#/types/faultline:index:${name}` };
}

const inputs = objectOf(declared.get("ExperimentDefinition").members, "Experiment");
// Types that only stood in a union are part of what it became.
const everything = JSON.stringify([types, inputs]);
for (const token of Object.keys(types)) if (!everything.includes(`"#/types/${token}"`)) delete types[token];
const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
const respect = { respectSchemaVersion: true };
const schema = {
  name: "faultline",
  displayName: "Faultline",
  version,
  description,
  keywords: ["pulumi", "aws", "category/infrastructure", "kind/component"],
  license: "Apache-2.0",
  language: { csharp: respect, go: respect, nodejs: respect, python: { ...respect, pyproject: { enabled: true } } },
  types: sorted(types),
  resources: {
    "faultline:index:Experiment": {
      isComponent: true,
      description:
        "One chaos experiment: its FIS template, a CloudWatch alarm per guard as stop condition, the dead-man's switch, a role that may do what the faults need and nothing else, and a log group. Nothing is run.",
      properties: {
        manifest: {
          $ref: "pulumi.json#/Any",
          description: "What a run needs. Export it as `faultline`, in a map by the experiment's name.",
        },
        templateId: { type: "string", description: "The id of the FIS template, `EXT…`." },
        roleArn: { type: "string", description: "The role in which FIS acts, for example to map it in an EKS cluster." },
      },
      required: ["manifest", "templateId", "roleArn"],
      inputProperties: inputs.properties,
      requiredInputs: inputs.required,
    },
  },
};
const text = `${JSON.stringify(schema, null, 2)}\n`;
if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  console.error("component/schema.json is not what the types say: node tools/model/component-schema.mjs");
  process.exitCode = 1;
}
