import { EXIT_OF_VERDICT } from "../../analysis";
import { EXIT, FaultlineError } from "../../words";
import type { Command } from "../command";
import { resumeHere } from "../conducting";
import { endpointOptions, openPorts } from "../ports";
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
      const [first] = await store.read(id);
      if (first?.event.type !== "run-created") {
        throw new FaultlineError("journal-broken", `The journal of run ${id} does not begin with its creation.`, {
          exitCode: EXIT.errored,
          remedy: "Start a new run.",
        });
      }
      const { ports } = await openPorts(context, given, first.event.manifest);
      const told = await resumeHere({ context, store, storeDir: storeDir(context, given), ports }, id);
      showVerdict(context.out, { ...told, report: told.report?.html ?? null });
      context.out.result(told);
      return EXIT_OF_VERDICT[told.verdict];
    } finally {
      await store.close();
    }
  },
};
