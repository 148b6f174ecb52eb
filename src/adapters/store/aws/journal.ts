import {
  BUCKET,
  chain,
  type Entry,
  type Files,
  type JournalStore,
  journalConflict,
  type RunEvent,
  type RunSummary,
  summarise,
  TABLE,
} from "../../../journal";
import { canonicalJson, EXIT, FaultlineError } from "../../../words";
import { type Item, type Items, number, text } from "./items";

/** DynamoDB takes 400 KB with names and index; longer events go to the bucket. */
const MOST_BYTES = 300_000;
const DAY_SECONDS = 86_400;

export interface AwsJournalOptions {
  readonly items: Items;
  readonly files: Files;
  /** Real milliseconds since 1970, for the leases. */
  readonly now: () => number;
  /** Distinguishes this writer's append from another's when an answer was lost: unique each time. */
  readonly newNonce: () => string;
  /** Days after which DynamoDB deletes what was written. Default 400. */
  readonly keepDays?: number;
}

const runKey = (runId: string) => `run#${runId}`;
const entryKey = (seq: number) => `entry#${String(seq).padStart(8, "0")}`;
const LAST = "entry#99999999";

/** Journals in DynamoDB; events that are too long for an item in S3. A lost update of the history line is mended by the next append. */
export function awsJournal({ items, files, now, newNonce, keepDays = 400 }: AwsJournalOptions): JournalStore {
  const key = (pk: string, sk: string): Item => ({ [TABLE.partitionKey]: text(pk), [TABLE.sortKey]: text(sk) });
  const expires = () => ({ [TABLE.ttl]: number(Math.floor(now() / 1_000) + keepDays * DAY_SECONDS) });
  const entryOf = async (runId: string, item: Item): Promise<Entry> => {
    const seq = Number(item.seq?.N);
    const body = item.event?.S ?? (await files.get(item.file?.S ?? ""));
    if (body !== undefined) return { seq, runId, at: Number(item.time?.N), hash: item.hash?.S ?? "", event: JSON.parse(body) as RunEvent };
    throw new FaultlineError("store-corrupt", `Entry ${seq} of run ${runId} is not in the bucket.`, {
      exitCode: EXIT.errored,
      remedy: "Restore the object from its older version.",
      facts: { runId, seq },
    });
  };
  const read = async (runId: string, after = 0) => {
    const found = await items.between(runKey(runId), entryKey(after + 1), LAST);
    return Promise.all(found.map((item) => entryOf(runId, item)));
  };
  const line = async (entries: readonly Entry[]) => {
    const last = entries.at(-1);
    const summary = entries.reduce<RunSummary | undefined>((known, { runId, at, event }) => summarise(known, runId, at, event), undefined);
    if (!summary || !last) return;
    for (const listed of ["runs", `experiment#${summary.experiment}`]) {
      const item = {
        ...key(runKey(summary.runId), `line#${listed}`),
        ...expires(),
        seq: number(last.seq),
        summary: text(canonicalJson(summary)),
      };
      const indexed = { [TABLE.index.partitionKey]: text(listed), [TABLE.index.sortKey]: number(summary.startedAt) };
      await items.put({ ...item, ...indexed }, { text: "attribute_not_exists(seq) OR seq < :seq", values: { ":seq": number(last.seq) } });
    }
  };
  return {
    async append(runId, expectedSeq, at, event) {
      const before = await read(runId);
      const next = (before.at(-1)?.seq ?? 0) + 1;
      if (next !== expectedSeq) throw journalConflict(runId, expectedSeq, next);
      const body = canonicalJson(event);
      const entry = chain(before.at(-1), runId, at, JSON.parse(body) as RunEvent);
      const nonce = newNonce();
      const long = Buffer.byteLength(body) > MOST_BYTES;
      // A writer that loses the race must not change the object that the winner's item points to.
      const file = BUCKET.entry(runId, entry.seq, nonce);
      if (long) await files.put(file, body);
      const item = {
        ...key(runKey(runId), entryKey(entry.seq)),
        ...expires(),
        seq: number(entry.seq),
        time: number(entry.at),
        hash: text(entry.hash),
        nonce: text(nonce),
      };
      const free = { text: "attribute_not_exists(#pk)", names: { "#pk": TABLE.partitionKey } };
      if (!(await items.put({ ...item, ...(long ? { file: text(file) } : { event: text(body) }) }, free))) {
        const there = await items.get(runKey(runId), entryKey(entry.seq));
        if (there?.nonce?.S !== nonce) throw journalConflict(runId, expectedSeq, expectedSeq + 1);
      }
      await line([...before, entry]);
      return entry;
    },
    read,
    async list(query = {}) {
      const listed = query.experiment === undefined ? "runs" : `experiment#${query.experiment}`;
      return (await items.newest(listed, query.limit ?? 100)).map((item) => JSON.parse(item.summary?.S ?? "") as RunSummary);
    },
    async lease(name, holder, forMs) {
      const until = now() + forMs;
      const item = { ...key(`lease#${name}`, "lease"), holder: text(holder), ends: number(until) };
      const values = { ":now": number(now()), ":holder": text(holder) };
      const taken = await items.put(item, { text: "attribute_not_exists(holder) OR ends <= :now OR holder = :holder", values });
      return taken ? { until } : undefined;
    },
    async leaseOf(name) {
      const item = await items.get(`lease#${name}`, "lease");
      const until = Number(item?.ends?.N ?? 0);
      return until > now() ? { holder: item?.holder?.S ?? "", until } : undefined;
    },
    async release(name, holder) {
      await items.delete(`lease#${name}`, "lease", { text: "holder = :holder", values: { ":holder": text(holder) } });
    },
    async close() {},
  };
}
