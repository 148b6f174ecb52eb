import { invalidValue } from "./errors";
import type { Tag } from "./types";

/** Tags of a resource as records keep them. */
export type Tags = Readonly<Record<string, string>>;

export const mostTags = 50;

export const tagsOf = (tags: readonly Tag[]): Tags => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** Throws when a key is reserved, given twice, or when they are too many. */
export function checkTags(tags: readonly Tag[]): void {
  if (tags.length > mostTags) throw invalidValue(`Only ${mostTags} tags are allowed for a resource`);
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) throw invalidValue("Tag keys must be unique");
  const reserved = tags.find(({ Key }) => Key.toLowerCase().startsWith("aws:"));
  if (reserved) throw invalidValue(`Tag keys starting with aws: are reserved: ${reserved.Key}`);
}
