import { setTimeout as sleep } from "node:timers/promises";
import type { Entry } from "../../../journal";
import { requestStop } from "../../../run";
import { isFaultlineError, messageOf } from "../../../words";
import type { LiveView } from "../../live";
import { type DeployedWay, LOOK_EVERY_REAL_MS } from "./way";

/** What a run left in its journal; why its end is not there, if so. */
export interface Watched {
  readonly entries: readonly Entry[];
  readonly missingEnd: string | undefined;
}

/** A journal that says nothing for so long is not waited for blindly: Lambda is asked what became of the execution. */
const QUIET_REAL_MS = 2_000;

/**
 * Follows a run to its end in the journal. Without one it ends when the function says that it gave up, when its execution is over, or after so many real
 * milliseconds. When the rehearsal is to end, the run is asked to stop.
 */
export async function watched(way: DeployedWay, view: LiveView, runId: string, withinRealMs: number): Promise<Watched> {
  const { seen, gone } = way;
  const release = whenAway(way, view, runId);
  const entries: Entry[] = [];
  const from = performance.now();
  let heardAt = from;
  const take = async () => {
    for (const entry of await seen.store.read(runId, entries.length)) {
      entries.push(entry);
      view.take(entry);
      heardAt = performance.now();
    }
    return entries.at(-1)?.event.type === "run-ended";
  };
  try {
    for (;;) {
      if (gone.aborted) return { entries, missingEnd: String(gone.reason) };
      if (await take()) return { entries, missingEnd: undefined };
      const now = performance.now();
      const why =
        now - from > withinRealMs
          ? `its function has written no end within ${Math.round(withinRealMs / 1_000)} seconds`
          : now - heardAt > QUIET_REAL_MS
            ? await givenUp(way, runId)
            : undefined;
      // The journal has the last word: its end may have come while the others were asked.
      if (why !== undefined) return (await take()) ? { entries, missingEnd: undefined } : { entries, missingEnd: why };
      await sleep(LOOK_EVERY_REAL_MS);
    }
  } catch (thrown) {
    // That the sandbox is gone is heard a little after its connections are. What was read until then is a record.
    await sleep(LOOK_EVERY_REAL_MS);
    if (gone.aborted) return { entries, missingEnd: String(gone.reason) };
    throw thrown;
  } finally {
    release();
  }
}

/** Why nobody conducts the run any more, by the message about it or by Lambda's word; `undefined` while somebody does. */
async function givenUp({ seen }: DeployedWay, runId: string): Promise<string | undefined> {
  await seen.news.look();
  const told = seen.news.endOf(runId);
  if (told) return told.reasons?.[0]?.message ?? `its function says that it is ${told.verdict}`;
  const execution = await seen.executionOf(runId);
  if (!execution || execution.status === "RUNNING") return undefined;
  return execution.error ?? `its durable execution is ${execution.status}`;
}

/** Asks the run to stop as soon as the rehearsal is to end, also when that was so before it began. */
function whenAway({ context, seen, clock, away, gone }: DeployedWay, view: LiveView, runId: string): () => void {
  const stop = () => {
    if (gone.aborted) return;
    view.clear();
    context.out.problem(`Stopping run ${runId}: waiting until the platform reports the end.`);
    const wish = { store: seen.store, runId, by: context.by, reason: String(away.reason), now: () => clock.now() };
    void requestStop(wish).catch((problem: unknown) => {
      const isOver = isFaultlineError(problem) && problem.code === "run-over";
      if (!isOver) context.out.problem(`Run ${runId} could not be asked to stop: ${messageOf(problem)}`);
    });
  };
  if (away.aborted) stop();
  else away.addEventListener("abort", stop, { once: true });
  return () => away.removeEventListener("abort", stop);
}
