import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { bagOf } from "../../src/lambda/aws";
import { newsOf } from "../../src/lambda/news";
import { until } from "../sandbox/lambda/world";
import { awsConfig, sandbox } from "../sandbox/support";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
const before = { ...process.env };
beforeAll(() => void Object.assign(process.env, KEYS));
afterAll(() => {
  process.env = before;
});

test("a message and its repetition have one id, in the text and as an attribute; another message has another", async () => {
  const box = await sandbox();
  const [sns, sqs] = [new SNSClient(awsConfig(box)), new SQSClient(awsConfig(box))];
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "news" }));
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "reader" }));
  const Endpoint = TopicArn.replace(":sns:", ":sqs:").replace(/news$/, "reader");
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: Endpoint }],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes: { RawMessageDelivery: "true" } }));
  const bag = bagOf({
    ...{ FAULTLINE_TABLE: "runs", FAULTLINE_BUCKET: "runs-bucket", FAULTLINE_TOPIC: TopicArn },
    ...{ AWS_REGION: "us-east-1", AWS_ENDPOINT_URL: box.url },
  })();

  const told = (verdict: string) => newsOf("run-ended", "run-1", `Faultline: ${verdict}`, { version: 1, verdict });
  for (const verdict of ["passed", "passed", "errored"]) await bag.publish(told(verdict));
  const heard: {
    readonly id: string | undefined;
    readonly kind: string | undefined;
    readonly body: { messageId?: string; verdict?: string };
  }[] = [];
  await until(async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"], VisibilityTimeout: 3_600 }),
    );
    for (const { MessageAttributes, Body } of Messages)
      heard.push({
        id: MessageAttributes?.messageId?.StringValue,
        kind: MessageAttributes?.kind?.StringValue,
        body: JSON.parse(Body ?? "{}") as object,
      });
    return heard.length === 3 ? true : undefined;
  }, "three messages");
  for (const { id, kind, body } of heard) expect([kind, body.messageId]).toEqual(["run-ended", id]);
  const idsOf = (verdict: string) => new Set(heard.filter(({ body }) => body.verdict === verdict).map(({ id }) => id));
  expect([idsOf("passed").size, idsOf("errored").size]).toEqual([1, 1]);
  expect(idsOf("passed")).not.toEqual(idsOf("errored"));
}, 120_000);
