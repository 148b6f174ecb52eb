import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { type Evaluation, evaluate } from "../../src/rehearsal/engine/evaluate";
import { isThere, read } from "../house/files";
import { type Example, examplesIn, tableOf } from "../house/markdown";
import { ROOT } from "../house/typescript";
import { askedProvider } from "../provision/provider";
import { samples } from "./samples";

const scenarios = readdirSync(join(ROOT, "templates"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(scenarios)("the page of %s", (name) => {
  const page = `templates/${name}/README.md`;
  const text = isThere(page) ? read(page) : "";
  const camel = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

  test("has the parts that every page has", () => {
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map((match) => match[1]);
    expect(headings.slice(1)).toEqual(["What must be there first", "Options", "What a pass means"]);
    expect(text).toMatch(/<https:\/\/docs\.aws\.amazon\.com\/fis\//);
  });

  test("names every option of the scenario in its table, and no other", () => {
    const rows = tableOf(text, ["option", "meaning", "left out"]);
    const options = optionsOf(`templates/${name}/scenario.ts`);
    expect(rows.map(([option]) => option?.replaceAll("`", ""))).toEqual(options.map((option) => option.name));
    const must = rows.filter(([, , leftOut = ""]) => leftOut.endsWith("must be given")).map(([option]) => option?.replaceAll("`", ""));
    expect(must).toEqual(options.filter((option) => !option.optional).map((option) => option.name));
  });

  test("names every fault of the scenario in its table, and no other", () => {
    const rows = tableOf(text, ["fault", "what happens", "to what", "how long"]);
    const faults = Object.keys(samples[name]?.().faults ?? {});
    expect(faults.length).toBeGreaterThan(0);
    expect(rows.map(([fault]) => fault?.replaceAll("`", "")).sort()).toEqual(faults.sort());
  });

  test("the scenario is exported by its name, and the list of scenarios leads to the page", () => {
    expect(read("templates/index.ts")).toContain(`${camel} } from "./${name}/scenario"`);
    expect(read("templates/README.md")).toContain(`[\`${camel}\`](${name}/README.md)`);
  });
});

interface Option {
  readonly name: string;
  readonly optional: boolean;
}

/** The members of the one interface that a scenario exports. */
function optionsOf(file: string): readonly Option[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const exported = source.statements
    .filter(ts.isInterfaceDeclaration)
    .filter((item) => item.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword));
  return exported.flatMap(({ members }) =>
    members
      .filter(ts.isPropertySignature)
      .map(({ name, questionToken }) => ({ name: name.getText(), optional: questionToken !== undefined })),
  );
}

describe("the examples of the pages are programs that deploy", () => {
  const examples = ["README.md", "templates/README.md", ...scenarios.map((name) => `templates/${name}/README.md`)]
    .filter(isThere)
    .flatMap(examplesIn)
    .filter(({ code }) => code.includes("manifests("));
  let folder = "";
  let evaluation: Evaluation;

  beforeAll(async () => {
    folder = programOf(examples);
    const env = { ...process.env, TSX_TSCONFIG_PATH: join(folder, "tsconfig.json") };
    evaluation = await evaluate({ programDir: folder, stack: "test", provider: askedProvider().provider, env });
    evaluation.close();
    // So many programs take a while to read on a machine with other work.
  }, 180_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("there is one for each scenario", () => {
    for (const name of scenarios) expect(examples.map(({ page }) => page)).toContain(`templates/${name}/README.md`);
  });

  test("each of them makes an experiment with a manifest", () => {
    expect(evaluation.failures).toEqual([]);
    const manifests = Object.values(evaluation.outputs).flatMap((output) => Object.values(output ?? {}));
    expect(manifests).toHaveLength(examples.length);
    for (const manifest of manifests) expect(manifest).toMatchObject({ version: 1, templateId: expect.stringMatching(/^EXT/) });
  });
});

/** One program of all examples; each names its experiment in its own way, so that they can stand side by side. */
function programOf(examples: readonly Example[]): string {
  const folder = mkdtempSync(join(tmpdir(), "faultline-examples-"));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  examples.forEach(({ code }, index) => {
    write(`example${index}.ts`, code.replaceAll(/new (\S+)\("([\w-]+)"/g, `new $1("$2-${index}"`));
  });
  write("index.ts", examples.map((_, index) => `export { faultline as example${index} } from "./example${index}";\n`).join(""));
  write("Pulumi.yaml", "name: examples\nruntime: nodejs\nmain: index.ts\n");
  write("Pulumi.test.yaml", "config:\n  aws:region: us-east-1\n");
  const paths = { faultline: [join(ROOT, "src/index.ts")], "faultline/templates": [join(ROOT, "templates/index.ts")] };
  write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "nodenext", target: "es2022", paths } }));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "dir");
  return folder;
}
