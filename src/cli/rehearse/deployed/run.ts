import { setTimeout as sleep } from "node:timers/promises";
import type { Manifest } from "../../../experiment";
import { BUCKET, type Entry, type JournalStore } from "../../../journal";
import { type RunClock, type RunResult, requestStop, runResult } from "../../../run";
import { EXIT, FaultlineError } from "../../../words";
import { newRunId } from "../../conducting";
import type { Context } from "../../context";
import { liveView } from "../../live";
import { fire } from "./fire";
import type { Remote } from "./remote";

const LOOK_EVERY_REAL_MS = 250;
/** A schedule fires within a minute, a function starts within seconds; the machine may be busy. */
const BEGUN_WITHIN_REAL_MS = 60_000;
/** From the last entry of the journal to the message on the topic. */
const TOLD_WITHIN_REAL_MS = 30_000;

/** What a run left behind in the cloud. */
export interface DeployedRun {
  readonly result: RunResult;
  readonly entries: readonly Entry[];
  readonly reports: { readonly html: string; readonly json: string };
}

export interface DeployedWay {
  readonly context: Context;
  readonly remote: Remote;
  readonly clock: RunClock;
  /** Aborted when the sandbox is gone. */
  readonly gone: AbortSignal;
}

/** Lets the cloud run one experiment, and watches it from outside: the table, the bucket and the topic say what happened. */
export async function runDeployed(way: DeployedWay, manifest: Manifest): Promise<DeployedRun> {
  const { context, remote, clock } = way;
  const { name } = manifest.plan;
  const known = new Set((await remote.store.list({ experiment: name })).map(({ runId }) => runId));
  const { said } = await fire(remote.clients, remote.deployment, name, clock.now(), newRunId(clock.now()), context.by);
  context.out.progress(`  ${context.out.paint.dim(said)}`);
  const runId = await begun(way, name, known);
  const entries = await watched(way, runId);
  await told(way, runId);
  const [html, json] = await Promise.all([report(remote, runId, "report.html"), report(remote, runId, "report.json")]);
  return { result: runResult(entries), entries, reports: { html, json } };
}

/** The run that was not there before. What the function refuses has no journal, only a message. */
async function begun(way: DeployedWay, experiment: string, known: ReadonlySet<string>): Promise<string> {
  const { remote } = way;
  return until(way, BEGUN_WITHIN_REAL_MS, `no run of ${experiment} began`, async () => {
    const run = (await remote.store.list({ experiment })).find(({ runId }) => !known.has(runId));
    if (run) return run.runId;
    await remote.news.look();
    const refused = remote.news.heard.find((news) => news.kind === "run-ended" && news.experiment === experiment && !known.has(news.runId));
    if (!refused) return undefined;
    throw new FaultlineError(
      "run-refused",
      `The function refused to run ${experiment}: ${refused.reasons?.[0]?.message ?? refused.verdict}.`,
      {
        exitCode: EXIT.errored,
        remedy: "Mend what it names in the program, and rehearse again.",
        facts: { runId: refused.runId },
      },
    );
  });
}

async function watched({ context, remote, clock, gone }: DeployedWay, runId: string): Promise<readonly Entry[]> {
  const view = liveView(context.out, () => clock.now());
  const release = context.onInterrupt((count) => {
    view.clear();
    if (count > 1) return context.out.problem(`Run ${runId} is being stopped by the function; the sandbox ends with this command.`);
    context.out.problem(`Stopping run ${runId}: waiting until the platform reports the end.`);
    void stop(remote.store, runId, context.by, clock).catch((problem: unknown) => context.out.problem(String(problem)));
  });
  const entries: Entry[] = [];
  try {
    while (entries.at(-1)?.event.type !== "run-ended") {
      if (gone.aborted) return entries;
      for (const entry of await remote.store.read(runId, entries.length)) {
        entries.push(entry);
        view.take(entry);
      }
      await sleep(LOOK_EVERY_REAL_MS);
    }
    return entries;
  } finally {
    release();
    view.close();
  }
}

function stop(store: JournalStore, runId: string, by: string, clock: RunClock): Promise<void> {
  return requestStop({ store, runId, by, reason: "Ctrl-C", now: () => clock.now() });
}

/** The message about the end comes after the report is in the bucket. */
function told(way: DeployedWay, runId: string): Promise<unknown> {
  const { news } = way.remote;
  return until(way, TOLD_WITHIN_REAL_MS, `no message about the end of run ${runId} came by the topic`, async () => {
    await news.look();
    return news.endOf(runId);
  });
}

async function report({ objects }: Remote, runId: string, file: "report.html" | "report.json"): Promise<string> {
  const text = await objects.read(BUCKET.report(runId, file));
  if (text !== undefined) return text;
  throw new FaultlineError("no-report", `The bucket has no ${file} of run ${runId}.`, {
    exitCode: EXIT.errored,
    remedy: "Run it again with --debug and read the function's log.",
    facts: { runId },
  });
}

async function until<T>({ gone }: DeployedWay, withinMs: number, otherwise: string, look: () => Promise<T | undefined>): Promise<T> {
  const from = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (gone.aborted || performance.now() - from > withinMs)
      throw new FaultlineError(
        "as-deployed-silent",
        `${gone.aborted ? String(gone.reason) : `${otherwise} within ${withinMs / 1_000} seconds`}.`,
        {
          exitCode: EXIT.errored,
          remedy: "Run it again with --debug and read the function's log and the dead-letter queue.",
        },
      );
    await sleep(LOOK_EVERY_REAL_MS);
  }
}
