import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Manifest } from "../../experiment";
import type { JournalStore } from "../../journal";
import { awsProvider, type Evaluation, type EvaluationEvent } from "../../rehearsal";
import type { RunClock } from "../../run";
import { EXIT, type ExitCode, FaultlineError, humanDuration, isFaultlineError, messageOf } from "../../words";
import { conductHere, type ToldRun } from "../conducting";
import type { Context } from "../context";
import { openJournal, portsFor, sandboxClock } from "../ports";
import { type SandboxProcess, spawnSandbox } from "../sandbox/child";
import { describe } from "../sandbox/describe";
import { exitCodeOf, showVerdict } from "../verdict";
import { healthOf, type SystemView, waitUntilReady } from "./health";
import { evaluateProgram, manifestsOf, projectOf, systemFile, wanted } from "./program";

export interface RehearsalOptions {
  readonly dir: string;
  readonly stack: string;
  readonly storeDir: string;
  readonly only: readonly string[] | undefined;
  readonly speed: number;
  readonly seed?: number;
  readonly system: string | undefined;
}

/** How long the system may take to become ready, in real milliseconds. */
const READY_WITHIN_REAL_MS = 45_000;

/** `faultline rehearse`: sandbox, program, system, experiments, reports; then everything is ended, whatever happened. */
export async function rehearsal(context: Context, options: RehearsalOptions): Promise<ExitCode> {
  const { out } = context;
  const startedAt = Date.now();
  const project = projectOf(context, options);
  const store = await openJournal(options.storeDir);
  const away = new AbortController();
  const release = context.onInterrupt((count) => {
    if (count === 1) away.abort("Ctrl-C");
  });
  let sandbox: SandboxProcess | undefined;
  try {
    const step = (text: string) => out.progress(`${out.paint.dim(`[${humanDuration(Date.now() - startedAt)}]`)} ${text}`);
    step(`rehearsing ${project.name}, stack ${options.stack}`);
    sandbox = await spawnSandbox({
      speed: options.speed,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      env: { ...context.env } as NodeJS.ProcessEnv,
      onLog: (line) => context.debug && out.problem(line),
    });
    step(`sandbox ready at ${sandbox.url}, ${options.speed}× real time`);
    const gone = sandbox.ended.then((why) => {
      away.abort("the sandbox ended");
      return why;
    });
    const described = await provideSystem(context, options, project, sandbox.url);
    const evaluation = await provision(context, options, sandbox.url, away.signal, step);
    const manifests = manifestsOf(evaluation);
    const experiments = wanted(manifests, options.only);
    saveManifests(options.storeDir, manifests);
    const clock = await clockOf(sandbox.url);
    if (described) {
      const view = await readySystem(context, sandbox.url, clock);
      step(`the system is ready: ${population(view)}`);
    } else {
      out.problem(
        `warning: no rehearsal.yaml beside the configuration of the stack ${options.stack}: there is no traffic, and without traffic no experiment can pass`,
      );
    }
    const runs: ToldRun[] = [];
    for (const manifest of experiments) {
      if (away.signal.aborted) break;
      runs.push(await one(context, options, store, manifest, sandbox.url, clock, away.signal));
    }
    return conclude(context, options, experiments, runs, away.signal.aborted ? await whyStopped(gone) : undefined, startedAt);
  } finally {
    release();
    await sandbox?.stop();
    await store.close();
  }
}

async function provideSystem(
  context: Context,
  options: RehearsalOptions,
  project: ReturnType<typeof projectOf>,
  url: string,
): Promise<boolean> {
  const file = systemFile(context, project, options.stack, options.system);
  if (file === undefined) return false;
  await describe(url, file);
  return true;
}

async function provision(
  context: Context,
  options: RehearsalOptions,
  url: string,
  signal: AbortSignal,
  step: (text: string) => void,
): Promise<Evaluation> {
  const onEvent = (event: EvaluationEvent) => {
    if (event.kind === "output") context.out.progress(`    ${event.line}`);
    if (event.kind === "log" && (event.severity === "warning" || event.severity === "error"))
      context.out.problem(`${event.severity}: ${event.message}`);
  };
  const evaluation = await evaluateProgram(context, options, awsProvider({ endpoint: url }), { preview: false, signal, onEvent });
  const made = evaluation.registrations.filter((item) => item.status === "created").length;
  step(
    `the program made ${made} resources by AWS API calls${evaluation.inertTypes.length > 0 ? `; inert, because the sandbox has nothing like them: ${evaluation.inertTypes.join(", ")}` : ""}`,
  );
  evaluation.close();
  return evaluation;
}

