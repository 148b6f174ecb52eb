import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, FaultlineError } from "../../../words";
import type { News } from "./news";
import type { Started } from "./start";
import { type DeployedWay, LOOK_EVERY_REAL_MS, type Seen, silent } from "./way";

/** What is asked of a deployed Orchestrator until a run has begun. */
export interface Asked extends Seen {
  /** Answers a request for approval as the first person that it names; says how. */
  approve(runId: string): Promise<string>;
  /** Keeps a run from being started by this schedule, if it has not been yet. True: nothing is under way, and nothing will be. */
  callOff(schedule: string | undefined): Promise<boolean>;
}

/**
 * Waits until the run that was set going has a journal, and gives its id; `undefined` when the rehearsal is to end and no run will begin. Approves it when it
 * asks. What the function refuses has no journal, only a message: its reason is thrown.
 */
export async function begun(way: DeployedWay<Asked>, experiment: string, started: Started): Promise<string | undefined> {
  const { isIt, schedule, withinRealMs } = started;
  const { context, seen, away, gone } = way;
  const from = performance.now();
  const approved = new Set<string>();
  const isOurs = (news: News) => news.experiment === experiment && isIt(news.runId);
  for (;;) {
    if (gone.aborted) throw silent(String(gone.reason));
    const run = (await seen.store.list({ experiment })).find(({ runId }) => isIt(runId));
    if (run) return run.runId;
    await seen.news.look();
    const ours = seen.news.heard.filter(isOurs);
    const refused = ours.find(({ kind }) => kind === "run-ended");
    if (refused) throw refusal(experiment, refused);
    const asking = ours.find(({ kind, runId }) => kind === "approval-requested" && !approved.has(runId));
    // A run that nobody approves never begins.
    if (away.aborted && (asking || (await seen.callOff(schedule)))) return undefined;
    if (asking) {
      approved.add(asking.runId);
      context.out.progress(`  ${await seen.approve(asking.runId)}`);
    }
    if (performance.now() - from > withinRealMs)
      throw silent(`no run of ${experiment} began within ${Math.round(withinRealMs / 1_000)} seconds`);
    await sleep(LOOK_EVERY_REAL_MS);
  }
}

function refusal(experiment: string, { runId, reasons, verdict }: News): FaultlineError {
  return new FaultlineError("run-refused", `The function refused to run ${experiment}: ${reasons?.[0]?.message ?? verdict}.`, {
    exitCode: EXIT.errored,
    remedy: "Mend what it names in the program, and rehearse again.",
    facts: { runId },
  });
}
