import fc from "fast-check";
import { findCycle, maxParallel } from "../../../src/sandbox/fis/graph";

test("a circle is found wherever it is", () => {
  expect(findCycle({ a: [], b: ["a"], c: ["b", "d"], d: ["c"] })).toEqual(["c", "d", "c"]);
  expect(findCycle({ a: ["a"] })).toEqual(["a", "a"]);
  expect(findCycle({ a: [], b: ["a"], c: ["a", "b"] })).toBeUndefined();
});

test("the most that runs at one time is the largest set in which none waits for another", () => {
  expect(maxParallel({ a: [], b: ["a"], c: ["b"] })).toBe(1);
  expect(maxParallel({ a: [], b: [], c: ["a", "b"] })).toBe(2);
  expect(maxParallel({ a: [], b: ["a"], c: ["a"], d: ["b"] })).toBe(2);
  expect(maxParallel({})).toBe(0);
});

test("it agrees with trying every set", () => {
  const graphs = fc
    .integer({ min: 1, max: 7 })
    .chain((size) =>
      fc
        .array(fc.array(fc.nat(6), { maxLength: 3 }), { minLength: size, maxLength: size })
        .map((lists) =>
          Object.fromEntries(lists.map((list, index) => [`${index}`, [...new Set(list.filter((other) => other < index))].map(String)])),
        ),
    );
  fc.assert(
    fc.property(graphs, (graph) => {
      const names = Object.keys(graph);
      const before = (name: string): string[] => (graph[name] ?? []).flatMap((other) => [other, ...before(other)]);
      let most = 0;
      for (let set = 1; set < 2 ** names.length; set++) {
        const chosen = names.filter((_, bit) => set & (1 << bit));
        if (chosen.every((one) => !before(one).some((other) => chosen.includes(other)))) most = Math.max(most, chosen.length);
      }
      expect(maxParallel(graph)).toBe(most);
    }),
  );
});
