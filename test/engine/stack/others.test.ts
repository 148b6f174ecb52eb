import { readdirSync } from "node:fs";
import { shortLifeOf } from "../life";
import { STACKS } from "../stacks";

/** Lives go on side by side, each in a file of its own; a variant that has none lives a short one here. */
const own = readdirSync(__dirname).flatMap((file) => /^(.+)\.test\.ts$/.exec(file)?.[1] ?? []);
const others = STACKS.filter((name) => !own.includes(name));

for (const name of others) shortLifeOf(name);

test("every life here is that of a stack", () => {
  expect(own.filter((name) => name !== "others" && !STACKS.includes(name))).toEqual([]);
});
