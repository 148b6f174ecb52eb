// Writes src/rehearsal/provider/shapes.json: what the inputs of every resource type that rehearsals make look like inside, read from the
// declarations of the installed @pulumi/aws. Run it when a resource type is added or @pulumi/aws is updated.
//   node tools/model/pulumi-inputs.mjs             writes the file
//   node tools/model/pulumi-inputs.mjs --check     ends with 1 when the file is not what would be written
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const ts = require("typescript");
const root = fileURLToPath(new URL("../..", import.meta.url));
const sdk = dirname(require.resolve("@pulumi/aws/package.json"));
const types = join(root, "src/rehearsal/provider/types");
const target = join(root, "src/rehearsal/provider/shapes.json");

const parse = (file) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, false);
const tokens = [
  ...new Set(
    readdirSync(types, { recursive: true })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [...readFileSync(join(types, file), "utf8").matchAll(/"(aws:\w+\/\w+:\w+)"/g)].map(([, token]) => token)),
  ),
].sort();

/** `inputs.ec2.Foo`, by `ec2.Foo`. */
const declared = new Map();
function collect(statements, prefix) {
  for (const node of statements) {
    if (ts.isModuleDeclaration(node)) collect(node.body.statements, `${prefix}${node.name.text}.`);
    if (ts.isInterfaceDeclaration(node)) declared.set(`${prefix}${node.name.text}`, node.members);
  }
}
collect(parse(join(sdk, "types/input.d.ts")).statements, "");

const used = new Map();

function membersOf(members) {
  const shape = {};
  for (const member of members) {
    if (!ts.isPropertySignature(member)) continue;
    shape[`${member.name.text}${member.questionToken ? "" : "!"}`] = shapeOf(member.type);
  }
  return Object.fromEntries(Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const nameOf = (node) => (ts.isIdentifier(node) ? node.text : `${nameOf(node.left)}.${node.right.text}`);

/** `string`, `number`, `boolean`, `any`, the name of an object, with `[]` for a list of it and `{}` for a map of it. */
function shapeOf(node) {
  if (node.kind === ts.SyntaxKind.StringKeyword) return "string";
  if (node.kind === ts.SyntaxKind.NumberKeyword) return "number";
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return "boolean";
  if (ts.isParenthesizedTypeNode(node)) return shapeOf(node.type);
  if (ts.isUnionTypeNode(node)) return oneOf(node.types.filter((part) => part.kind !== ts.SyntaxKind.UndefinedKeyword).map(shapeOf));
  if (ts.isArrayTypeNode(node)) return `${shapeOf(node.elementType)}[]`;
  if (ts.isTypeLiteralNode(node)) {
    const [index] = node.members.filter(ts.isIndexSignatureDeclaration);
    return index ? `${shapeOf(index.type)}{}` : "any";
  }
  if (!ts.isTypeReferenceNode(node)) return "any";
  const name = nameOf(node.typeName);
  if (name === "pulumi.Input") return shapeOf(node.typeArguments[0]);
  if (!name.startsWith("inputs.")) return "any";
  const object = name.slice("inputs.".length);
  const members = declared.get(object);
  if (!members) return "any";
  if (!used.has(object)) {
    used.set(object, {});
    used.set(object, membersOf(members));
  }
  return object;
}

/** A text or a resource, of which the engine has taken the id, is a text; a text or a document may be either. */
function oneOf(shapes) {
  const [first, ...rest] = shapes;
  if (rest.every((shape) => shape === first)) return first;
  return first === "string" && rest.every((shape) => shape === "any") ? first : "any";
}

const resources = {};
for (const token of tokens) {
  const [, path, name] = token.split(":");
  const file = join(sdk, `${path.replace(/^index\//, "")}.d.ts`);
  if (!existsSync(file)) throw new Error(`${token}: @pulumi/aws has no ${file}`);
  const args = parse(file).statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === `${name}Args`);
  if (!args) throw new Error(`${token}: there is no ${name}Args`);
  resources[token] = membersOf(args.members);
}
const objects = Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
const text = `${JSON.stringify({ resources, objects }, null, 2)}\n`;
if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  console.error("src/rehearsal/provider/shapes.json is not what @pulumi/aws declares: node tools/model/pulumi-inputs.mjs");
  process.exitCode = 1;
}
