import { Reader } from "../../experiment/read";
import { hole, type Problem } from "../../words";
import { isRecord, type TemplateDocument, Unknown } from "../document";
import type { Finding } from "../finding";
import type { Path } from "../source";

/** A template under check: its value with holes where only a deployment knows, and the findings so far. */
export class Subject {
  readonly value: unknown;
  /** Problems that it collects are errors of this template. */
  readonly reader = new Reader();
  private readonly warnings: Problem[] = [];
  private readonly later = new Set<string>();

  constructor(private readonly document: TemplateDocument) {
    this.value = withHoles(document.template);
  }

  warn(problem: Problem): void {
    this.warnings.push(problem);
  }

  /** Warns of a text that will be another one: errors about it are not told, since nobody knows yet what will stand there. */
  unfilled(problem: Problem): void {
    this.warnings.push(problem);
    this.later.add(problem.path);
  }

  /** Everything found, in the order of the file. */
  findings(): readonly Finding[] {
    const told = [
      ...this.reader.problems.filter(({ path }) => !this.later.has(path)).map((problem) => this.finding("error", problem)),
      ...this.warnings.map((problem) => this.finding("warning", problem)),
    ];
    return told.sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0));
  }

  private finding(severity: Finding["severity"], problem: Problem): Finding {
    const path = parsePath(problem.path);
    return { ...problem, severity, file: this.document.file, path: this.document.pathOf(path), place: this.document.placeOf(path) };
  }
}

/** Checks let texts with holes pass: nobody knows yet what will stand there. */
function withHoles(value: unknown): unknown {
  if (value instanceof Unknown) return hole(0);
  if (Array.isArray(value)) return value.map(withHoles);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withHoles(member)]));
}

/** Reads a path as the checks write it: `actions.stop.parameters["x y"][0]`. */
export function parsePath(text: string): Path {
  const steps: (string | number)[] = [];
  for (const match of text.matchAll(/\[(\d+)\]|\[?"((?:[^"\\]|\\.)*)"\]?|([^.[\]]+)/g)) {
    const [, index, quoted, plain] = match;
    if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(JSON.parse(`"${quoted}"`) as string);
    else if (plain !== undefined) steps.push(plain);
  }
  return steps;
}
