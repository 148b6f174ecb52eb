import { Automated, courseOf, PATIENCE_MS, ROLE, statusOf } from "./world";

jest.setTimeout(2 * PATIENCE_MS);
let at: Automated;
let queueUrl: string;

beforeAll(async () => {
  at = await Automated.begin();
  queueUrl = await at.queue("orders");
  await at.role("runbook", ["sqs:*"]);
});
afterAll(() => at.close());

let made = 0;
async function run(content: object, parameters?: Record<string, string[]>) {
  const name = `runbook-${++made}`;
  await at.document(name, { assumeRole: ROLE, ...content });
  return at.end(await at.start(name, parameters));
}
const send = (MessageBody: string) => ({ Service: "sqs", Api: "SendMessage", QueueUrl: queueUrl, MessageBody });
const step = (name: string, action: string, inputs: object, more: object = {}) => ({ name, action: `aws:${action}`, inputs, ...more });
const nap = (name: string, more: object = {}) => step(name, "sleep", { Duration: "PT1S" }, more);

test("an API is called in the assumed role, and its answer is selected from", async () => {
  const now = await run({
    mainSteps: [
      step("send", "executeAwsApi", send("{{ automation:EXECUTION_ID }} in {{ global:REGION }}"), {
        outputs: [
          { Name: "Id", Selector: "$.MessageId", Type: "String" },
          { Name: "None", Selector: "$.Nothing.There", Type: "String" },
        ],
      }),
      step(
        "take",
        "executeAwsApi",
        { Service: "sqs", Api: "ReceiveMessage", QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 },
        {
          outputs: [
            { Name: "Bodies", Selector: "$.Messages[*].Body", Type: "StringList" },
            { Name: "Handle", Selector: "$.Messages[0]['ReceiptHandle']", Type: "String" },
          ],
        },
      ),
      step("delete", "executeAwsApi", { Service: "sqs", Api: "DeleteMessage", QueueUrl: queueUrl, ReceiptHandle: "{{ take.Handle }}" }),
    ],
    outputs: ["send.Id", "take.Bodies", "send.None"],
  });
  expect(now.FailureMessage).toBeUndefined();
  expect(courseOf(now)).toEqual(["send: Success", "take: Success", "delete: Success"]);
  expect(now.AutomationExecutionStatus).toBe("Success");
  expect(now.Outputs).toEqual({
    "send.Id": [expect.stringMatching(/^[0-9a-f-]{36}$/)],
    "take.Bodies": [`${now.AutomationExecutionId} in us-east-1`],
    "send.None": ["No output available yet because the step is not successfully executed"],
  });
  expect(await at.messages(queueUrl)).toBe(0);
});

test("parameters keep their types where they stand alone, and are text within a text", async () => {
  const now = await run(
    {
      parameters: {
        Count: { type: "Integer" },
        Names: { type: "StringList", default: ["All"] },
        Text: { type: "String", default: "x", allowedPattern: "[a-z]+" },
      },
      mainSteps: [
        step("take", "executeAwsApi", {
          Service: "sqs",
          Api: "ReceiveMessage",
          QueueUrl: queueUrl,
          MaxNumberOfMessages: "{{ Count }}",
          AttributeNames: "{{ Names }}",
        }),
        step("send", "executeAwsApi", { ...send("{{Text}}/{{ Count }}/{{ Names }}"), DelaySeconds: 900 }),
      ],
    },
    { Count: ["3"], Text: ["abc"] },
  );
  expect(now.FailureMessage).toBeUndefined();
  expect(now.StepExecutions?.[0]?.Inputs).toMatchObject({ MaxNumberOfMessages: "3", AttributeNames: '["All"]' });
  expect(now.StepExecutions?.[1]?.Inputs).toMatchObject({ MessageBody: 'abc/3/["All"]' });
});

test("what a service answers is why the step failed, and the automation with it", async () => {
  const now = await run({ mainSteps: [step("send", "executeAwsApi", { ...send("x"), QueueUrl: `${queueUrl}-none` }), nap("never")] });
  expect(now.AutomationExecutionStatus).toBe("Failed");
  expect(courseOf(now)).toEqual(["send: Failed", "never: Pending"]);
  expect(now.FailureMessage).toBe(
    "Step fails when it is Execute/Cancelling action. An error occurred (QueueDoesNotExist) when calling the SendMessage operation: The specified queue does not exist. Please refer to Automation Service Troubleshooting Guide for more diagnosis details.",
  );
});

test("a permission that the role lacks fails the step as AWS says it", async () => {
  await at.role("poor", ["sqs:ReceiveMessage"]);
  const now = await run({ assumeRole: ROLE.replace("runbook", "poor"), mainSteps: [step("send", "executeAwsApi", send("x"))] });
  expect(now.AutomationExecutionStatus).toBe("Failed");
  expect(now.FailureMessage).toMatch(
    /\(AccessDeniedException\).*assumed-role\/poor\/Automation-[0-9a-f-]{36} is not authorized to perform: sqs:SendMessage/,
  );
});

