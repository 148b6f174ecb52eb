import { existsSync } from "node:fs";
import { join } from "node:path";
import { STACKS } from "../stacks";

test.each(STACKS)("the stack %s has its life here, in a file of its own: the lives go on side by side", (name) => {
  expect(existsSync(join(__dirname, `${name}.test.ts`))).toBe(true);
});
