import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultline, folder, json } from "./faultline";

const GOOD = {
  description: "stop one",
  roleArn: "arn:aws:iam::123456789012:role/fis",
  stopConditions: [{ source: "aws:cloudwatch:alarm", value: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:stop" }],
  targets: { web: { resourceType: "aws:ec2:instance", resourceTags: { Team: "web", Chaos: "yes" }, selectionMode: "COUNT(1)" } },
  actions: { stop: { actionId: "aws:ec2:stop-instances", targets: { Instances: "web" } } },
};
const text = (more: object = {}) => JSON.stringify({ ...GOOD, ...more }, null, 2);

test("a good file is exit 0, and says which experiments it holds", async () => {
  const cwd = folder({ "good.json": text() });
  const { code, stdout } = await faultline(["validate", "good.json"], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("good.json  good (fis)") });
  expect(stdout).toContain("1 experiment in 1 file: 0 errors, 0 warnings");
});

test("each problem has its line, its path, what is allowed and what to do; exit 2", async () => {
  const cwd = folder({
    "a.json": text({ roleArn: "fis" }),
    "deep/b.yaml": "Resources:\n  Chaos:\n    Type: AWS::FIS::ExperimentTemplate\n    Properties:\n      RoleArn: !Ref R\n",
  });
  const { code, stdout } = await faultline(["validate", "."], { cwd });
  expect(code).toBe(2);
  expect(stdout).toMatch(
    /a\.json\n {2}3:3 {2}error {2}roleArn: this is not the ARN of an IAM role {2}\[bad-role-arn\]\n +given: "fis"\n +allowed: arn:aws:iam:.*\n +do: \w/,
  );
  expect(stdout).toMatch(/deep\/b\.yaml\n[\s\S]*error {2}Resources\.Chaos\.Properties\.Actions: /);
});

test("--json is one object with every file, finding and the exit code", async () => {
  const cwd = folder({ "a.json": text({ stopConditions: [{ source: "none" }] }) });
  const { told, code } = await json(["validate", "a.json"], { cwd });
  expect({ told, code }).toEqual({
    code: 0,
    told: {
      files: [
        {
          file: "a.json",
          experiments: [{ name: "a", format: "fis" }],
          findings: [
            expect.objectContaining({
              severity: "warning",
              code: "no-stop-condition",
              file: "a.json",
              path: "stopConditions",
              place: { line: 4, column: 3 },
            }),
          ],
        },
      ],
      errors: 0,
      warnings: 1,
      exitCode: 0,
    },
  });
});

test("--strict makes warnings count", async () => {
  const cwd = folder({ "a.json": text({ stopConditions: [{ source: "none" }] }) });
  expect((await faultline(["validate", "a.json", "--strict"], { cwd })).code).toBe(2);
});

test("--sarif and --junit write what code hosts and CI read", async () => {
  const cwd = folder({ "a b.json": text({ roleArn: "fis" }), "c.json": text() });
  const { code } = await faultline(["validate", ".", "--sarif", "out.sarif", "--junit", "out.xml"], { cwd });
  expect(code).toBe(2);
  const log = JSON.parse(readFileSync(join(cwd, "out.sarif"), "utf8"));
  expect(log).toMatchObject({
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "faultline" } }, results: [{ ruleId: "bad-role-arn", level: "error" }] }],
  });
  expect(log.runs[0].results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: "a%20b.json" },
    region: { startLine: 3, startColumn: 3 },
  });
  expect(readFileSync(join(cwd, "out.xml"), "utf8")).toMatch(/tests="2" errors="0" failures="1"/);
});

test("with - the machine's form is all that stdout has", async () => {
  const cwd = folder({ "a.json": text() });
  const { stdout } = await faultline(["validate", "a.json", "--sarif", "-"], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({ version: "2.1.0" });
});

test.each([
  ["a file that is not there", ["validate", "none.json"], "no-file"],
  ["a folder without templates", ["validate", "empty"], "no-file"],
  ["no file at all", ["validate"], "missing-argument"],
])("%s is refused with the next step", async (_, words, error) => {
  const cwd = folder({ "empty/readme.txt": "nothing" });
  const { told, code } = await json(words, { cwd });
  expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: error, remedy: expect.stringMatching(/\w/) } } });
});

test("a file without an experiment says what was looked for", async () => {
  const cwd = folder({ "package.json": '{ "name": "x" }' });
  const { stdout, code } = await faultline(["validate", "package.json"], { cwd });
  expect(code).toBe(2);
  expect(stdout).toMatch(/no experiment in this file[\s\S]*AWS::FIS::ExperimentTemplate/);
});

test("a file of a folder without an experiment is a warning, one that was named is an error", async () => {
  const cwd = folder({ "chaos/a.json": text(), "chaos/values.yaml": "replicas: 2\n" });
  const found = await json(["validate", "chaos"], { cwd });
  expect(found).toMatchObject({ code: 0, told: { errors: 0, warnings: 1 } });
  expect((await faultline(["validate", "chaos", "--strict"], { cwd })).code).toBe(2);
  expect((await json(["validate", "chaos/values.yaml"], { cwd })).told).toMatchObject({ errors: 1, exitCode: 2 });
});

test("a file in UTF-16 with its mark is read; one in another encoding is refused at its line", async () => {
  const cwd = folder({});
  writeFileSync(join(cwd, "shell.json"), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text(), "utf16le")]));
  writeFileSync(join(cwd, "marked.json"), `\uFEFF${text()}`);
  writeFileSync(join(cwd, "old.json"), Buffer.from(text({ description: "caf\u00e9" }), "latin1"));
  expect((await faultline(["validate", "shell.json", "marked.json"], { cwd })).code).toBe(0);
  const { told } = await json(["validate", "old.json"], { cwd });
  expect(told).toMatchObject({ exitCode: 2, files: [{ findings: [{ code: "not-utf8", place: { line: 2, column: 22 } }] }] });
  const refused = await faultline(["import", "old.json", "--out", "old.ts"], { cwd });
  expect({ code: refused.code, stderr: refused.stderr }).toEqual({ code: 2, stderr: expect.stringContaining("UTF-8") });
});
