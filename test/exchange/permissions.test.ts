import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readExperiments, templateRole } from "../../src/exchange";
import { isLoose, selfCheck } from "../../src/experiment";

const CASES = join(__dirname, "../../../shared/cases");
const text = (template: object) => JSON.stringify(template);
const roleOf = (template: object) => {
  const { templates } = readExperiments("a.json", text(template));
  const [document] = templates;
  if (!document) throw new Error("no template was read");
  return templateRole(document);
};

const BASE = {
  description: "stop one",
  roleArn: "arn:aws:iam::123456789012:role/fis",
  stopConditions: [{ source: "none" }],
  targets: { web: { resourceType: "aws:ec2:instance", resourceTags: { Team: "web" }, selectionMode: "COUNT(1)" } },
  actions: { stop: { actionId: "aws:ec2:stop-instances", targets: { Instances: "web" } } },
};
const actionsOf = (template: object) => roleOf(template).permissions.flatMap(({ actions }) => actions);

describe("a template from a file", () => {
  test("its role may do what its faults need on its targets, and does not log unless it logs", () => {
    expect(roleOf(BASE).permissions).toEqual([
      {
        actions: ["ec2:StartInstances", "ec2:StopInstances"],
        resources: ["arn:{partition}:ec2:{region}:{account}:instance/*"],
        conditions: { StringEquals: { "aws:ResourceTag/Team": "web" } },
        neededBy: ["stop"],
      },
      { actions: ["ec2:DescribeInstances"], resources: ["*"], conditions: {}, neededBy: ["stop"] },
    ]);
  });

  test("a log to CloudWatch, a log to a bucket and a report add what they need", () => {
    expect(
      actionsOf({ ...BASE, logConfiguration: { logSchemaVersion: 2, cloudWatchLogsConfiguration: { logGroupArn: "arn:x" } } }),
    ).toEqual(
      expect.arrayContaining([
        "logs:CreateLogDelivery",
        "logs:PutResourcePolicy",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
      ]),
    );
    const bucket = roleOf({ ...BASE, logConfiguration: { logSchemaVersion: 2, s3Configuration: { bucketName: "logs" } } });
    expect(bucket.permissions).toContainEqual({
      actions: ["s3:GetBucketPolicy", "s3:PutBucketPolicy"],
      resources: ["arn:{partition}:s3:::logs"],
      conditions: {},
      neededBy: ["the experiment's log"],
    });
    const report = roleOf({
      ...BASE,
      experimentReportConfiguration: {
        outputs: { s3Configuration: { bucketName: "reports", prefix: "fis/" } },
        dataSources: { cloudWatchDashboards: [{ dashboardIdentifier: "arn:aws:cloudwatch::123456789012:dashboard/d" }] },
      },
    });
    expect(report.permissions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ actions: ["s3:GetObject", "s3:PutObject"], resources: ["arn:{partition}:s3:::reports/fis/*"] }),
        expect.objectContaining({ actions: ["cloudwatch:GetDashboard"], resources: ["arn:aws:cloudwatch::123456789012:dashboard/d"] }),
        expect.objectContaining({ actions: ["cloudwatch:GetMetricWidgetImage", "ec2:DescribeInstances"], resources: ["*"] }),
      ]),
    );
  });

  test("what only the deployment knows widens the role to the type of the target, and is told", () => {
    const file = {
      Resources: {
        Chaos: {
          Type: "AWS::FIS::ExperimentTemplate",
          Properties: {
            Description: "d",
            RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
            Targets: { web: { ResourceType: "aws:ec2:instance", ResourceArns: [{ Ref: "Instance" }], SelectionMode: "ALL" } },
            Actions: { stop: { ActionId: "aws:ec2:terminate-instances", Targets: { Instances: "web" } } },
          },
        },
      },
    };
    const role = roleOf(file);
    expect(role.permissions[0]).toMatchObject({ resources: ["arn:{partition}:ec2:{region}:{account}:instance/*"], conditions: {} });
    expect(role.notes).toEqual(["an ARN of target web is known only at deployment: the role takes any resource of its type"]);
    expect(role.place).toEqual({});
  });

  const command = (documentArn: unknown, documentParameters?: unknown) => {
    const parameters = { documentArn, duration: "PT5M", ...(documentParameters === undefined ? {} : { documentParameters }) };
    const runs = { maxDuration: "PT5M", documentArn, ...(documentParameters === undefined ? {} : { documentParameters }) };
    const upper = (Parameters: object, id: string, Targets: object) => ({ ActionId: id, Parameters, Targets });
    const Properties = {
      RoleArn: "arn:aws:iam::123456789012:role/fis",
      Targets: { web: { ResourceType: "aws:ec2:instance", ResourceTags: { a: "b" }, SelectionMode: "ALL" } },
      Actions: {
        send: upper(parameters, "aws:ssm:send-command", { Instances: "web" }),
        run: upper(runs, "aws:ssm:start-automation-execution", {}),
      },
    };
    return roleOf({ Resources: { Chaos: { Type: "AWS::FIS::ExperimentTemplate", Properties } } });
  };
  const on = (role: ReturnType<typeof roleOf>, action: string) =>
    role.permissions.filter(({ actions }) => actions.includes(action)).flatMap(({ resources }) => resources);
  const sub = (text: string) => ({ "Fn::Sub": text.replaceAll("&{", "$" + "{") });

  test("a document whose ARN is made of the place alone is known; of the rest any is allowed, in this account or AWS's own", () => {
    const known = command(sub("arn:&{AWS::Partition}:ssm:&{AWS::Region}::document/AWSFIS-Run-CPU-Stress"));
    expect(on(known, "ssm:SendCommand")).toContain("arn:{partition}:ssm:{region}::document/AWSFIS-Run-CPU-Stress");
    expect(known.notes).toEqual([]);
    const joined = command({ "Fn::Join": ["", ["arn:aws:ssm:", { Ref: "AWS::Region" }, ":", { Ref: "AWS::AccountId" }, ":document/x"]] });
    expect(on(joined, "ssm:SendCommand")).toContain("arn:aws:ssm:{region}:{account}:document/x");
    const part = command(sub("arn:aws:ssm:&{AWS::Region}:&{AWS::AccountId}:document/&{Doc}"));
    expect(on(part, "ssm:StartAutomationExecution")).toContain("arn:aws:ssm:{region}:{account}:automation-definition/*:*");
    expect(part.notes).toContain("parameter documentArn of send is known only in part: * stands for the rest");
    const unknown = command({ Ref: "Document" });
    expect(on(unknown, "ssm:SendCommand")).toEqual(
      expect.arrayContaining(["arn:{partition}:ssm:{region}:{account}:document/*", "arn:{partition}:ssm:{region}::document/*"]),
    );
    for (const role of [known, joined, part, unknown]) {
      expect(selfCheck(role)).toEqual([]);
      expect(role.permissions.filter(isLoose)).toEqual([]);
    }
    expect(known.place).toEqual({ partition: "aws", accountId: "123456789012" });
  });

  test.each([
    ["a reference", sub('{"AutomationAssumeRole":"&{Runner.Arn}"}')],
    ["a place to be filled in", '{"AutomationAssumeRole":["arn:aws:iam::<ACCOUNT>:role/<ROLE>"]}'],
    ["all of it", { Ref: "Parameters" }],
  ])("of a runbook whose role is %s, any role of the account may be passed to SSM, and that is told", (_, given) => {
    const role = command("arn:aws:ssm:eu-west-1:123456789012:document/x", given);
    expect(on(role, "iam:PassRole")).toEqual(["arn:{partition}:iam::{account}:role/*"]);
    expect(role.notes).toContain("parameter documentParameters of run is known only at deployment: the role takes any value");
    expect(selfCheck(role)).toEqual([]);
  });

  test("a bucket that nobody knows keeps its role from being derived; one named after its place does not", () => {
    const inBucket = (BucketName: unknown) =>
      roleOf({
        Resources: {
          Chaos: {
            Type: "AWS::FIS::ExperimentTemplate",
            Properties: { LogConfiguration: { LogSchemaVersion: 2, S3Configuration: { BucketName } }, Targets: {}, Actions: {} },
          },
        },
      });
    expect(inBucket({ Ref: "Bucket" }).problems.map(({ code, path }) => [code, path])).toEqual([
      ["unknown-bucket", "logConfiguration.s3Configuration.bucketName"],
    ]);
    const named = inBucket(sub("logs-&{AWS::AccountId}"));
    expect(named.problems).toEqual([]);
    expect(on(named, "s3:PutBucketPolicy")).toEqual(["arn:{partition}:s3:::logs-{account}"]);
  });

  test("an ARN that waits to be filled in is any resource of its type", () => {
    const arns = ["arn:aws:ec2:us-east-1:<ACCOUNT>:instance/<INSTANCE>"];
    const role = roleOf({
      ...BASE,
      targets: { web: { resourceType: "aws:ec2:instance", resourceArns: arns, selectionMode: "ALL" } },
      actions: { stop: { actionId: "aws:ec2:reboot-instances", targets: { Instances: "web" } } },
    });
    expect(on(role, "ec2:RebootInstances")).toEqual(["arn:{partition}:ec2:{region}:{account}:instance/*"]);
    expect(role.notes).toHaveLength(1);
  });

  test("its place is what its ARNs say", () => {
    const stopConditions = [{ source: "aws:cloudwatch:alarm", value: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a" }];
    expect(roleOf({ ...BASE, stopConditions }).place).toEqual({ partition: "aws", accountId: "123456789012", region: "eu-west-1" });
  });

  test("an action that nobody knows keeps its role from being derived", () => {
    const role = roleOf({ ...BASE, actions: { stop: { actionId: "aws:sqs:lose-messages" } } });
    expect(role.problems.map(({ code, path }) => [code, path])).toEqual([["unknown-action", "actions.stop.actionId"]]);
  });
});

