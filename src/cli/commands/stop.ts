import { lastOf } from "../../journal";
import { requestStop, runResult } from "../../run";
import { EXIT } from "../../words";
import { type Command, textOption } from "../command";
import { follow } from "../following";
import { remoteOptions } from "../remote/options";
import { openStore, storeOptions } from "../store";
import { runId } from "../which";

/** `faultline stop` */
export const stop: Command = {
  name: "stop",
  summary: "stop a run now",
  details:
    "Asks the process that conducts a run to stop it, and waits until the platform reports the end. When that process is dead, `faultline resume` stops it: the wish is in the journal. With --remote a run whose function does not answer is stopped at FIS directly.",
  arguments: [{ name: "[RUN]", about: "its id; left out, the newest run" }],
  options: [
    ...storeOptions,
    ...remoteOptions,
    { flags: "--reason <text>", about: "why, for the journal and the report", otherwise: "stopped by hand" },
    { flags: "--no-wait", about: "return as soon as the wish is recorded" },
  ],
  run: async (context, given) => {
    if (given.options.remote === true) return (await import("../remote/stop.js")).stopRemote(context, given);
    const { out } = context;
    const store = await openStore(context, given);
    try {
      const id = await runId(store, given.arguments.run);
      const reason = textOption(given, "reason") ?? "stopped by hand";
      // The journal never goes back in time: on the clock of a rehearsal this is the time of its last entry.
      await requestStop({ store, runId: id, by: context.by, reason, now: Date.now });
      out.progress(`Asked run ${id} to stop.`);
      if (given.options.wait !== false)
        await follow(context, store, id, ({ event }) => event.type === "effect-gone" || event.type === "run-ended");
      const entries = await store.read(id);
      out.result({ ...runResult(entries), stopped: lastOf(entries, "effect-gone") !== undefined });
      return EXIT.passed;
    } finally {
      await store.close();
    }
  },
};
