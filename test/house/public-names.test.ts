import ts from "typescript";
import { read } from "./files";

const ENTRIES = { faultline: "src/index.ts", "faultline/templates": "templates/index.ts" } as const;

/** The names that an entry exports, types as `type Name`. Entries name what they export: nothing slips out by `export *`. */
function namesOf(file: string): readonly string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause))
      throw new Error(`${file} has a statement that is no list of names: ${statement.getText().slice(0, 80)}`);
    return statement.exportClause.elements.map(
      ({ name, isTypeOnly }) => `${statement.isTypeOnly || isTypeOnly ? "type " : ""}${name.text}`,
    );
  });
}

function golden(): Readonly<Record<string, readonly string[]>> {
  const sections = read("test/house/public-names.txt").split(/^# /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [entry = "", ...names] = section.split("\n").map((line) => line.trim());
      return [entry, names.filter((name) => name !== "")];
    }),
  );
}

describe.each(Object.entries(ENTRIES))("%s", (entry, file) => {
  const kept = golden()[entry] ?? [];
  const exported = namesOf(file);

  test("no public name has gone or changed between value and type: that would break its users", () => {
    expect(kept.filter((name) => !exported.includes(name))).toEqual([]);
  });

  test("every public name is in the golden list: write a new one there when it is meant to be public", () => {
    expect(exported.filter((name) => !kept.includes(name))).toEqual([]);
  });

  test("the golden list has each name once", () => {
    expect(kept.length).toBeGreaterThan(0);
    expect(new Set(kept).size).toBe(kept.length);
  });
});
