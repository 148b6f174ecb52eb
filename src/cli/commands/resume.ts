import { EXIT_OF_VERDICT } from "../../analysis";
import type { Manifest } from "../../experiment";
import { type Entry, type JournalStore, lastOf } from "../../journal";
import { runResult } from "../../run";
import { EXIT, FaultlineError } from "../../words";
import type { Command, Given } from "../command";
import { resumeHere, type ToldRun } from "../conducting";
import type { Context } from "../context";
import { openPorts } from "../ports";
import { remoteOptions } from "../remote/options";
import { writeReport } from "../reports";
import { forPlatform, openRuns, storeDir, storeOptions } from "../store";
import { showVerdict } from "../verdict";
import { runId } from "../which";

/** `faultline resume` */
export const resume: Command = {
  name: "resume",
  summary: "continue a run whose orchestrator died",
  details:
    "Continues a run from its journal, at whatever point its orchestrator died: the same FIS experiment, the same verdict as without the interruption. A run that has ended gives its result again. With --remote a run in AWS whose function is dead is continued here.",
  arguments: [{ name: "[RUN]", about: "its id; left out, the newest run" }],
  options: [...storeOptions, ...remoteOptions],
  run: async (context, given) => {
    const store = await openRuns(context, given);
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
      const told = await continued(context, given, store, id, entries, first.event.manifest);
      showVerdict(context.out, { ...told, report: told.report?.html ?? null });
      context.out.result(told);
      return EXIT_OF_VERDICT[told.verdict];
    } finally {
      await store.close();
    }
  },
};

async function continued(
  context: Context,
  given: Given,
  store: JournalStore,
  id: string,
  entries: readonly Entry[],
  manifest: Manifest,
): Promise<ToldRun> {
  const dir = storeDir(context, given);
  if (lastOf(entries, "run-ended")) return { ...runResult(entries), report: writeReport(dir, id, entries) };
  const { ports, endpoint } = await openPorts(context, given, manifest);
  const isShared = given.options.remote === true;
  return resumeHere({ context, store: isShared ? store : forPlatform(store, endpoint), storeDir: dir, ports }, id);
}
