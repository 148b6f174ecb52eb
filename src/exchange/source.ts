import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type Tags } from "yaml";
import type { Finding, Place } from "./finding";

/** A step into a document: a key or an index. */
export type Path = readonly (string | number)[];

/** One document of a file, with the place of everything in it. */
export interface SourceDocument {
  readonly value: unknown;
  /** Where the value at this path begins; that of the nearest one around it where there is none. */
  placeOf(path: Path): Place;
}

export interface Source {
  readonly file: string;
  readonly documents: readonly SourceDocument[];
  readonly findings: readonly Finding[];
}

/** Larger than any template: FIS takes 20 actions with parameters of at most 1,024 characters. */
const MOST_CHARACTERS = 4_000_000;

/** Deeper than any template, and shallow enough for every reader. */
const DEEPEST = 200;
/** After these, further mistakes are mostly the same one. */
const MOST_MISTAKES = 20;

/**
 * Reads JSON or YAML (JSON is YAML here, with duplicate keys refused in both), several documents where there are. Syntax errors are
 * findings with their places; what could be read is read. CloudFormation's short tags (`!Ref x`) become their long form (`{ Ref: x }`).
 */
export function readSource(file: string, text: string): Source {
  const refused = (finding: Finding): Source => ({ file, documents: [], findings: [finding] });
  if (text.length > MOST_CHARACTERS) return refused(tooLarge(file, text.length));
  if (isHcl(file, text)) return refused(hcl(file));
  if (depthOf(text) > DEEPEST) return refused(syntax(file, `brackets are nested more than ${DEEPEST} deep`, null, true));
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    customTags: cloudFormationTags(),
    uniqueKeys: true,
    prettyErrors: false,
    merge: true,
    logLevel: "error",
  });
  const documents: SourceDocument[] = [];
  const findings: Finding[] = [];
  const isClean = Array.isArray(parsed) && parsed.every(({ errors }) => errors.length === 0);
  if (isClean && isJson(file, text)) findings.push(...notStrict(file, text, lines));
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  for (const document of Array.isArray(parsed) ? parsed : []) {
    for (const problem of [...document.errors, ...document.warnings])
      findings.push(syntax(file, problem.message, placeAt(problem.pos[0]), document.errors.includes(problem as never)));
    if (document.errors.length > 0) continue;
    const root = document.contents as Node | null;
    try {
      documents.push({ value: document.toJS({ maxAliasCount: 100 }), placeOf: (path) => placeAt(offsetOf(root, path)) });
    } catch (problem) {
      findings.push(syntax(file, problem instanceof Error ? problem.message : String(problem), placeAt(0), true));
    }
  }
  if (documents.length === 0 && findings.length === 0) findings.push(empty(file));
  return { file, documents, findings: firstOf(file, findings) };
}

