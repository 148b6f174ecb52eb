import { EXIT } from "../../words";
import type { Command } from "../command";
import { remoteOptions } from "../remote/options";
import { writeReport } from "../reports";
import { openRuns, storeDir, storeOptions } from "../store";
import { runId } from "../which";

/** `faultline report` */
export const report: Command = {
  name: "report",
  summary: "write the report of a run",
  arguments: [{ name: "[RUN]", about: "its id; left out, the newest run" }],
  options: [...storeOptions, ...remoteOptions],
  run: async (context, given) => {
    const store = await openRuns(context, given);
    try {
      const id = await runId(store, given.arguments.run);
      const files = writeReport(storeDir(context, given), id, await store.read(id));
      context.out.line(files.html);
      context.out.line(files.json);
      context.out.result({ runId: id, report: files });
      return EXIT.passed;
    } finally {
      await store.close();
    }
  },
};
