import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { faultline, folder, json, project } from "./faultline";

// A module loads the whole package, with Pulumi's SDK: seconds on a busy machine.
jest.setTimeout(400_000);

const TEMPLATE = {
  description: "stop one",
  roleArn: "arn:aws:iam::123456789012:role/fis",
  stopConditions: [{ source: "none" }],
  targets: { web: { resourceType: "aws:ec2:instance", resourceTags: { Team: "web" }, selectionMode: "COUNT(1)" } },
  actions: {
    stop: { actionId: "aws:ec2:stop-instances", parameters: { startInstancesAfterDuration: "PT2M" }, targets: { Instances: "web" } },
  },
  tags: {},
  clientToken: "one",
};
const { tags: _, ...BACK } = TEMPLATE;
const STACK = `Resources:
  Chaos:
    Type: AWS::FIS::ExperimentTemplate
    DependsOn: Alarm
    Properties:
      Description: stop one
      RoleArn: !GetAtt Role.Arn
      StopConditions: [{ Source: "aws:cloudwatch:alarm", Value: !GetAtt Alarm.Arn }]
      Tags: { Name: chaos }
      Targets:
        web: { ResourceType: "aws:ec2:instance", ResourceTags: { Team: !Ref Team }, SelectionMode: ALL }
      Actions:
        stop:
          ActionId: aws:ec2:stop-instances
          Parameters: { startInstancesAfterDuration: !Ref Pause }
          Targets: { Instances: web }
  Alarm: { Type: "AWS::CloudWatch::Alarm" }
`;

test("what is imported and exported again is the same, but for what is empty", async () => {
  const cwd = project({ "one.json": JSON.stringify(TEMPLATE), "package.json": "{}" });
  const imported = await faultline(["import", "one.json", "--out", "one.ts"], { cwd });
  expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining("stop  ec2.stopInstances") });
  expect(readFileSync(join(cwd, "one.ts"), "utf8")).toContain('restartAfter: "2m"');
  const exported = await faultline(["export", "one.ts"], { cwd });
  expect(exported).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(exported.stdout)).toEqual(BACK);
});

test("an ES module in JavaScript is exported, too; a default export is called template", async () => {
  const module = `import faultline from "faultline";
export default faultline.fisTemplate({
  description: "wait",
  role: "arn:aws:iam::123456789012:role/fis",
  stopConditions: "none",
  faults: { pause: faultline.fis.wait({ duration: "2m" }) },
});
`;
  const cwd = project({ "two.js": module, "package.json": '{ "type": "module" }' });
  const { told, code } = await json<Record<string, unknown>>(["export", "two.js", "--name", "template"], { cwd });
  expect({ code, told }).toMatchObject({
    code: 0,
    told: { actions: { pause: { actionId: "aws:fis:wait", parameters: { duration: "PT2M" } } } },
  });
});

test("a file that is there is not written over without --force", async () => {
  const cwd = folder({ "one.json": JSON.stringify(TEMPLATE), "one.ts": "mine" });
  const { told, code } = await json(["import", "one.json", "--out", "one.ts"], { cwd });
  expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: "file-exists", remedy: expect.stringContaining("--force") } } });
  expect(readFileSync(join(cwd, "one.ts"), "utf8")).toBe("mine");
  expect((await faultline(["import", "one.json", "--out", "one.ts", "--force"], { cwd })).code).toBe(0);
  expect(readFileSync(join(cwd, "one.ts"), "utf8")).toContain("fisTemplate");
});

test("a file that FIS would refuse is not imported, and every problem has its place", async () => {
  const cwd = folder({ "bad.json": JSON.stringify({ ...TEMPLATE, roleArn: "fis", stopConditions: [] }) });
  const { told, code } = await json(["import", "bad.json", "--out", "bad.ts"], { cwd });
  expect({ code, codes: told.error.problems?.map((problem) => problem.code) }).toEqual({ code: 2, codes: ["bad-role-arn", "not-a-list"] });
  expect(existsSync(join(cwd, "bad.ts"))).toBe(false);
});