function isJson(file: string, text: string): boolean {
  return /\.json$/i.test(file) && /^\s*[[{]/.test(text);
}

/** What YAML lets pass and no reader of JSON does: comments, commas too many, line ends in texts. */
function notStrict(file: string, text: string, lines: LineCounter): readonly Finding[] {
  if (complaintOf(text) === undefined) return [];
  const { line, col } = lines.linePos(firstWrong(text));
  return [syntax(file, "YAML would take this, JSON does not", { line: Math.max(1, line), column: Math.max(1, col) }, true)];
}

function complaintOf(json: string): string | undefined {
  try {
    JSON.parse(json);
    return undefined;
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
}

/** Where a text stops being the beginning of JSON: messages do not always say it. */
function firstWrong(text: string): number {
  const isBeginning = (length: number) => {
    const complaint = complaintOf(text.slice(0, length));
    return complaint === undefined || /^Unexpected end|^Unterminated/.test(complaint) || complaint.includes(`at position ${length}`);
  };
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isBeginning(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function firstOf(file: string, findings: readonly Finding[]): readonly Finding[] {
  const more = findings.length - MOST_MISTAKES;
  if (more <= 0) return findings;
  return [...findings.slice(0, MOST_MISTAKES), syntax(file, `${more} further places are like these`, null, true)];
}

/** How deep the brackets of JSON stand in one another at most; those in texts count too, which no template has so many of. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of text) {
    if (char === "[" || char === "{") deepest = Math.max(deepest, ++depth);
    else if (char === "]" || char === "}") depth = Math.max(0, depth - 1);
  }
  return deepest;
}

/** Terraform's own language, which is neither JSON nor YAML. */
function isHcl(file: string, text: string): boolean {
  return /\.(?:tf|tofu|hcl)$/i.test(file) || /^(?:resource|data)\s+"[^"\n]*"\s+"[^"\n]*"\s*\{\s*$/m.test(text);
}

function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else return offset;
    if (isAlias(node)) return offset;
  }
  return offset;
}

/** `!Ref`, `!Sub` and the others, each as the object that its long form is. */
function cloudFormationTags(): Tags {
  const names = [
    "Base64",
    "Cidr",
    "FindInMap",
    "GetAZs",
    "If",
    "ImportValue",
    "Join",
    "Select",
    "Split",
    "Sub",
    "Transform",
    "ToJsonString",
  ];
  const logic = ["And", "Equals", "Not", "Or", "Length"];
  const long = (name: string) => (name === "Ref" || name === "Condition" ? name : `Fn::${name}`);
  return ["Ref", "Condition", "GetAtt", ...names, ...logic].flatMap((name) => [
    {
      tag: `!${name}`,
      resolve: (text: string) => ({ [long(name)]: name === "GetAtt" ? attribute(text) : text }),
    },
    { tag: `!${name}`, collection: "seq" as const, resolve: (node: unknown) => wrapped(node, long(name)) },
    { tag: `!${name}`, collection: "map" as const, resolve: (node: unknown) => wrapped(node, long(name)) },
  ]);
}

/** `Database.Endpoint.Address` is the attribute `Endpoint.Address` of `Database`. */
function attribute(text: string): unknown {
  const dot = text.indexOf(".");
  return dot < 0 ? text : [text.slice(0, dot), text.slice(dot + 1)];
}

/** A node that gives itself as the value of the function's long form. */
function wrapped(node: unknown, name: string): unknown {
  const inner = node as { toJSON(arg?: unknown, context?: unknown): unknown };
  const plain = inner.toJSON.bind(inner);
  return Object.assign(inner, { toJSON: (arg?: unknown, context?: unknown) => ({ [name]: plain(arg, context) }) });
}

function syntax(file: string, message: string, place: Place | null, isError: boolean): Finding {
  const said = message.replace(/\s+at line \d+.*$/s, "");
  return {
    severity: isError ? "error" : "warning",
    file,
    place,
    code: "bad-syntax",
    path: "",
    message: `the file cannot be read: ${said}`,
    remedy: "Mend the text at this place.",
  };
}

function hcl(file: string): Finding {
  return {
    severity: "error",
    file,
    place: null,
    code: "terraform-language",
    path: "",
    message: "the file is in Terraform's own language, which is not read here",
    allowed: "Terraform's JSON: *.tf.json, or a plan or state as JSON",
    remedy: "Run terraform plan -out PLAN and terraform show -json PLAN > plan.json, and give plan.json.",
  };
}

function tooLarge(file: string, characters: number): Finding {
  return {
    severity: "error",
    file,
    place: null,
    code: "file-too-large",
    path: "",
    message: `the file has ${characters} characters`,
    allowed: `at most ${MOST_CHARACTERS}`,
    remedy: "Give the file that holds the experiment alone.",
  };
}

function empty(file: string): Finding {
  return {
    severity: "error",
    file,
    place: null,
    code: "empty-file",
    path: "",
    message: "the file holds nothing",
    remedy: "Give a file with an experiment template.",
  };
}
