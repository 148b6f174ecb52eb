import { builtinModules } from "node:module";
import ts from "typescript";
import { isThere, packageJson, read, repositoryFiles } from "./files";
import { tableOf } from "./markdown";

const manifest = packageJson();
const all = { ...manifest.dependencies, ...manifest.devDependencies };
const code = repositoryFiles().filter((file) => /\.([cm]?[jt]s)$/.test(file));

/** The package of each bare specifier that a text imports, requires or resolves. */
function packagesIn(text: string): readonly string[] {
  const imported = ts.preProcessFile(text, true, false).importedFiles.map(({ fileName }) => fileName);
  const required = [...text.matchAll(/(?:(?<![.\w])require|\.resolve)\("([^"]+)"\)/g)].map((match) => match[1] ?? "");
  return [...imported, ...required]
    .filter((name) => /^(@[\w.-]+\/)?[a-z][\w.-]*(\/|$)/.test(name))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
}

const importedBy = (where: RegExp) => new Set(code.filter((file) => where.test(file)).flatMap((file) => packagesIn(read(file))));

describe("what is published", () => {
  test("every entry is built from a source that is there", () => {
    const targets = Object.values(manifest.exports).flatMap((entry) => (typeof entry === "string" ? [] : [entry.types, entry.default]));
    expect(targets.length).toBeGreaterThanOrEqual(4);
    for (const target of [...targets, manifest.main, manifest.types]) {
      expect(target).toMatch(/^\.\/dist\//);
      const source = target.replace(/^\.\/dist\//, "").replace(/(\.d\.ts|\.js)$/, ".ts");
      expect([target, isThere(source)]).toEqual([target, true]);
    }
  });

  test("main and types are those of the entry `.`", () => {
    expect(manifest.exports["."]).toEqual({ types: manifest.types, default: manifest.main });
  });

  test("the commands are there and start Node", () => {
    for (const file of Object.values(manifest.bin)) expect(read(file)).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(Object.keys(manifest.bin)).toEqual(["faultline"]);
  });

  test("the files that go with it exist, but for what the build makes", () => {
    expect(manifest.files.filter((file) => file !== "dist" && !isThere(file))).toEqual([]);
    expect(manifest.files).toEqual(expect.arrayContaining(["bin", "dist", "LICENSE", "NOTICE", "README.md"]));
  });

  test("versions are fixed, so that two installs are the same", () => {
    for (const [name, version] of Object.entries(manifest.dependencies))
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
  });
});

describe("dependencies", () => {
  const builtin = new Set([...builtinModules, "faultline"]);

  test("what the product imports is a dependency, not a tool", () => {
    const used = [...importedBy(/^(src|templates|stacks|bin)\//)].filter((name) => !name.startsWith("node:") && !builtin.has(name));
    expect(used.filter((name) => !Object.hasOwn(manifest.dependencies, name)).sort()).toEqual([]);
  });

  test("each dependency is imported by the product", () => {
    const used = importedBy(/^(src|templates|stacks|bin)\//);
    expect(Object.keys(manifest.dependencies).filter((name) => !used.has(name))).toEqual([]);
  });

  test("each tool is imported, run by a script, named in a configuration, or asked for by another", () => {
    const imported = importedBy(/./);
    const configuration = repositoryFiles()
      .filter((file) => /^[^/]*\.(json|cjs|mjs)$/.test(file) && !file.startsWith("package"))
      .map(read)
      .join("\n");
    const scripts = Object.values(manifest.scripts).join("\n");
    const installed = Object.keys(all).map((name) => ({ name, facts: factsOf(name) }));
    const unused = Object.keys(manifest.devDependencies).filter((name) => {
      const { bin } = factsOf(name);
      const commands = typeof bin === "string" ? [name.split("/").at(-1) ?? ""] : Object.keys(bin ?? {});
      const types =
        name.startsWith("@types/") &&
        (imported.has(name.slice("@types/".length)) || configuration.includes(`"${name.slice("@types/".length)}"`));
      const peer = installed.some(({ facts }) => Object.hasOwn(facts.peerDependencies ?? {}, name));
      return (
        !imported.has(name) &&
        !configuration.includes(`"${name}`) &&
        !types &&
        !peer &&
        !commands.some((command) => new RegExp(`(^|\\s)${command}(\\s|$)`, "m").test(scripts))
      );
    });
    expect(unused).toEqual([]);
  });

  function factsOf(name: string): { readonly bin?: string | Record<string, string>; readonly peerDependencies?: Record<string, string> } {
    return JSON.parse(read(`node_modules/${name}/package.json`));
  }

  (isThere("README.md") ? test : test.skip)("each of them is in the README's table with a reason, and the table has no others", () => {
    const rows = tableOf(read("README.md"), ["package", "why"]);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(([, why = ""]) => why.length < 5)).toEqual([]);
    const named = rows.flatMap(([names = ""]) => [...names.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""));
    const matches = (pattern: string, name: string) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name);
    expect(Object.keys(all).filter((name) => !named.some((pattern) => matches(pattern, name)))).toEqual([]);
    expect(named.filter((pattern) => !Object.keys(all).some((name) => matches(pattern, name)))).toEqual([]);
  });
});