async function clockOf(url: string): Promise<RunClock> {
  const health = await healthOf(url);
  if (health) return sandboxClock(health);
  throw new FaultlineError("sandbox-gone", "The sandbox does not answer any more.", {
    exitCode: EXIT.errored,
    remedy: "Run it again with --debug and read what the sandbox says.",
  });
}

async function readySystem(context: Context, url: string, clock: RunClock): Promise<SystemView> {
  let last = "";
  return waitUntilReady(url, clock, READY_WITHIN_REAL_MS * clock.speed, (why) => {
    if (context.debug && why !== last) context.out.progress(`    waiting: ${why}`);
    last = why;
  });
}

async function one(
  context: Context,
  options: RehearsalOptions,
  store: JournalStore,
  manifest: Manifest,
  url: string,
  clock: RunClock,
  stop: AbortSignal,
): Promise<ToldRun> {
  const { out } = context;
  out.line();
  out.progress(`${out.paint.bold(manifest.plan.name)}: ${manifest.plan.hypothesis}`);
  const ports = await portsFor(manifest, clock, url);
  const told = await conductHere({ context, store, storeDir: options.storeDir, ports, stop }, manifest, "sandbox");
  showVerdict(out, { ...told, report: told.report && relative(context.cwd, told.report.html) });
  return told;
}

function conclude(
  context: Context,
  options: RehearsalOptions,
  experiments: readonly Manifest[],
  runs: readonly ToldRun[],
  stopped: string | undefined,
  startedAt: number,
): ExitCode {
  const { out } = context;
  const exitCode = stopped === undefined ? exitCodeOf(runs.map((run) => run.exitCode)) : EXIT.errored;
  out.line();
  out.progress(
    `${out.paint.dim(`[${humanDuration(Date.now() - startedAt)}]`)} ${runs.length} of ${experiments.length} experiments: ${runs.map((run) => `${run.experiment} ${run.verdict}`).join(", ")}`,
  );
  if (stopped !== undefined) out.problem(`The rehearsal was not finished: ${stopped}.`);
  out.line(`  the rehearsals of this folder: faultline history   (in ${relative(context.cwd, options.storeDir) || "."})`);
  out.result({ runs, exitCode, ...(stopped === undefined ? {} : { stopped }) });
  return stopped === undefined || runs.length === 0 ? exitCode : exitCodeOf(runs.map((run) => run.exitCode)) || EXIT.errored;
}

async function whyStopped(gone: Promise<string>): Promise<string> {
  const why = await Promise.race([gone.then((reason) => `the sandbox is gone: ${reason}`), sleep(50, "it was stopped by Ctrl-C")]);
  return why;
}

function saveManifests(storeDir: string, manifests: object): void {
  try {
    mkdirSync(storeDir, { recursive: true });
    writeFileSync(join(storeDir, "manifests.json"), `${JSON.stringify(manifests, null, 2)}\n`);
  } catch (problem) {
    throw isFaultlineError(problem)
      ? problem
      : new FaultlineError("store-unwritable", `The folder ${storeDir} cannot be written: ${messageOf(problem)}`, {
          exitCode: EXIT.errored,
          remedy: "Make room or give write access, or name another folder with --store.",
        });
  }
}

function population(view: SystemView): string {
  const byService = new Map<string, number>();
  for (const machine of view.machines) byService.set(machine.service, (byService.get(machine.service) ?? 0) + 1);
  const parts = [...byService].map(([service, count]) => `${count} × ${service}`);
  return `${view.machines.length} machines in ${new Set(view.machines.map((machine) => machine.zone)).size} zones (${parts.join(", ")}), traffic: ${view.traffic.map((item) => item.name).join(", ") || "none"}`;
}
