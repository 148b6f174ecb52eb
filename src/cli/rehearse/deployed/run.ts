import { setTimeout as sleep } from "node:timers/promises";
import type { Manifest, Plan } from "../../../experiment";
import { BUCKET, type Entry, type JournalStore } from "../../../journal";
import { type RunResult, runResult } from "../../../run";
import { EXIT, FaultlineError } from "../../../words";
import type { ToldRun } from "../../conducting";
import { liveView } from "../../live";
import { keepReport, type ReportFiles, writeReport } from "../../reports";
import { begun } from "./begun";
import type { Rehearsed } from "./open";
import { type Drawn, start } from "./start";
import { type Watched, watched } from "./watched";
import { type DeployedWay, LOOK_EVERY_REAL_MS, silent } from "./way";

/** From the last entry of the journal to the message on the topic. */
const TOLD_WITHIN_REAL_MS = 30_000;
/** What a run may take beside what its plan says: checks, patience with calls that fail, a busy machine. */
const SLACK_REAL_MS = 300_000;

/** Where a rehearsal keeps what it brings home. */
export interface Folder {
  readonly store: JournalStore;
  readonly dir: string;
}

/**
 * Lets the cloud run one experiment, and watches it from outside: the table, the bucket and the topic say what happened. `undefined` when the rehearsal
 * was ended before the run had begun.
 */
export async function runDeployed(
  way: DeployedWay<Rehearsed>,
  folder: Folder,
  manifest: Manifest,
  drawn?: Drawn,
): Promise<ToldRun | undefined> {
  const { context, seen, clock } = way;
  const { name } = manifest.plan;
  const started = await start(seen, name, drawn, context.by);
  context.out.progress(`  ${context.out.paint.dim(started.said)}`);
  const runId = await begun(way, name, started);
  if (runId === undefined) return undefined;
  const view = liveView(context.out, () => clock.now());
  const followed = await watched(way, view, runId, longest(manifest.plan) / clock.speed + SLACK_REAL_MS).finally(() => view.close());
  if (followed.missingEnd === undefined) await told(way, runId);
  await keepJournal(folder.store, runId, followed.entries);
  return { ...resultOf(followed), report: await reportOf(way, folder.dir, runId, followed) };
}

/** The longest run that this plan can have, in milliseconds. */
function longest({ baselineMs, maxDurationMs, recoveryMs }: Plan): number {
  return baselineMs + maxDurationMs + recoveryMs;
}

/** A run without an end cannot be judged, and why it has none is the first thing to know. */
function resultOf({ entries, missingEnd }: Watched): RunResult {
  const result = runResult(entries);
  if (missingEnd === undefined) return result;
  const reason = { code: "run-broken", message: missingEnd, supports: "errored", facts: {} } as const;
  return { ...result, reasons: [reason, ...result.reasons] };
}

/** The message about the end comes after the report is in the bucket. */
async function told({ seen: { news }, gone }: DeployedWay, runId: string): Promise<void> {
  const from = performance.now();
  for (;;) {
    await news.look();
    if (news.endOf(runId)) return;
    if (gone.aborted) throw silent(String(gone.reason));
    if (performance.now() - from > TOLD_WITHIN_REAL_MS) throw silent(`no message about the end of run ${runId} came by the topic`);
    await sleep(LOOK_EVERY_REAL_MS);
  }
}

/** Entry by entry, so that the hashes are those of the cloud. A drawn run has the same id all day: what an earlier rehearsal kept of one stays. */
export async function keepJournal(store: JournalStore, runId: string, entries: readonly Entry[]): Promise<void> {
  if ((await store.read(runId)).length > 0) return;
  for (const { seq, at, event } of entries) await store.append(runId, seq, at, event);
}

/** The function's own, from the bucket; of a run that it gave up, what the journal tells. */
async function reportOf(
  { seen: { objects } }: DeployedWay<Rehearsed>,
  storeDir: string,
  runId: string,
  { entries, missingEnd }: Watched,
): Promise<ReportFiles> {
  if (missingEnd !== undefined) return writeReport(storeDir, runId, entries);
  const read = async (file: "report.html" | "report.json") => {
    const text = await objects.read(BUCKET.report(runId, file));
    if (text !== undefined) return text;
    throw new FaultlineError("no-report", `The bucket has no ${file} of run ${runId}.`, {
      exitCode: EXIT.errored,
      remedy: "Run it again with --debug and read the function's log.",
      facts: { runId },
    });
  };
  const [html, json] = await Promise.all([read("report.html"), read("report.json")]);
  return keepReport(storeDir, runId, { html, json });
}
