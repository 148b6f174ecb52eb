import { parseDuration } from "../../words";

/**
 * Whether two texts of a parameter mean the same to FIS: durations of one length, lists with other spaces, JSON with its keys in another order,
 * numbers and truth values for the texts of SSM, `True` for `true`.
 */
export function meansTheSame(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [parseDuration(one), parseDuration(other)];
  if (a !== undefined && b !== undefined) return a === b;
  const [left, right] = [lenientJson(one), lenientJson(other)];
  if (isObject(left) && isObject(right)) return JSON.stringify(plain(left)) === JSON.stringify(plain(right));
  return listed(one) === listed(other);
}

/** JSON whose texts may hold line ends as they are, which SSM takes; `undefined` for what is none. */
export function lenientJson(text: string): unknown {
  for (const candidate of [text, mended(text)]) {
    try {
      return JSON.parse(candidate) as unknown;
    } catch {
      // The next one, or none.
    }
  }
  return undefined;
}

const ESCAPED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function mended(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[\s\S])*"/g, (string) => string.replace(/[\n\r\t]/g, (raw) => ESCAPED[raw] ?? raw));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? plain(value[0]) : value.map(plain);
  if (isObject(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
  }
  return typeof value === "string" ? scalar(value) : String(value);
}

function scalar(text: string): string {
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() : text;
}

function listed(text: string): string {
  return text
    .split(",")
    .map((item) => scalar(item.trim()))
    .join(",");
}
