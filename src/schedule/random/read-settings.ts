import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { WEEKDAYS } from "../../experiment";
import type { Problem } from "../../words";
import { checkSettings } from "./check-settings";
import type { ChaosSettings } from "./settings";

const NAMES: readonly string[] = WEEKDAYS;

export type ReadSettings =
  | { readonly ok: true; readonly value: ChaosSettings; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Settings from YAML (or JSON, which is YAML). Days of a window may be written as `Mon-Fri` or `Mon, Wed` too. Every problem has its path and,
 * in its message, the line of the file.
 */
export function readSettings(text: string): ReadSettings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0)
    return {
      ok: false,
      problems: document.errors.map(({ message }) => ({
        code: "bad-yaml",
        path: "",
        message: message.split("\n")[0] ?? message,
        remedy: "Mend the YAML.",
      })),
    };
  const given: unknown = withDays(document.toJS({ maxAliasCount: 50 }));
  const placed = (problem: Problem): Problem => {
    const line = lineOf(document.contents, problem.path, lines);
    return line === undefined ? problem : { ...problem, message: `line ${line}: ${problem.message}` };
  };
  const { problems, warnings } = checkSettings(given);
  return problems.length > 0
    ? { ok: false, problems: problems.map(placed) }
    : { ok: true, value: given as ChaosSettings, warnings: warnings.map(placed) };
}

/** `Mon-Fri` and `Mon, Wed` as lists. What is no day stays as it is, for the check to name. */
function withDays(given: unknown): unknown {
  const settings = given as { readonly windows?: unknown } | null;
  if (typeof settings !== "object" || settings === null || !Array.isArray(settings.windows)) return given;
  const windows = settings.windows.map((window: unknown) => {
    const days = (window as { readonly days?: unknown } | null)?.days;
    return typeof days === "string" ? { ...(window as object), days: daysOf(days) } : window;
  });
  return { ...settings, windows };
}

function daysOf(text: string): readonly string[] {
  return text.split(",").flatMap((part) => {
    const ends = part.split("-").map((day) => day.trim().toUpperCase());
    const [first = -1, last = first] = ends.map((day) => NAMES.indexOf(day));
    return ends.length > 2 || first < 0 || last < first ? [part.trim()] : WEEKDAYS.slice(first, last + 1);
  });
}

/** The line of the deepest part of a path that is in the file. */
function lineOf(contents: Node | null, path: string, lines: LineCounter): number | undefined {
  let node: unknown = contents;
  let start: number | undefined;
  for (const key of path.split(/[.[\]]/).filter((part) => part !== "")) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (!pair) break;
      if (isScalar(pair.key) && pair.key.range) start = pair.key.range[0];
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      const range = (node as { readonly range?: readonly number[] } | undefined)?.range;
      start = range?.[0] ?? start;
    } else break;
  }
  return start === undefined ? undefined : lines.linePos(start).line;
}
