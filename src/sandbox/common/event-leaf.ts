/** One alternative for a field: a test of a plain value, or the wish that there is none. */
export interface Leaf {
  readonly absent: boolean;
  test(value: unknown): boolean;
}

const of = (test: (value: unknown) => boolean): Leaf => ({ absent: false, test });
const text = (test: (value: string) => boolean) => of((value) => typeof value === "string" && test(value));

/** Reads one element of a pattern's array. Throws an Error for what EventBridge does not have. */
export function leafOf(key: string, wanted: unknown): Leaf {
  if (wanted === null || typeof wanted === "string" || typeof wanted === "number" || typeof wanted === "boolean") {
    return of((value) => value === wanted);
  }
  const entries = typeof wanted === "object" && !Array.isArray(wanted) ? Object.entries(wanted) : [];
  const [first] = entries;
  if (entries.length !== 1 || !first) throw new Error(`An element of "${key}" must be a value or one operator`);
  const [operator, operand] = first;
  if (operator === "exists") {
    if (typeof operand !== "boolean") throw new Error("exists must be true or false");
    return operand ? of(() => true) : { absent: true, test: () => false };
  }
  if (operator === "numeric") return of(numeric(operand));
  if (operator === "anything-but") return of(anythingBut(operand));
  return text(textTest(operator, operand));
}

function textTest(operator: string, operand: unknown): (value: string) => boolean {
  if (operator === "prefix" || operator === "suffix") {
    const folded = ignoringCase(operand);
    const wanted = folded ?? operand;
    if (typeof wanted !== "string") throw new Error(`${operator} must be a string`);
    const prepare = (value: string) => (folded === undefined ? value : value.toLowerCase());
    const sought = prepare(wanted);
    return (value) => (operator === "prefix" ? prepare(value).startsWith(sought) : prepare(value).endsWith(sought));
  }
  if (typeof operand !== "string") throw new Error(`${operator} must be a string`);
  if (operator === "equals-ignore-case") return (value) => value.toLowerCase() === operand.toLowerCase();
  if (operator === "wildcard") return wildcard(operand);
  throw new Error(
    `Unrecognized match type ${operator}: the Faultline sandbox has prefix, suffix, anything-but, numeric, exists, equals-ignore-case and wildcard`,
  );
}

function ignoringCase(operand: unknown): string | undefined {
  if (typeof operand !== "object" || operand === null) return undefined;
  const { "equals-ignore-case": wanted } = operand as Record<string, unknown>;
  return typeof wanted === "string" ? wanted : undefined;
}

function anythingBut(operand: unknown): (value: unknown) => boolean {
  if (typeof operand === "object" && operand !== null && !Array.isArray(operand)) {
    const entries = Object.entries(operand);
    const [first] = entries;
    if (entries.length !== 1 || !first) throw new Error("anything-but must have one operator");
    const [operator, given] = first;
    const tests = (Array.isArray(given) ? given : [given]).map((one: unknown) => textTest(operator, one));
    return (value) => typeof value === "string" && !tests.some((test) => test(value));
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0 || !values.every((one) => typeof one === "string" || typeof one === "number")) {
    throw new Error("anything-but must be a string, a number or a list of them");
  }
  return (value) => !values.some((one) => one === value);
}

const COMPARE: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function numeric(operand: unknown): (value: unknown) => boolean {
  const parts: unknown[] = Array.isArray(operand) ? operand : [];
  if (parts.length !== 2 && parts.length !== 4) throw new Error("numeric must be one or two comparisons");
  const tests = [0, 2].slice(0, parts.length / 2).map((at) => {
    const compare = COMPARE[String(parts[at])];
    const bound = parts[at + 1];
    if (!compare || typeof bound !== "number") throw new Error("numeric must be comparisons with numbers");
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

/** `*` stands for any characters, `\*` for itself. Walks without backtracking over more than the last star. */
function wildcard(pattern: string): (value: string) => boolean {
  const pieces: string[] = [""];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? "";
    if (char === "\\" && (pattern[at + 1] === "*" || pattern[at + 1] === "\\")) pieces[pieces.length - 1] += pattern[++at] ?? "";
    else if (char === "\\") throw new Error("Invalid escape character at a position of the wildcard");
    else if (char !== "*") pieces[pieces.length - 1] += char;
    else if (pattern[at + 1] === "*") throw new Error("Consecutive wildcard characters are not allowed");
    else pieces.push("");
  }
  const head = pieces[0] ?? "";
  const tail = pieces.length > 1 ? (pieces.at(-1) ?? "") : "";
  return (value) => {
    if (pieces.length === 1) return value === head;
    if (!value.startsWith(head) || value.length < head.length + tail.length || !value.endsWith(tail)) return false;
    let from = head.length;
    const end = value.length - tail.length;
    for (const piece of pieces.slice(1, -1)) {
      const found = value.indexOf(piece, from);
      if (found < 0 || found + piece.length > end) return false;
      from = found + piece.length;
    }
    return true;
  };
}
