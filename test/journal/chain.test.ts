import fc from "fast-check";
import { chain, type Entry, flawIn, GENESIS, type RunEvent, seriesIn, verified } from "../../src/journal";

const beat = (attempt: number): RunEvent => ({ type: "call-failed", call: "x", message: "m", attempt });

function journal(count: number): Entry[] {
  const entries: Entry[] = [];
  for (let index = 1; index <= count; index++) entries.push(chain(entries.at(-1), "r", index * 1_000, beat(index)));
  return entries;
}

const longEnough = fc.integer({ min: 2, max: 12 });

test("a journal as it was written has no flaw", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 12 }), (count) => flawIn(journal(count)) === undefined));
});

test("whatever is changed in one entry is found, at that entry", () => {
  const changes: ((entry: Entry) => Entry)[] = [
    (entry) => ({ ...entry, at: entry.at + 1 }),
    (entry) => ({ ...entry, event: beat(99) }),
    (entry) => ({ ...entry, hash: GENESIS }),
    (entry) => ({ ...entry, runId: "other" }),
  ];
  fc.assert(
    fc.property(longEnough, fc.nat(), fc.constantFrom(...changes), (count, pick, change) => {
      const entries = journal(count);
      const index = 1 + (pick % (count - 1));
      const forged = entries.map((entry, position) => (position === index ? change(entry) : entry));
      expect(flawIn(forged)?.seq).toBe(index + 1);
    }),
  );
});

test("a left out entry is found, wherever but at the end", () => {
  fc.assert(
    fc.property(longEnough, fc.nat(), (count, pick) => {
      const entries = journal(count);
      const index = pick % (count - 1);
      expect(flawIn(entries.filter((_, position) => position !== index))).toBeDefined();
    }),
  );
});

test("a rewritten entry cannot be hidden by a new hash: the next entry does not fit it", () => {
  const entries = journal(3);
  const [first, , third] = entries;
  if (!first || !third) throw new Error("three entries");
  const forged = chain(first, "r", 2_000, beat(99));
  expect(flawIn([first, forged, third])?.seq).toBe(3);
});

test("a broken journal is refused with the place and the next step", () => {
  const forged = journal(3).map((entry) => (entry.seq === 2 ? { ...entry, at: 0 } : entry));
  expect(() => verified(forged)).toThrow("entry 2 was changed");
});

test("a number that comes late replaces the null before it, and a null never replaces a number", () => {
  const sampled = (value: number | null): RunEvent => ({ type: "sampled", series: { traffic: [{ at: 10, value }] } });
  const entries: Entry[] = [];
  for (const value of [null, 5, null]) entries.push(chain(entries.at(-1), "r", 1, sampled(value)));
  expect(seriesIn(entries).get("traffic")).toEqual([{ at: 10, value: 5 }]);
});
