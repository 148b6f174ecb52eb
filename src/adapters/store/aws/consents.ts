import { GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type Consent, type ConsentAnswer, type Consents, TABLE } from "../../../journal";
import { canonicalJson } from "../../../words";
import { bounded, isConditionFailed } from "./calls";
import { type AwsStoreOptions, expiry } from "./parts";

const keyOf = (runId: string) => ({ [TABLE.partitionKey]: { S: `run#${runId}` }, [TABLE.sortKey]: { S: "consent" } });

/** Requests for consent beside the run that they are about. The first answer counts. */
export function awsConsents(options: AwsStoreOptions): Consents {
  const { dynamodb, table } = options;
  const find: Consents["find"] = async (runId) => {
    const { Item } = await bounded("Reading the request for consent", table, (call) =>
      dynamodb.send(new GetItemCommand({ TableName: table, Key: keyOf(runId), ConsistentRead: true }), call),
    );
    if (!Item?.consent?.S) return undefined;
    const answer = Item.answer?.S;
    return { consent: JSON.parse(Item.consent.S) as Consent, answer: answer === undefined ? null : (JSON.parse(answer) as ConsentAnswer) };
  };
  return {
    find,
    async ask(consent) {
      await unlessConditionFails(
        bounded("Writing the request for consent", table, (call) =>
          dynamodb.send(
            new PutItemCommand({
              TableName: table,
              Item: { ...keyOf(consent.runId), consent: { S: canonicalJson(consent) }, [TABLE.ttl]: { N: String(expiry(options)) } },
              ConditionExpression: "attribute_not_exists(#pk)",
              ExpressionAttributeNames: { "#pk": TABLE.partitionKey },
            }),
            call,
          ),
        ),
      );
    },
    async answer(runId, answer) {
      await unlessConditionFails(
        bounded("Writing the answer", table, (call) =>
          dynamodb.send(
            new UpdateItemCommand({
              TableName: table,
              Key: keyOf(runId),
              UpdateExpression: "SET #answer = :answer",
              ConditionExpression: "attribute_exists(#consent) AND attribute_not_exists(#answer)",
              ExpressionAttributeNames: { "#answer": "answer", "#consent": "consent" },
              ExpressionAttributeValues: { ":answer": { S: canonicalJson(answer) } },
            }),
            call,
          ),
        ),
      );
      return (await find(runId))?.answer ?? undefined;
    },
  };
}

async function unlessConditionFails(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (thrown) {
    if (!isConditionFailed(thrown)) throw thrown;
  }
}
