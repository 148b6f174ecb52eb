import { LineCounter, parseDocument } from "yaml";
import { type Checked, messageOf, type Problem } from "../../words";
import { crossCheck, type Finding } from "./references";
import { resolveSystem } from "./resolve";
import { systemSchema } from "./schema";
import type { SystemDescription } from "./types";

/** What a description without services says: every machine answers 200 at once and nobody calls. */
export const emptySystem: SystemDescription = { directory: undefined, services: [], traffic: [] };

/**
 * Reads a system description from YAML or JSON text. Every problem is reported at once, with its path and, in the message, its line.
 * `directory` is the absolute folder of the file, for commands; the text may carry it itself as `directory:`.
 */
export function parseSystem(text: string, options: { readonly directory?: string } = {}): Checked<SystemDescription> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map((error) => ({
        code: "not-yaml",
        path: "",
        message: `line ${lines.linePos(error.pos[0]).line}: ${error.message}`,
        remedy: "Mend the YAML (or JSON) at this line.",
      })),
    };
  }
  const plain = plainOf(document);
  if (!plain.ok) return plain;
  const raw = plain.value ?? {};
  const input =
    typeof raw === "object" && raw !== null && !Array.isArray(raw)
      ? { ...(options.directory ? { directory: options.directory } : {}), ...raw }
      : raw;

  const parsed = systemSchema.safeParse(input);
  const shape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => findingsOf(issue as Issue));
  const findings = [...shape, ...crossCheck(input)];
  if (parsed.success && findings.length === 0) return { ok: true, value: resolveSystem(parsed.data) };

  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  };
  return { ok: false, problems: findings.map((finding) => problemOf(finding, valueAt(input, finding.path), lineOf(finding.path))) };
}

/** The values of a document. An alias without its anchor, or too many of them, is found only here. */
function plainOf(document: ReturnType<typeof parseDocument>): Checked<unknown> {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch (thrown) {
    const remedy = "Set each anchor (&name) before its alias (*name), put quotes around text that begins with *, and use few aliases.";
    return { ok: false, problems: [{ code: "not-yaml", path: "", message: messageOf(thrown), remedy }] };
  }
}

/** What is read of zod's issues. */
interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly expected?: string;
  readonly errors?: readonly (readonly Issue[])[];
  readonly issues?: readonly Issue[];
  readonly params?: { readonly allowed?: string; readonly remedy?: string };
}

function findingsOf(issue: Issue): Finding[] {
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((key) => ({
      code: "unknown-key",
      path: [...issue.path, key],
      message: "is not a known key",
      allowed: issue.message,
      remedy: "Mend the spelling or remove it.",
    }));
  }
  if (issue.code === "invalid_union") {
    // A call is a name or an object: the complaints of the object are the useful ones.
    const inner = (issue.errors ?? []).at(-1) ?? [];
    return inner.flatMap((one) => findingsOf({ ...one, path: [...issue.path, ...one.path] }));
  }
  if (issue.code === "invalid_key") {
    return (issue.issues ?? []).map((one) => ({
      code: "bad-key",
      path: issue.path,
      message: one.message,
      allowed: one.params?.allowed,
      remedy: one.params?.remedy ?? "Rename it.",
    }));
  }
  if (issue.code === "custom") {
    return [
      {
        code: "bad-value",
        path: issue.path,
        message: issue.message,
        allowed: issue.params?.allowed,
        remedy: issue.params?.remedy ?? "Write an allowed value.",
      },
    ];
  }
  const wanted =
    issue.expected === "array"
      ? "a list"
      : issue.expected === "record" || issue.expected === "object"
        ? "a map of keys to values"
        : issue.expected;
  return [
    {
      code: "wrong-shape",
      path: issue.path,
      message: `is not ${wanted ?? "what is expected here"}`,
      allowed: wanted,
      remedy: "See the example in the README.",
    },
  ];
}

function problemOf(finding: Finding, given: unknown, line: number | undefined): Problem {
  const missing = given === undefined;
  const message = missing && finding.code === "bad-value" ? "is missing" : finding.message;
  return {
    code: missing && finding.code === "bad-value" ? "missing" : finding.code,
    path: pathText(finding.path),
    message: line === undefined ? message : `line ${line}: ${message}`,
    ...(missing ? {} : { given }),
    ...(finding.allowed === undefined ? {} : { allowed: finding.allowed }),
    remedy: finding.remedy,
  };
}

const pathText = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    "",
  );

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined), value);
