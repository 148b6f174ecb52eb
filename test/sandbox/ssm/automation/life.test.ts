import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AddTagsToResourceCommand,
  DescribeAutomationExecutionsCommand,
  DescribeAutomationStepExecutionsCommand,
  GetAutomationExecutionCommand,
  ListTagsForResourceCommand,
  SSMClient,
  StartAutomationExecutionCommand,
  type StartAutomationExecutionCommandInput,
  StopAutomationExecutionCommand,
  UpdateDocumentCommand,
} from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { awsConfig } from "../../support";
import { ACCOUNT, Automated, courseOf, PATIENCE_MS, ROLE, statusOf, TRUST } from "./world";

jest.setTimeout(2 * PATIENCE_MS);
let at: Automated;
let queueUrl: string;

beforeAll(async () => {
  at = await Automated.begin();
  queueUrl = await at.queue("orders");
  await at.role("runbook", ["sqs:*"]);
});
afterAll(() => at.close());

const nap = (name: string, Duration: string, more: object = {}) => ({ name, action: "aws:sleep", inputs: { Duration }, ...more });
const sending = (name: string, more: object = {}) => ({
  name,
  action: "aws:executeAwsApi",
  inputs: { Service: "sqs", Api: "SendMessage", QueueUrl: queueUrl, MessageBody: name },
  ...more,
});

let made = 0;
async function named(content: object, world = at): Promise<string> {
  const name = `life-${++made}`;
  await world.document(name, { assumeRole: ROLE, ...content });
  return name;
}
const refused = (input: StartAutomationExecutionCommandInput, ssm = at.ssm) =>
  ssm.send(new StartAutomationExecutionCommand(input)).then(
    () => "started",
    (problem: Error) => `${problem.name}: ${problem.message}`,
  );

describe("stopping", () => {
  const holding = () =>
    named({ mainSteps: [nap("hold", "PT10H", { onCancel: "step:undo" }), sending("between"), sending("undo", { isEnd: true })] });

  test("Cancel ends the step at work and goes on to what its onCancel names, and nothing else", async () => {
    const before = await at.messages(queueUrl);
    const id = await at.start(await holding());
    expect((await at.during(id, "hold")).CurrentStepName).toBe("hold");
    await at.stop(id);
    const now = await at.end(id);
    expect([now.AutomationExecutionStatus, ...courseOf(now)]).toEqual([
      "Cancelled",
      "hold: Cancelled",
      "between: Pending",
      "undo: Success",
    ]);
    expect(await at.messages(queueUrl)).toBe(before + 1);
  });

  test("Complete ends it there: nothing is undone, and it has succeeded", async () => {
    const id = await at.start(await holding());
    await at.during(id, "hold");
    await at.stop(id, "Complete");
    const now = await at.end(id);
    expect([now.AutomationExecutionStatus, ...courseOf(now)]).toEqual(["Success", "hold: Cancelled", "between: Pending", "undo: Pending"]);
  });

  test("without onCancel nothing follows", async () => {
    const id = await at.start(await named({ mainSteps: [nap("hold", "PT10H"), sending("never")] }));
    await at.during(id, "hold");
    await at.stop(id);
    expect(courseOf(await at.end(id))).toEqual(["hold: Cancelled", "never: Pending"]);
  });

  test("a step that waits for a resource ends when it is cancelled", async () => {
    const inputs = {
      Service: "sqs",
      Api: "GetQueueAttributes",
      QueueUrl: queueUrl,
      PropertySelector: "$.Attributes.None",
      DesiredValues: ["1"],
    };
    const id = await at.start(await named({ mainSteps: [{ name: "wait", action: "aws:waitForAwsResourceProperty", inputs }] }));
    await at.during(id, "wait");
    await at.stop(id);
    expect((await at.end(id)).AutomationExecutionStatus).toBe("Cancelled");
  });

  test("what onCancel leads to has two minutes", async () => {
    const inputs = {
      Service: "sqs",
      Api: "GetQueueAttributes",
      QueueUrl: queueUrl,
      PropertySelector: "$.Attributes.None",
      DesiredValues: ["1"],
    };
    const undo = { name: "undo", action: "aws:waitForAwsResourceProperty", inputs, isEnd: true };
    const id = await at.start(await named({ mainSteps: [nap("hold", "PT10H", { onCancel: "step:undo" }), undo] }));
    await at.during(id, "hold");
    await at.stop(id);
    const now = await at.end(id);
    expect([now.AutomationExecutionStatus, ...courseOf(now)]).toEqual(["Cancelled", "hold: Cancelled", "undo: TimedOut"]);
    const { ExecutionStartTime: from, ExecutionEndTime: to } = now.StepExecutions?.[1] ?? {};
    expect(Number(to) - Number(from)).toBeGreaterThanOrEqual(115_000);
  });

  test("what has ended, and what is being cancelled, cannot be stopped; nor what is not there", async () => {
    const id = await at.start(await named({ mainSteps: [nap("short", "PT1S")] }));
    await at.end(id);
    await expect(at.stop(id)).rejects.toMatchObject({ name: "InvalidAutomationStatusUpdateException" });
    await expect(at.stop("00000000-0000-4000-8000-000000000000")).rejects.toMatchObject({ name: "AutomationExecutionNotFoundException" });
    await expect(at.look("00000000-0000-4000-8000-000000000000")).rejects.toMatchObject({ name: "AutomationExecutionNotFoundException" });
  });
});

