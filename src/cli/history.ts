import type { JournalStore } from "../journal";
import type { Output } from "./output";
import { table } from "./table";

/** Runs as `history --json` prints them; for people, the lines of a table. */
export async function tellHistory(
  out: Output,
  store: JournalStore,
  { experiment, limit = 20 }: { readonly experiment?: string; readonly limit?: number },
) {
  const runs = await store.list({ ...(experiment === undefined ? {} : { experiment }), limit });
  const head = ["RUN", "EXPERIMENT", "STARTED", "VERDICT", "FIS EXPERIMENT"].map(out.paint.dim);
  const rows = runs.map((run) => [
    run.runId,
    run.experiment,
    iso(run.startedAt) ?? "",
    run.verdict ?? "(not ended)",
    run.fisExperimentId ?? "-",
  ]);
  for (const line of runs.length === 0 ? ["No run yet."] : table([head, ...rows])) out.line(line);
  return runs.map((run) => ({ ...run, startedAt: iso(run.startedAt), endedAt: iso(run.endedAt) }));
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
