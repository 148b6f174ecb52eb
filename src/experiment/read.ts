import type { Problem } from "../words";

/** Collects problems while an input of unknown shape is read. Nothing here throws, whatever it is given. */
export class Reader {
  readonly problems: Problem[] = [];
  /** What is allowed and should be known all the same. */
  readonly warnings: Problem[] = [];

  add(problem: Problem): void {
    this.problems.push(problem);
  }

  warn(warning: Problem): void {
    this.warnings.push(warning);
  }

  object(value: unknown, path: string, what: string, allowed?: readonly string[]): Record<string, unknown> | undefined {
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      this.add({ code: "not-an-object", path, message: `${what} must be an object`, given: value, remedy: `Write ${what} as { … }.` });
      return undefined;
    }
    const record = value as Record<string, unknown>;
    if (allowed) {
      for (const key of Object.keys(record)) {
        if (!allowed.includes(key)) {
          this.add({
            code: "unknown-property",
            path: join(path, key),
            message: `there is no "${key}" in ${what}`,
            given: record[key],
            allowed: allowed.join(", "),
            remedy: "Remove it, or correct its name.",
          });
        }
      }
    }
    return record;
  }

  text(value: unknown, path: string, what: string, rule: { readonly max?: number; readonly remedy: string }): string | undefined {
    if (typeof value !== "string" || value.trim() === "") {
      this.add({
        code: value === undefined ? "missing" : "not-text",
        path,
        message: `${what} is ${value === undefined ? "missing" : "not a text"}`,
        given: value,
        remedy: rule.remedy,
      });
      return undefined;
    }
    if (rule.max !== undefined && value.length > rule.max) {
      this.add({
        code: "too-long",
        path,
        message: `${what} is ${value.length} characters long`,
        allowed: `at most ${rule.max} characters`,
        remedy: "Shorten it.",
      });
      return undefined;
    }
    return value;
  }

  /** A quantity, percent, duration … by its parser; the value comes back in the parser's base unit. */
  parsed<T>(value: unknown, path: string, what: string, parse: (text: string) => T | undefined, allowed: string): T | undefined {
    const result = typeof value === "string" ? parse(value) : undefined;
    if (result === undefined) {
      this.add({
        code: value === undefined ? "missing" : "no-unit",
        path,
        message: value === undefined ? `${what} is missing` : `${what} is not written as ${allowed}`,
        given: value,
        allowed,
        remedy: `Write ${what} with its unit, for example ${allowed}.`,
      });
    }
    return result;
  }

  oneOf<T extends string>(value: unknown, path: string, what: string, allowed: readonly T[], fallback: T): T {
    if (value === undefined) return fallback;
    const found = allowed.find((item) => item === value);
    if (found === undefined) {
      this.add({
        code: "not-allowed",
        path,
        message: `${what} is not one of the values known`,
        given: value,
        allowed: allowed.join(", "),
        remedy: "Choose one of them.",
      });
      return fallback;
    }
    return found;
  }

  /** The members of an object of named things, for example `guards`. */
  named(value: unknown, path: string, what: string): readonly [string, unknown][] {
    const record = value === undefined ? {} : this.object(value, path, what);
    const entries = Object.entries(record ?? {});
    for (const [name] of entries) {
      if (!NAME.test(name)) {
        this.add({
          code: "bad-name",
          path: join(path, name),
          message: `"${name}" cannot be a name`,
          given: name,
          allowed: NAME_RULE,
          remedy: "Rename it.",
        });
      }
    }
    return entries;
  }
}

/** What FIS allows for names of actions and targets, and what Pulumi and CloudWatch take in names built on them. */
export const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,47}$/;
export const NAME_RULE = "a letter, then letters, digits, - and _; at most 48 characters";

export function join(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  const step = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
  if (path === "") return step;
  return step.startsWith('"') ? `${path}[${step}]` : `${path}.${step}`;
}
