import type { Manifest } from "../../experiment";
import { catalogue } from "../../faults";
import { EXIT, humanDuration } from "../../words";
import type { Command } from "../command";
import { findManifests, manifestOptions, pick } from "../manifests";
import type { Output } from "../output";
import { tellStatements } from "../permissions/statements";

/** `faultline plan` */
export const plan: Command = {
  name: "plan",
  summary: "show what an experiment will do, to what, guarded by what",
  arguments: [{ name: "[EXPERIMENT]", about: "its name; may be left out where the stack has only one" }],
  options: [...manifestOptions, { flags: "--permissions", about: "show each statement of the role with the faults that need it" }],
  run: async (context, given) => {
    const manifest = pick(await findManifests(context, given), given.arguments.experiment);
    show(context.out, manifest, given.options.permissions === true);
    context.out.result({ plan: manifest.plan, templateId: manifest.templateId, region: manifest.region, accountId: manifest.accountId });
    return EXIT.passed;
  },
};

function show(out: Output, { plan: what, templateId, region, accountId }: Manifest, permissions: boolean): void {
  const { bold, dim, bad } = out.paint;
  out.line(`${bold(what.name)}  ${dim(what.hash.slice(0, 12))}`);
  out.line(`  ${what.hypothesis}`);
  out.line(`  owner ${what.owner}, runbook ${what.runbook}`);
  out.line(
    `  template ${templateId} in ${accountId}/${region}, at most ${what.maxTargets} targets and ${humanDuration(what.maxDurationMs)}`,
  );
  out.line();
  out.line(bold("Faults"));
  for (const action of what.actions) {
    const when = action.after.length > 0 ? `after ${action.after.join(", ")}` : "at once";
    const lasts = action.durationMs > 0 ? humanDuration(action.durationMs) : "one blow";
    const back = action.reverts === "never" && action.injectsFault ? bad("does not revert by itself") : "";
    out.line(
      `  ${action.name}: ${catalogue[action.actionId]?.title ?? action.actionId} ${dim(`(${action.actionId}, ${when}, ${lasts})`)} ${back}`.trimEnd(),
    );
  }
  out.line(bold("Targets"));
  for (const target of what.targets) {
    const by = [...Object.entries(target.tags), ...Object.entries(target.parameters)].map(([key, value]) => `${key}=${value}`);
    const filters = target.filters.map((filter) => `${filter.path} in ${filter.values.join("|")}`);
    out.line(`  ${target.name}: ${target.selectionMode} of ${target.resourceType} ${dim([...target.arns, ...by, ...filters].join(", "))}`);
  }
  out.line(bold("Guards, which stop it"));
  for (const guard of what.guards)
    out.line(
      `  ${guard.name} ${guard.breachedWhen.text}, ${guard.bad} of ${guard.of} samples of ${humanDuration(guard.metric.periodMs)}, no data is ${guard.missingData}`,
    );
  if (what.guardWaiver) out.line(`  ${bad(`none: waived by ${what.guardWaiver.by}: ${what.guardWaiver.reason}`)}`);
  out.line("  heartbeat: FIS stops the fault by itself when the orchestrator falls silent");
  out.line(bold("Judged by"));
  for (const check of what.checks) out.line(`  ${check.name}: ${check.normal.text}, during the fault ${check.duringFault.text}`);
  out.line(
    `  traffic at least ${what.traffic.text}, baseline ${humanDuration(what.baselineMs)}, back to normal within ${humanDuration(what.recoveryMs)}`,
  );
  if (what.warnings) out.line(bold("To be known"));
  for (const { path, message, remedy } of what.warnings ?? []) out.line(`  ${bad("!")} ${path}: ${message} ${dim(remedy)}`);
  if (!permissions) return;
  out.line(bold("The role may"));
  tellStatements(out, what.permissions);
}
