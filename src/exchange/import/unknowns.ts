import { hole } from "../../words";
import { isRecord, Unknown } from "../document";
import { type Code, Expression, expressionsIn } from "./code";

/** A value of the deployment in the program that is written. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  /** What stood in the file. */
  readonly origin: string;
}

/** Gives each value that only a deployment knows a name in the program. */
export class Unknowns {
  private readonly names = new Map<string, { readonly name: string; readonly number: number }>();

  /** The value in a place that wants this type. */
  use(unknown: Unknown, type: string): Expression {
    const known = this.names.get(unknown.text) ?? { name: this.nameFor(unknown.text), number: this.names.size };
    this.names.set(unknown.text, known);
    return new Expression(`given.${known.name}`, hole(known.number), type);
  }

  /** A value as it is in the file, with texts for what is unknown. `undefined` when it is no data. */
  code(value: unknown): Code | undefined {
    if (value instanceof Unknown) return this.use(value, "Text");
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    if (Array.isArray(value)) return whole(value.map((item) => this.code(item)));
    if (!isRecord(value)) return undefined;
    const items = whole(Object.values(value).map((item) => this.code(item)));
    return items && Object.fromEntries(Object.keys(value).map((key, index) => [key, items[index] ?? ""]));
  }

  /** Those that a program uses, in its order. */
  usedIn(code: Code): readonly Parameter[] {
    const types = new Map<string, Set<string>>();
    for (const { code: text, type } of expressionsIn(code)) {
      if (type !== undefined) types.set(text, (types.get(text) ?? new Set()).add(type));
    }
    const origins = new Map([...this.names].map(([origin, { name }]) => [`given.${name}`, { name, origin }]));
    return [...types].flatMap(([text, wanted]) => {
      const known = origins.get(text);
      if (!known) return [];
      // Every other type is a text of some form.
      if (wanted.size > 1) wanted.delete("Text");
      return [{ ...known, type: [...wanted].sort().join(" & ") }];
    });
  }

  private nameFor(text: string): string {
    const base = camel(wordsOf(text)) || "value";
    const taken = new Set([...this.names.values()].map(({ name }) => name));
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base}${count}`;
    return name;
  }
}

function whole<T>(items: readonly (T | undefined)[]): T[] | undefined {
  const found = items.filter((item): item is T => item !== undefined);
  return found.length === items.length ? found : undefined;
}

/** `{"Ref":"Role"}` is about Role, `${aws_iam_role.fis.arn}` about aws_iam_role fis arn. */
function wordsOf(text: string): string {
  return text.replace(/^\{"(?:Ref|Fn::\w+)":/, "").replace(/^the /, "");
}

/** A name of a program: `my role` is `myRole`. */
export function camel(text: string): string {
  const words = text
    .slice(0, 60)
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  const joined = words.map((word, index) => (index === 0 ? lower(word) : word.charAt(0).toUpperCase() + word.slice(1))).join("");
  const name = joined.replace(/^\d+/, "");
  return RESERVED.has(name) ? `${name}Value` : name;
}

function lower(word: string): string {
  return /^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
}

const RESERVED = new Set(
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield undefined given".split(
    " ",
  ),
);
