/** `[{Key, Value}]`, as most AWS APIs write tags. */
export interface TagItem {
  readonly Key?: string;
  readonly Value?: string;
}

export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags as Pulumi keeps them, without AWS's own (`aws:…`). */
export function tagMap(items: readonly TagItem[] | undefined): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const { Key, Value } of items ?? []) if (Key && !Key.startsWith("aws:")) tags[Key] = Value ?? "";
  return tags;
}

/** The same for APIs that answer a plain map. */
export function ownTags(tags: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(tags ?? {}).filter(([key]) => !key.startsWith("aws:")));
}

/** What to set and what to take away so that old tags become new ones. */
export function tagChange(
  olds: Readonly<Record<string, string>>,
  news: Readonly<Record<string, string>>,
): { readonly set: Record<string, string>; readonly unset: string[] } {
  return {
    set: Object.fromEntries(Object.entries(news).filter(([key, value]) => olds[key] !== value)),
    unset: Object.keys(olds).filter((key) => !Object.hasOwn(news, key)),
  };
}

/** Items of `news` that are not in `olds`, and the other way round, compared by their text. */
export function listChange<T>(
  olds: readonly T[] | undefined,
  news: readonly T[] | undefined,
): { readonly added: T[]; readonly removed: T[] } {
  const texts = (list: readonly T[] | undefined) => new Set((list ?? []).map((item) => JSON.stringify(item)));
  const [before, after] = [texts(olds), texts(news)];
  return {
    added: (news ?? []).filter((item) => !before.has(JSON.stringify(item))),
    removed: (olds ?? []).filter((item) => !after.has(JSON.stringify(item))),
  };
}

/** A JSON document as text: `@pulumi/aws` takes policies as text or as an object. */
export function jsonText(document: unknown): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}

/** The first of a list that must have one. */
export function only<T>(items: readonly T[] | undefined, what: string): T {
  const [first] = items ?? [];
  if (first === undefined) throw Object.assign(new Error(`${what} is not there`), { name: "NotFound" });
  return first;
}

/** The value, or an error that names what AWS left out. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`the answer has no ${what}`);
  return value;
}

/** The same object without members that are `undefined`. */
export function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

/** `{deviceName: …}` → `{DeviceName: …}`, all the way down: Pulumi's names as most AWS APIs spell them. */
export function pascal<T>(value: unknown): T {
  return respell(value, (name) => name.charAt(0).toUpperCase() + name.slice(1)) as T;
}

/** `{DeviceName: …}` → `{deviceName: …}`, all the way down. */
export function camel<T>(value: unknown): T {
  return respell(value, (name) => name.charAt(0).toLowerCase() + name.slice(1)) as T;
}

function respell(value: unknown, spell: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => respell(item, spell));
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [spell(name), respell(member, spell)]),
  );
}

/** A property that `@pulumi/aws` takes as text or as a resource: the engine has put the resource's id in its place. */
export function idText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Tags, or nothing when there are none: some APIs refuse an empty map. */
export function someTags(tags: Readonly<Record<string, string>>): Record<string, string> | undefined {
  return Object.keys(tags).length > 0 ? { ...tags } : undefined;
}
