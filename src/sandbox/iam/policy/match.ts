/** Values of condition keys; keys are looked up without regard to case. */
export type Context = ReadonlyMap<string, readonly string[]>;

export function contextOf(values: Readonly<Record<string, string | readonly string[] | undefined>>): Map<string, readonly string[]> {
  const out = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) out.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  }
  return out;
}

type Part = string | { readonly wild: "*" | "?" };

/** Whether text matches a pattern with `*` and `?`. Linear in practice: no regular expression, so no pattern can make it slow. */
export function matchesWild(parts: readonly Part[], text: string): boolean {
  const cells: (string | { readonly wild: "*" | "?" })[] = [];
  for (const part of parts) {
    if (typeof part === "string") cells.push(...part);
    else cells.push(part);
  }
  const characters = [...text];
  let cell = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < characters.length) {
    const pattern = cells[cell];
    const isStar = typeof pattern === "object" && pattern.wild === "*";
    if (isStar) {
      star = cell++;
      resume = at;
    } else if (pattern !== undefined && (typeof pattern === "object" || pattern === characters[at])) {
      cell++;
      at++;
    } else if (star >= 0) {
      cell = star + 1;
      at = ++resume;
    } else return false;
  }
  for (; cell < cells.length; cell++) {
    const pattern = cells[cell];
    if (!(typeof pattern === "object" && pattern.wild === "*")) return false;
  }
  return true;
}

const VARIABLE = /\$\{([^}]*)\}/g;

/**
 * A pattern cut into text and wildcards. What a variable stands for is plain text, as are `${*}`, `${?}` and `${$}`;
 * undefined when a variable has no value and no default, in which case nothing matches.
 */
export function partsOf(pattern: string, context: Context | undefined): Part[] | undefined {
  const parts: Part[] = [];
  const plain = (text: string) => {
    for (const piece of text.split(/([*?])/)) {
      if (piece === "*" || piece === "?") parts.push({ wild: piece });
      else if (piece !== "") parts.push(piece);
    }
  };
  if (!context) {
    plain(pattern);
    return parts;
  }
  let from = 0;
  for (const match of pattern.matchAll(VARIABLE)) {
    plain(pattern.slice(from, match.index));
    from = match.index + match[0].length;
    const inside = match[1] ?? "";
    if (inside === "*" || inside === "?" || inside === "$") {
      parts.push(inside);
      continue;
    }
    const [name = "", fallback] = inside.split(",").map((piece) => piece.trim());
    const values = context.get(name.toLowerCase());
    const value = values?.length === 1 ? values[0] : fallback?.replace(/^'(.*)'$/, "$1");
    if (value === undefined) return undefined;
    parts.push(value);
  }
  plain(pattern.slice(from));
  return parts;
}

export function matchesPattern(pattern: string, text: string, context: Context | undefined): boolean {
  if (pattern === "*") return true;
  const parts = partsOf(pattern, context);
  return parts !== undefined && matchesWild(parts, text);
}

/** Actions are compared without regard to case. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesPattern(pattern.toLowerCase(), action.toLowerCase(), undefined);
}

/** ARNs are compared part by part: a wildcard does not reach over a colon of the first five. */
export function matchesArn(pattern: string, arn: string, context: Context | undefined): boolean {
  if (pattern === "*") return true;
  const parts = partsOf(pattern, context);
  if (!parts) return false;
  const wanted = cutParts(parts);
  const given = cut(arn);
  if (wanted.length !== 6 || given.length !== 6) return wanted.length === given.length && matchesWild(parts, arn);
  return wanted.every((piece, index) => matchesWild(piece, given[index] ?? ""));
}

function cut(arn: string): string[] {
  const pieces = arn.split(":");
  return pieces.length <= 6 ? pieces : [...pieces.slice(0, 5), pieces.slice(5).join(":")];
}

function cutParts(parts: readonly Part[]): Part[][] {
  const out: Part[][] = [[]];
  const last = () => out[out.length - 1] ?? [];
  for (const part of parts) {
    if (typeof part !== "string") {
      last().push(part);
      continue;
    }
    let rest = part;
    while (out.length < 6) {
      const colon = rest.indexOf(":");
      if (colon < 0) break;
      if (colon > 0) last().push(rest.slice(0, colon));
      out.push([]);
      rest = rest.slice(colon + 1);
    }
    if (rest !== "") last().push(rest);
  }
  return out;
}
