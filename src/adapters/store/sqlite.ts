import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "libsql";
import { chain, type Entry, type JournalStore, journalConflict, type RunEvent, type RunSummary, summarise } from "../../journal";
import { canonicalJson } from "../../words";
import { isBusy, rowError, storeError, versionError } from "./errors";
import { createTables, SCHEMA_VERSION, versionOf } from "./schema";

export interface SqliteStoreOptions {
  /** The database file. Its folder is made when it is not there. */
  readonly path: string;
  /** Milliseconds since 1970 in real time, for the leases. */
  readonly now: () => number;
  /** Waits in real time; between tries while another process holds the file. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** How long SQLite itself waits for another process; short, because nothing else of this process moves meanwhile. */
const BUSY_TIMEOUT_MS = 250;
const BUSY_TRIES = 40;

interface EntryRow {
  readonly seq: number;
  readonly at: number;
  readonly event: string;
  readonly hash: string;
}

/**
 * Journals in one SQLite file that several processes use at once (write-ahead log, full synchronisation: an entry that was
 * returned survives a power cut). Trouble with the file is a FaultlineError `store-…` that says what to do.
 */
export async function sqliteStore(options: SqliteStoreOptions): Promise<JournalStore> {
  const { path } = options;
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (thrown) {
      throw storeError(path, thrown);
    }
  };
  const patiently = async <T>(work: () => T): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        return attempt(work);
      } catch (thrown) {
        if (!isBusy(thrown) || tries >= BUSY_TRIES) throw thrown;
        await options.sleep(25);
      }
    }
  };
  const db = await patiently(() => open(path));
  return journals(db, options, patiently);
}

function open(path: string): Database.Database {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    const version = versionOf(db);
    if (version !== 0 && version !== SCHEMA_VERSION) throw versionError(path, version, SCHEMA_VERSION);
    db.prepare("PRAGMA journal_mode = WAL").all();
    db.exec("PRAGMA synchronous = FULL");
    // Written at every opening, so that a file that cannot be written is found before a run does anything.
    createTables(db);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function journals(db: Database.Database, { path, now }: SqliteStoreOptions, patiently: <T>(work: () => T) => Promise<T>): JournalStore {
  const sql = {
    last: db.prepare("SELECT seq, at, event, hash FROM entries WHERE run_id = ? ORDER BY seq DESC LIMIT 1"),
    after: db.prepare("SELECT seq, at, event, hash FROM entries WHERE run_id = ? AND seq > ? ORDER BY seq"),
    insert: db.prepare("INSERT INTO entries (run_id, seq, at, event, hash) VALUES (?, ?, ?, ?, ?)"),
    run: db.prepare("SELECT summary FROM runs WHERE run_id = ?"),
    putRun: db.prepare("INSERT OR REPLACE INTO runs (run_id, experiment, started_at, summary) VALUES (?, ?, ?, ?)"),
    runs: db.prepare("SELECT summary FROM runs ORDER BY started_at DESC, run_id DESC LIMIT ?"),
    runsOf: db.prepare("SELECT summary FROM runs WHERE experiment = ? ORDER BY started_at DESC, run_id DESC LIMIT ?"),
    lease: db.prepare("SELECT holder, until FROM leases WHERE name = ?"),
    putLease: db.prepare("INSERT OR REPLACE INTO leases (name, holder, until) VALUES (?, ?, ?)"),
    dropLease: db.prepare("DELETE FROM leases WHERE name = ? AND holder = ?"),
  };
  const parse = <T>(text: string, runId: string, seq: number): T => {
    try {
      return JSON.parse(text) as T;
    } catch {
      throw rowError(path, runId, seq);
    }
  };
  const entry = (runId: string, row: EntryRow): Entry => ({ ...row, runId, event: parse<RunEvent>(row.event, runId, row.seq) });
  const summaries = (rows: unknown[]) => (rows as { summary: string }[]).map((row) => parse<RunSummary>(row.summary, "?", 0));
  const held = (name: string) => {
    const [row] = sql.lease.all(name) as { holder: string; until: number }[];
    return row && row.until > now() ? { holder: row.holder, until: row.until } : undefined;
  };
  const write = <T>(work: () => T): Promise<T> => patiently(() => db.transaction(work).immediate() as T);

  return {
    append: (runId, expectedSeq, at, event) =>
      write(() => {
        const [row] = sql.last.all(runId) as EntryRow[];
        const previous = row && { seq: row.seq, at: row.at, hash: row.hash, runId, event };
        if ((previous?.seq ?? 0) + 1 !== expectedSeq) throw journalConflict(runId, expectedSeq, (previous?.seq ?? 0) + 1);
        const text = canonicalJson(event);
        const next = chain(previous, runId, at, JSON.parse(text) as RunEvent);
        sql.insert.run(runId, next.seq, next.at, text, next.hash);
        const [known] = summaries(sql.run.all(runId));
        const summary = summarise(known, runId, next.at, next.event);
        if (known === undefined || canonicalJson(known) !== canonicalJson(summary))
          sql.putRun.run(runId, summary.experiment, summary.startedAt, canonicalJson(summary));
        return next;
      }),
    read: (runId, after = 0) => patiently(() => (sql.after.all(runId, after) as EntryRow[]).map((row) => entry(runId, row))),
    list: (query = {}) =>
      patiently(() =>
        summaries(query.experiment === undefined ? sql.runs.all(query.limit ?? 100) : sql.runsOf.all(query.experiment, query.limit ?? 100)),
      ),
    lease: (name, holder, forMs) =>
      write(() => {
        const other = held(name);
        if (other && other.holder !== holder) return undefined;
        const until = now() + forMs;
        sql.putLease.run(name, holder, until);
        return { until };
      }),
    leaseOf: (name) => patiently(() => held(name)),
    release: (name, holder) =>
      write(() => {
        sql.dropLease.run(name, holder);
      }),
    close: async () => {
      db.close();
    },
  };
}