describe("starting is refused as AWS does it", () => {
  test("a document that is not there, not of that version, or no runbook", async () => {
    const DocumentName = await named({ mainSteps: [nap("short", "PT1S")] });
    expect(await refused({ DocumentName: "nothing" })).toMatch(/^AutomationDefinitionNotFoundException/);
    expect(await refused({ DocumentName: "AWS-RunShellScript" })).toMatch(/^AutomationDefinitionNotFoundException/);
    expect(await refused({ DocumentName, DocumentVersion: "7" })).toMatch(/^AutomationDefinitionVersionNotFoundException/);
    expect(await refused({ DocumentName, DocumentVersion: "$LATEST" })).toBe("started");
    expect(await refused({ DocumentName: `arn:aws:ssm:us-east-1:${ACCOUNT}:document/${DocumentName}` })).toBe("started");
  });

  test.each([
    ["one that it does not have", { Other: ["x"], Must: ["a"] }, "Other"],
    ["one that is missing", { Pick: ["a"] }, "Must"],
    ["one that is not allowed", { Must: ["a"], Pick: ["c"] }, "allowed values"],
    ["one that is of another pattern", { Must: ["aa"] }, "allowed pattern"],
    ["one that is no number", { Must: ["a"], Count: ["x"] }, "Integer"],
    ["a role that is none", { Must: ["a"], Role: ["root"] }, "format of the supplied assume role"],
  ])("parameters: %s", async (_, Parameters: Record<string, string[]>, why) => {
    const DocumentName = await named({
      parameters: {
        Must: { type: "String", allowedPattern: "[a-z]" },
        Pick: { type: "String", default: "a", allowedValues: ["a", "b"] },
        Count: { type: "Integer", default: 1 },
        Role: { type: "AWS::IAM::Role::Arn", default: "" },
      },
      mainSteps: [nap("short", "PT1S")],
    });
    const said = await refused({ DocumentName, Parameters });
    expect(said).toMatch(/^InvalidAutomationExecutionParametersException/);
    expect(said).toContain(why);
  });

  test("a role that is not there, or trusts another", async () => {
    await at.role("foreign", [], { ...TRUST, Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } });
    for (const role of ["nobody", "foreign"]) {
      const DocumentName = await named({ assumeRole: ROLE.replace("runbook", role), mainSteps: [nap("short", "PT1S")] });
      expect(await refused({ DocumentName })).toBe(
        "InvalidAutomationExecutionParametersException: The defined assume role is unable to be assumed.",
      );
    }
  });

  test("what the sandbox has not: many targets, by hand", async () => {
    const DocumentName = await named({ mainSteps: [nap("short", "PT1S")] });
    expect(await refused({ DocumentName, TargetParameterName: "x", Targets: [{ Key: "tag:a", Values: ["b"] }] })).toMatch(
      /leave TargetParameterName, Targets out/,
    );
    expect(await refused({ DocumentName, Mode: "Interactive" })).toMatch(/leave Mode out/);
  });

  test.each([
    ["leads nowhere", { onFailure: "step:nowhere" }],
    ["goes to sleep when it is cancelled", { onCancel: "step:second" }],
    ["is bounded by nothing that is a time", { timeoutSeconds: "soon" }],
  ])("a document whose step %s is not taken", async (_, more) => {
    await expect(named({ mainSteps: [nap("first", "PT1S", more), nap("second", "PT1S")] })).rejects.toMatchObject({
      name: "InvalidDocumentContent",
    });
  });

  test("a document of another schema, or without steps, is not taken", async () => {
    await expect(named({ mainSteps: [] })).rejects.toMatchObject({ name: "InvalidDocumentContent" });
    await expect(named({ schemaVersion: "2.2", mainSteps: [nap("first", "PT1S")] })).rejects.toMatchObject({
      name: "InvalidDocumentSchemaVersion",
    });
  });
});

