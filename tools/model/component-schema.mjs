// Writes component/schema.json: what programs in YAML, Python, Go and C# see of Faultline's components, made from the TypeScript types and
// their comments. Run it when ExperimentDefinition, OrchestratorArgs or what they use has changed.
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
  "src/experiment/settings.ts",
  "src/faults/types.ts",
  "src/provision/orchestrator/args.ts",
  "src/schedule/definition.ts",
  "src/schedule/random/settings.ts",
  "src/words/duration.ts",
  "src/words/quantity.ts",
  "src/words/text.ts",
];
const { version, description } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Every interface and type of the sources, by name. */
const declared = new Map();
/** The words of every constant list, by its name. */
const lists = new Map();
for (const source of SOURCES) {
  const file = ts.createSourceFile(source, readFileSync(join(root, source), "utf8"), ts.ScriptTarget.Latest, true);
  for (const node of file.statements) {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) declared.set(node.name.text, node);
    if (!ts.isVariableStatement(node)) continue;
    for (const { name, initializer } of node.declarationList.declarations) {
      const list = initializer && ts.isAsExpression(initializer) ? initializer.expression : undefined;
      if (list && ts.isArrayLiteralExpression(list))
        lists.set(
          name.getText(),
          list.elements.map((element) => element.text),
        );
    }
  }
}

const types = {};
const STRING = { type: "string" };
/** A document that is handed on as it is: exported, given to an Orchestrator. */
const DOCUMENT = { $ref: "pulumi.json#/Any" };

/**
 * Whether what is not a `pulumi.Input` in TypeScript must be known while the program runs. An experiment leaves holes for what is known later; of an
 * Orchestrator it depends on these inputs which resources there are, and a preview must list them.
 */
let strict = false;
const plain = (spec) => (strict ? { ...spec, plain: true } : spec);

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
    strictness.set(name, strict);
  }
  if (strictness.get(name) === !strict) throw new Error(`${name} would have to be known at once in one place and not in another`);
  return plain({ $ref: `#/types/${token}` });
}

/** Which types were made for inputs that must be known. */
const strictness = new Map();

/** The members of an interface after those that it has from others. */
function membersOf(node) {
  const own = node.members;
  const names = own.map((member) => member.name.text);
  const inherited = (node.heritageClauses ?? []).flatMap((clause) =>
    clause.types.flatMap((type) => membersOf(declared.get(type.getText()))),
  );
  return [...inherited.filter((member) => !names.includes(member.name.text)), ...own];
}

/** An experiment that another program's component made: its name, because a preview must know it, and its Manifest, which is known later. */
const ORCHESTRATED = {
  name: {
    ...STRING,
    plain: true,
    description: "The name of the Experiment. It must be the one in the manifest.",
  },
  manifest: { ...DOCUMENT, description: "The output `manifest` of the Experiment. Refused where it is not one, or another experiment's." },
};

function objectOf(members, owner) {
  const properties = {};
  const required = [];
  for (const member of members) {
    const name = member.name.text;
    if (member.type.getText() === "MadeExperiment") {
      Object.assign(properties, ORCHESTRATED);
      required.push(...Object.keys(ORCHESTRATED));
      continue;
    }
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
  if (node.kind === ts.SyntaxKind.StringKeyword || ts.isTemplateLiteralTypeNode(node)) return plain(STRING);
  if (node.kind === ts.SyntaxKind.NumberKeyword) return plain({ type: "number" });
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return plain({ type: "boolean" });
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) return plain(STRING);
  if (ts.isLiteralTypeNode(node) && ts.isNumericLiteral(node.literal))
    return plain({ type: "integer", description: `Always ${node.literal.text}.` });
  if (ts.isArrayTypeNode(node)) return listOf(specOf(node.elementType, name));
  if (ts.isIndexedAccessTypeNode(node)) return wordsOf(node);
  if (ts.isTypeLiteralNode(node)) return reference(name, node.members);
  if (ts.isUnionTypeNode(node)) return unionOf(node, name);
  if (!ts.isTypeReferenceNode(node)) throw new Error(`${name}: ${node.getText()} has no place in a schema`);
  return referred(node, name);
}

/** Pulumi takes no words about the items of a list: they are said of the list. */
function listOf({ description, ...items }) {
  return ofMany({ type: "array", items, ...(description ? { description: description.replace(/^One of/, "Each is one of") } : {}) });
}

/** A list or map that holds nothing but inputs is one itself. */
function ofMany(spec) {
  return (spec.items ?? spec.additionalProperties).plain ? plain(spec) : spec;
}

