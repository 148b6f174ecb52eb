import { randomUUID } from "node:crypto";
import { GetItemCommand, PutItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { BUCKET, type Entry, TABLE } from "../../../journal";
import { canonicalJson, EXIT, FaultlineError } from "../../../words";
import { bounded, isConditionFailed } from "./calls";
import type { Objects } from "./objects";
import { type AwsStoreOptions, expiry } from "./parts";

/** An item has at most 400 KB with its names; what is larger lies in the bucket. */
const LARGEST_BYTES = 350_000;

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

const sortKeyOf = (seq: number) => `entry#${String(seq).padStart(8, "0")}`;
const keyOf = (runId: string, seq: number) => ({ [TABLE.partitionKey]: { S: `run#${runId}` }, [TABLE.sortKey]: { S: sortKeyOf(seq) } });

/** The entries of journals, one item each. */
export class Entries {
  constructor(
    private readonly options: AwsStoreOptions,
    private readonly objects: Objects,
  ) {}

  /** Writes an entry unless there is one of its number. False: somebody else was first. */
  async put(entry: Entry): Promise<boolean> {
    const { dynamodb, table } = this.options;
    const text = canonicalJson(entry);
    const isLarge = Buffer.byteLength(text) > LARGEST_BYTES;
    const object = BUCKET.entry(entry.runId, entry.seq, entry.hash);
    const writer = randomUUID();
    // Before the item that points to it: an entry that is there can be read.
    if (isLarge) await this.objects.write(object, text, "application/json");
    try {
      await bounded("Writing an entry", table, (call) =>
        dynamodb.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              ...keyOf(entry.runId, entry.seq),
              writer: { S: writer },
              ...(isLarge ? { object: { S: object } } : { entry: { S: text } }),
              [TABLE.ttl]: { N: String(expiry(this.options)) },
            },
            ConditionExpression: "attribute_not_exists(#pk)",
            ExpressionAttributeNames: { "#pk": TABLE.partitionKey },
          }),
          call,
        ),
      );
      return true;
    } catch (thrown) {
      if (!isConditionFailed(thrown)) throw thrown;
      // A write whose answer was lost is repeated by the client, and finds itself.
      return (await this.item(entry.runId, entry.seq))?.writer?.S === writer;
    }
  }

  async at(runId: string, seq: number): Promise<Entry | undefined> {
    const item = await this.item(runId, seq);
    return item && this.entryOf(runId, item);
  }

  private async item(runId: string, seq: number): Promise<Item | undefined> {
    const { dynamodb, table } = this.options;
    const { Item } = await bounded("Reading an entry", table, (call) =>
      dynamodb.send(new GetItemCommand({ TableName: table, Key: keyOf(runId, seq), ConsistentRead: true }), call),
    );
    return Item as Item | undefined;
  }

  /** Those after the number given, in order. */
  async after(runId: string, seq: number): Promise<readonly Entry[]> {
    const items = await this.query(runId, sortKeyOf(seq + 1));
    return Promise.all(items.map((item) => this.entryOf(runId, item)));
  }

  private query(runId: string, from: string): Promise<readonly Item[]> {
    const { dynamodb, table } = this.options;
    return bounded("Reading the journal", table, async (call) => {
      const items: Item[] = [];
      const pages = paginateQuery(
        { client: dynamodb },
        {
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: "#pk = :run AND #sk BETWEEN :from AND :to",
          ExpressionAttributeNames: { "#pk": TABLE.partitionKey, "#sk": TABLE.sortKey },
          ExpressionAttributeValues: { ":run": { S: `run#${runId}` }, ":from": { S: from }, ":to": { S: "entry#99999999" } },
        },
        call,
      );
      for await (const page of pages) items.push(...((page.Items ?? []) as Item[]));
      return items;
    });
  }

  private async entryOf(runId: string, item: Item): Promise<Entry> {
    const text = item.entry?.S ?? (item.object?.S === undefined ? undefined : await this.objects.read(item.object.S));
    const entry = text === undefined ? undefined : parsed(text);
    if (entry) return entry;
    const what = item[TABLE.sortKey]?.S ?? "an entry";
    throw new FaultlineError("store-corrupt", `The journal of run ${runId} in ${this.options.table} is damaged: ${what} cannot be read.`, {
      exitCode: EXIT.errored,
      remedy: "Look at the table and the bucket for what changed or deleted it; keep both, they may hold evidence.",
      facts: { runId, item: what },
    });
  }
}

function parsed(text: string): Entry | undefined {
  try {
    return JSON.parse(text) as Entry;
  } catch {
    return undefined;
  }
}
