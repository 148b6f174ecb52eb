import { GetItemCommand, PutItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { type Entry, type RunSummary, summarise, TABLE } from "../../../journal";
import { bounded, isConditionFailed } from "./calls";
import type { Entries } from "./entries";
import { type AwsStoreOptions, expiry } from "./parts";

/** A run's line in the history, and the number of the entry up to which it is made. */
interface Line {
  readonly summary: RunSummary;
  readonly seq: number;
}

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

/** Under which the index lists runs: all of them, and those of one experiment. */
const listsOf = (experiment: string) => ["runs", `runs#${experiment}`];

/**
 * The history: a line for each run, made from its entries. A line that a killed writer left behind is mended when it is read. The index is
 * eventually consistent: a run may be listed a moment after it has begun.
 */
export class Summaries {
  constructor(
    private readonly options: AwsStoreOptions,
    private readonly entries: Entries,
  ) {}

  /** Before the first entry of a run: a run that has begun is listed, whatever happens next. */
  announce(first: Entry): Promise<void> {
    return this.write({ summary: summarise(undefined, first.runId, first.at, first.event), seq: 0 });
  }

  /** Takes an entry in that was just written. It never throws: the line is mended when it is read. */
  async take(entry: Entry): Promise<void> {
    if (!changesLine(entry)) return;
    try {
      const line = await this.line(entry.runId);
      if (line) await this.mended(line, entry);
    } catch {
      // The entry is durable, and what is listed follows from the entries.
    }
  }

  async list(experiment: string | undefined, limit: number): Promise<readonly RunSummary[]> {
    const { dynamodb, table } = this.options;
    const lines = await bounded("Reading the history", table, async (call) => {
      const found: Line[] = [];
      const pages = paginateQuery(
        { client: dynamodb },
        {
          TableName: table,
          IndexName: TABLE.index.name,
          KeyConditionExpression: "#list = :list",
          ExpressionAttributeNames: { "#list": TABLE.index.partitionKey },
          ExpressionAttributeValues: { ":list": { S: experiment === undefined ? "runs" : `runs#${experiment}` } },
          ScanIndexForward: false,
          Limit: Math.min(limit, 500),
        },
        call,
      );
      for await (const page of pages) {
        found.push(...(page.Items ?? []).flatMap((item) => lineOf(item as Item) ?? []));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    });
    const current = await Promise.all(lines.map((line) => (line.summary.endedAt === null ? this.mended(line) : line)));
    // An announced run whose first entry was never written did not begin.
    return current
      .filter(({ seq }) => seq > 0)
      .map(({ summary }) => summary)
      .sort((a, b) => b.startedAt - a.startedAt || (a.runId < b.runId ? 1 : -1));
  }

  /** The line with everything that was written after it. */
  private async mended(line: Line, newest?: Entry): Promise<Line> {
    const { runId } = line.summary;
    const missing = newest?.seq === line.seq + 1 ? [newest] : await this.entries.after(runId, line.seq);
    let { summary } = line;
    for (const entry of missing) summary = summarise(summary, runId, entry.at, entry.event);
    const now: Line = { summary, seq: missing.at(-1)?.seq ?? line.seq };
    if (missing.some(changesLine)) await this.write(now);
    return now;
  }

  private async line(runId: string): Promise<Line | undefined> {
    const { dynamodb, table } = this.options;
    const { Item } = await bounded("Reading the history", table, (call) =>
      dynamodb.send(new GetItemCommand({ TableName: table, Key: keyOf(runId, "runs"), ConsistentRead: true }), call),
    );
    return Item && lineOf(Item as Item);
  }

  private async write(line: Line): Promise<void> {
    const { dynamodb, table } = this.options;
    const { summary, seq } = line;
    await Promise.all(
      listsOf(summary.experiment).map(async (list) => {
        try {
          await bounded("Writing the history", table, (call) =>
            dynamodb.send(
              new PutItemCommand({
                TableName: table,
                Item: {
                  ...keyOf(summary.runId, list),
                  [TABLE.index.partitionKey]: { S: list },
                  [TABLE.index.sortKey]: { S: `${String(summary.startedAt).padStart(16, "0")}#${summary.runId}` },
                  summary: { S: JSON.stringify(summary) },
                  seq: { N: String(seq) },
                  [TABLE.ttl]: { N: String(expiry(this.options)) },
                },
                // A slower writer does not take a newer line back.
                ConditionExpression: "attribute_not_exists(#seq) OR #seq < :seq",
                ExpressionAttributeNames: { "#seq": "seq" },
                ExpressionAttributeValues: { ":seq": { N: String(seq) } },
              }),
              call,
            ),
          );
        } catch (thrown) {
          if (!isConditionFailed(thrown)) throw thrown;
        }
      }),
    );
  }
}

const keyOf = (runId: string, list: string) => ({ [TABLE.partitionKey]: { S: `run#${runId}` }, [TABLE.sortKey]: { S: `listed#${list}` } });

function lineOf(item: Item): Line | undefined {
  return item.summary?.S === undefined ? undefined : { summary: JSON.parse(item.summary.S) as RunSummary, seq: Number(item.seq?.N ?? 0) };
}

/** Whether the line says something that this entry tells. */
function changesLine({ event }: Entry): boolean {
  return event.type === "run-created" || event.type === "start-accepted" || event.type === "judged" || event.type === "run-ended";
}
