import { readFileSync } from "node:fs";
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
  expect(stdout).toMatch(/deep\/b\.yaml\n[\s\S]*error {2}Resources\.Chaos\.Properties\.actions: /);
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
