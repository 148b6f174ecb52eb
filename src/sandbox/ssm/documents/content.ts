import { parse } from "yaml";
import { AwsError } from "../../kernel/error";
import { type DocumentParameter, OWNED_DOCUMENTS, type OwnedDocument } from "./catalogue";

/** What is read of a document's content. */
export interface DocumentContent {
  readonly schemaVersion: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, DocumentParameter>>;
}

interface Written {
  schemaVersion?: unknown;
  description?: unknown;
  parameters?: Record<string, { type?: string; default?: unknown; allowedValues?: unknown[]; allowedPattern?: string }>;
}

/** Reads a user's document; throws SSM's error when it is not one. */
export function readContent(content: string, format: "JSON" | "YAML" | "TEXT"): DocumentContent {
  let written: Written;
  try {
    written = (format === "YAML" ? parse(content) : JSON.parse(content)) as Written;
  } catch {
    throw new AwsError("InvalidDocumentContent", `The content of the document isn't valid ${format}.`);
  }
  if (typeof written !== "object" || written === null || !written.schemaVersion) {
    throw new AwsError("InvalidDocumentContent", "The document must contain schemaVersion.");
  }
  return {
    schemaVersion: String(written.schemaVersion),
    description: typeof written.description === "string" ? written.description : "",
    parameters: Object.fromEntries(
      Object.entries(written.parameters ?? {}).map(([name, { type, default: preset, allowedValues, allowedPattern }]) => [
        name,
        {
          ...(preset === undefined ? {} : { default: Array.isArray(preset) ? preset.join(",") : String(preset) }),
          ...(allowedValues ? { allowed: allowedValues.map(String) } : {}),
          ...(allowedPattern ? { pattern: new RegExp(allowedPattern) } : {}),
          ...(type === "StringList" ? { list: true as const } : {}),
        },
      ]),
    ),
  };
}

/** The sandbox's own text for a document of AWS: its interface, and in place of the script what the sandbox does. */
export function ownedContent(name: string, document: OwnedDocument): string {
  const parameters = Object.fromEntries(
    Object.entries(document.parameters).map(([key, { default: preset, allowed, pattern, list }]) => [
      key,
      {
        type: list ? "StringList" : "String",
        ...(preset === undefined ? {} : { default: preset }),
        ...(allowed ? { allowedValues: allowed } : {}),
        ...(pattern ? { allowedPattern: `^${pattern.source}$` } : {}),
      },
    ]),
  );
  return JSON.stringify({
    schemaVersion: "2.2",
    description: `${name} as the sandbox runs it: the parameters are AWS's, the script is not.`,
    parameters,
    mainSteps: [{ action: "aws:runShellScript", name: "Sandbox", inputs: { runCommand: [] } }],
  });
}

/** A document of AWS by name, read. */
export function ownedDocument(name: string): (DocumentContent & { readonly text: string }) | undefined {
  const document = Object.hasOwn(OWNED_DOCUMENTS, name) ? OWNED_DOCUMENTS[name] : undefined;
  if (!document) return undefined;
  const text = ownedContent(name, document);
  return { schemaVersion: "2.2", description: `${name} as the sandbox runs it`, parameters: document.parameters, text };
}
