import { randomUUID } from "node:crypto";
import type { Manifest } from "../experiment";
import type { Entry, JournalStore } from "../journal";
import { type ConductOptions, conduct, type Host, type RunPorts, type RunResult, resume, runResult } from "../run";
import { isFaultlineError, messageOf } from "../words";
import type { Context } from "./context";
import { liveView } from "./live";
import { type ReportFiles, writeReport } from "./reports";
import { VERSION } from "./version";

/** A run as `--json` prints it. */
export type ToldRun = RunResult & { readonly report: ReportFiles | null };

export interface Conducting {
  readonly context: Context;
  readonly store: JournalStore;
  readonly storeDir: string;
  readonly ports: RunPorts;
  /** Aborting it says that the sandbox is gone, and ends the run. */
  readonly gone?: AbortSignal;
}

/** Ids sort by their time of birth and are easy to say: `20260105-120000-4f2a91`. */
export function newRunId(now: number): string {
  const [day, time] = new Date(now).toISOString().replace(/[-:]/g, "").split(/[T.]/);
  return `${day}-${time}-${randomUUID().slice(0, 6)}`;
}

/** Conducts a new run with a live view, and writes its report. */
export function conductHere(parts: Conducting, manifest: Manifest, platform: "aws" | "sandbox"): Promise<ToldRun> {
  const runId = newRunId(parts.ports.clock.now());
  return withView(parts, runId, (options) => conduct({ ...options, manifest, platform, version: VERSION }));
}

/** Continues a run with a live view, and writes its report. */
export function resumeHere(parts: Conducting, runId: string): Promise<ToldRun> {
  return withView(parts, runId, resume);
}

async function withView(parts: Conducting, runId: string, work: (options: ConductOptions) => Promise<RunResult>): Promise<ToldRun> {
  const { context, store, ports, storeDir } = parts;
  const view = liveView(context.out, () => ports.clock.now());
  const interrupt = new AbortController();
  const release = context.onInterrupt((count) => {
    view.clear();
    if (count === 1) {
      context.out.problem(
        `Stopping run ${runId}: waiting until the platform reports the end. Once more and you are told how to do it by hand.`,
      );
      interrupt.abort("Ctrl-C");
    } else {
      void whatStillRuns(parts, runId);
    }
  });
  const { signal: stop } = interrupt;
  const gone = parts.gone && { gone: parts.gone };
  const onEntry = (entry: Entry) => view.take(entry);
  try {
    const result = await work({ runId, ports, store, by: context.by, host: hostOf(context), stop, ...gone, onEntry }).catch(
      async (problem: unknown) => {
        // What was recorded until then is a result: that of a run without an end.
        if (isFaultlineError(problem) && problem.code === "platform-gone") return runResult(await store.read(runId));
        throw problem;
      },
    );
    return { ...result, report: await report(context, store, storeDir, runId) };
  } finally {
    release();
    view.close();
  }
}

/** A report that cannot be written does not take the verdict away. */
async function report(context: Context, store: JournalStore, storeDir: string, runId: string): Promise<ReportFiles | null> {
  try {
    return writeReport(storeDir, runId, await store.read(runId));
  } catch (problem) {
    context.out.problem(`warning: ${messageOf(problem)}  Try: faultline report ${runId}`);
    return null;
  }
}

async function whatStillRuns({ context, store }: Conducting, runId: string): Promise<void> {
  const entries = await store.read(runId).catch(() => []);
  const accepted = entries.findLast(({ event }) => event.type === "start-accepted")?.event;
  const region = entries[0]?.event.type === "run-created" ? entries[0].event.manifest.region : "REGION";
  const { out } = context;
  if (accepted?.type !== "start-accepted")
    return out.problem(
      `Run ${runId} has started no FIS experiment that is known of. Ending it now leaves nothing running; kill this process if you must.`,
    );
  const last = entries.findLast(({ event }) => event.type === "experiment-observed")?.event;
  if (last?.type === "experiment-observed" && last.endedAt !== null)
    return out.problem(
      `Nothing runs any more: FIS experiment ${accepted.fisExperimentId} is ${last.status}. Run ${runId} only looks whether everything is back.`,
    );
  out.problem(
    `Still running: FIS experiment ${accepted.fisExperimentId}. Stop it by hand with\n  aws fis stop-experiment --id ${accepted.fisExperimentId} --region ${region}\nThe dead-man's switch stops it within a minute after this process is gone. Continue the run with\n  faultline resume ${runId}`,
  );
}

/** This process, and whether another process of this machine that held a lease is gone. */
export function hostOf(context: Context): Host {
  const name = context.host.split("/")[0] ?? context.host;
  return {
    name,
    holder: context.host,
    isDead: (holder) => {
      const [machine, pid] = holder.split("/");
      if (machine !== name || !pid) return false;
      try {
        process.kill(Number(pid), 0);
        return false;
      } catch (problem) {
        return (problem as NodeJS.ErrnoException).code === "ESRCH";
      }
    },
  };
}
