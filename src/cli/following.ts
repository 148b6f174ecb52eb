import { setTimeout as sleep } from "node:timers/promises";
import type { Entry, JournalStore } from "../journal";
import { EXIT, FaultlineError } from "../words";
import type { Context } from "./context";
import { liveView } from "./live";

const LOOK_EVERY_MS = 250;

export interface Following {
  /** Between two looks, in real milliseconds. Left out: 250. */
  readonly everyMs?: number;
  /** Nobody has held the run for so long: it is orphaned. Left out: 5 s. */
  readonly orphanedAfterMs?: number;
  /** What is said then. Left out: that its process is gone. */
  readonly orphaned?: (runId: string) => FaultlineError;
}

/** Shows a run that another process conducts until an entry is the one waited for; false when Ctrl-C ended the watching before. */
export async function follow(
  context: Context,
  store: JournalStore,
  runId: string,
  until: (entry: Entry) => boolean,
  { everyMs = LOOK_EVERY_MS, orphanedAfterMs = 5_000, orphaned = withoutProcess }: Following = {},
): Promise<boolean> {
  let seen = 0;
  let last = { at: 0, seenAt: Date.now() };
  let speed = 1;
  const view = liveView(context.out, () => last.at + (Date.now() - last.seenAt) * speed);
  const away = new AbortController();
  const release = context.onInterrupt(() => away.abort());
  let orphanedSince: number | undefined;
  try {
    for (;;) {
      for (const entry of await store.read(runId, seen)) {
        if (entry.event.type === "run-created") speed = entry.event.speed;
        seen = entry.seq;
        last = { at: entry.at, seenAt: Date.now() };
        view.take(entry);
        if (until(entry)) return true;
      }
      orphanedSince = (await store.leaseOf(runId)) ? undefined : (orphanedSince ?? Date.now());
      if (orphanedSince !== undefined && Date.now() - orphanedSince > orphanedAfterMs) throw orphaned(runId);
      await sleep(everyMs, undefined, { signal: away.signal }).catch(() => undefined);
      if (away.signal.aborted) return false;
    }
  } finally {
    release();
    view.close();
  }
}

function withoutProcess(runId: string): FaultlineError {
  return new FaultlineError("run-orphaned", `Nobody conducts run ${runId}: its process is gone.`, {
    exitCode: EXIT.errored,
    remedy: `Continue it with: faultline resume ${runId}. FIS has stopped its fault by the dead-man's switch if that was on.`,
    facts: { runId },
  });
}