describe("a stack of CloudFormation", () => {
  test("has its references as typed values, and what is not the template's is told", async () => {
    const cwd = project({ "stack.yaml": STACK, "package.json": "{}" });
    const { told } = await json<{ experiments: readonly Record<string, unknown>[]; notes: readonly string[] }>(
      ["import", "stack.yaml", "--out", "stack.ts"],
      { cwd },
    );
    expect(told.experiments).toMatchObject([
      {
        name: "Chaos",
        parameters: [
          { name: "roleArn", type: "Text", origin: '{"Fn::GetAtt":["Role","Arn"]}' },
          { name: "team", type: "Text" },
          { name: "pause", type: "Duration" },
          { name: "alarmArn", type: "Text" },
        ],
        notes: [],
      },
    ]);
    expect(told.notes).toEqual([expect.stringContaining("DependsOn"), expect.stringContaining("Alarm")]);
    const without = await json(["export", "stack.ts"], { cwd });
    expect(without).toMatchObject({ code: 2, told: { error: { code: "missing-value", message: expect.stringContaining("alarmArn") } } });
    const values = "roleArn=arn:aws:iam::123456789012:role/r;alarmArn=arn:aws:cloudwatch:us-east-1:123456789012:alarm:a;team=web;pause=5m";
    const { told: made } = await json<Record<string, unknown>>(["export", "stack.ts", "--set", values], { cwd });
    expect(made).toMatchObject({
      roleArn: "arn:aws:iam::123456789012:role/r",
      targets: { web: { resourceTags: { Team: "web" } } },
      actions: { stop: { parameters: { startInstancesAfterDuration: "PT5M" } } },
    });
  });

  test("comes back with its references", async () => {
    const cwd = project({ "stack.yaml": STACK, "package.json": "{}" });
    await faultline(["import", "stack.yaml", "--out", "stack.ts"], { cwd });
    const { told } = await json<Record<string, unknown>>(["export", "stack.ts", "--format", "cloudformation"], { cwd });
    expect(told).toEqual({
      AWSTemplateFormatVersion: "2010-09-09",
      Resources: {
        Template: {
          Type: "AWS::FIS::ExperimentTemplate",
          Properties: {
            Description: "stop one",
            RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
            StopConditions: [{ Source: "aws:cloudwatch:alarm", Value: { "Fn::GetAtt": ["Alarm", "Arn"] } }],
            Tags: { Name: "chaos" },
            Targets: {
              web: { ResourceType: "aws:ec2:instance", ResourceTags: { Team: { Ref: "Team" } }, SelectionMode: "ALL" },
            },
            Actions: {
              stop: {
                ActionId: "aws:ec2:stop-instances",
                Parameters: { startInstancesAfterDuration: { Ref: "Pause" } },
                Targets: { Instances: "web" },
              },
            },
          },
        },
      },
    });
  });
});

test("a module that reaches for AWS has no credentials there", async () => {
  const cwd = project({
    "package.json": "{}",
    "spy.ts": 'throw new Error(["key", process.env.AWS_SECRET_ACCESS_KEY, "profile", process.env.AWS_PROFILE].map(String).join(" "));',
  });
  const { told, code } = await json(["export", "spy.ts"], { cwd, env: { AWS_SECRET_ACCESS_KEY: "secret", AWS_PROFILE: "prod" } });
  expect({ code, told }).toMatchObject({
    code: 2,
    told: { error: { code: "program-failed", message: expect.stringContaining("key undefined profile undefined") } },
  });
});

test.each([
  ["a format that is unknown", ["export", "one.ts", "--format", "xml"], "unknown-format"],
  ["a module that is not there", ["export", "none.ts"], "no-file"],
  ["a module without a template", ["export", "empty.ts"], "no-template"],
  ["an experiment that the file has not", ["import", "one.json", "--name", "other"], "unknown-experiment"],
])("%s is refused with the next step", async (_what, words, error) => {
  const cwd = project({ "one.json": JSON.stringify(TEMPLATE), "empty.ts": "export const a = 1;", "one.ts": "", "package.json": "{}" });
  const { told, code } = await json(words, { cwd });
  expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: error, remedy: expect.stringMatching(/\w/) } } });
});
