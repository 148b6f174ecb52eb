import { problems } from "./records";

export type LogFilter = (message: string) => boolean;

/**
 * A filter pattern: terms that must be there, `-terms` that must not, `?terms` of which one must, and for JSON lines
 * `{ $.a.b = "x" && $.n > 3 }`. Other syntax is refused.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilter(pattern: string): LogFilter {
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("{")) return jsonFilter(text);
  if (text.startsWith("[") || text.startsWith("%")) {
    throw problems.invalid(`The Faultline sandbox filters by terms and by JSON comparisons, not by "${pattern}".`);
  }
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = "", quoted, plain]) => ({
    sign,
    term: quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "",
  }));
  const must = terms.filter(({ sign }) => sign === "");
  const mustNot = terms.filter(({ sign }) => sign === "-");
  const oneOf = terms.filter(({ sign }) => sign === "?");
  return (message) =>
    must.every(({ term }) => message.includes(term)) &&
    !mustNot.some(({ term }) => message.includes(term)) &&
    (oneOf.length === 0 || oneOf.some(({ term }) => message.includes(term)));
}

type Test = (value: unknown) => boolean;

const COMPARISON =
  /^\s*\$((?:\.[\w-]+|\[\d+\])+)\s*(?:(IS\s+TRUE|IS\s+FALSE|IS\s+NULL|NOT\s+EXISTS)|(=|!=|<=|>=|<|>)\s*(?:"([^"]*)"|([^\s"]+)))\s*$/i;

function jsonFilter(pattern: string): LogFilter {
  const refuse = () => problems.invalid(`Invalid filter pattern: ${pattern}`);
  if (!pattern.endsWith("}")) throw refuse();
  const alternatives = pattern
    .slice(1, -1)
    .split("||")
    .map((part) => part.split("&&").map((piece) => comparison(COMPARISON.exec(piece) ?? undefined, refuse)));
  return (message) => {
    let value: unknown;
    try {
      value = JSON.parse(message);
    } catch {
      return false;
    }
    return alternatives.some((all) => all.every((test) => test(value)));
  };
}

function comparison(match: RegExpExecArray | undefined, refuse: () => Error): Test {
  if (!match) throw refuse();
  const [, path = "", state, operator = "", quoted, plain] = match;
  const steps = [...path.matchAll(/\.([\w-]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  const at = (value: unknown): unknown =>
    steps.reduce<unknown>(
      (here, step) => (typeof here === "object" && here !== null ? (here as Record<string | number, unknown>)[step] : undefined),
      value,
    );
  if (state) {
    const word = state.toUpperCase().replace(/\s+/g, " ");
    const wanted: Readonly<Record<string, Test>> = {
      "IS TRUE": (value) => value === true,
      "IS FALSE": (value) => value === false,
      "IS NULL": (value) => value === null,
      "NOT EXISTS": (value) => value === undefined,
    };
    const test = wanted[word];
    return (value) => test?.(at(value)) ?? false;
  }
  const text = quoted ?? plain ?? "";
  const number = quoted === undefined && !Number.isNaN(Number(text)) ? Number(text) : undefined;
  const equals: Test = (value) => (number === undefined ? typeof value === "string" && wild(text, value) : Number(value) === number);
  if (operator === "=") return (value) => equals(at(value));
  if (operator === "!=") return (value) => at(value) !== undefined && !equals(at(value));
  if (number === undefined) throw refuse();
  const compare: Readonly<Record<string, (given: number) => boolean>> = {
    "<": (given) => given < number,
    "<=": (given) => given <= number,
    ">": (given) => given > number,
    ">=": (given) => given >= number,
  };
  return (value) => typeof at(value) === "number" && (compare[operator]?.(Number(at(value))) ?? false);
}

/** A leading, trailing or lone `*` stands for anything. */
function wild(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === text;
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= text.length - last.length;
}
