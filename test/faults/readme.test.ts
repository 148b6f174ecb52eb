import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../house/typescript";

test("the table of faults in the page is the one of the catalogue (node tools/faults/table.mjs)", () => {
  expect(() => execFileSync(process.execPath, [join(ROOT, "tools/faults/table.mjs"), "--check"], { stdio: "pipe" })).not.toThrow();
}, 60_000);
