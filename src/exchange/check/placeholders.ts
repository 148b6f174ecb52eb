import { join } from "../../experiment/read";
import { hasHole } from "../../words";
import { isRecord } from "../document";
import type { Subject } from "./subject";

/** What authors leave in a template for others to fill in. */
const MARKS: readonly RegExp[] = [
  /<[A-Za-z][\w .:/-]*>/,
  /\$\{[^}]*\}|\{\{[^}]*\}\}/,
  /\b(?:YOUR|MY|REPLACE|CHANGE|INSERT|ENTER)[-_ ][A-Z]/,
  /\byour[-_ ][a-z]/,
  /\b(?:ACCOUNT|REGION|AWS_ACCOUNT|AWS_REGION)(?:[-_]ID)?\b/,
  /\bX{4,}\b|\bx{6,}\b/,
  /\bTODO\b|\bFIXME\b|\bCHANGEME\b|\bPLACEHOLDER\b/i,
  /^dummy\d?[a-z]?$/,
];

/** SSM fills these in by itself. */
const OF_SSM = /\{\{\s*(?:global:|ssm:|automation:)?[\w:./-]+\s*\}\}/g;

/**
 * Warns of texts that nobody has filled in yet; what is found wrong with such a text is no news then. Descriptions are for people and may say
 * anything.
 */
export function checkPlaceholders(subject: Subject, template: Readonly<Record<string, unknown>>): void {
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string") {
      if (!hasHole(value) && isPlaceholder(value))
        subject.unfilled({
          code: "placeholder",
          path,
          message: "this looks like a place that was left to be filled in",
          given: value,
          remedy: "Fill it in.",
        });
    } else if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, join(path, index));
    else if (isRecord(value)) for (const [key, member] of Object.entries(value)) if (key !== "description") walk(member, join(path, key));
  };
  walk(template, "");
}

/** Whether a text waits for somebody to fill it in: `<ACCOUNT>`, `${ROLE}`, `YOUR_ROLE`. */
export function isPlaceholder(text: string): boolean {
  // A script or a document's parameters speak a language of their own.
  if (text.trimStart().startsWith("{")) return false;
  const said = text.replace(OF_SSM, "");
  return MARKS.some((mark) => mark.test(said));
}
