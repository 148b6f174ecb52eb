import * as sqs from "@aws-sdk/client-sqs";
import { awsConfig, sandbox } from "../support";

jest.setTimeout(60_000);

async function queue(name = "inbox") {
  const box = await sandbox();
  const client = new sqs.SQSClient({ ...awsConfig(box), maxAttempts: 1 });
  const { QueueUrl } = await client.send(new sqs.CreateQueueCommand({ QueueName: name }));
  return { client, QueueUrl, url: box.url };
}
/** The older code of a refusal, which clients of all ages are told, and its message. */
async function refusal(url: string, operation: string, input: object): Promise<string> {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` };
  const authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0";
  const reply = await fetch(url, { method: "POST", headers: { ...headers, authorization }, body: JSON.stringify(input) });
  const { message } = (await reply.json()) as { message?: string };
  return `${reply.headers.get("x-amzn-query-error")?.split(";")[0]}: ${message}`;
}

test("a receive takes names of messages' attributes in the older list too", async () => {
  const { client, QueueUrl } = await queue();
  await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: "one" }));
  const older = { QueueUrl, AttributeNames: ["SentTimestamp", "ApproximateReceiveCount"] as unknown as sqs.QueueAttributeName[] };
  const { Messages } = await client.send(new sqs.ReceiveMessageCommand(older));
  expect(Object.keys(Messages?.[0]?.Attributes ?? {}).sort()).toEqual(["ApproximateReceiveCount", "SentTimestamp"]);
  client.destroy();
});

test("refusals carry the codes and the words that clients of all ages know", async () => {
  const { client, QueueUrl, url } = await queue();
  const attribute = { DataType: "String", StringValue: "" };
  const gone = JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:123456789012:gone", maxReceiveCount: 3 });
  const eleven = Array.from({ length: 11 }, (_, at) => ({ Id: `m${at}`, MessageBody: "b" }));
  expect([
    await refusal(url, "GetQueueAttributes", { QueueUrl, AttributeNames: ["Colour"] }),
    await refusal(url, "ReceiveMessage", { QueueUrl, AttributeNames: ["Colour"] }),
    await refusal(url, "ReceiveMessage", { QueueUrl, MessageSystemAttributeNames: ["Policy"] }),
    await refusal(url, "ReceiveMessage", { QueueUrl, WaitTimeSeconds: 21 }),
    await refusal(url, "SetQueueAttributes", { QueueUrl, Attributes: { Colour: "blue" } }),
    await refusal(url, "SetQueueAttributes", { QueueUrl, Attributes: { RedrivePolicy: gone } }),
    await refusal(url, "SendMessage", { QueueUrl, MessageBody: "b", MessageAttributes: { a: attribute } }),
    await refusal(url, "SendMessage", { QueueUrl, MessageBody: "b", DelaySeconds: 901 }),
    await refusal(url, "SendMessage", { MessageBody: "b" }),
    await refusal(url, "SendMessageBatch", { QueueUrl, Entries: [] }),
    await refusal(url, "SendMessageBatch", { QueueUrl, Entries: eleven }),
    await refusal(url, "SendMessageBatch", { QueueUrl, Entries: [{ Id: "a:b", MessageBody: "b" }] }),
    await refusal(url, "DeleteMessage", { QueueUrl, ReceiptHandle: "made-up" }),
  ]).toEqual([
    "InvalidAttributeName: Unknown Attribute Colour.",
    "InvalidAttributeName: Unknown Attribute Colour.",
    "InvalidAttributeName: Unknown Attribute Policy.",
    "InvalidParameterValue: Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
    "InvalidAttributeName: Unknown Attribute Colour.",
    `InvalidParameterValue: Value ${gone} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
    "InvalidParameterValue: Message (user) attribute 'a' must contain a non-empty value of type 'String'.",
    "InvalidParameterValue: Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
    "MissingParameter: The request must contain the parameter QueueUrl.",
    "AWS.SimpleQueueService.EmptyBatchRequest: There should be at least one SendMessageBatchRequestEntry in the request.",
    "AWS.SimpleQueueService.TooManyEntriesInBatchRequest: Maximum number of entries per request are 10. You have sent 11.",
    "AWS.SimpleQueueService.InvalidBatchEntryId: A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    'ReceiptHandleIsInvalid: The input receipt handle "made-up" is not a valid receipt handle.',
  ]);
  client.destroy();
});

test("messages are shown again together, each by its handle", async () => {
  const { client, QueueUrl } = await queue();
  for (const MessageBody of ["one", "two"]) await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody }));
  const taken = await client.send(new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  const handles = (taken.Messages ?? []).map(({ ReceiptHandle }) => ReceiptHandle);
  expect(handles).toHaveLength(2);
  const Entries = [...handles, "made-up"].map((ReceiptHandle, at) => ({ Id: `m${at}`, ReceiptHandle, VisibilityTimeout: 0 }));
  const told = await client.send(new sqs.ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  expect(told.Successful?.map(({ Id }) => Id)).toEqual(["m0", "m1"]);
  expect(told.Failed?.map(({ Id, Code }) => `${Id} ${Code}`)).toEqual(["m2 ReceiptHandleIsInvalid"]);
  const again = await client.send(new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  expect(again.Messages).toHaveLength(2);
  client.destroy();
});
