import { tagChange } from "../../convert";

/** Tag lists of IAM's calls from the old and new tags. */
export function iamTagChange(olds: Readonly<Record<string, string>>, news: Readonly<Record<string, string>>) {
  const { set, unset } = tagChange(olds, news);
  return { set: Object.entries(set).map(([Key, Value]) => ({ Key, Value })), unset };
}

/** IAM answers documents URL-encoded. */
export function decodeDocument(document: string | undefined): string | undefined {
  return document === undefined ? undefined : decodeURIComponent(document);
}

/** Whether two JSON documents say the same. */
function sameDocument(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return a === b;
  }
}

/** The document as the program wrote it when it still says the same, so that only real changes show. */
export function keepWritten(known: unknown, actual: string | undefined): string | undefined {
  const written = typeof known === "string" ? known : known === undefined ? undefined : JSON.stringify(known);
  return sameDocument(written, actual) ? written : actual;
}

/** The name of a role that is given by name, by ARN or as a resource (whose id is its name). */
export function roleName(role: unknown): string {
  return typeof role === "string" ? (role.split("/").at(-1) ?? role) : "";
}
