import { relative } from "node:path";
import type { Manifest } from "../../experiment";
import type { RunClock } from "../../run";
import { conductHere } from "../conducting";
import { portsFor } from "../ports";
import { forPlatform } from "../store";
import { showVerdict } from "../verdict";
import type { Way } from "./way";

/** The experiments one after the other, conducted by this process. */
export async function rehearseHere(way: Way, experiments: readonly Manifest[], clock: RunClock): Promise<void> {
  const { context, options, store, url, away, gone, told } = way;
  const { out } = context;
  for (const manifest of experiments) {
    if (away.aborted) return;
    out.line();
    out.progress(`${out.paint.bold(manifest.plan.name)}: ${manifest.plan.hypothesis}`);
    const ports = await portsFor(manifest, clock, url);
    const parts = { context, store: forPlatform(store, url), storeDir: options.storeDir, ports, gone };
    const run = await conductHere(parts, manifest, "sandbox");
    showVerdict(out, { ...run, report: run.report && relative(context.cwd, run.report.html) });
    told.runs.push(run);
  }
}
