import { setTimeout as sleep } from "node:timers/promises";
import { EXIT_OF_VERDICT, type VerdictKind } from "../../analysis";
import { EXIT, FaultlineError } from "../../words";
import type { Context } from "../context";
import type { Remote } from "./connect";
import { type ExecutionView, executionOf } from "./execution";

const LOOK_EVERY_MS = 1_000;
/** A function that was asked for is invoked within this time, or something is wrong. */
const UNKNOWN_FOR_MS = 120_000;

/**
 * Waits until a run that was asked for has a journal, telling what it waits for: somebody's consent, the function. False when Ctrl-C ended the waiting.
 * Throws what the function said when it ended without a journal.
 */
export async function begun(context: Context, remote: Remote, runId: string): Promise<boolean> {
  const { store, consents, clock } = remote;
  const away = new AbortController();
  const release = context.onInterrupt(() => away.abort());
  let isTold = false;
  let unknownSince = Date.now();
  try {
    while (!away.signal.aborted) {
      if ((await store.read(runId)).length > 0) return true;
      const asked = await consents.find(runId);
      if (asked && !asked.answer && !isTold) {
        isTold = true;
        const { by, until } = asked.consent;
        context.out.progress(
          `Run ${runId} waits for approval by ${by.join(" or ")} until ${new Date(until).toISOString()}: faultline approve ${runId} --remote`,
        );
      }
      const execution = await executionOf(remote, runId);
      if (execution && execution.status !== "RUNNING" && (await store.read(runId)).length === 0) throw withoutJournal(runId, execution);
      if (execution || (asked && clock.now() < asked.consent.until)) unknownSince = Date.now();
      if (Date.now() - unknownSince > UNKNOWN_FOR_MS) throw notBegun(runId);
      await sleep(LOOK_EVERY_MS, undefined, { signal: away.signal }).catch(() => undefined);
    }
    return false;
  } finally {
    release();
  }
}

/** What a function that refused a run, or failed before its first entry, has said. */
export function withoutJournal(runId: string, { status, result, error }: ExecutionView): FaultlineError {
  const told = (result === undefined ? {} : JSON.parse(result)) as {
    readonly verdict?: VerdictKind;
    readonly reasons?: readonly { readonly message: string }[];
    readonly duplicateOf?: string;
  };
  const reasons = told.duplicateOf ? `execution ${told.duplicateOf} has it` : told.reasons?.map((reason) => reason.message).join("; ");
  return new FaultlineError("run-not-begun", `Run ${runId} did not begin: ${reasons ?? error ?? `its execution is ${status}`}`, {
    exitCode: told.verdict === undefined ? EXIT.errored : EXIT_OF_VERDICT[told.verdict],
    remedy: "Mend what is named above, then run it again.",
    facts: { runId, status },
  });
}

function notBegun(runId: string): FaultlineError {
  return new FaultlineError("run-not-begun", `Lambda knows no execution of run ${runId}, two minutes after it was asked for.`, {
    exitCode: EXIT.errored,
    remedy: "Look at the function's throttles and at the Orchestrator's dead-letter queue.",
    facts: { runId },
  });
}
