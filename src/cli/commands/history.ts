import { EXIT } from "../../words";
import { type Command, textOption } from "../command";
import { remoteOptions } from "../remote/options";
import { openRuns, storeOptions } from "../store";
import { table } from "../table";
import { numberOption } from "./sandbox";

/** `faultline history` */
export const history: Command = {
  name: "history",
  summary: "list the runs that were",
  arguments: [{ name: "[EXPERIMENT]", about: "only runs of this experiment" }],
  options: [...storeOptions, ...remoteOptions, { flags: "--limit <number>", about: "how many runs, the newest first", otherwise: "20" }],
  run: async (context, given) => {
    const store = await openRuns(context, given);
    try {
      const experiment = given.arguments.experiment;
      const runs = await store.list({
        ...(experiment === undefined ? {} : { experiment }),
        limit: numberOption("limit", textOption(given, "limit")) ?? 20,
      });
      const { out } = context;
      const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
      const head = ["RUN", "EXPERIMENT", "STARTED", "VERDICT", "FIS EXPERIMENT"].map(out.paint.dim);
      const rows = runs.map((run) => [
        run.runId,
        run.experiment,
        iso(run.startedAt) ?? "",
        run.verdict ?? "(not ended)",
        run.fisExperimentId ?? "-",
      ]);
      for (const line of runs.length === 0 ? ["No run yet."] : table([head, ...rows])) out.line(line);
      out.result({ runs: runs.map((run) => ({ ...run, startedAt: iso(run.startedAt), endedAt: iso(run.endedAt) })) });
      return EXIT.passed;
    } finally {
      await store.close();
    }
  },
};
