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

/**
 * Reads JSON or YAML (JSON is YAML here, with duplicate keys refused in both), several documents where there are. Syntax errors are
 * findings with their places; what could be read is read. CloudFormation's short tags (`!Ref x`) become their long form (`{ Ref: x }`).
 */
export function readSource(file: string, text: string): Source {
  if (text.length > MOST_CHARACTERS) return { file, documents: [], findings: [tooLarge(file, text.length)] };
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, customTags: cloudFormationTags(), uniqueKeys: true, prettyErrors: false });
  const documents: SourceDocument[] = [];
  const findings: Finding[] = [];
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
  return { file, documents, findings };
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
      resolve: (text: string) => ({ [long(name)]: name === "GetAtt" ? text.split(".") : text }),
    },
    { tag: `!${name}`, collection: "seq" as const, resolve: (node: unknown) => wrapped(node, long(name)) },
    { tag: `!${name}`, collection: "map" as const, resolve: (node: unknown) => wrapped(node, long(name)) },
  ]);
}

/** A node that gives itself as the value of the function's long form. */
function wrapped(node: unknown, name: string): unknown {
  const inner = node as { toJSON(arg?: unknown, context?: unknown): unknown };
  const plain = inner.toJSON.bind(inner);
  return Object.assign(inner, { toJSON: (arg?: unknown, context?: unknown) => ({ [name]: plain(arg, context) }) });
}

function syntax(file: string, message: string, place: Place, isError: boolean): Finding {
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