test("the same token starts one automation, and no other", async () => {
  const DocumentName = await named({ mainSteps: [nap("short", "PT1S")] });
  const ClientToken = crypto.randomUUID();
  const start = async () => (await at.ssm.send(new StartAutomationExecutionCommand({ DocumentName, ClientToken }))).AutomationExecutionId;
  expect(await start()).toBe(await start());
  expect(await refused({ DocumentName, ClientToken, Parameters: { a: ["b"] } })).toMatch(/^IdempotentParameterMismatch/);
});

test("automations and their steps are listed, filtered, paged and tagged", async () => {
  const DocumentName = await named({ mainSteps: [nap("first", "PT1S"), nap("second", "PT1S")] });
  const Tags = [{ Key: "a", Value: "b" }];
  const ids: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    ids.push((await at.ssm.send(new StartAutomationExecutionCommand({ DocumentName, Tags }))).AutomationExecutionId ?? "");
  }
  await Promise.all(ids.map((id) => at.end(id)));
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const Filters = [
      { Key: "DocumentNamePrefix" as const, Values: [DocumentName] },
      { Key: "ExecutionStatus" as const, Values: ["Success"] },
    ];
    const page = await at.ssm.send(new DescribeAutomationExecutionsCommand({ Filters, MaxResults: 2, NextToken }));
    found.push(...(page.AutomationExecutionMetadataList ?? []).map((one) => one.AutomationExecutionId ?? ""));
    ({ NextToken } = page);
  } while (NextToken);
  expect(found.sort()).toEqual([...ids].sort());
  const [AutomationExecutionId = ""] = ids;
  const steps = await at.ssm.send(new DescribeAutomationStepExecutionsCommand({ AutomationExecutionId, ReverseOrder: true }));
  expect(steps.StepExecutions?.map(({ StepName }) => StepName)).toEqual(["second", "first"]);
  const resource = { ResourceType: "Automation" as const, ResourceId: AutomationExecutionId };
  await at.ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "c", Value: "d" }] }));
  expect((await at.ssm.send(new ListTagsForResourceCommand(resource))).TagList).toEqual([...Tags, { Key: "c", Value: "d" }]);
});

test("a document that is changed meanwhile changes nothing of what runs", async () => {
  const Name = await named({ mainSteps: [nap("hold", "PT10H", { onCancel: "step:undo" }), sending("undo")] });
  const id = await at.start(Name);
  await at.during(id, "hold");
  const Content = JSON.stringify({ schemaVersion: "0.3", mainSteps: [nap("other", "PT1S")] });
  await at.ssm.send(new UpdateDocumentCommand({ Name, Content, DocumentFormat: "JSON", DocumentVersion: "$LATEST" }));
  await at.stop(id);
  expect(courseOf(await at.end(id))).toEqual(["hold: Cancelled", "undo: Success"]);
});

