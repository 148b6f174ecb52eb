import { awsProvider, type Evaluation, type EvaluationEvent } from "../../rehearsal";
import type { RunClock } from "../../run";
import { clockAt } from "../ports";
import { describe } from "../sandbox/describe";
import { rehearseHere } from "./here";
import { keepDocument } from "./keep";
import { deploymentOf, evaluateProgram, manifestsOf, settingsOf, systemFile, wanted } from "./program";
import { population, type SystemView, waitUntilReady } from "./system";
import type { Way } from "./way";

/** How long the system may take to become ready, in real milliseconds. */
const READY_WITHIN_REAL_MS = 45_000;

/** What happens in the sandbox: the program's resources are made, the system becomes ready, the experiments run. */
export async function inSandbox(way: Way): Promise<void> {
  const { context, options, url, away, told, step } = way;
  const isDescribed = await provideSystem(way);
  const evaluation = await provision(way);
  told.inertTypes = evaluation.inertTypes;
  const manifests = manifestsOf(evaluation);
  const experiments = wanted(manifests, options.only);
  const deployment = options.asDeployed ? deploymentOf(evaluation) : undefined;
  told.of = experiments.length;
  keepDocument(options.storeDir, "manifests.json", manifests);
  const clock = await clockAt(url);
  if (isDescribed) {
    const view = await readySystem(way, clock);
    step(`the system is ready: ${population(view)}`);
  } else {
    context.out.problem(
      `warning: no rehearsal.yaml beside the configuration of the stack ${options.stack}: nobody uses the system but what the program itself makes, and without traffic no experiment can pass`,
    );
  }
  if (away.aborted) return;
  told.isConducting = true;
  if (!deployment) return rehearseHere(way, experiments, clock, (name) => settingsOf(evaluation, name));
  const { rehearseDeployed } = await import("./deployed/rehearse.js");
  return rehearseDeployed(way, deployment, experiments);
}

async function provideSystem({ context, options, project, url, away }: Way): Promise<boolean> {
  const file = systemFile(context, project, options.stack, options.system);
  if (file === undefined) return false;
  await describe(url, file, away);
  return true;
}

async function provision({ context, options, url, away, step }: Way): Promise<Evaluation> {
  const onEvent = (event: EvaluationEvent) => {
    if (event.kind === "output") context.out.progress(`    ${event.line}`);
    if (event.kind === "log" && (event.severity === "warning" || event.severity === "error"))
      context.out.problem(`${event.severity}: ${event.message}`);
  };
  const evaluation = await evaluateProgram(context, options, awsProvider({ endpoint: url, patienceMs: READY_WITHIN_REAL_MS }), {
    preview: false,
    endpoint: url,
    signal: away,
    onEvent,
  });
  const made = evaluation.registrations.filter((item) => item.status === "created").length;
  const { inertTypes } = evaluation;
  const inert = inertTypes.length > 0 ? `; inert, because the sandbox has nothing like them: ${inertTypes.join(", ")}` : "";
  step(`the program made ${made} resources by AWS API calls${inert}`);
  evaluation.close();
  return evaluation;
}

function readySystem({ context, url, away }: Way, clock: RunClock): Promise<SystemView> {
  let last = "";
  return waitUntilReady(url, clock, READY_WITHIN_REAL_MS * clock.speed, away, (why) => {
    if (context.debug && why !== last) context.out.progress(`    waiting: ${why}`);
    last = why;
  });
}
