import { functions, refused } from "./functions";
import { operate } from "./operators";
import { type Node, parseExpression } from "./parser";
import { each, MathError, type Scope, scalar, type TimeSeries, type Value } from "./values";

/** What functions take as key words rather than as ids. */
const words = new Set(["REPEAT", "LINEAR", "ASC", "DESC", "AVG", "MIN", "MAX", "SUM"]);

function run(node: Node, scope: Scope): Value {
  switch (node.kind) {
    case "number":
      return scalar(node.value);
    case "text":
      return { kind: "text", text: node.text };
    case "name": {
      if (words.has(node.name)) return { kind: "word", word: node.name };
      const value = scope.lookup(node.name);
      if (!value) throw new MathError(`Unknown identifier ${node.name}`);
      return value;
    }
    case "negate": {
      const value = run(node.of, scope);
      if (value.kind === "scalar") return scalar(-value.value);
      return each(value, "-", ({ points }) => new Map([...points].map(([time, x]) => [time, -x] as const)));
    }
    case "list":
      return { kind: "array", all: node.items.flatMap((item) => seriesOf(run(item, scope))) };
    case "binary":
      return operate(node.operator, run(node.left, scope), run(node.right, scope));
    case "call":
      return implementation(node.name)(
        node.args.map((argument) => run(argument, scope)),
        scope,
      );
  }
}

function seriesOf(value: Value): readonly TimeSeries[] {
  if (value.kind === "series") return [value.series];
  if (value.kind === "array") return value.all;
  throw new MathError("An array holds time series");
}

function implementation(name: string) {
  const found = functions.get(name);
  if (found) return found;
  const instead = refused.get(name);
  throw new MathError(instead ? `${name} is not available in this sandbox. ${instead}` : `Unknown function ${name}`);
}

/** Checks syntax and function names without data; throws `MathError`. */
export function check(text: string): Node {
  if (/^\s*SELECT\b/i.test(text)) implementation("SELECT");
  const node = parseExpression(text);
  const visit = (one: Node): void => {
    if (one.kind === "call") {
      implementation(one.name);
      one.args.forEach(visit);
    } else if (one.kind === "list") one.items.forEach(visit);
    else if (one.kind === "negate") visit(one.of);
    else if (one.kind === "binary") {
      visit(one.left);
      visit(one.right);
    }
  };
  visit(node);
  return node;
}

/** The time series that an expression gives. A number alone is no result. */
export function evaluate(text: string, scope: Scope): readonly TimeSeries[] {
  const value = run(parseExpression(text), scope);
  if (value.kind === "series") return [value.series];
  if (value.kind === "array") return value.all;
  throw new MathError("The expression must result in a time series or an array of time series");
}
