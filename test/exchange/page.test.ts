import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

function sources(path: string): readonly string[] {
  const full = join(root, path);
  return statSync(full).isDirectory() ? readdirSync(full).flatMap((name) => sources(join(path, name))) : [full];
}

/** Where findings come from. */
const PLACES = [
  "src/exchange/check",
  "src/exchange/formats",
  "src/exchange/read.ts",
  "src/exchange/source.ts",
  "src/experiment/compile-parameters.ts",
  "src/experiment/compile-target.ts",
  "src/experiment/compile-custom-resource.ts",
  "src/experiment/read.ts",
  "src/faults/eks/crds/structure.ts",
];
test("the page of `validate` lists every code that there is, and no other", () => {
  const text = PLACES.flatMap(sources)
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const [, page = ""] = readFileSync(join(root, "docs/validate.md"), "utf8").split("## Codes");
  const said = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code ?? "");
  expect(said).toEqual([...new Set(said)].sort());
  const given = [...text.matchAll(/\bcode: [^,;{\n]*?"([a-z-]+)"(?: : "([a-z-]+)")?/g)].flatMap(([, one, other]) => [one, other]);
  const refused = [...text.matchAll(/\brefuse\(\s*"([a-z-]+)"/g)].map(([, code]) => code);
  expect([...given, ...refused].filter((code) => code !== undefined && code !== "code" && !said.includes(code))).toEqual([]);
  expect(said.filter((code) => !text.includes(`"${code}"`))).toEqual([]);
});
