import { catalogue, retiredActions } from "../../faults";
import { hasHole } from "../../words";
import { isRecord, type TemplateDocument } from "../document";
import { leftBehind } from "../template/experiment-of";
import type { FisTemplateOptions } from "../template/options";
import { requestOf } from "../template/request";
import { Call, type Code, expressionsIn, worth, write } from "./code";
import { differences } from "./differences";
import { templateCode } from "./template-code";
import { camel, type Parameter, Unknowns } from "./unknowns";

/** One template as a program. */
export interface Imported {
  /** The name of the template in its file. */
  readonly name: string;
  /** Under which the program exports it. */
  readonly exportedAs: string;
  readonly actions: readonly { readonly name: string; readonly actionId: string; readonly by: string }[];
  /** Values that the program is given. */
  readonly parameters: readonly Parameter[];
  /** What the file says and the program does not, and what somebody must fill in: sentences. */
  readonly notes: readonly string[];
}

export interface Program {
  readonly text: string;
  readonly imported: readonly Imported[];
}

/**
 * A TypeScript module that makes these templates with the functions of Faultline.
 * @param besides What the file says besides its templates, in sentences.
 */
export function programOf(file: string, documents: readonly TemplateDocument[], besides: readonly string[]): Program {
  const names = exportNames(documents);
  const parts = documents.map((document, index) => part(document, names[index] ?? "template"));
  const used = new Set(parts.flatMap(({ code }) => importsOf(code)));
  const types = new Set(
    parts.flatMap(({ imported }) => imported.parameters.flatMap(({ type }) => TYPES.filter((name) => type.includes(name)))),
  );
  const text = [
    ...comment(`Imported from ${file} (${[...new Set(documents.map(({ format }) => format))].join(", ")}) by faultline import.`),
    ...(besides.length > 0 ? comment("What the file says besides, and this does not:", ...besides.map((note) => `- ${note}`)) : []),
    `import { ${[...used, ...[...types].map((type) => `type ${type}`)].sort(byName).join(", ")} } from "faultline";`,
    ...parts.map(({ text: lines }) => lines),
    "",
    ...comment(...howTo(parts[0]?.options, names[0] ?? "template", (parts[0]?.imported.parameters.length ?? 0) > 0)),
  ];
  return { text: `${text.join("\n")}\n`, imported: parts.map(({ imported }) => imported) };
}

const TYPES = ["Count", "Duration", "Percent", "Selection", "StopConditions", "Text"];

function byName(a: string, b: string): number {
  const [one, other] = [a, b].map((name) => name.replace(/^type /, ""));
  return (one ?? "").localeCompare(other ?? "");
}

function part(document: TemplateDocument, exportedAs: string) {
  const unknowns = new Unknowns();
  const template = isRecord(document.template) ? document.template : {};
  const { options, faults } = templateCode(template, unknowns);
  const call = new Call("fisTemplate", [options], undefined);
  const parameters = unknowns.usedIn(call);
  const made = worth(options) as unknown as FisTemplateOptions;
  const wanted = unknowns.code(template);
  const lost = differences(wanted === undefined ? template : worth(wanted), requestOf(made).request);
  const notes = [
    ...lost.map((path) => `${path === "" ? "the template" : path} has no place here, or is not the same`),
    ...Object.entries(faults).flatMap(([name, { besides, added, name: by }]) => [
      ...(by === "fault.raw" ? [whyRaw(name, template)] : []),
      ...Object.entries(besides).map(([option, what]) => `${name}: fill in ${option}, ${what}; FIS's template does not say it`),
      ...added.map((parameter) => `${name}: ${parameter} is no option, so it is kept as it is`),
    ]),
  ];
  const imported: Imported = {
    name: document.name,
    exportedAs,
    actions: Object.entries(faults).map(([name, { name: by }]) => ({
      name,
      actionId: isRecord(template.actions) && isRecord(template.actions[name]) ? String(template.actions[name].actionId) : "",
      by,
    })),
    parameters,
    notes,
  };
  const about = comment(
    `${document.name} (${document.file})`,
    ...(notes.length > 0 ? ["To be known:", ...notes.map((note) => `- ${note}`)] : []),
  );
  return {
    imported,
    code: parameters.length > 0 ? new Call("fisTemplateWith", [call], undefined) : call,
    options: made,
    text: ["", ...about, ...statement(exportedAs, call, parameters)].join("\n"),
  };
}

function whyRaw(name: string, template: Readonly<Record<string, unknown>>): string {
  const action = isRecord(template.actions) ? template.actions[name] : undefined;
  const id = isRecord(action) ? String(action.actionId) : "";
  const retired = Object.hasOwn(retiredActions, id) ? retiredActions[id] : undefined;
  if (retired) return `${name}: AWS has retired ${id}; an experiment needs ${retired.successor} in its place`;
  if (Object.hasOwn(catalogue, id))
    return `${name}: no function says this ${id}, so an experiment would refuse it; write it with a typed function`;
  return `${name}: Faultline does not know ${id}; fill in the permissions that its page in AWS's guide names`;
}

function statement(name: string, call: Call, parameters: readonly Parameter[]): readonly string[] {
  if (parameters.length === 0) return [`export const ${name} = ${write(call, 0, `export const ${name} = `.length)};`];
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Values`;
  const origins: Code = Object.fromEntries(parameters.map(({ name: key, origin }) => [key, origin]));
  return [
    "/** What only a deployment knows. */",
    `export interface ${type} {`,
    ...parameters.flatMap(({ name: key, type: of, origin }) => [
      `  /** ${origin.replace(/\*\//g, "* /").replace(/\s+/g, " ")} */`,
      `  readonly ${key}: ${of};`,
    ]),
    "}",
    "",
    `export const ${name} = fisTemplateWith<${type}>(`,
    `  ${write(origins, 2)},`,
    `  (given) => ${write(call, 2, 13)},`,
    ");",
  ];
}

/** The names that a program takes from the package. */
function importsOf(code: Code): readonly string[] {
  return expressionsIn(code).flatMap((expression) => (expression instanceof Call ? [expression.name.split(".")[0] ?? ""] : []));
}

function exportNames(documents: readonly TemplateDocument[]): readonly string[] {
  if (documents.length === 1) return ["template"];
  const taken = new Set<string>();
  return documents.map(({ name }) => {
    const base = camel(name) || "template";
    let found = base;
    for (let count = 2; taken.has(found); count++) found = `${base}${count}`;
    taken.add(found);
    return found;
  });
}

function comment(...lines: readonly string[]): readonly string[] {
  return lines.map((line) => `// ${line.replace(/[\r\n\u2028\u2029]+/g, " ")}`.trimEnd());
}

function howTo(options: FisTemplateOptions | undefined, name: string, isGiven: boolean): readonly string[] {
  if (!options) return [];
  const leaving = leftBehind(options).map(({ what }) => JSON.stringify(what));
  const made = isGiven ? `${name}({ … })` : name;
  return [
    "To have it guarded, run and judged, make it an experiment of a Pulumi program:",
    `  new Experiment("name", experimentOf(${made}, {`,
    ...(typeof options.description === "string" && !hasHole(options.description) ? [] : ["    hypothesis: …,"]),
    "    owner: …, runbook: …, steadyState: { … }, guards: { … }, traffic: { … }, blastRadius: { … }, recovery: { … }, maxDuration: …,",
    `    leaving: [${leaving.join(", ")}],`,
    "  }));",
  ];
}
