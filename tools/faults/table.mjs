// Writes the tables of src/faults/README.md from the catalogue.
// Run: node tools/faults/table.mjs [--check]   (--check writes nothing and ends with 1 when the page is not current)
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import ts from "typescript";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../src/faults");
const page = join(folder, "README.md");

/** The catalogue as it is in the sources. */
function load() {
  const { outputFiles } = buildSync({
    entryPoints: [join(folder, "index.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
  });
  const module = { exports: {} };
  new Function("module", "exports", "require", outputFiles[0].text)(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}

/** What authors write (`ec2.stopInstances`) and the file it comes from, as index.ts says. */
function builders() {
  const source = ts.createSourceFile("index.ts", readFileSync(join(folder, "index.ts"), "utf8"), ts.ScriptTarget.Latest, true);
  const files = new Map();
  const found = [];
  const visit = (table, prefix) => {
    for (const property of table.properties) {
      const name = `${prefix}.${property.name.text}`;
      const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
      if (ts.isObjectLiteralExpression(value)) visit(value, name);
      else found.push({ name, file: files.get(value.text) });
    }
  };
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement))
      for (const { name } of statement.importClause?.namedBindings?.elements ?? [])
        files.set(name.text, `${statement.moduleSpecifier.text.slice(2)}.ts`);
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isObjectLiteralExpression(initializer)) visit(initializer, name.text);
  }
  return found.filter(({ name }) => name !== "fault.raw");
}

const BACK = { PodChaos: "not kills", ChaosEngine: "not known" };

/** The action of a file's fault, and what is to be said of it where the action does many things. */
function entryOf(file) {
  const text = readFileSync(join(folder, file), "utf8");
  const document = /"(AWSFIS-Run-[\w-]+)"/.exec(text)?.[1];
  if (document) return { id: "aws:ssm:send-command", title: `run ${document}`, back: document.endsWith("Kill-Process") ? "no" : "yes" };
  if (/send-command"/.test(text)) return { id: "aws:ssm:send-command", back: "no" };
  const kind = /(?:CHAOS_MESH|LITMUS), "(\w+)"/.exec(text)?.[1];
  if (kind) return { id: "aws:eks:inject-kubernetes-custom-resource", title: `create a ${kind}`, back: BACK[kind] ?? "yes" };
  return { id: /actionId: "([^"]+)"/.exec(text)[1] };
}

const reverts = (facts) => {
  if (typeof facts.reverts === "string") return facts.reverts === "always" ? "yes" : "no";
  return `with \`${facts.reverts.whenParameter}\``;
};

const lasts = ({ parameters, instantaneous }) => {
  if (instantaneous) return "one blow";
  const length = parameters.duration ?? parameters.maxDuration ?? parameters.durationBeforeInterruption;
  return length ? `${length.min ? `${length.min} to ` : "at most "}${length.max}` : "";
};

function tables() {
  const { catalogue, targetTypes, retiredActions } = load();
  const rows = builders()
    .map(({ name, file }) => ({ name, file, ...entryOf(file) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, file, id, title, back }) => {
      const facts = catalogue[id];
      const types = Object.values(facts.targets).map((type) => `\`${type}\``);
      const evidence = facts.injectsFault ? (facts.visibleIn === "metric" ? "a metric" : "targets, or a metric") : "none needed";
      return `| [\`${name}\`](${file}) | [${title ?? facts.title}](${facts.page}) | ${types.join(", ") || "nothing"} | ${lasts(facts)} | ${back ?? reverts(facts)} | ${evidence} |`;
    });
  const types = Object.entries(targetTypes).map(([type, facts]) => {
    const own = Object.entries(facts.parameters).map(([name, { required }]) => `\`${name}\`${required ? " (required)" : ""}`);
    return `| \`${type}\` | ${facts.by.join(", ")} | ${facts.filters ? "yes" : "no"} | ${own.join(", ") || "none"} |`;
  });
  const retired = Object.entries(retiredActions).map(([id, { successor }]) => `| \`${id}\` | \`${successor}\` |`);
  return [
    "| fault | does | acts on | lasts | reverts by itself | evidence |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
    "How each kind of resource may be selected:",
    "",
    "| type | by | filters | parameters |",
    "| --- | --- | --- | --- |",
    ...types,
    "",
    "Actions that AWS has retired, and what took their place:",
    "",
    "| retired | now |",
    "| --- | --- |",
    ...retired,
  ].join("\n");
}

const [BEGIN, END] = ["<!-- made by tools/faults/table.mjs: do not edit -->", "<!-- end -->"];
const before = readFileSync(page, "utf8");
const after = before.replace(new RegExp(`${BEGIN}[^]*?${END}`), () => `${BEGIN}\n\n${tables()}\n\n${END}`);
if (process.argv.includes("--check")) {
  if (!before.includes(BEGIN) || before !== after) {
    console.error("src/faults/README.md is not current: run node tools/faults/table.mjs");
    process.exit(1);
  }
} else writeFileSync(page, after);
