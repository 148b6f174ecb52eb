import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { type JournalStore, TABLE } from "../../../journal";
import { bounded, isConditionFailed } from "./calls";
import type { AwsStoreOptions } from "./parts";

const keyOf = (name: string) => ({ [TABLE.partitionKey]: { S: `lease#${name}` }, [TABLE.sortKey]: { S: "lease" } });
/** DynamoDB may delete it then; that it has ended is seen by its own time. */
const SWEPT_AFTER_MS = 86_400_000;

/** Leases by conditional writes, against the real time of those who write. */
export function awsLeases({ dynamodb, table, now }: AwsStoreOptions): Pick<JournalStore, "lease" | "leaseOf" | "release"> {
  return {
    async lease(name, holder, forMs) {
      const until = now() + forMs;
      try {
        await bounded("Taking the lease", table, (options) =>
          dynamodb.send(
            new PutItemCommand({
              TableName: table,
              Item: {
                ...keyOf(name),
                holder: { S: holder },
                until: { N: String(until) },
                [TABLE.ttl]: { N: String(Math.ceil((until + SWEPT_AFTER_MS) / 1_000)) },
              },
              ConditionExpression: "attribute_not_exists(#pk) OR #holder = :holder OR #until <= :now",
              ExpressionAttributeNames: { "#pk": TABLE.partitionKey, "#holder": "holder", "#until": "until" },
              ExpressionAttributeValues: { ":holder": { S: holder }, ":now": { N: String(now()) } },
            }),
            options,
          ),
        );
        return { until };
      } catch (thrown) {
        if (isConditionFailed(thrown)) return undefined;
        throw thrown;
      }
    },
    async leaseOf(name) {
      const { Item } = await bounded("Reading the lease", table, (options) =>
        dynamodb.send(new GetItemCommand({ TableName: table, Key: keyOf(name), ConsistentRead: true }), options),
      );
      const until = Number(Item?.until?.N ?? 0);
      const holder = Item?.holder?.S;
      return holder !== undefined && until > now() ? { holder, until } : undefined;
    },
    async release(name, holder) {
      try {
        await bounded("Releasing the lease", table, (options) =>
          dynamodb.send(
            new DeleteItemCommand({
              TableName: table,
              Key: keyOf(name),
              ConditionExpression: "#holder = :holder",
              ExpressionAttributeNames: { "#holder": "holder" },
              ExpressionAttributeValues: { ":holder": { S: holder } },
            }),
            options,
          ),
        );
      } catch (thrown) {
        if (!isConditionFailed(thrown)) throw thrown;
      }
    },
  };
}