interface Pair {
  readonly template: string;
  readonly requiredByDocs: readonly string[];
  readonly missingFromPolicy: readonly string[];
}

const present = existsSync(join(CASES, "fis-iam/pairs.json"));
const pairs = present ? (JSON.parse(readFileSync(join(CASES, "fis-iam/pairs.json"), "utf8")) as readonly Pair[]) : [];

(present ? describe : describe.skip)("the published templates with their policies", () => {
  test("there are 35", () => expect(pairs.length).toBe(35));

  test.each(
    pairs.map((pair) => [pair.template, pair] as const),
  )("%s: the role has everything that the guide asks for, and what its own policy lacked", (file, pair) => {
    const { templates } = readExperiments(file, readFileSync(join(CASES, "fis-templates", file), "utf8"));
    const roles = templates.map(templateRole);
    expect(roles.length).toBeGreaterThan(0);
    // One of the published files names an action that FIS never had; for it the guide asks for nothing.
    const unknown = roles.flatMap(({ problems }) => problems.map(({ given }) => given));
    expect(unknown).toEqual(file.includes("inject-lambda-fault") ? ["aws:ssm:put-parameter"] : []);
    const granted = new Set(roles.flatMap(({ permissions }) => permissions.flatMap(({ actions }) => actions)));
    expect([...pair.requiredByDocs, ...pair.missingFromPolicy].filter((action) => !granted.has(action))).toEqual([]);
    for (const role of roles) {
      expect(selfCheck(role)).toEqual([]);
      expect(role.permissions.filter(isLoose)).toEqual([]);
    }
  });
});
