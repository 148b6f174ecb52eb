import { pathText, type TemplateDocument } from "../document";
import type { Finding } from "../finding";
import type { Path, SourceDocument } from "../source";

/** What a reader of one format found in a document. Nothing at all: it is not of that format. */
export interface Found {
  readonly templates: readonly TemplateDocument[];
  readonly findings: readonly Finding[];
}

export const NOTHING: Found = { templates: [], findings: [] };

export function findingAt(file: string, source: SourceDocument, path: Path, said: Omit<Finding, "file" | "path" | "place">): Finding {
  return { ...said, file, path: pathText(path), place: source.placeOf(path) };
}
