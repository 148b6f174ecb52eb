import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import Database from "libsql";
import { storeError } from "../../src/adapters/store/errors";
import { sqliteStore } from "../../src/adapters/store/sqlite";
import { flawIn, type JournalStore } from "../../src/journal";
import { conduct } from "../../src/run";
import { stage } from "../run/stage";

const folder = mkdtempSync(join(tmpdir(), "faultline-store-"));
const opened: JournalStore[] = [];
const at = async (path: string) => {
  const store = await sqliteStore({ path, now: () => Date.now(), sleep: (ms) => new Promise((done) => setTimeout(done, ms)) });
  opened.push(store);
  return store;
};
afterAll(async () => {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a file that is no database is refused with the next step, and left as it was", async () => {
  const path = join(folder, "letter.db");
  writeFileSync(path, "Dear Sir or Madam, ".repeat(500));
  await expect(at(path)).rejects.toMatchObject({
    code: "store-corrupt",
    details: { remedy: expect.stringContaining("Move the file away") },
  });
});

test("a damaged file is refused as damaged", async () => {
  const path = join(folder, "damaged.db");
  const store = await at(path);
  for (let seq = 1; seq <= 50; seq++)
    await store.append("r", seq, seq, { type: "call-failed", call: "x", message: "y".repeat(2_000), attempt: seq });
  await store.close();
  opened.pop();
  const db = new Database(path);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  const { size } = (await import("node:fs")).statSync(path);
  const handle = (await import("node:fs")).openSync(path, "r+");
  for (let offset = 4_096; offset < size; offset += 4_096)
    (await import("node:fs")).writeSync(handle, Buffer.alloc(2_000, 0xff), 0, 2_000, offset);
  (await import("node:fs")).closeSync(handle);
  const broken = (async () => (await at(path)).read("r"))();
  await expect(broken).rejects.toMatchObject({ code: "store-corrupt" });
});

test("a file of another version is refused, and nothing in it is touched", async () => {
  const path = join(folder, "newer.db");
  const db = new Database(path);
  db.exec("PRAGMA user_version = 99");
  db.close();
  await expect(at(path)).rejects.toMatchObject({ code: "store-version", details: { facts: { found: 99, known: 1 } } });
});

test("a folder in the file's place is refused", async () => {
  const path = join(folder, "folder.db");
  mkdirSync(path);
  await expect(at(path)).rejects.toMatchObject({ code: "store-unopenable" });
});

test("a file in the folder's place is refused", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(at(join(folder, "file", "runs.db"))).rejects.toMatchObject({ code: expect.stringMatching(/^store-/) });
});

test.each([
  [{ code: "SQLITE_FULL", message: "database or disk is full" }, "store-full"],
  [{ code: "SQLITE_READONLY", message: "attempt to write a readonly database" }, "store-read-only"],
  [{ code: "EACCES", message: "permission denied, mkdir" }, "store-read-only"],
  [{ code: "ENOSPC", message: "no space left on device" }, "store-full"],
  [{ code: "SQLITE_IOERR", message: "disk I/O error" }, "store-unwritable"],
  [{ code: "SQLITE_BUSY", message: "database is locked" }, "store-busy"],
  [{ message: "never seen before" }, "store-failed"],
])("%j is told as %s, with the path and what to do", (thrown, code) => {
  const told = storeError("/somewhere/runs.db", Object.assign(new Error(thrown.message), thrown));
  expect(told).toMatchObject({ code, message: expect.stringContaining("/somewhere/runs.db"), details: { exitCode: 6 } });
  expect(told.details.remedy.length).toBeGreaterThan(20);
});

test("a store that cannot be written ends a run before anything is started", async () => {
  const s = stage();
  const full = {
    ...s.store,
    append: async () => Promise.reject(Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" })),
  };
  await expect(s.run({ store: full })).rejects.toThrow("full");
  expect(s.world.calls).toEqual([]);
});

test("an append waits while another process holds the file", async () => {
  const path = join(folder, "full.db");
  const store = await at(path);
  await store.append("r", 1, 1, { type: "run-ended" });
  const limit = new Database(path);
  limit.exec("BEGIN IMMEDIATE");
  const busy = store.append("r", 2, 2, { type: "run-ended" });
  await new Promise((done) => setTimeout(done, 50));
  limit.exec("ROLLBACK");
  limit.close();
  expect((await busy).seq).toBe(2);
  expect(flawIn(await store.read("r"))).toBeUndefined();
});

test("several processes append to one journal, and every entry is there once", async () => {
  const path = join(folder, "shared.db");
  const store = await at(path);
  const script = join(__dirname, "appender.cjs");
  const run = promisify(execFile);
  const writers = await Promise.all(
    ["a", "b", "c"].map((name) => run(process.execPath, [script, resolve(__dirname, "../.."), path, name])),
  );
  expect(writers.map(({ stderr }) => stderr)).toEqual(["", "", ""]);
  const entries = await store.read("shared");
  expect(entries).toHaveLength(60);
  expect(flawIn(entries)).toBeUndefined();
});

test("a whole run is kept in SQLite, and reads back unbroken", async () => {
  const s = stage({ baselineMs: 30_000, recoveryMs: 60_000 });
  const store = await at(join(folder, "run.db"));
  const result = await s.time.until(conduct({ ...s.options(), store }));
  expect(result.verdict).toBe("passed");
  expect(flawIn(await store.read("run-1"))).toBeUndefined();
  expect(await store.list()).toMatchObject([{ runId: "run-1", verdict: "passed", fisExperimentId: "EXP1" }]);
});
