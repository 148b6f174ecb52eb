import { join } from "node:path";
import { commands } from "../../src/cli/registry";
import { faultline, folder, json, start } from "./faultline";

const NAMES = [
  "init",
  "rehearse",
  "ls",
  "plan",
  "run",
  "watch",
  "stop",
  "approve",
  "resume",
  "report",
  "history",
  "schedule",
  "validate",
  "permissions",
  "doctor",
  "import",
  "export",
  "sandbox",
];

test("--help lists every command with its summary, and the exit codes", async () => {
  const { code, stdout, stderr } = await faultline(["--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(commands.map(({ name }) => name)).toEqual(NAMES);
  for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, "m"));
  expect(stdout).toContain("Exit codes: 0 passed, 1 failed, 2 usage, 3 aborted, 4 inconclusive, 5 blocked, 6 errored.");
});

test("--help loads neither an SDK, nor Pulumi, nor the database, nor a room but the words", async () => {
  const dir = folder({
    "loaded.cjs": `process.on("exit", () => process.stderr.write(Object.keys(require.cache).join("\\n")));`,
  });
  const { code, stderr } = await faultline(["--help"], { env: { NODE_OPTIONS: `--require ${join(dir, "loaded.cjs")}` } });
  expect(code).toBe(0);
  const loaded = stderr.split("\n").filter((file) => file.endsWith(".js"));
  const packages = loaded.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/.][^/]*)\/(?!.*\/node_modules\/)/.exec(file)?.[1] ?? []);
  const rooms = loaded.flatMap((file) => /dist\/src\/(\w+)\//.exec(file)?.[1] ?? []);
  expect({ packages: [...new Set(packages)], rooms: [...new Set(rooms)].sort() }).toEqual({
    packages: ["commander"],
    rooms: ["cli", "words"],
  });
});

test.each(NAMES)("%s --help says what it takes, and takes --json and --debug", async (name) => {
  const { code, stdout } = await faultline([name, "--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain(`Usage: faultline ${name}`);
  expect(stdout).toContain("--json");
  expect(stdout).toContain("--debug");
});

test("help is a command too", async () => {
  expect((await faultline(["help"])).stdout).toBe((await faultline(["--help"])).stdout);
  expect((await faultline(["help", "run"])).stdout).toBe((await faultline(["run", "--help"])).stdout);
});

test("--version is the package's", async () => {
  const { code, stdout } = await faultline(["--version"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${(require("../../package.json") as { version: string }).version}\n` });
});

test.each([
  { words: ["rum"], code: "unknown-command", says: "run", next: "faultline --help" },
  { words: ["ls", "--stak", "x"], code: "unknown-option", says: "--stack", next: "faultline ls --help" },
  { words: ["run", "a", "b"], code: "excess-arguments", says: "too many arguments", next: "faultline run --help" },
  { words: ["ls", "--stack"], code: "option-missing-argument", says: "--stack <name>", next: "faultline ls --help" },
  { words: ["ls", "--stack", "--debug"], code: "option-missing-argument", says: "--stack <name>", next: "faultline ls --help" },
])("$words is exit 2 with what was meant and the next step", async ({ words, code, says, next }) => {
  const plain = await faultline(words);
  expect({ code: plain.code, stdout: plain.stdout }).toEqual({ code: 2, stdout: "" });
  expect(plain.stderr).toContain(says);
  expect(plain.stderr).toContain(next);
  const { told, code: exitCode } = await json(words);
  expect({ exitCode, told }).toEqual({
    exitCode: 2,
    told: { error: { code, message: expect.stringContaining(says), remedy: expect.stringContaining(next) }, exitCode: 2 },
  });
});

test("no command at all is exit 2, with the list of commands", async () => {
  const { code, stderr } = await faultline([]);
  expect(code).toBe(2);
  expect(stderr).toContain("rehearse");
});

test.each(["speed", "port", "seed"])("sandbox --%s takes a number", async (option) => {
  const { code, told } = await json(["sandbox", `--${option}`, "fast"]);
  expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: "bad-option", facts: { option, given: "fast" } }, exitCode: 2 } });
});

test("a reader who goes away does not end a command", async () => {
  const { child, ended } = start(["--help"]);
  child.stdout?.destroy();
  expect(await ended).toMatchObject({ code: 0, signal: null, stderr: "" });
});
