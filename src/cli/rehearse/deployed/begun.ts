import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, FaultlineError } from "../../../words";
import type { News } from "./news";
import { type DeployedWay, LOOK_EVERY_REAL_MS, type Seen, silent } from "./way";

/** What is asked of a deployed Orchestrator until a run has begun. */
export interface Asked extends Seen {
  /** Answers a request for approval as the first person that it names; says how. */
  approve(runId: string): Promise<string>;
  /** Keeps the run from being started, if it has not been yet. True: nothing is under way, and nothing will be. */
  callOff(experiment: string): Promise<boolean>;
}

/**
 * Waits for a run of the experiment that was not there before, and gives its id; `undefined` when the rehearsal is to end and no run will begin. Approves it
 * when it asks. What the function refuses has no journal, only a message: its reason is thrown.
 */
export async function begun(
  way: DeployedWay<Asked>,
  experiment: string,
  known: ReadonlySet<string>,
  withinRealMs: number,
): Promise<string | undefined> {
  const { context, seen, away, gone } = way;
  const from = performance.now();
  const approved = new Set<string>();
  const isOurs = (news: News) => news.experiment === experiment && !known.has(news.runId);
  for (;;) {
    if (gone.aborted) throw silent(String(gone.reason));
    const run = (await seen.store.list({ experiment })).find(({ runId }) => !known.has(runId));
    if (run) return run.runId;
    await seen.news.look();
    const ours = seen.news.heard.filter(isOurs);
    const refused = ours.find(({ kind }) => kind === "run-ended");
    if (refused) throw refusal(experiment, refused);
    const asking = ours.find(({ kind, runId }) => kind === "approval-requested" && !approved.has(runId));
    // A run that nobody approves never begins.
    if (away.aborted && (asking || (await seen.callOff(experiment)))) return undefined;
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
