import { readFileSync } from "node:fs";
import { join } from "node:path";
import { programOf, readExperiments } from "../../src/exchange";
import { requestIn } from "./programs";

const page = readFileSync(join(__dirname, "../../docs/import-export.md"), "utf8");
const json = /^```json\n(.*?)^```/ms.exec(page)?.[1] ?? "";
const program = /^```ts\n\/\/ docs\/web\.ts\n(.*?)^```/ms.exec(page)?.[1] ?? "";

test("the page shows what import writes, but for its comments", () => {
  const { text } = programOf("web.json", readExperiments("web.json", json).templates, []);
  const code = text.replace(/^\/\/.*\n/gm, "").replace(/\n{2,}/g, "\n\n");
  expect(code.trim()).toBe(program.trim());
});

test("what the page shows is exported as what was imported", () => {
  expect(requestIn(program)).toEqual(JSON.parse(json));
});
