import { StopExperimentCommand } from "@aws-sdk/client-fis";
import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { DescribeAutomationExecutionsCommand } from "@aws-sdk/client-ssm";
import { Automated, courseOf, PATIENCE_MS, ROLE, TRUST } from "../ssm/automation/world";
import { Lab, policy } from "./lab";

jest.setTimeout(2 * PATIENCE_MS);
let at: Automated;
let lab: Lab;
let queueUrl: string;

beforeEach(async () => {
  at = await Automated.begin({ speed: 240 });
  lab = new Lab(at.sandbox);
  queueUrl = await at.queue("orders");
  await at.role("runbook", ["sqs:*"], TRUST);
  await lab.role(["ssm:*", "iam:PassRole"]);
});
afterEach(async () => {
  lab.close();
  at.close();
  await at.sandbox.stop();
});

const sending = (name: string, more: object = {}) => ({
  name,
  action: "aws:executeAwsApi",
  inputs: { Service: "sqs", Api: "SendMessage", QueueUrl: queueUrl, MessageBody: "{{ Word }}" },
  ...more,
});
const content = (hold: string, more: object = {}) => ({
  assumeRole: "{{ AutomationAssumeRole }}",
  parameters: { AutomationAssumeRole: { type: "AWS::IAM::Role::Arn" }, Word: { type: "String" } },
  mainSteps: [
    sending("break", { onFailure: "step:restore", onCancel: "step:restore" }),
    { name: "hold", action: "aws:sleep", inputs: { Duration: hold }, onFailure: "step:restore", onCancel: "step:restore" },
    { name: "restore", action: "aws:executeAwsApi", inputs: { Service: "sqs", Api: "PurgeQueue", QueueUrl: queueUrl }, isEnd: true },
  ],
  ...more,
});
const launch = (parameters: Record<string, string> = {}) =>
  lab.launch({
    actions: {
      act: {
        actionId: "aws:ssm:start-automation-execution",
        parameters: {
          documentArn: "arn:aws:ssm:us-east-1:123456789012:document/breaks",
          documentParameters: JSON.stringify({ AutomationAssumeRole: ROLE, Word: ["x"] }),
          maxDuration: "PT10H",
          ...parameters,
        },
      },
    },
  });
async function automation() {
  const { AutomationExecutionMetadataList = [] } = await at.ssm.send(new DescribeAutomationExecutionsCommand({}));
  expect(AutomationExecutionMetadataList).toHaveLength(1);
  return at.look(AutomationExecutionMetadataList[0]?.AutomationExecutionId ?? "");
}
async function holding(): Promise<string> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 25))) {
    const { AutomationExecutionMetadataList = [] } = await at.ssm.send(new DescribeAutomationExecutionsCommand({}));
    const [found] = AutomationExecutionMetadataList;
    if (found?.CurrentStepName === "hold") return found.AutomationExecutionId ?? "";
  }
  throw new Error("the runbook never held");
}

test("the runbook runs to its end, and the action is completed with it", async () => {
  await at.document("breaks", content("PT2M"));
  const ended = await lab.end(await launch());
  expect(ended.state?.status).toBe("completed");
  expect(ended.actions?.act?.state).toMatchObject({ status: "completed", reason: "Action was completed." });
  const now = await automation();
  expect([now.AutomationExecutionStatus, now.ExecutedBy]).toEqual(["Success", expect.stringMatching(/assumed-role\/chaos\/EXP/)]);
  expect(await at.messages(queueUrl)).toBe(0);
});

test("a stop cancels the runbook, and has ended when what onCancel names is through", async () => {
  await at.document("breaks", content("PT100H"));
  const id = await launch();
  await holding();
  expect(await at.messages(queueUrl)).toBe(1);
  await lab.fis.send(new StopExperimentCommand({ id }));
  const ended = await lab.end(id);
  expect([ended.state?.status, ended.actions?.act?.state?.status]).toEqual(["stopped", "stopped"]);
  expect(courseOf(await automation())).toEqual(["break: Success", "hold: Cancelled", "restore: Success"]);
  expect(await at.messages(queueUrl)).toBe(0);
});

test("a runbook that fails fails the action, and the experiment says why", async () => {
  await at.document("breaks", content("PT2M"));
  await at.allow("runbook", ["sqs:PurgeQueue"]);
  const ended = await lab.end(await launch());
  expect(ended.state).toMatchObject({
    status: "failed",
    reason: expect.stringMatching(/^Automation .* ended with status Failed.*sqs:SendMessage/),
  });
  expect(courseOf(await automation())).toEqual(["break: Failed", "hold: Pending", "restore: Success"]);
});

test("a runbook that somebody else cancels fails the action", async () => {
  await at.document("breaks", content("PT100H"));
  const id = await launch();
  await at.stop(await holding());
  expect((await lab.end(id)).state).toMatchObject({ status: "failed", reason: expect.stringMatching(/ended with status Cancelled/) });
  expect(await at.messages(queueUrl)).toBe(0);
});

test("a runbook that is slower than maxDuration is cancelled, and the action has failed", async () => {
  await at.document("breaks", content("PT100H"));
  const ended = await lab.end(await launch({ maxDuration: "PT5M" }));
  expect(ended.state).toMatchObject({ status: "failed", reason: expect.stringMatching(/did not end within PT5M/) });
  expect(courseOf(await automation())).toEqual(["break: Success", "hold: Cancelled", "restore: Success"]);
});

test.each([
  ["start it", ["ssm:GetAutomationExecution", "ssm:StopAutomationExecution", "iam:PassRole"], "ssm:StartAutomationExecution"],
  ["pass its role", ["ssm:*"], "iam:PassRole"],
])("a role that may not %s fails the action, and nothing was started", async (_, actions, lacking) => {
  await at.document("breaks", content("PT2M"));
  await lab.allow(actions);
  const ended = await lab.end(await launch());
  expect(ended.state).toMatchObject({ status: "failed", error: { code: "AuthorizationFailure" } });
  expect(ended.state?.reason).toContain(lacking);
  expect((await at.ssm.send(new DescribeAutomationExecutionsCommand({}))).AutomationExecutionMetadataList).toEqual([]);
});

test("a role that may not look at it fails the action, and the runbook is cancelled", async () => {
  await at.document("breaks", content("PT100H"));
  await lab.allow(["ssm:StartAutomationExecution", "ssm:StopAutomationExecution", "iam:PassRole"]);
  const ended = await lab.end(await launch());
  expect(ended.state).toMatchObject({ status: "failed", error: { code: "AuthorizationFailure" } });
});

test("a role may be passed to Systems Manager alone", async () => {
  await at.document("breaks", content("PT2M"));
  const PolicyDocument = policy(
    { Effect: "Allow", Action: ["ssm:*"], Resource: "*" },
    {
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: ROLE,
      Condition: { StringEquals: { "iam:PassedToService": "ssm.amazonaws.com" } },
    },
  );
  await lab.iam.send(new PutRolePolicyCommand({ RoleName: "chaos", PolicyName: "p", PolicyDocument }));
  expect((await lab.end(await launch())).state?.status).toBe("completed");
});

test("a document that is not there, and parameters that it does not have, fail the action", async () => {
  expect((await lab.end(await launch())).state).toMatchObject({
    status: "failed",
    reason: expect.stringContaining("AutomationDefinitionNotFoundException"),
  });
  await at.document("breaks", content("PT2M"));
  const ended = await lab.end(await launch({ documentParameters: JSON.stringify({ AutomationAssumeRole: ROLE }) }));
  expect(ended.state?.reason).toContain("Missing required parameters: [Word]");
});
