import fc from "fast-check";
import { parseSelectionMode, select } from "../../../src/sandbox/fis/selection";

const draw = () =>
  fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })).map((stream) => () => stream.next().value ?? 0);

test("percentages round down: half of one is none", () => {
  expect(select(["i-1"], { kind: "PERCENT", n: 50 }, Math.random)).toEqual([]);
  expect(select(["a", "b", "c"], { kind: "PERCENT", n: 50 }, () => 0.1)).toHaveLength(1);
});

test("modes that are not in the syntax are not modes", () => {
  for (const text of ["", "all", "COUNT", "COUNT(0)", "COUNT(-1)", "COUNT(1.5)", "PERCENT(0)", "PERCENT(101)", "PERCENT(5", "ANY(1)"]) {
    expect(parseSelectionMode(text)).toBeUndefined();
  }
  expect(parseSelectionMode("COUNT(3)")).toEqual({ kind: "COUNT", n: 3 });
});

test("a selection never exceeds its mode, repeats nothing and invents nothing", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string()),
      fc.integer({ min: 1, max: 100 }),
      fc.constantFrom("COUNT" as const, "PERCENT" as const),
      draw(),
      (items, n, kind, random) => {
        const chosen = select(items, { kind, n }, random);
        expect(chosen).toHaveLength(kind === "COUNT" ? Math.min(n, items.length) : Math.floor((items.length * n) / 100));
        expect(new Set(chosen).size).toBe(chosen.length);
        expect(chosen.every((one) => items.includes(one))).toBe(true);
      },
    ),
  );
});
