import { relative } from "node:path";
import type { Deployment, Manifest } from "../../../experiment";
import { tellHistory } from "../../history";
import { showVerdict } from "../../verdict";
import { keepDocument } from "../keep";
import type { Way } from "../way";
import { planDay } from "./chaos";
import { openRehearsed } from "./open";
import { runDeployed } from "./run";

/** The experiments as AWS would run them: by schedules and the function; this process only watches. */
export async function rehearseDeployed(way: Way, deployment: Deployment, experiments: readonly Manifest[]): Promise<void> {
  const { context, options, store, url, away, gone, told, step } = way;
  const { out } = context;
  const file = relative(context.cwd, keepDocument(options.storeDir, "deployment.json", deployment));
  const seen = await openRehearsed(deployment, url);
  const watching = { context, seen, clock: seen.clock, away, gone };
  try {
    step(`the function ${deployment.functionArn} runs the experiments; this process only watches`);
    out.progress(`  ${out.paint.dim(`from elsewhere, while it lasts: --remote --deployment ${file} --endpoint-url ${url}`)}`);
    const names = experiments.map(({ plan }) => plan.name);
    const drawn = await planDay(watching, names);
    for (const manifest of experiments) {
      if (away.aborted) break;
      const { name, hypothesis } = manifest.plan;
      out.line();
      out.progress(`${out.paint.bold(name)}: ${hypothesis}`);
      const mine = drawn.find(({ experiment }) => experiment === name);
      const run = await runDeployed(watching, { store, dir: options.storeDir }, manifest, mine);
      if (!run) break;
      showVerdict(out, { ...run, report: run.report && relative(context.cwd, run.report.html) });
      told.runs.push(run);
    }
    if (gone.aborted) return;
    out.line();
    await tellHistory(out, seen.store, {});
  } finally {
    seen.close();
  }
}
