import { isThere } from "./files";
import { examplesIn, linksIn, pages } from "./markdown";
import { diagnose } from "./typescript";

const examples = pages().flatMap(examplesIn);
const wrong = {
  "wrong.ts": 'import { ec2 } from "faultline";\nec2.stopInstances({ instances: { tags: { a: 1 } } });\n',
  "also-wrong.ts": 'import { nobody } from "faultline/templates";\nexport const a = nobody;\n',
};
const said = diagnose({ ...Object.fromEntries(examples.map(({ file, code }) => [file, code])), ...wrong });

test.each(
  examples.map((example): [string, (typeof examples)[number]] => [`${example.page}:${example.line}`, example]),
)("the code at %s compiles against the sources", (_, { file }) => {
  expect(said[file]).toEqual([]);
});

test("code that is wrong would be found", () => {
  expect(said["wrong.ts"]).toEqual([expect.stringMatching(/^2: Type 'number' is not assignable/)]);
  expect(said["also-wrong.ts"]).toEqual([expect.stringMatching(/^1: .*has no exported member/)]);
});

test("pages show code: at least the scenarios' and the faults'", () => {
  const shown = new Set(examples.map(({ page }) => page));
  expect([...shown]).toEqual(expect.arrayContaining(["templates/README.md", "src/faults/README.md"]));
});

test.each(pages())("the links of %s lead somewhere", (page) => {
  expect(linksIn(page).filter((link) => !isThere(link))).toEqual([]);
});
