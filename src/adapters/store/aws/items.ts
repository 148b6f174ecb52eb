import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { TABLE } from "../../../journal";
import { allPages, isAwsError } from "../../clients";
import { awsStoreError } from "./errors";

export type Item = Record<string, AttributeValue>;
interface Condition {
  readonly text: string;
  readonly names?: Record<string, string>;
  readonly values?: Item;
}

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });

/** Reads are strongly consistent. A condition that does not hold is `false`; trouble is a FaultlineError `store-…`. */
export class Items {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  private async safely<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw awsStoreError(this.table, thrown);
    }
  }

  get(pk: string, sk: string): Promise<Item | undefined> {
    return this.safely(async () => {
      const Key = { [TABLE.partitionKey]: text(pk), [TABLE.sortKey]: text(sk) };
      return (await this.client.send(new GetItemCommand({ TableName: this.table, Key, ConsistentRead: true }))).Item;
    });
  }

  put(item: Item, when: Condition): Promise<boolean> {
    return this.conditionally(() => this.client.send(new PutItemCommand({ TableName: this.table, Item: item, ...written(when) })));
  }

  delete(pk: string, sk: string, when: Condition): Promise<boolean> {
    const Key = { [TABLE.partitionKey]: text(pk), [TABLE.sortKey]: text(sk) };
    return this.conditionally(() => this.client.send(new DeleteItemCommand({ TableName: this.table, Key, ...written(when) })));
  }

  private conditionally(send: () => Promise<unknown>): Promise<boolean> {
    return this.safely(async () => {
      try {
        await send();
        return true;
      } catch (thrown) {
        if (isAwsError(thrown, "ConditionalCheckFailedException")) return false;
        throw thrown;
      }
    });
  }

  /** Items of a partition whose sort key is between the two, page after page. */
  between(pk: string, from: string, to: string): Promise<Item[]> {
    return this.safely(() => this.pages(pk, from, to));
  }

  private async pages(pk: string, from: string, to: string): Promise<Item[]> {
    let start: Item | undefined;
    return allPages(
      () =>
        this.client.send(
          new QueryCommand({
            TableName: this.table,
            ConsistentRead: true,
            KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
            ExpressionAttributeNames: { "#pk": TABLE.partitionKey, "#sk": TABLE.sortKey },
            ExpressionAttributeValues: { ":pk": text(pk), ":from": text(from), ":to": text(to) },
            ...(start ? { ExclusiveStartKey: start } : {}),
          }),
        ),
      (page) => page.Items,
      (page) => {
        start = page.LastEvaluatedKey;
        return start ? "more" : undefined;
      },
    );
  }

  /** The newest of a list of the index, at most `limit`. The index follows writes within moments, not at once. */
  newest(listed: string, limit: number): Promise<Item[]> {
    return this.safely(async () => {
      const found: Item[] = [];
      let start: Item | undefined;
      do {
        const page = await this.client.send(
          new QueryCommand({
            TableName: this.table,
            IndexName: TABLE.index.name,
            KeyConditionExpression: "#listed = :listed",
            ExpressionAttributeNames: { "#listed": TABLE.index.partitionKey },
            ExpressionAttributeValues: { ":listed": text(listed) },
            ScanIndexForward: false,
            Limit: limit - found.length,
            ...(start ? { ExclusiveStartKey: start } : {}),
          }),
        );
        found.push(...(page.Items ?? []));
        start = page.LastEvaluatedKey;
      } while (start && found.length < limit);
      return found;
    });
  }
}

function written({ text: ConditionExpression, names, values }: Condition) {
  return {
    ConditionExpression,
    ...(names ? { ExpressionAttributeNames: names } : {}),
    ...(values ? { ExpressionAttributeValues: values } : {}),
  };
}
