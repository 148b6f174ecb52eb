import * as sns from "@aws-sdk/client-sns";
import { awsConfig, sandbox } from "../support";

jest.setTimeout(60_000);

async function topic() {
  const box = await sandbox();
  const client = new sns.SNSClient({ ...awsConfig(box), maxAttempts: 1 });
  const { TopicArn } = await client.send(new sns.CreateTopicCommand({ Name: "news" }));
  return { client, TopicArn, log: box.log };
}

test("a subscription of an address elsewhere stays pending, and nothing is sent there", async () => {
  const { client, TopicArn, log } = await topic();
  const Endpoint = "https://events.example.com/integration/key";
  const subscribe = new sns.SubscribeCommand({ TopicArn, Protocol: "https", Endpoint, ReturnSubscriptionArn: true });
  const { SubscriptionArn } = await client.send(subscribe);
  expect(SubscriptionArn).toMatch(new RegExp(`^${TopicArn}:[0-9a-f-]{36}$`));
  const { Subscriptions } = await client.send(new sns.ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions).toMatchObject([{ SubscriptionArn: "PendingConfirmation", Protocol: "https", Endpoint }]);
  await client.send(new sns.PublishCommand({ TopicArn, Message: "hello" }));
  expect(log).toEqual([expect.stringContaining("a subscription stays pending")]);
  const gone = new sns.UnsubscribeCommand({ SubscriptionArn });
  await client.send(gone);
  await client.send(gone);
  client.destroy();
});

test("messages, names and tags that SNS does not take are refused in its codes and words", async () => {
  const { client, TopicArn } = await topic();
  const publish = (name: string, attribute: sns.MessageAttributeValue) =>
    client.send(new sns.PublishCommand({ TopicArn, Message: "m", MessageAttributes: { [name]: attribute } }));
  const text = { DataType: "String", StringValue: "v" };
  const refused = (name: string, attribute: sns.MessageAttributeValue) =>
    publish(name, attribute).then(
      () => "taken",
      (problem: Error) => `${problem.name}: ${problem.message}`,
    );
  expect([
    await refused("a", { DataType: "String", StringValue: "" }),
    await refused("a", { DataType: "Text", StringValue: "v" }),
    await refused("a", { DataType: "Binary", StringValue: "v" }),
    await refused("a", { DataType: "Number", BinaryValue: Buffer.from("1") }),
    await refused("a^b", text),
    await refused(".a", text),
    await refused("a.", text),
    await refused("a..b", text),
    await refused("a", { DataType: "Number", StringValue: "1.5e3" }),
  ]).toEqual([
    "InvalidParameterValueException: The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
    "InvalidParameterValueException: The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
    "InvalidParameterValueException: The message attribute 'a' with type 'Binary' must use field 'Binary'.",
    "InvalidParameterValueException: The message attribute 'a' with type 'Number' must use field 'String'.",
    "InvalidParameterValueException: Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
    "InvalidParameterValueException: Invalid message attribute name starting with character '.' was found.",
    "InvalidParameterValueException: Invalid message attribute name ending with character '.' was found.",
    "InvalidParameterValueException: Message attribute name can not have successive '.' character.",
    "taken",
  ]);
  const twice = ["a", "b"].map((Value) => ({ Key: "k", Value }));
  await expect(client.send(new sns.CreateTopicCommand({ Name: "other", Tags: twice }))).rejects.toThrow(
    "Invalid parameter: Duplicated keys are not allowed.",
  );
  await expect(client.send(new sns.GetTopicAttributesCommand({ TopicArn: "news" }))).rejects.toThrow(
    "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1",
  );
  await expect(client.send(new sns.SubscribeCommand({ TopicArn, Protocol: "pigeon", Endpoint: "x" }))).rejects.toThrow(
    "Invalid parameter: Amazon SNS does not support this protocol string: pigeon",
  );
  const PublishBatchRequestEntries = [{ Id: "a.b", Message: "m" }];
  await expect(client.send(new sns.PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }))).rejects.toThrow(
    "The Id of a batch entry in the batch request contains an impermissible character: a.b",
  );
  client.destroy();
});