describe("who may", () => {
  async function as(role: string, ...actions: { Action: string; Resource: string; Condition?: object }[]): Promise<SSMClient> {
    await at.role(role, [], { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" });
    const { PutRolePolicyCommand } = await import("@aws-sdk/client-iam");
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: actions.map((one) => ({ Effect: "Allow", ...one })) });
    await at.iam.send(new PutRolePolicyCommand({ RoleName: role, PolicyName: "own", PolicyDocument }));
    const sts = new STSClient(awsConfig(at.sandbox));
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`, RoleSessionName: "me" }),
    );
    sts.destroy();
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    return new SSMClient({ ...awsConfig(at.sandbox), credentials });
  }
  const on = (kind: string, name: string) => `arn:aws:ssm:us-east-1:${ACCOUNT}:${kind}/${name}`;
  const start = (Resource: string) => ({ Action: "ssm:StartAutomationExecution", Resource });
  const pass = { Action: "iam:PassRole", Resource: ROLE, Condition: { StringEquals: { "iam:PassedToService": "ssm.amazonaws.com" } } };

  test("start a runbook: the document and executions, or the definition; and pass its role", async () => {
    const DocumentName = await named({ mainSteps: [nap("short", "PT1S")] });
    const today = await as("today", start(on("document", DocumentName)), start(on("automation-execution", "*")), pass);
    const before = await as("before", start(`${on("automation-definition", DocumentName)}:$DEFAULT`), pass);
    const other = await as("other", start(on("document", `${DocumentName}x`)), start(on("automation-execution", "*")), pass);
    const giving = await as("giving", start("*"), { ...pass, Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } });
    expect(await refused({ DocumentName }, today)).toBe("started");
    expect(await refused({ DocumentName }, before)).toBe("started");
    expect(await refused({ DocumentName }, other)).toMatch(
      /^AccessDeniedException.*not authorized to perform: ssm:StartAutomationExecution/,
    );
    expect(await refused({ DocumentName }, giving)).toMatch(
      /^AccessDeniedException.*not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role\/runbook/,
    );
    for (const client of [today, before, other, giving]) client.destroy();
  });

  test("look at it, stop it: that execution", async () => {
    const id = await at.start(await named({ mainSteps: [nap("hold", "PT10H")] }));
    const one = on("automation-execution", id);
    const looker = await as("looker", { Action: "ssm:GetAutomationExecution", Resource: one });
    const stopper = await as("stopper", { Action: "ssm:StopAutomationExecution", Resource: one });
    const get = new GetAutomationExecutionCommand({ AutomationExecutionId: id });
    const stop = new StopAutomationExecutionCommand({ AutomationExecutionId: id });
    await looker.send(get);
    await expect(looker.send(stop)).rejects.toMatchObject({ name: "AccessDeniedException" });
    await expect(stopper.send(get)).rejects.toMatchObject({ name: "AccessDeniedException" });
    await stopper.send(stop);
    expect((await at.end(id)).AutomationExecutionStatus).toBe("Cancelled");
    for (const client of [looker, stopper]) client.destroy();
  });

  test("where no role is assumed the runbook does what its starter may", async () => {
    const DocumentName = await named({ assumeRole: "", mainSteps: [sending("send")] });
    const mayNot = await as("may-not", start("*"));
    const { AutomationExecutionId = "" } = await mayNot.send(new StartAutomationExecutionCommand({ DocumentName }));
    expect((await at.end(AutomationExecutionId)).FailureMessage).toMatch(
      /assumed-role\/may-not\/me is not authorized to perform: sqs:SendMessage/,
    );
    mayNot.destroy();
  });
});

describe("a restart in the middle", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "automation-restart-"));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  test("goes on with the sleep that is left, and a stop still leads to onCancel", async () => {
    const first = await Automated.begin({ dataDir, speed: 600 });
    const url = await first.queue("orders");
    await first.role("runbook", ["sqs:*"]);
    const send = (name: string, more: object = {}) => ({
      ...sending(name, more),
      inputs: { Service: "sqs", Api: "SendMessage", QueueUrl: url, MessageBody: name },
    });
    const short = await named({ mainSteps: [send("before"), nap("hold", "PT1H"), send("after")] }, first);
    const long = await named({ mainSteps: [nap("hold", "PT100H", { onCancel: "step:undo" }), send("never"), send("undo")] }, first);
    const [shortId, longId] = [await first.start(short), await first.start(long)];
    const began = (await first.during(shortId, "hold")).StepExecutions?.[1]?.ExecutionStartTime;
    await first.during(longId, "hold");
    first.close();
    await first.sandbox.stop();

    const second = await Automated.begin({ dataDir, speed: 600 });
    expect(statusOf(await second.look(longId), "hold")).toBe("InProgress");
    await second.stop(longId);
    const cancelled = await second.end(longId);
    expect([cancelled.AutomationExecutionStatus, ...courseOf(cancelled)]).toEqual([
      "Cancelled",
      "hold: Cancelled",
      "never: Pending",
      "undo: Success",
    ]);
    const done = await second.end(shortId);
    expect([done.AutomationExecutionStatus, ...courseOf(done)]).toEqual(["Success", "before: Success", "hold: Success", "after: Success"]);
    expect(done.StepExecutions?.[1]?.ExecutionStartTime).toEqual(began);
    // The first step was not done twice.
    expect(await second.messages(url)).toBe(3);
    second.close();
  });
});
