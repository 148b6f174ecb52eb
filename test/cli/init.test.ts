import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultline, folder, json, project } from "./faultline";

const ROOT = join(__dirname, "../..");
const FILES = ["Pulumi.local.yaml", "Pulumi.yaml", "index.ts", "package.json", "rehearsal.yaml", "tsconfig.json"];

test("init writes a project, says what it wrote and what comes next", async () => {
  const cwd = folder();
  const { code, stdout } = await faultline(["init", "My Chaos"], { cwd });
  expect(code).toBe(0);
  expect(readdirSync(join(cwd, "My Chaos")).sort()).toEqual(FILES);
  for (const file of FILES) expect(stdout).toContain(`My Chaos/${file}`);
  expect(stdout).toContain("npx faultline rehearse");
  expect(JSON.parse(readFileSync(join(cwd, "My Chaos/package.json"), "utf8"))).toMatchObject({ name: "my-chaos", private: true });
});

test("init into the folder it is called in tells machines the files", async () => {
  const { code, told } = await json<{ dir: string; files: string[] }>(["init"], { cwd: folder() });
  expect({ code, dir: told.dir, files: [...told.files].sort() }).toEqual({ code: 0, dir: ".", files: FILES });
});

test("init overwrites nothing, and writes nothing when a file is there", async () => {
  const cwd = folder({ "index.ts": "mine" });
  const { code, told } = await json(["init"], { cwd });
  expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: "files-exist", facts: { files: ["index.ts"] } }, exitCode: 2 } });
  expect(readdirSync(cwd)).toEqual(["index.ts"]);
  expect(readFileSync(join(cwd, "index.ts"), "utf8")).toBe("mine");
});

test("init into a place that cannot be written says so", async () => {
  const cwd = folder({ file: "" });
  const { code, told } = await json(["init", "file/project"], { cwd });
  expect({ code, told }).toMatchObject({ code: 6, told: { error: { code: "files-not-written" }, exitCode: 6 } });
});

test("the project of init type-checks against the sources", async () => {
  const dir = folder();
  expect((await faultline(["init"], { cwd: dir })).code).toBe(0);
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(join(ROOT, "node_modules/@pulumi"), join(dir, "node_modules/@pulumi"));
  const config = JSON.parse(readFileSync(join(dir, "tsconfig.json"), "utf8")) as { compilerOptions: object };
  const paths = { faultline: [join(ROOT, "src/index.ts")], "faultline/templates": [join(ROOT, "templates/index.ts")] };
  const types = { lib: ["es2023"], types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] };
  writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ ...config, compilerOptions: { ...config.compilerOptions, ...types, paths } }));
  const tsc = spawnSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", dir], { encoding: "utf8" });
  expect(tsc.stdout).toBe("");
}, 120_000);

test("the program of init makes its system and its experiment", async () => {
  const dir = project({});
  expect((await faultline(["init"], { cwd: dir })).code).toBe(0);
  const { code, told } = await json<{ registrations: { type: string; name: string }[]; inertTypes: string[] }>(["rehearse", "--list"], {
    cwd: dir,
  });
  expect({ code, inert: told.inertTypes }).toEqual({ code: 0, inert: [] });
  expect(told.registrations).toContainEqual(expect.objectContaining({ type: "faultline:index:Experiment", name: "instance-loss" }));
}, 60_000);
