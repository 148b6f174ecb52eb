import type { StateValue } from "../types";

/** The rule of a composite alarm. */
export type Rule =
  | { readonly kind: "state"; readonly state: StateValue; readonly alarm: string }
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "not"; readonly of: Rule }
  | { readonly kind: "and" | "or"; readonly left: Rule; readonly right: Rule };

/** A rule that cannot be read; the message has AWS's words. */
export class RuleError extends Error {
  constructor(problem: string) {
    super(`Error in AlarmRule [${problem}]`);
  }
}

/** AWS takes at most 500 elements; the depth bounds the recursion. */
const mostElements = 500;
const deepest = 100;

const states: ReadonlySet<string> = new Set(["ALARM", "OK", "INSUFFICIENT_DATA"]);

class Parser {
  private at = 0;
  private elements = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  whole(): Rule {
    const rule = this.or();
    this.space();
    if (this.at < this.text.length) throw this.unsupported();
    return rule;
  }

  private or(): Rule {
    if (++this.depth > deepest) throw new RuleError(`The rule is nested deeper than ${deepest} levels`);
    let left = this.and();
    while (this.word("OR")) left = { kind: "or", left, right: this.and() };
    this.depth--;
    return left;
  }

  private and(): Rule {
    let left = this.not();
    while (this.word("AND")) left = { kind: "and", left, right: this.not() };
    return left;
  }

  private not(): Rule {
    let negations = 0;
    while (this.word("NOT")) negations++;
    let rule = this.primary();
    for (; negations > 0; negations--) rule = { kind: "not", of: rule };
    return rule;
  }

  private primary(): Rule {
    if (++this.elements > mostElements) throw new RuleError(`The rule has more than ${mostElements} elements`);
    if (this.mark("(")) {
      const inner = this.or();
      if (!this.mark(")")) throw this.unsupported();
      return inner;
    }
    const word = this.peekWord();
    if (word === "TRUE" || word === "FALSE") {
      this.at += word.length;
      return { kind: "constant", value: word === "TRUE" };
    }
    if (word === "AT_LEAST") throw new RuleError("AT_LEAST is not available in this sandbox. Write it out with AND and OR");
    if (!states.has(word)) throw this.unsupported();
    this.at += word.length;
    if (!this.mark("(")) throw this.unsupported();
    return { kind: "state", state: word as StateValue, alarm: this.alarm() };
  }

  /** A name or an ARN, with or without quotation marks, and the closing parenthesis. */
  private alarm(): string {
    this.space();
    const rest = this.text.slice(this.at);
    const match = /^"((?:[^"\\]|\\.)+)"\s*\)/.exec(rest) ?? /^([^()"]*[^()"\s])\s*\)/.exec(rest);
    if (!match) throw this.unsupported();
    this.at += match[0].length;
    const name = match[1] ?? "";
    return rest.startsWith('"') ? name.replace(/\\(.)/g, "$1") : name;
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }

  private peekWord(): string {
    this.space();
    return /^[A-Za-z_]+/.exec(this.text.slice(this.at, this.at + 32))?.[0] ?? "";
  }

  private word(word: string): boolean {
    if (this.peekWord() !== word) return false;
    this.at += word.length;
    return true;
  }

  private mark(mark: string): boolean {
    this.space();
    if (this.text[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  private unsupported(): RuleError {
    this.space();
    const token = this.peekWord() || this.text[this.at];
    return new RuleError(token === undefined ? "Unexpected end of rule" : `Unsupported token '${token}' at char ${this.at}`);
  }
}

const parsed = new Map<string, Rule>();

/** Throws `RuleError`. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function parseRule(text: string): Rule {
  let rule = parsed.get(text);
  if (!rule) {
    rule = new Parser(text).whole();
    if (parsed.size > 500) parsed.clear();
    parsed.set(text, rule);
  }
  return rule;
}

/** The rule as text again, in parentheses wherever they could matter. */
export function printRule(rule: Rule): string {
  switch (rule.kind) {
    case "state":
      return `${rule.state}("${rule.alarm.replace(/["\\]/g, "\\$&")}")`;
    case "constant":
      return rule.value ? "TRUE" : "FALSE";
    case "not":
      return `NOT (${printRule(rule.of)})`;
    default:
      return `(${printRule(rule.left)} ${rule.kind === "and" ? "AND" : "OR"} ${printRule(rule.right)})`;
  }
}

/** Is the rule true, when the alarms that it names are in these states? */
export function holds(rule: Rule, stateOf: (alarm: string) => StateValue | undefined): boolean {
  switch (rule.kind) {
    case "state":
      return stateOf(rule.alarm) === rule.state;
    case "constant":
      return rule.value;
    case "not":
      return !holds(rule.of, stateOf);
    case "and":
      return holds(rule.left, stateOf) && holds(rule.right, stateOf);
    case "or":
      return holds(rule.left, stateOf) || holds(rule.right, stateOf);
  }
}

/** What the rule names, each once, as it is written there. */
export function childrenOf(rule: Rule): string[] {
  const found = new Set<string>();
  const visit = (one: Rule): void => {
    if (one.kind === "state") found.add(one.alarm);
    else if (one.kind === "not") visit(one.of);
    else if (one.kind !== "constant") {
      visit(one.left);
      visit(one.right);
    }
  };
  visit(rule);
  return [...found];
}