describe("where it goes on", () => {
  const failing = (more: object) => step("fails", "executeAwsApi", { ...send("x"), QueueUrl: `${queueUrl}-none` }, more);

  test("onFailure leads to a step, and the end is Failed", async () => {
    const now = await run({
      mainSteps: [failing({ onFailure: "step:cleanup" }), nap("skipped"), nap("cleanup", { isEnd: true }), nap("never")],
    });
    expect(courseOf(now)).toEqual(["fails: Failed", "skipped: Pending", "cleanup: Success", "never: Pending"]);
    expect(now.AutomationExecutionStatus).toBe("Failed");
  });

  test("onFailure Continue goes on, and the end is Success; with isCritical it is Failed", async () => {
    const easy = await run({ mainSteps: [failing({ onFailure: "Continue" }), nap("next")] });
    expect([easy.AutomationExecutionStatus, ...courseOf(easy)]).toEqual(["Success", "fails: Failed", "next: Success"]);
    const hard = await run({ mainSteps: [failing({ onFailure: "Continue", isCritical: true }), nap("next")] });
    expect([hard.AutomationExecutionStatus, ...courseOf(hard)]).toEqual(["Failed", "fails: Failed", "next: Success"]);
  });

  test("isEnd ends it, whether the step failed or not, and nextStep goes elsewhere", async () => {
    const last = { ...failing({ onFailure: "step:second", isEnd: true }), name: "third" };
    const now = await run({ mainSteps: [nap("first", { nextStep: "third" }), nap("second"), last] });
    expect(courseOf(now)).toEqual(["first: Success", "second: Pending", "third: Failed"]);
  });

  test("a step is tried as often as it may be, and one that takes too long has timed out", async () => {
    const now = await run({
      mainSteps: [
        step(
          "wait",
          "waitForAwsResourceProperty",
          {
            Service: "sqs",
            Api: "GetQueueAttributes",
            QueueUrl: queueUrl,
            AttributeNames: ["All"],
            PropertySelector: "$.Attributes.DelaySeconds",
            DesiredValues: ["7"],
          },
          { timeoutSeconds: 12, maxAttempts: 2, onFailure: "step:after" },
        ),
        nap("after"),
      ],
    });
    expect(courseOf(now)).toEqual(["wait: TimedOut", "after: Success"]);
    expect(now.AutomationExecutionStatus).toBe("TimedOut");
    expect(now.FailureMessage).toMatch(/^Step timed out/);
    const { ExecutionStartTime: from, ExecutionEndTime: to } = now.StepExecutions?.[0] ?? {};
    expect(Number(to) - Number(from)).toBeGreaterThanOrEqual(24_000);
  });

  test.each([
    ["StringEquals", "b", "agreed"],
    ["StartsWith", "a", "refused"],
    ["EqualsIgnoreCase", "B", "agreed"],
  ])("a branch by %s %s goes to %s", async (operation, wanted, way) => {
    const now = await run({
      parameters: { Letter: { type: "String", default: "b" } },
      mainSteps: [
        step("choose", "branch", {
          Choices: [
            {
              NextStep: "agreed",
              And: [{ Variable: "{{ Letter }}", [operation]: wanted }, { Not: { Variable: "{{ Letter }}", StringEquals: "z" } }],
            },
          ],
          Default: "refused",
        }),
        nap("agreed", { isEnd: true }),
        nap("refused"),
      ],
    });
    expect(["agreed", "refused"].filter((name) => statusOf(now, name) === "Success")).toEqual([way]);
  });

  test("an assertion that does not hold fails its step and says what is", async () => {
    const assertion = {
      Service: "sqs",
      Api: "GetQueueAttributes",
      QueueUrl: queueUrl,
      AttributeNames: ["All"],
      PropertySelector: "$.Attributes.DelaySeconds",
    };
    expect(
      (await run({ mainSteps: [step("look", "assertAwsResourceProperty", { ...assertion, DesiredValues: ["0"] })] }))
        .AutomationExecutionStatus,
    ).toBe("Success");
    const now = await run({ mainSteps: [step("look", "assertAwsResourceProperty", { ...assertion, DesiredValues: ["1"] })] });
    expect(now.FailureMessage).toContain('The property $.Attributes.DelaySeconds is 0, not one of ["1"]');
  });
});

describe("what is not there is refused by its name, and never passed over", () => {
  test.each(["approve", "runCommand", "loop", "invokeLambdaFunction", "pause", "changeInstanceState"])("aws:%s", async (action) => {
    const now = await run({ mainSteps: [step("act", action, {}), nap("never")] });
    expect([now.AutomationExecutionStatus, ...courseOf(now)]).toEqual(["Failed", "act: Failed", "never: Pending"]);
    expect(now.FailureMessage).toContain(`The Faultline sandbox does not run aws:${action}.`);
  });

  test("a service, an operation, a runtime, an attachment, a filter in a path, a name that nothing has", async () => {
    const why = async (one: object) => (await run({ mainSteps: [one] })).FailureMessage;
    expect(await why(step("act", "executeAwsApi", { Service: "ecs", Api: "UpdateService" }))).toContain("calls of the service ecs");
    expect(await why(step("act", "executeAwsApi", { Service: "sqs", Api: "ListMessageMoveTasks", SourceArn: "x" }))).toContain(
      "ListMessageMoveTasks",
    );
    expect(await why(step("act", "executeScript", { Runtime: "PowerShell 7.4", Handler: "h", Script: "" }))).toContain("PowerShell 7.4");
    expect(await why(step("act", "executeScript", { Runtime: "python3.11", Handler: "h", Attachment: "a.zip" }))).toContain("attachments");
    const selecting = { outputs: [{ Name: "It", Selector: "$.Messages[?(@.Body)]", Type: "String" }] };
    expect(await why(step("act", "executeAwsApi", send("x"), selecting))).toContain("$.Messages[?(@.Body)]");
    expect(await why(nap("act", { inputs: { Duration: "{{ Nothing }}" } }))).toContain("{{ Nothing }} has no value");
  });
});
