import type { JournalStore } from "../journal";
import { EXIT, FaultlineError } from "../words";

/** The run that was meant: by its id or the beginning of it, or the newest. */
export async function runId(store: JournalStore, given: string | undefined): Promise<string> {
  const runs = await store.list({ limit: given === undefined ? 1 : 1_000 });
  const found = given === undefined ? runs : runs.filter((run) => run.runId === given || run.runId.startsWith(given));
  const exact = found.find((run) => run.runId === given) ?? (found.length === 1 ? found[0] : undefined);
  if (exact) return exact.runId;
  const message =
    given === undefined
      ? "There is no run yet."
      : found.length === 0
        ? `There is no run "${given}".`
        : `"${given}" is the beginning of ${found.length} runs.`;
  throw new FaultlineError("unknown-run", message, {
    exitCode: EXIT.usage,
    remedy: "`faultline history` lists the runs.",
    facts: { given },
  });
}
