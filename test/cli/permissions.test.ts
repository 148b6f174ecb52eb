import { faultline, folder, json } from "./faultline";

const ARN = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:stop";
const template = (more: object = {}) =>
  JSON.stringify({
    description: "stop one",
    roleArn: "arn:aws:iam::123456789012:role/fis",
    stopConditions: [{ source: "aws:cloudwatch:alarm", value: ARN }],
    targets: { web: { resourceType: "aws:ec2:instance", resourceTags: { Team: "web" }, selectionMode: "COUNT(1)" } },
    actions: { stop: { actionId: "aws:ec2:stop-instances", targets: { Instances: "web" } } },
    ...more,
  });

interface Documents {
  readonly policy: object;
  readonly trust: object;
}

test("--json is the policy and the trust policy of the role, in the place that the file says", async () => {
  const cwd = folder({ "stop.json": template() });
  const { told, code } = await json<Documents>(["permissions", "stop.json"], { cwd });
  expect({ told, code }).toEqual({
    code: 0,
    told: {
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["ec2:StartInstances", "ec2:StopInstances"],
            Resource: ["arn:aws:ec2:eu-west-1:123456789012:instance/*"],
            Condition: { StringEquals: { "aws:ResourceTag/Team": "web" } },
          },
          { Effect: "Allow", Action: ["ec2:DescribeInstances"], Resource: ["*"] },
        ],
      },
      trust: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "fis.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: {
              StringEquals: { "aws:SourceAccount": "123456789012" },
              ArnLike: { "aws:SourceArn": "arn:aws:fis:eu-west-1:123456789012:experiment/*" },
            },
          },
        ],
      },
    },
  });
});

test("people read each statement with the fault that needs it", async () => {
  const cwd = folder({ "stop.json": template() });
  const { stdout, code } = await faultline(["permissions", "stop.json"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /ec2:StartInstances ec2:StopInstances {2}for stop\n +on arn:aws:ec2:eu-west-1:123456789012:instance\/\*\n +if aws:ResourceTag\/Team StringEquals web/,
  );
});

test("a file that does not say its Region is refused with the option that does, and several experiments with their names", async () => {
  const cwd = folder({ "a.json": template({ stopConditions: [{ source: "none" }] }), "b.json": template() });
  const placeless = await json(["permissions", "a.json"], { cwd });
  expect([placeless.code, placeless.told.error.code, placeless.told.error.remedy]).toEqual([
    2,
    "unknown-place",
    expect.stringContaining("--region"),
  ]);
  const several = await json(["permissions", "a.json", "b.json"], { cwd });
  expect([several.code, several.told.error.code, several.told.error.remedy]).toEqual([
    2,
    "unknown-experiment",
    expect.stringContaining("a, b"),
  ]);
});

test("--scp, --boundary and --multi-account print what a platform team needs, one at a time", async () => {
  const cwd = folder({ "stop.json": template() });
  const scp = await json<object>(["permissions", "stop.json", "--scp"], { cwd });
  expect(JSON.stringify(scp.told)).toContain("arn:aws:fis:*:*:action/aws:ec2:stop-instances");
  const boundary = await json<object>(["permissions", "stop.json", "--boundary"], { cwd });
  expect(JSON.stringify(boundary.told)).toContain("ec2:StopInstances");
  const chain = await json<object>(["permissions", "stop.json", "--multi-account", "444455556666"], { cwd });
  expect(chain.told).toMatchObject({
    orchestrator: { roleArn: "arn:aws:iam::123456789012:role/fis" },
    targets: [{ roleArn: "arn:aws:iam::444455556666:role/faultline-target" }],
  });
  const both = await json(["permissions", "stop.json", "--scp", "--boundary"], { cwd });
  expect([both.code, both.told.error.code]).toEqual([2, "bad-option"]);
});
