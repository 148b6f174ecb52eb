import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { sandbox } from "../support";

const there = spawnSync("aws", ["--version"], { encoding: "utf8" }).status === 0;
const run = promisify(execFile);

jest.setTimeout(120_000);

(there ? describe : describe.skip)("the AWS CLI", () => {
  let box: Sandbox;
  let home: string;
  beforeAll(async () => {
    box = await sandbox();
    home = mkdtempSync(join(tmpdir(), "faultline-cli-"));
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  /** Its own home, so that nobody's configuration counts. */
  const aws = async (...words: string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await run("aws", [...words, "--endpoint-url", box.url, "--output", "json"], {
      env: {
        PATH: process.env.PATH,
        HOME: home,
        AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_DEFAULT_REGION: "eu-west-1",
        AWS_MAX_ATTEMPTS: "1",
      },
    });
    return stdout.trim() === "" ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  };
  const failure = async (...words: string[]): Promise<string> =>
    aws(...words).then(
      () => "it succeeded",
      (problem: unknown) => String((problem as { stderr?: unknown }).stderr),
    );

  test("speaks the query protocol: STS and IAM", async () => {
    expect(await aws("sts", "get-caller-identity")).toMatchObject({ Account: "123456789012" });
    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    await aws("iam", "create-role", "--role-name", "cli", "--assume-role-policy-document", trust, "--tags", "Key=a,Value=b");
    expect(await aws("iam", "get-role", "--role-name", "cli")).toMatchObject({
      Role: { Arn: "arn:aws:iam::123456789012:role/cli", AssumeRolePolicyDocument: JSON.parse(trust), Tags: [{ Key: "a", Value: "b" }] },
    });
    expect(await failure("iam", "get-role", "--role-name", "none")).toContain(
      "(NoSuchEntity) when calling the GetRole operation: The role with name none cannot be found.",
    );
  });

  test("speaks EC2's protocol, in the Region it is set to", async () => {
    const { Vpc } = (await aws("ec2", "create-vpc", "--cidr-block", "10.9.0.0/16")) as { Vpc: { VpcId: string } };
    const filters = ["--filters", "Name=cidr-block-association.cidr-block,Values=10.9.0.0/16"];
    expect(await aws("ec2", "describe-vpcs", ...filters)).toMatchObject({ Vpcs: [{ VpcId: Vpc.VpcId, CidrBlock: "10.9.0.0/16" }] });
    expect(
      await failure("ec2", "create-fleet", "--target-capacity-specification", "TotalTargetCapacity=1", "--launch-template-configs", "{}"),
    ).toContain("The Faultline sandbox does not have ec2:CreateFleet.");
  });

  test("speaks JSON 1.1: CloudWatch Logs", async () => {
    await aws("logs", "create-log-group", "--log-group-name", "/cli", "--tags", "a=b");
    await aws("logs", "create-log-stream", "--log-group-name", "/cli", "--log-stream-name", "s");
    const at = Math.floor(box.cloud.clock.now());
    await aws(
      "logs",
      "put-log-events",
      "--log-group-name",
      "/cli",
      "--log-stream-name",
      "s",
      "--log-events",
      `timestamp=${at},message=hello`,
    );
    expect(await aws("logs", "filter-log-events", "--log-group-name", "/cli")).toMatchObject({
      events: [{ timestamp: at, message: "hello" }],
    });
    expect(await aws("logs", "describe-log-groups")).toMatchObject({
      logGroups: [{ logGroupName: "/cli", arn: "arn:aws:logs:eu-west-1:123456789012:log-group:/cli:*" }],
    });
  });

  test("speaks its protocol of CloudWatch", async () => {
    await aws("cloudwatch", "put-metric-data", "--namespace", "Cli", "--metric-name", "m", "--value", "4.5", "--unit", "Count");
    const alarm = ["--alarm-name", "cli", "--namespace", "Cli", "--metric-name", "m", "--statistic", "Sum", "--period", "60"];
    await aws(
      "cloudwatch",
      "put-metric-alarm",
      ...alarm,
      "--evaluation-periods",
      "1",
      "--threshold",
      "3.5",
      "--comparison-operator",
      "GreaterThanThreshold",
    );
    expect(await aws("cloudwatch", "describe-alarms", "--alarm-names", "cli")).toMatchObject({
      MetricAlarms: [{ AlarmName: "cli", Threshold: 3.5, Period: 60, AlarmArn: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cli" }],
    });
  });

  test("speaks REST and JSON: FIS and EKS", async () => {
    const { actions } = (await aws("fis", "list-actions", "--max-results", "100")) as { actions: { id: string }[] };
    expect(actions.map(({ id }) => id)).toContain("aws:ec2:stop-instances");
    expect(await aws("eks", "list-clusters")).toEqual({ clusters: [] });
    expect(await failure("fis", "get-action", "--id", "aws:no:such")).toContain(
      "(ResourceNotFoundException) when calling the GetAction operation",
    );
  });

  test("takes the keys of a role and is held to its policy", async () => {
    const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }] };
    await aws("iam", "create-role", "--role-name", "held", "--assume-role-policy-document", JSON.stringify(trust));
    const { Credentials } = (await aws(
      "sts",
      "assume-role",
      "--role-arn",
      "arn:aws:iam::123456789012:role/held",
      "--role-session-name",
      "cli",
    )) as {
      Credentials: { AccessKeyId: string };
    };
    const arn = "arn:aws:sts::123456789012:assumed-role/held/cli";
    const { stderr } = await run("aws", ["iam", "list-roles", "--endpoint-url", box.url], {
      env: {
        PATH: process.env.PATH,
        HOME: home,
        AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: "s",
        AWS_DEFAULT_REGION: "us-east-1",
      },
    }).catch((problem: unknown) => ({ stderr: String((problem as { stderr?: unknown }).stderr) }));
    expect(stderr).toContain(
      `(AccessDenied) when calling the ListRoles operation: User: ${arn} is not authorized to perform: iam:ListRoles`,
    );
  });
});
