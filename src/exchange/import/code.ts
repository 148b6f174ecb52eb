/** A piece of the program that is written: its text, and what it will be worth as far as that is known now. */
export class Expression {
  constructor(
    readonly code: string,
    readonly value: unknown,
    /** The type that a value of the deployment must have here; left out for what is no such value. */
    readonly type?: string,
  ) {}
}

/** Data with expressions in it. */
export type Code = string | number | boolean | Expression | readonly Code[] | { readonly [key: string]: Code };

const WIDTH = 120;

/** TypeScript for a value, begun in this column of a line that is indented so far. */
export function write(code: Code, indent = 0, column = indent): string {
  const short = inline(code);
  if (column + short.length <= WIDTH && !short.includes("\n")) return short;
  if (code instanceof Call || code instanceof Loose) return code.broken(indent);
  if (code instanceof Expression || typeof code !== "object") return short;
  const inner = " ".repeat(indent + 2);
  const lines = isList(code)
    ? code.map((item) => write(item, indent + 2))
    : Object.entries(code).map(([key, item]) => {
        const name = `${keyText(key)}: `;
        return name + write(item, indent + 2, indent + 2 + name.length);
      });
  const [open, close] = isList(code) ? "[]" : "{}";
  return `${open}\n${lines.map((line) => `${inner}${line},\n`).join("")}${" ".repeat(indent)}${close}`;
}

/** A call of a function with arguments; its value is what the function gives now. */
export class Call extends Expression {
  constructor(
    readonly name: string,
    readonly given: readonly Code[],
    value: unknown,
  ) {
    super(`${name}(${given.map(inline).join(", ")})`, value);
  }

  broken(indent: number): string {
    const [only, ...others] = this.given;
    if (others.length === 0 && only !== undefined) return `${this.name}(${write(only, indent, indent + this.name.length + 1)})`;
    const inner = " ".repeat(indent + 2);
    return `${this.name}(\n${this.given.map((item) => `${inner}${write(item, indent + 2)},\n`).join("")}${" ".repeat(indent)})`;
  }
}

/** An object some of whose members its type does not know; the compiler lets them pass where they are spread. */
export class Loose extends Expression {
  constructor(
    readonly known: { readonly [key: string]: Code },
    readonly others: { readonly [key: string]: Code },
  ) {
    const rest = Object.keys(known).length > 0 ? `, ${inline(known).slice(2)}` : " }";
    super(`{ ...${asObject(known, inline(others))}${rest}`, { ...worth(others), ...worth(known) });
  }

  broken(indent: number): string {
    const inner = " ".repeat(indent + 2);
    const spread = `${inner}...${asObject(this.known, write(this.others, indent + 2, indent + 6))},`;
    if (Object.keys(this.known).length === 0) return `{\n${spread}\n${" ".repeat(indent)}}`;
    const rest = Object.entries(this.known).map(([key, item]) => {
      const name = `${keyText(key)}: `;
      return `${inner}${name}${write(item, indent + 2, indent + 2 + name.length)},`;
    });
    return `{\n${[spread, ...rest].join("\n")}\n${" ".repeat(indent)}}`;
  }
}

/** The compiler refuses an object none of whose members its type knows, unless it is not told what they are. */
function asObject(known: object, others: string): string {
  return Object.keys(known).length > 0 ? others : `(${others} as object)`;
}

function inline(code: Code): string {
  if (code instanceof Expression) return code.code;
  if (isList(code)) return `[${code.map(inline).join(", ")}]`;
  if (typeof code !== "object") return JSON.stringify(code);
  const members = Object.entries(code).map(([key, item]) => `${keyText(key)}: ${inline(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** A member `__proto__` is only one when its name is computed. */
function keyText(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

function isList(code: Code): code is readonly Code[] {
  return Array.isArray(code);
}

/** The value that a piece of program will have. */
export function worth(code: { readonly [key: string]: Code }): object;
export function worth(code: Code): unknown;
export function worth(code: Code): unknown {
  if (code instanceof Expression) return code.value;
  if (isList(code)) return code.map(worth);
  if (typeof code !== "object") return code;
  return Object.fromEntries(Object.entries(code).map(([key, item]) => [key, worth(item)]));
}

/** Every expression in a piece of program, outermost first. */
export function expressionsIn(code: Code): readonly Expression[] {
  if (code instanceof Call) return [code, ...code.given.flatMap(expressionsIn)];
  if (code instanceof Loose) return [code.others, code.known].flatMap(expressionsIn);
  if (code instanceof Expression) return [code];
  if (typeof code !== "object") return [];
  return Object.values(code).flatMap((item: Code) => expressionsIn(item));
}
