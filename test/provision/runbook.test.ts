import { lintAutomation } from "../../src/provision";
import { type Deployed, deploy, TYPE } from "./evaluation";

const DOCUMENT = "aws:ssm/document:Document";
const POISON = "faultline-poison-messages";
const TLS = "faultline-tls-certificate";
let made: Deployed;

beforeAll(async () => {
  made = await deploy("runbook");
}, 180_000);

const created = (type: string, name: string): Readonly<Record<string, unknown>> => {
  const found = made.created.find((request) => request.type === type && request.name === name);
  if (!found) throw new Error(`${type} ${name} was not made`);
  return found.inputs;
};
const json = (value: unknown) => JSON.parse(String(value));

test.each([POISON, TLS])("%s: a document and a role by the name of the component, and nothing else", (name) => {
  expect(made.evaluation.failures).toEqual([]);
  const children = made.created.filter((request) => request.name === name).map(({ type }) => type);
  expect(children.sort()).toEqual([TYPE.role, TYPE.policy, DOCUMENT].sort());
  expect(created(TYPE.role, name).name).toBe(name);
  expect(created(DOCUMENT, name)).toMatchObject({ name, documentType: "Automation", documentFormat: "YAML" });
});

test("what is made is sound, and knows the queues that were known only later", () => {
  const document = json(created(DOCUMENT, POISON).content);
  expect(lintAutomation(document)).toEqual([]);
  expect(document.mainSteps[0].inputs.InputPayload.Queue).toBe("https://sqs.example.com/orders");
  for (const at of [2, 3]) expect(document.mainSteps[at].inputs.InputPayload.DeadLetterQueue).toBe("https://sqs.example.com/orders-dlq");
});

test("the roles reach the one queue, the one dead-letter queue and the one listener", () => {
  const statements = (name: string) => json(created(TYPE.policy, name).policy).Statement;
  expect(statements(POISON)).toEqual([
    { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [expect.stringMatching(/:orders$/)] },
    { Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource: [expect.stringMatching(/:orders-dlq$/)] },
  ]);
  expect(statements(TLS)).toEqual([
    { Effect: "Allow", Action: ["elasticloadbalancing:DescribeListeners"], Resource: ["*"] },
    {
      Effect: "Allow",
      Action: ["elasticloadbalancing:ModifyListener"],
      Resource: ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/1/2"],
    },
  ]);
});

test("only runbooks of this account and Region may assume the roles", () => {
  const [statement] = json(created(TYPE.role, TLS).assumeRolePolicy).Statement;
  expect(statement.Principal).toEqual({ Service: "ssm.amazonaws.com" });
  expect(statement.Condition).toMatchObject({
    StringEquals: { "aws:SourceAccount": "123456789012" },
    ArnLike: { "aws:SourceArn": expect.stringMatching(/^arn:aws:ssm:[a-z0-9-]+:123456789012:automation-execution\/\*$/) },
  });
});
