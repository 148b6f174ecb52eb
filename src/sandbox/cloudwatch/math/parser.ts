import { MathError } from "./values";

export type Node =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: "list"; readonly items: readonly Node[] }
  | { readonly kind: "negate"; readonly of: Node }
  | { readonly kind: "binary"; readonly operator: Operator; readonly left: Node; readonly right: Node };

export type Operator = "+" | "-" | "*" | "/" | "^" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "AND" | "OR";

type Token =
  | { readonly kind: "number"; readonly value: number; readonly at: number }
  | { readonly kind: "name" | "text" | "mark"; readonly value: string; readonly at: number }
  | { readonly kind: "end"; readonly value: "end of expression"; readonly at: number };

const pattern =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z][A-Za-z0-9_]*)|"([^"]*)"|'([^']*)'|(==|!=|<=|>=|&&|\|\||[-+*/^<>(),[\]]))/y;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const end = text.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw new MathError(`Unexpected character '${text.slice(from).trimStart()[0]}' at char ${from}`);
    const [all, number, name, double, single, mark] = match;
    const at = from + all.length - all.trimStart().length;
    if (number !== undefined) found.push({ kind: "number", value: Number(number), at });
    else if (name !== undefined) found.push({ kind: "name", value: name, at });
    else if (mark !== undefined) found.push({ kind: "mark", value: mark, at });
    else found.push({ kind: "text", value: double ?? single ?? "", at });
  }
  found.push({ kind: "end", value: "end of expression", at: end });
  return found;
}

/** Binary operators from the loosest to the tightest; `^` binds tighter still, and to the right. */
const levels: readonly (readonly string[])[] = [
  ["OR", "||"],
  ["AND", "&&"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/"],
];
const spelled: Readonly<Record<string, Operator>> = { "||": "OR", "&&": "AND" };

/** Deeper nesting than any honest expression of 2,048 characters has use for. */
const depthLimit = 200;

class Parser {
  private next = 0;
  private depth = 0;

  constructor(private readonly all: readonly Token[]) {}

  whole(): Node {
    const node = this.binary(0);
    if (this.peek().kind !== "end") throw this.unexpected();
    return node;
  }

  private binary(level: number): Node {
    const operators = levels[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const token = this.peek();
      if ((token.kind !== "mark" && token.kind !== "name") || !operators.includes(token.value)) return left;
      this.next++;
      const operator = spelled[token.value] ?? (token.value as Operator);
      left = { kind: "binary", operator, left, right: this.binary(level + 1) };
    }
  }

  private unary(): Node {
    if (++this.depth > depthLimit) throw new MathError("The expression is nested too deeply");
    try {
      if (this.take("-")) return { kind: "negate", of: this.unary() };
      if (this.take("+")) return this.unary();
      const base = this.primary();
      return this.take("^") ? { kind: "binary", operator: "^", left: base, right: this.unary() } : base;
    } finally {
      this.depth--;
    }
  }

  private primary(): Node {
    const token = this.peek();
    this.next++;
    if (token.kind === "number") return { kind: "number", value: token.value };
    if (token.kind === "text") return { kind: "text", text: token.value };
    if (token.kind === "name") {
      return this.take("(") ? { kind: "call", name: token.value, args: this.list(")") } : { kind: "name", name: token.value };
    }
    if (token.kind === "mark" && token.value === "(") {
      const inner = this.binary(0);
      if (!this.take(")")) throw this.unexpected();
      return inner;
    }
    if (token.kind === "mark" && token.value === "[") return { kind: "list", items: this.list("]") };
    this.next--;
    throw this.unexpected();
  }

  private list(close: string): Node[] {
    const items: Node[] = [];
    if (this.take(close)) return items;
    do items.push(this.binary(0));
    while (this.take(","));
    if (!this.take(close)) throw this.unexpected();
    return items;
  }

  private take(mark: string): boolean {
    const token = this.peek();
    if (token.kind !== "mark" || token.value !== mark) return false;
    this.next++;
    return true;
  }

  private peek(): Token {
    return this.all[this.next] ?? { kind: "end", value: "end of expression", at: 0 };
  }

  private unexpected(): MathError {
    const { value, at } = this.peek();
    return new MathError(`Unexpected '${value}' at char ${at}`);
  }
}

const parsed = new Map<string, Node>();

/** Reads a metric math expression; throws `MathError` with the place of the mistake. */
export function parseExpression(text: string): Node {
  let node = parsed.get(text);
  if (!node) {
    node = new Parser(tokens(text)).whole();
    if (parsed.size > 500) parsed.clear();
    parsed.set(text, node);
  }
  return node;
}

/** Every id the expression refers to; function names and key words are not among them. */
export function idsOf(node: Node): Set<string> {
  const ids = new Set<string>();
  const visit = (one: Node): void => {
    if (one.kind === "name" && /^[a-z]/.test(one.name)) ids.add(one.name);
    else if (one.kind === "call") one.args.forEach(visit);
    else if (one.kind === "list") one.items.forEach(visit);
    else if (one.kind === "negate") visit(one.of);
    else if (one.kind === "binary") {
      visit(one.left);
      visit(one.right);
    }
  };
  visit(node);
  return ids;
}
