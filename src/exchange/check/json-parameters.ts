import { join } from "../../experiment/read";
import type { FaultFacts } from "../../faults";
import { isRecord } from "../document";
import type { Subject } from "./subject";

/** Line ends that stand in a JSON text as they are; SSM takes them, JSON does not. */
const RAW = /[\n\r\t]/g;
const ESCAPED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The same parameters, with line ends in JSON texts written as JSON wants them, and a warning for each such text. */
export function withStrictJson(subject: Subject, value: unknown, path: string, facts: FaultFacts): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      const rule = Object.hasOwn(facts.parameters, key) ? facts.parameters[key] : undefined;
      if (rule?.kind !== "json" || typeof text !== "string" || isJson(text)) return [key, text];
      const mended = text.replace(/"(?:[^"\\]|\\[\s\S])*"/g, (string) => string.replace(RAW, (raw) => ESCAPED[raw] ?? raw));
      if (!isJson(mended)) return [key, text];
      subject.warn({
        code: "raw-newlines",
        path: join(path, key),
        message: "the JSON in this text has raw line ends in its strings, which strict readers refuse",
        remedy: "Write them as \\n.",
      });
      return [key, mended];
    }),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
