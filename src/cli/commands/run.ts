import { EXIT_OF_VERDICT } from "../../analysis";
import type { Command } from "../command";
import { conductHere } from "../conducting";
import { findManifests, manifestOptions, pick } from "../manifests";
import { endpointOptions, openPorts } from "../ports";
import { remoteOptions } from "../remote/options";
import { forPlatform, openStore, storeDir, storeOptions } from "../store";
import { showVerdict } from "../verdict";

/** `faultline run` */
export const run: Command = {
  name: "run",
  summary: "run an experiment and judge it",
  details:
    "Runs one experiment of a deployed stack: checks, baseline, fault, guard, stop, recovery, proof that all was put back, verdict, report. Ctrl-C stops it. With --remote the deployed function runs it: Ctrl-C then ends the watching, and the run goes on.",
  arguments: [{ name: "[EXPERIMENT]", about: "its name; may be left out where the stack has only one" }],
  options: [
    ...manifestOptions,
    ...storeOptions,
    ...endpointOptions,
    ...remoteOptions.filter(({ flags }) => ![...manifestOptions, ...endpointOptions].some((known) => known.flags === flags)),
    { flags: "--reason <text>", about: "with --remote: why, for the request for approval", otherwise: "nothing" },
  ],
  run: async (context, given) => {
    if (given.options.remote === true) return (await import("../remote/run.js")).runRemote(context, given);
    const manifest = pick(await findManifests(context, given), given.arguments.experiment);
    const store = await openStore(context, given);
    try {
      const { ports, platform, endpoint } = await openPorts(context, given, manifest);
      context.out.progress(`${context.out.paint.bold(manifest.plan.name)}: ${manifest.plan.hypothesis}`);
      const parts = { context, store: forPlatform(store, endpoint), storeDir: storeDir(context, given), ports };
      const told = await conductHere(parts, manifest, platform);
      showVerdict(context.out, { ...told, report: told.report?.html ?? null });
      context.out.result(told);
      return EXIT_OF_VERDICT[told.verdict];
    } finally {
      await store.close();
    }
  },
};
