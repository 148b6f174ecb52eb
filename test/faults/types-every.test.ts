import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { diagnose } from "../house/typescript";
import { every } from "./every";

/** The sources of one fault of every function, whose options are mutated one by one. */
const text = readFileSync(join(__dirname, "every.ts"), "utf8");
const source = ts.createSourceFile("every.ts", text, ts.ScriptTarget.ES2022, true);
const constants = new Map<string, ts.Expression>();
source.forEachChild((node) => {
  if (!ts.isVariableStatement(node)) return;
  for (const { name, initializer } of node.declarationList.declarations) if (initializer) constants.set(name.getText(), bare(initializer));
});

function bare(node: ts.Expression): ts.Expression {
  return ts.isAsExpression(node) ? bare(node.expression) : node;
}

/** The options as they are written, by name; those of constants are spelled out. */
function optionsOf(node: ts.Expression | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const named = node && ts.isIdentifier(node) ? constants.get(node.text) : undefined;
  if (named) return optionsOf(named);
  if (!node || !ts.isObjectLiteralExpression(node)) throw new Error(`no options: ${node?.getText()}`);
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property))
      for (const [name, value] of optionsOf(constants.get(property.expression.getText()))) found.set(name, value);
    else if (ts.isShorthandPropertyAssignment(property)) found.set(property.name.text, spelled(property.name));
    else if (ts.isPropertyAssignment(property)) found.set(property.name.getText(), spelled(property.initializer));
  }
  return found;
}

function spelled(node: ts.Expression): string {
  const value = ts.isIdentifier(node) ? (constants.get(node.text) ?? node) : node;
  if (!ts.isObjectLiteralExpression(value)) return value.getText();
  return objectOf(optionsOf(value));
}

const objectOf = (options: ReadonlyMap<string, string>) => `{ ${[...options].map(([name, value]) => `${name}: ${value}`).join(", ")} }`;

interface Sample {
  readonly name: string;
  readonly call: string;
  readonly options: ReadonlyMap<string, string>;
}

function samples(): readonly Sample[] {
  const all = constants.get("every");
  if (!all || !ts.isObjectLiteralExpression(all)) throw new Error("there are no samples");
  return all.properties.filter(ts.isPropertyAssignment).map(({ name, initializer }) => {
    if (!ts.isCallExpression(initializer)) throw new Error(`${name.getText()} is no call`);
    return { name: name.getText(), call: initializer.expression.getText(), options: optionsOf(initializer.arguments[0]) };
  });
}

/** Always asked for where a fault has them; and what is a target. */
const NEEDED =
  /^(duration|maxDuration|interruptAfter|serviceAccount|cluster|namespace|spec|extensionFolder|document|runbook|region|alarms|states)$/;
const LASTS = /^(duration|maxDuration|interruptAfter|restartAfter)$/;
const TAGGED = /^\{ tags: /;
const BY_ARN = /^\{ arns: /;
const POD = /^\{ cluster: .*namespace: /;
const ARN = '"arn:aws:ec2:us-east-1:123456789012:thing/1"';

interface Mistake {
  readonly claim: string;
  readonly code: string;
}

function mistakes({ name, call, options }: Sample): readonly Mistake[] {
  const put = (key: string, value: string) => `${call}(${objectOf(new Map([...options, [key, value]]))})`;
  const without = (key: string) => `${call}(${objectOf(new Map([...options].filter(([one]) => one !== key)))})`;
  return [...options].flatMap(([key, value]) => {
    const isTarget = TAGGED.test(value) || BY_ARN.test(value) || (key !== "spec" && POD.test(value));
    return [
      ...(NEEDED.test(key) || isTarget ? [{ claim: `${name} without ${key}`, code: without(key) }] : []),
      ...(LASTS.test(key)
        ? ['"5 minutes"', "300", '"300"'].map((wrong) => ({ claim: `${name} with ${key} ${wrong}`, code: put(key, wrong) }))
        : []),
      ...(TAGGED.test(value) ? [{ claim: `${name} with an ARN and tags`, code: put(key, `{ tags: { a: "b" }, arns: [${ARN}] }`) }] : []),
      ...(BY_ARN.test(value) ? [{ claim: `${name} with a role by tags`, code: put(key, `{ tags: { a: "b" } }`) }] : []),
      ...(POD.test(value) && key === "pods" ? [{ claim: `${name} with a pod by ARN`, code: put(key, `{ arns: [${ARN}] }`) }] : []),
      ...(isTarget ? [{ claim: `${name} on everything`, code: put(key, "{}") }] : []),
    ];
  });
}

const all = samples();
const wrong = all.flatMap(mistakes);
const NAMES = [...new Set(all.map(({ call }) => call.split(".")[0]))].join(", ");
const file = (expressions: readonly string[]) =>
  [`import { ${NAMES} } from "../../src/faults";`, ...expressions.map((code, index) => `export const it${index} = ${code};`)].join("\n");
const said = diagnose({
  "test/faults/every-right.ts": file(all.map(({ call, options }) => `${call}(${objectOf(options)})`.replaceAll(/\s+/g, " "))),
  "test/faults/every-wrong.ts": file(wrong.map(({ code }) => code.replaceAll(/\s+/g, " "))),
});
const refused = new Set((said["test/faults/every-wrong.ts"] ?? []).map((message) => Number.parseInt(message, 10)));

test("there is a fault of every function, and each compiles as it stands", () => {
  expect(all.map(({ name }) => name)).toEqual(Object.keys(every));
  expect(said["test/faults/every-right.ts"]).toEqual([]);
});

test("every kind of mistake is made with many kinds of faults", () => {
  const made = (kind: RegExp) => wrong.filter(({ claim }) => kind.test(claim)).length;
  expect(made(/ "5 minutes"$/)).toBeGreaterThan(45);
  expect(made(/ARN and tags$/)).toBeGreaterThan(30);
  expect(made(/role by tags$/)).toBe(4);
  expect(made(/pod by ARN$/)).toBe(7);
});

test.each(wrong.map(({ claim }, index): [string, number] => [claim, index]))("%s does not compile", (_, index) => {
  // The first line imports.
  expect(refused).toContain(index + 2);
});
