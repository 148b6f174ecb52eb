import { hole, holesIn } from "../../words";
import { isRecord } from "../document";
import { cloudFormationOf } from "./cloudformation";
import { terraformOf } from "./terraform";

export type ExportFormat = "fis" | "cloudformation" | "terraform";

/** A template that a program exports, as far as its values are known. */
export interface Exported {
  readonly name: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** What the marks in the request stand for, by number: the name of a value, and what stood in the file that it was imported from. */
  readonly open: readonly { readonly name: string; readonly origin: string }[];
}

/** Values that nothing says, in this format: names, or `null` for those that only Pulumi knows. */
export function missingIn({ request, open }: Exported, format: ExportFormat): readonly (string | null)[] {
  return holesIn(request).flatMap((number) => {
    const value = open[number];
    return value && originIn(value.origin, format) !== undefined ? [] : [value?.name ?? null];
  });
}

/** Templates without missing values as a document of this format. */
export function exportedAs(format: ExportFormat, templates: readonly Exported[]): unknown {
  const filled = templates.map(({ name, request, open }) => ({
    name,
    request: fill(request, (text) => open.map(({ origin }) => originIn(origin, format))[numberOf(text)], format) as Exported["request"],
  }));
  if (format === "cloudformation") return cloudFormationOf(filled);
  if (format === "terraform") return terraformOf(filled);
  return filled.length === 1 ? filled[0]?.request : Object.fromEntries(filled.map(({ name, request }) => [name, request]));
}

/** What stood in the file, where it was of this format. */
function originIn(origin: string, format: ExportFormat): unknown {
  if (format === "terraform" && origin.includes("${")) return origin;
  if (format !== "cloudformation" || !origin.startsWith("{")) return undefined;
  try {
    return JSON.parse(origin) as unknown;
  } catch {
    return undefined;
  }
}

function numberOf(text: string): number {
  const [number] = holesIn(text);
  return number !== undefined && text === hole(number) ? number : -1;
}

function fill(value: unknown, of: (text: string) => unknown, format: ExportFormat): unknown {
  if (typeof value === "string") return of(value) ?? (format === "terraform" ? escaped(value) : value);
  if (Array.isArray(value)) return value.map((item) => fill(item, of, format));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, of, format)]));
}

/** Terraform reads its own expressions in texts. */
function escaped(text: string): string {
  return text.replace(/\$\{/g, "$$$${");
}