/** `(typeof WORDS)[number]`: one of the words of a constant. */
function wordsOf(node) {
  const words = lists.get(node.objectType.getText().replace(/^\(?typeof |\)$/g, ""));
  if (!words) throw new Error(`${node.getText()} is no list of ${SOURCES.join(", ")}`);
  return plain({ ...STRING, description: `One of ${words.join(", ")}.` });
}

function referred(node, name) {
  const called = node.typeName.getText();
  const [first, second] = node.typeArguments ?? [];
  if (called === "Readonly") return specOf(first, name);
  if (called === "Record") return ofMany({ type: "object", additionalProperties: specOf(second, name) });
  if (called === "pulumi.Input") {
    const { plain: _plain, ...spec } = specOf(first, name);
    return spec;
  }
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
  return ts.isInterfaceDeclaration(found) ? reference(called, membersOf(found)) : specOf(found.type, called);
}

/** Objects of which one is meant become one object whose members are required where all of them require it. */
function unionOf(node, name) {
  // An experiment by itself is one of which nothing but the experiment is said.
  const said = node.types.filter((part) => part.getText() !== "MadeExperiment");
  if (said.length === 1) return specOf(said[0], name);
  const words = node.types.filter((part) => ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal));
  if (words.length > 1 && node.types.every((part) => words.includes(part) || ts.isTemplateLiteralTypeNode(part))) {
    return plain({ ...STRING, description: `One of ${node.types.map((part) => part.getText().replace(/["`]/g, "")).join(", ")}.` });
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
  const comment = declared.has(name) ? commentOf(declared.get(name)).description : undefined;
  const ways = objects.map((object) => object.required?.join(", ")).join("; or ");
  types[`faultline:index:${name}`] = {
    type: "object",
    description: [comment, `Give ${ways}.`].filter(Boolean).join(" "),
    properties,
    ...(required.length > 0 ? { required } : {}),
  };
  return { $ref: `#/types/faultline:index:${name}` };
}

const TEXT = { type: "string" };
const RESOURCES = {
  Experiment: {
    description:
      "One chaos experiment: its FIS template, a CloudWatch alarm per guard as stop condition, the dead-man's switch, a role that may do what the faults need and nothing else, and a log group. Nothing is run.",
    properties: {
      manifest: {
        ...DOCUMENT,
        description: "What a run needs. Export it as `faultline`, in a map by the experiment's name; an Orchestrator takes it too.",
      },
      templateId: { ...TEXT, description: "The id of the FIS template, `EXT…`." },
      roleArn: { ...TEXT, description: "The role in which FIS acts, for example to map it in an EKS cluster." },
    },
    inputs: { from: "ExperimentDefinition", strict: false },
  },
  Orchestrator: {
    description:
      "Runs experiments inside AWS, on schedules or when somebody asks: a durable Lambda function with its role, a table for the runs, a bucket for manifests and reports, a topic for the news, a queue for what could not be delivered, a schedule per experiment that has one, alarms on itself and a dashboard. One per environment, account and Region. Its name has at most 30 characters.",
    properties: {
      deployment: {
        ...DOCUMENT,
        description: "What `faultline … --remote` needs to find it. Export it as `faultlineOrchestrator`.",
      },
      functionArn: { ...TEXT, description: "Of the function's alias: what a CI job or a schedule of your own invokes." },
      topicArn: { ...TEXT, description: "Where the news go: subscribe to it." },
      tableName: { ...TEXT, description: "The DynamoDB table that holds the record of every run." },
      bucketName: { ...TEXT, description: "The bucket of manifests, reports and evidence." },
      scheduleGroup: { ...TEXT, description: "The EventBridge Scheduler group of its schedules." },
    },
    inputs: { from: "OrchestratorArgs", strict: true },
  },
};

const resources = Object.fromEntries(
  Object.entries(RESOURCES).map(([name, { description, properties, inputs }]) => {
    strict = inputs.strict;
    const made = objectOf(membersOf(declared.get(inputs.from)), name);
    const required = Object.keys(properties);
    const inputProperties = { inputProperties: made.properties, requiredInputs: made.required };
    return [`faultline:index:${name}`, { isComponent: true, description, properties, required, ...inputProperties }];
  }),
);
// Types that only stood in a union are part of what it became.
const everything = JSON.stringify([types, resources]);
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
  resources,
};
const text = `${JSON.stringify(schema, null, 2)}\n`;
if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  console.error("component/schema.json is not what the types say: node tools/model/component-schema.mjs");
  process.exitCode = 1;
}
