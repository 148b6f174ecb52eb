import { EXIT } from "../../words";
import { type Command, textOption } from "../command";
import { tellHistory } from "../history";
import { remoteOptions } from "../remote/options";
import { openRuns, storeOptions } from "../store";
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
      const runs = await tellHistory(context.out, store, {
        ...(experiment === undefined ? {} : { experiment }),
        limit: numberOption("limit", textOption(given, "limit")) ?? 20,
      });
      context.out.result({ runs });
      return EXIT.passed;
    } finally {
      await store.close();
    }
  },
};
