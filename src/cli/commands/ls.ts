import { EXIT, humanDuration } from "../../words";
import type { Command } from "../command";
import { findManifests, manifestOptions } from "../manifests";
import { table } from "../table";

/** `faultline ls` */
export const ls: Command = {
  name: "ls",
  summary: "list the experiments of a stack",
  options: manifestOptions,
  run: async (context, given) => {
    const { out } = context;
    const experiments = Object.values(await findManifests(context, given)).map(({ plan, templateId, region }) => ({
      experiment: plan.name,
      hypothesis: plan.hypothesis,
      owner: plan.owner,
      faults: plan.actions.map((action) => action.actionId),
      guards: plan.guards.map((guard) => guard.name),
      maxDurationMs: plan.maxDurationMs,
      templateId,
      region,
    }));
    const head = ["EXPERIMENT", "FAULTS", "GUARDS", "AT MOST", "TEMPLATE", "REGION"].map(out.paint.dim);
    const rows = experiments.map((item) => [
      item.experiment,
      String(item.faults.length),
      item.guards.join(", ") || out.paint.bad("none (waived)"),
      humanDuration(item.maxDurationMs),
      item.templateId,
      item.region,
    ]);
    for (const line of table([head, ...rows])) out.line(line);
    out.result({ experiments });
    return EXIT.passed;
  },
};
