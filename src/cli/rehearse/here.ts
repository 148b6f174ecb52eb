import { relative } from "node:path";
import type { ExperimentSettings, Manifest } from "../../experiment";
import type { RunClock } from "../../run";
import { conductHere } from "../conducting";
import { portsFor } from "../ports";
import { forPlatform } from "../store";
import { showVerdict } from "../verdict";
import type { Way } from "./way";

/** The experiments one after the other, conducted by this process. What an Orchestrator would demand of their runs beforehand is told, and not asked. */
export async function rehearseHere(
  way: Way,
  experiments: readonly Manifest[],
  clock: RunClock,
  settingsOf: (experiment: string) => ExperimentSettings | undefined,
): Promise<void> {
  const { context, options, store, url, away, gone, told } = way;
  const { out } = context;
  for (const manifest of experiments) {
    if (away.aborted) return;
    out.line();
    out.progress(`${out.paint.bold(manifest.plan.name)}: ${manifest.plan.hypothesis}`);
    const settings = settingsOf(manifest.plan.name);
    if (settings) for (const line of unasked(settings)) out.progress(`  ${out.paint.dim(line)}`);
    const ports = await portsFor(manifest, clock, url);
    const parts = { context, store: forPlatform(store, url), storeDir: options.storeDir, ports, gone };
    const run = await conductHere(parts, manifest, "sandbox");
    showVerdict(out, { ...run, report: run.report && relative(context.cwd, run.report.html) });
    told.runs.push(run);
  }
}

/** What is not asked here, in a line for each. */
export function unasked({ approval, windows }: ExperimentSettings): readonly string[] {
  const how = "this process runs it, and does not ask; --as-deployed does";
  return [
    ...(approval ? [`a run in AWS waits for approval by ${approval.by.join(" or ")}: ${how}`] : []),
    ...(windows.length > 0 ? [`a run in AWS starts only within its windows: ${how}`] : []),
  ];
}
