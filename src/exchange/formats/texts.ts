import { isRecord } from "../document";

/** The one member of a template that is a number. */
const NUMBER = "logSchemaVersion";

/** The same with texts for numbers and truth values: CloudFormation and Terraform make texts of them before FIS sees them, FIS's own API does not. */
export function withTexts(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withTexts(item));
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withTexts(member, name)]));
  if (key === NUMBER) return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}
