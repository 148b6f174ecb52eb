import { EXIT_OF_VERDICT } from "../../analysis";
import { runResult } from "../../run";
import { EXIT } from "../../words";
import type { Command } from "../command";
import { follow } from "../following";
import { remoteOptions } from "../remote/options";
import { openStore, storeOptions } from "../store";
import { showVerdict } from "../verdict";
import { runId } from "../which";

/** `faultline watch` */
export const watch: Command = {
  name: "watch",
  summary: "follow a run",
  arguments: [{ name: "[RUN]", about: "its id; left out, the newest run" }],
  options: [...storeOptions, ...remoteOptions],
  run: async (context, given) => {
    if (given.options.remote === true) return (await import("../remote/watch.js")).watchRemote(context, given);
    const store = await openStore(context, given);
    try {
      const id = await runId(store, given.arguments.run);
      const isOver = await follow(context, store, id, ({ event }) => event.type === "run-ended");
      const result = runResult(await store.read(id));
      if (isOver) showVerdict(context.out, { ...result, report: null });
      context.out.result(result);
      return isOver ? EXIT_OF_VERDICT[result.verdict] : EXIT.passed;
    } finally {
      await store.close();
    }
  },
};
