import { EXIT_OF_VERDICT } from "../../analysis";
import { lastOf } from "../../journal";
import { runResult } from "../../run";
import { EXIT, FaultlineError } from "../../words";
import type { Command } from "../command";
import { resumeHere } from "../conducting";
import { endpointOptions, openPorts } from "../ports";
import { writeReport } from "../reports";
import { openStore, storeDir, storeOptions } from "../store";
import { showVerdict } from "../verdict";
import { runId } from "../which";

/** `faultline resume` */
export const resume: Command = {
  name: "resume",
  summary: "continue a run whose orchestrator died",
  details:
    "Continues a run from its journal, at whatever point its orchestrator died: the same FIS experiment, the same verdict as without the interruption. A run that has ended gives its result again.",
  arguments: [{ name: "[RUN]", about: "its id; left out, the newest run" }],
  options: [...storeOptions, ...endpointOptions],
  run: async (context, given) => {
    const store = await openStore(context, given);
    try {
      const id = await runId(store, given.arguments.run);
      const entries = await store.read(id);
      const first = entries[0];
      if (first?.event.type !== "run-created") {
        throw new FaultlineError("journal-broken", `The journal of run ${id} does not begin with its creation.`, {
          exitCode: EXIT.errored,
          remedy: "Start a new run.",
        });
      }
      const dir = storeDir(context, given);
      const isOver = lastOf(entries, "run-ended") !== undefined;
      const told = isOver
        ? { ...runResult(entries), report: writeReport(dir, id, entries) }
        : await resumeHere({ context, store, storeDir: dir, ports: (await openPorts(context, given, first.event.manifest)).ports }, id);
      showVerdict(context.out, { ...told, report: told.report?.html ?? null });
      context.out.result(told);
      return EXIT_OF_VERDICT[told.verdict];
    } finally {
      await store.close();
    }
  },
};
