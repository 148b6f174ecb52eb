import { EXIT, FaultlineError, isFaultlineError } from "../words";

/** Another writer appended first. Nothing was written: read the journal again and decide anew. */
export function journalConflict(runId: string, expectedSeq: number, nextSeq: number): FaultlineError {
  return new FaultlineError(
    "journal-conflict",
    `Entry ${expectedSeq} of run ${runId} cannot be written: the next one is ${nextSeq}, another process was first.`,
    {
      exitCode: EXIT.errored,
      remedy: "Read the journal again; another process conducts or stops this run.",
      facts: { runId, expectedSeq, nextSeq },
    },
  );
}

export function isJournalConflict(thrown: unknown): boolean {
  return isFaultlineError(thrown) && thrown.code === "journal-conflict";
}
