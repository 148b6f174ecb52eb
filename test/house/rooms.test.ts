import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { read } from "./files";
import { ROOT } from "./typescript";

interface Rule {
  readonly name: string;
  readonly severity: string;
  readonly from: { readonly path?: string };
}

const { forbidden }: { forbidden: readonly Rule[] } = require(join(ROOT, ".dependency-cruiser.cjs"));
const rooms = readdirSync(join(ROOT, "src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe("the rule of the rooms", () => {
  test("every room of src has its rule, and the house's description names it", () => {
    const ruled = forbidden.map(({ name }) => name);
    expect(rooms.filter((room) => !ruled.includes(`room-${room}`))).toEqual([]);
    const described = read("ARCHITECTURE.md");
    expect(rooms.filter((room) => !described.includes(`\`${room}\``))).toEqual([]);
  });

  test("no rule is a mere warning", () => {
    expect(forbidden.filter(({ severity }) => severity !== "error")).toEqual([]);
  });

  test("it is part of the test command", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    expect(scripts["check:rooms"]).toMatch(/^depcruise --config .dependency-cruiser.cjs src templates stacks/);
    expect(scripts.check).toContain("npm run check:rooms");
    expect(scripts.test).toContain("npm run check");
  });
});

/** A file, what it imports, and the rules that this breaks. */
const house: readonly (readonly [file: string, imports: string, broken: readonly string[]])[] = [
  ["src/words/up.ts", "../faults/a", ["room-words"]],
  ["src/faults/up.ts", "../experiment/a", ["room-faults"]],
  ["src/experiment/up.ts", "../journal/a", ["room-experiment"]],
  ["src/journal/up.ts", "../analysis/a", ["room-journal"]],
  ["src/analysis/up.ts", "../run/a", ["room-analysis"]],
  ["src/run/beside.ts", "../report/a", ["room-run"]],
  ["src/provision/beside.ts", "../run/a", ["room-provision"]],
  ["src/report/beside.ts", "../provision/a", ["room-report"]],
  ["src/adapters/beside.ts", "../sandbox/a", ["room-adapters"]],
  ["src/rehearsal/beside.ts", "../sandbox/a", ["room-rehearsal"]],
  ["src/rehearsal/up.ts", "../cli/a", ["room-rehearsal"]],
  ["src/sandbox/our-catalogue.ts", "../faults/a", ["room-sandbox"]],
  ["src/sandbox/below.ts", "../words/a", []],
  ["src/adapters/test.ts", "../../test/a", ["room-adapters"]],
  ["src/adapters/stack.ts", "../../stacks/a", ["room-adapters"]],
  ["src/cli/everything.ts", "../sandbox/a", []],
  ["src/run/pulumi.ts", "@pulumi/pulumi", ["pulumi-in-its-rooms", "pure-rooms"]],
  ["src/cli/pulumi.ts", "@pulumi/pulumi", ["pulumi-in-its-rooms"]],
  ["src/provision/pulumi.ts", "@pulumi/pulumi", []],
  ["src/provision/client.ts", "@aws-sdk/client-fis", ["aws-clients-in-adapters-and-doors"]],
  ["src/sandbox/client.ts", "@aws-sdk/client-fis", ["aws-clients-in-adapters-and-doors"]],
  ["src/adapters/client.ts", "@aws-sdk/client-fis", []],
  ["src/adapters/http.ts", "node:http", ["network-and-processes"]],
  ["src/provision/process.ts", "node:child_process", ["network-and-processes"]],
  ["src/sandbox/http.ts", "node:http", []],
  ["src/adapters/files.ts", "node:fs", ["files"]],
  ["src/adapters/store/files.ts", "node:fs", []],
  ["src/words/files.ts", "node:fs", ["files", "pure-rooms"]],
  ["src/run/path.ts", "node:path", ["pure-rooms"]],
  ["src/words/hash.ts", "node:crypto", []],
  ["src/cli/tool.ts", "fast-check", ["no-dev-packages"]],
  ["src/cli/lost.ts", "./nowhere", ["nothing-unresolved"]],
];

/** Types count: half of the offenders import types alone. */
const text = (imports: string, index: number) =>
  index % 2 === 0
    ? `import { a } from "${imports}";\nexport const b = a;\n`
    : `import type { a } from "${imports}";\nexport type b = typeof a;\n`;

describe("the checker finds what breaks it", () => {
  let folder = "";
  let broken: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "faultline-house-"));
    const write = (file: string, content: string) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    };
    for (const [file, imports] of house) {
      const target = join(dirname(file), imports);
      if (imports.endsWith("/a")) write(`${target}.ts`, "export const a = 1;\n");
    }
    house.forEach(([file, imports], index) => {
      write(file, text(imports, index));
    });
    write("src/cli/circle.ts", 'import { d } from "./round";\nexport const c: number = d;\n');
    write("src/cli/round.ts", 'import { c } from "./circle";\nexport const d: number = c;\n');
    for (const file of ["package.json", "tsconfig.json", ".dependency-cruiser.cjs"]) write(file, read(file));
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "dir");
    broken = await cruise(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(house)("%s imports %s: %j", (file, _, rules) => {
    expect([...(broken.get(file) ?? [])].sort()).toEqual([...rules].sort());
  });

  test("two files that need each other are a circle", () => {
    const circle = ["src/cli/circle.ts", "src/cli/round.ts"].flatMap((file) => broken.get(file) ?? []);
    expect(new Set(circle)).toEqual(new Set(["no-circles"]));
  });

  test("the files that are imported break nothing", () => {
    expect([...broken.keys()].filter((file) => file.endsWith("/a.ts"))).toEqual([]);
  });
});

/** The rules that each file breaks, as the command of `npm run check:rooms` finds them. */
function cruise(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const command = join(ROOT, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const args = [command, "--config", ".dependency-cruiser.cjs", "--output-type", "json", "src"];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (!stdout.startsWith("{")) return reject(error ?? new Error(stderr));
      const { summary } = JSON.parse(stdout) as { summary: { violations: readonly { from: string; rule: { name: string } }[] } };
      const found = new Map<string, string[]>();
      for (const { from, rule } of summary.violations) found.set(from, [...(found.get(from) ?? []), rule.name]);
      return resolve(found);
    });
  });
}
