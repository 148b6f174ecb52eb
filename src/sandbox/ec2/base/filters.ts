import { invalidValue } from "./errors";

export interface Filter {
  Name?: string;
  Values?: readonly string[];
}

type Value = string | number | boolean | undefined;

/** The filter names of one `Describe…` operation and where their values are. A list matches by any of its members. */
export type FilterFields<T> = Readonly<Record<string, (item: T) => Value | readonly Value[]>>;

const patterns = new Map<string, RegExp>();

/** `*` stands for any characters, `?` for one; a backslash takes their meaning away. Case matters. */
export function wildcard(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known) return known;
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "*") source += "[\\s\\S]*";
    else if (character === "?") source += "[\\s\\S]";
    else {
      const literal = character === "\\" && at + 1 < pattern.length ? pattern.charAt(++at) : character;
      source += literal.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    }
  }
  const made = new RegExp(`^${source}$`);
  if (patterns.size > 1_000) patterns.clear();
  patterns.set(pattern, made);
  return made;
}

const asList = (value: Value | readonly Value[]): readonly Value[] => (Array.isArray(value) ? value : [value as Value]);

/**
 * Those that all filters let pass. A filter passes what has any of its values. `tag:KEY`, `tag-key` and `tag-value` work where
 * `tagsOf` is given; a name the operation does not have is an error, as in EC2.
 */
export function filtered<T>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  fields: FilterFields<T>,
  tagsOf?: (item: T) => Readonly<Record<string, string>>,
): T[] {
  const tests = (filters ?? []).map((filter) => {
    const name = filter.Name ?? "";
    const wanted = (filter.Values ?? []).map(wildcard);
    const read = fieldFor(name, fields, tagsOf);
    return (item: T) => asList(read(item)).some((value) => value !== undefined && wanted.some((pattern) => pattern.test(String(value))));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

function fieldFor<T>(
  name: string,
  fields: FilterFields<T>,
  tagsOf: ((item: T) => Readonly<Record<string, string>>) | undefined,
): (item: T) => Value | readonly Value[] {
  if (tagsOf) {
    if (name.startsWith("tag:")) {
      const key = name.slice(4);
      return (item) => tagsOf(item)[key];
    }
    if (name === "tag-key") return (item) => Object.keys(tagsOf(item));
    if (name === "tag-value") return (item) => Object.values(tagsOf(item));
  }
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field) throw invalidValue(`The filter '${name}' is invalid`);
  return field;
}
