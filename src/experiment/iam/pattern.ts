/** Stand in for `*` and `?` in patterns whose variables have been filled in: what a variable brings along is no wildcard. */
const MANY = "\uE000";
const ONE = "\uE001";

const VARIABLE = /\$\{([^}]*)\}/g;

/** The values of a request's context by lower-case key: IAM does not distinguish the case of condition keys. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** The context of a request as people write it. */
export function contextOf(values: Readonly<Record<string, string | readonly string[]>>): Context {
  return new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value]));
}

/**
 * The pattern with its policy variables filled in and its wildcards marked; nothing when a variable has no single value, since IAM then
 * matches nothing. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function fillVariables(pattern: string, context: Context): string | undefined {
  const marked = (text: string) => text.replaceAll("*", MANY).replaceAll("?", ONE);
  if (!pattern.includes("${")) return marked(pattern);
  let filled = "";
  let from = 0;
  for (const match of pattern.matchAll(VARIABLE)) {
    const value = variableIn((match[1] ?? "").trim(), context);
    if (value === undefined) return undefined;
    filled += marked(pattern.slice(from, match.index)) + value;
    from = match.index + match[0].length;
  }
  return filled + marked(pattern.slice(from));
}

function variableIn(variable: string, context: Context): string | undefined {
  if (variable === "*" || variable === "?" || variable === "$") return variable;
  const [key = "", fallback] = variable.split(/\s*,\s*/, 2);
  const values = context.get(key.toLowerCase());
  if (values?.length === 1) return values[0];
  return values === undefined ? /^'(.*)'$/.exec(fallback ?? "")?.[1] : undefined;
}

/** A marked pattern as the same text without wildcards: for operators that know none. */
export function unmarked(marked: string): string {
  return marked.replaceAll(MANY, "*").replaceAll(ONE, "?");
}

/** Whether the text matches the marked pattern. Takes time in proportion to both lengths at worst, whatever the pattern. */
export function matches(marked: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    const char = marked[at];
    if (char === MANY) {
      star = at++;
      resume = index;
    } else if (char === ONE || (char !== undefined && char === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (marked[at] === MANY) at++;
  return at === marked.length;
}

/** Whether the ARN matches the marked pattern: each of the six parts for itself, so that no wildcard reaches across a colon before the last. */
export function matchesArn(marked: string, arn: string): boolean {
  if (marked === MANY) return true;
  const wanted = partsOf(marked);
  const given = partsOf(arn);
  if (given.length < 6) return matches(marked, arn);
  // IAM reads a pattern that ends early as one that does not care for the rest.
  return given.every((part, index) => matches(wanted[index] ?? MANY, part));
}

function partsOf(text: string): readonly string[] {
  const parts = text.split(":");
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}
