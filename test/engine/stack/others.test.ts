import { existsSync } from "node:fs";
import { join } from "node:path";
import { shortLifeOf } from "../life";
import { STACKS } from "../stacks";

/** Lives go on side by side, each in a file of its own; a variant that has none lives a short one here. */
const others = STACKS.filter((name) => !existsSync(join(__dirname, `${name}.test.ts`)));

for (const name of others) shortLifeOf(name);

test("every stack has its life", () => {
  expect(STACKS.length).toBeGreaterThan(others.length);
});
