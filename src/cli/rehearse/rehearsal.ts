import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Deployment, Manifest } from "../../experiment";
import type { JournalStore } from "../../journal";
import { awsProvider, type Evaluation, type EvaluationEvent, type Project } from "../../rehearsal";
import type { RunClock } from "../../run";
import { EXIT, type ExitCode, FaultlineError, humanDuration, isFaultlineError, messageOf } from "../../words";
import { conductHere, type ToldRun } from "../conducting";
import type { Context } from "../context";
import { clockAt, openJournal, portsFor } from "../ports";
import { type SandboxProcess, spawnSandbox } from "../sandbox/child";
import { describe } from "../sandbox/describe";
import { forPlatform } from "../store";
import { exitCodeOf, showVerdict } from "../verdict";
import { type SystemView, waitUntilReady } from "./health";
import { deploymentOf, evaluateProgram, manifestsOf, projectOf, systemFile, wanted } from "./program";
import { Trouble } from "./trouble";

export interface RehearsalOptions {
  readonly dir: string;
  readonly stack: string;
  readonly storeDir: string;
  readonly only: readonly string[] | undefined;
  readonly speed: number;
  readonly seed?: number;
  readonly system: string | undefined;
  /** The program's Orchestrator runs the experiments, in the sandbox's Lambda, instead of this process. */
  readonly asDeployed: boolean;
}

/** How long the system may take to become ready, in real milliseconds. */
const READY_WITHIN_REAL_MS = 45_000;

/** `faultline rehearse`: sandbox, program, system, experiments, reports; then everything is ended, whatever happened. */
export async function rehearsal(context: Context, options: RehearsalOptions): Promise<ExitCode> {
  const { out } = context;
  const startedAt = Date.now();
  const step = (text: string) => out.progress(`${out.paint.dim(`[${humanDuration(Date.now() - startedAt)}]`)} ${text}`);
  const project = projectOf(context, options);
  const store = await openJournal(options.storeDir);
  const away = new AbortController();
  const gone = new AbortController();
  const told: Told = { runs: [], inertTypes: [], of: 0, isConducting: false };
  let sandbox: SandboxProcess | undefined;
  let isEnding = false;
  const endSandbox = () => {
    isEnding = true;
    return sandbox?.stop();
  };
  const trouble = new Trouble(() => {
    if (told.isConducting) return;
    away.abort("the machines do not start");
    void endSandbox();
  });
  const release = context.onInterrupt((count) => {
    if (count === 1) step("Ctrl-C: ending what was started");
    else if (sandbox)
      step(
        `still ending what was started; the sandbox is process ${sandbox.pid}: it and its machines end by themselves when this process does`,
      );
    away.abort(BY_HAND);
    // While a run is on, stopping it needs the sandbox; before, everything that waits for it may fail at once.
    if (!told.isConducting) void endSandbox();
  });
  try {
    step(`rehearsing ${project.name}, stack ${options.stack}`);
    sandbox = await spawnSandbox({
      speed: options.speed,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      env: { ...context.env } as NodeJS.ProcessEnv,
      onLog: (line) => {
        trouble.heard(line);
        if (context.debug) out.problem(line);
      },
    });
    step(`sandbox ready at ${sandbox.url}, ${options.speed}× real time`);
    void sandbox.ended.then((why) => {
      if (isEnding) return;
      gone.abort(`the sandbox is gone: ${why}`);
      away.abort(gone.signal.reason);
    });
    const url = sandbox.url;
    await inSandbox({ context, options, project, url, store, away: away.signal, gone: gone.signal, told, step });
  } catch (problem) {
    // What fails because everything is being ended has said enough; that a process is gone is heard a little after its connections.
    if (sandbox && !away.signal.aborted) await Promise.race([sandbox.ended, sleep(HEARD_WITHIN_MS)]);
    if (trouble.hopeless && !told.isConducting) throw trouble.hopeless;
    if (!away.signal.aborted) {
      if (!context.debug) for (const line of trouble.lately) out.problem(line);
      throw problem;
    }
  } finally {
    await endSandbox();
    release();
    await store.close();
  }
  return conclude(context, options, told, away.signal, step);
}

/** What a rehearsal has come to so far. */
interface Told {
  readonly runs: ToldRun[];
  inertTypes: readonly string[];
  of: number;
  /** From the first run on. */
  isConducting: boolean;
}

const BY_HAND = "Ctrl-C";
const HEARD_WITHIN_MS = 200;

/** A rehearsal on its way. */
interface Way {
  readonly context: Context;
  readonly options: RehearsalOptions;
  readonly project: Project;
  readonly url: string;
  readonly store: JournalStore;
  /** Aborted when the rehearsal is to end before its time. */
  readonly away: AbortSignal;
  /** Aborted when that is so because the sandbox is gone. */
  readonly gone: AbortSignal;
  readonly told: Told;
  readonly step: (text: string) => void;
}

async function inSandbox(way: Way): Promise<void> {
  const { context, options, project, url, away, told, step } = way;
  const described = await provideSystem(context, options, project, url, away);
  const evaluation = await provision(context, options, url, away, step);
  told.inertTypes = evaluation.inertTypes;
  const deployment = options.asDeployed ? deploymentOf(evaluation) : undefined;
  const manifests = manifestsOf(evaluation);
  const experiments = wanted(manifests, options.only);
  told.of = experiments.length;
  saveManifests(options.storeDir, manifests);
  const clock = await clockAt(url);
  if (described) {
    const view = await readySystem(context, url, clock, away);
    step(`the system is ready: ${population(view)}`);
  } else {
    context.out.problem(
      `warning: no rehearsal.yaml beside the configuration of the stack ${options.stack}: there is no traffic, and without traffic no experiment can pass`,
    );
  }
  told.isConducting = true;
  if (deployment) return deployed(way, deployment, experiments);
  for (const manifest of experiments) {
    if (away.aborted) return;
    told.runs.push(await one(way, manifest, clock));
  }
}

/** The experiments as a schedule in AWS would run them; this process only watches. */
async function deployed(way: Way, deployment: Deployment, experiments: readonly Manifest[]): Promise<void> {
  const { context, options, url, away, gone, told, step } = way;
  const { openRehearsed } = await import("./deployed/open.js");
  const { runDeployed } = await import("./deployed/run.js");
  const { tellHistory } = await import("../history.js");
  const seen = await openRehearsed(deployment, url);
  try {
    step(`the function ${deployment.functionArn} runs the experiments; this process only watches`);
    for (const manifest of experiments) {
      if (away.aborted) break;
      context.out.line();
      context.out.progress(`${context.out.paint.bold(manifest.plan.name)}: ${manifest.plan.hypothesis}`);
      const run = await runDeployed({ context, seen, clock: seen.clock, away, gone }, options.storeDir, manifest);
      if (!run) break;
      showVerdict(context.out, { ...run, report: run.report && relative(context.cwd, run.report.html) });
      told.runs.push(run);
    }
    context.out.line();
    await tellHistory(context.out, seen.store, {});
  } finally {
    seen.close();
  }
}

async function provideSystem(
  context: Context,
  options: RehearsalOptions,
  project: Project,
  url: string,
  away: AbortSignal,
): Promise<boolean> {
  const file = systemFile(context, project, options.stack, options.system);
  if (file === undefined) return false;
  await describe(url, file, away);
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
  const evaluation = await evaluateProgram(context, options, awsProvider({ endpoint: url, patienceMs: READY_WITHIN_REAL_MS }), {
    preview: false,
    endpoint: url,
    signal,
    onEvent,
  });
  const made = evaluation.registrations.filter((item) => item.status === "created").length;
  step(
    `the program made ${made} resources by AWS API calls${evaluation.inertTypes.length > 0 ? `; inert, because the sandbox has nothing like them: ${evaluation.inertTypes.join(", ")}` : ""}`,
  );
  evaluation.close();
  return evaluation;
}

async function readySystem(context: Context, url: string, clock: RunClock, away: AbortSignal): Promise<SystemView> {
  let last = "";
  return waitUntilReady(url, clock, READY_WITHIN_REAL_MS * clock.speed, away, (why) => {
    if (context.debug && why !== last) context.out.progress(`    waiting: ${why}`);
    last = why;
  });
}

async function one({ context, options, store, url, gone }: Way, manifest: Manifest, clock: RunClock): Promise<ToldRun> {
  const { out } = context;
  out.line();
  out.progress(`${out.paint.bold(manifest.plan.name)}: ${manifest.plan.hypothesis}`);
  const ports = await portsFor(manifest, clock, url);
  const told = await conductHere({ context, store: forPlatform(store, url), storeDir: options.storeDir, ports, gone }, manifest, "sandbox");
  showVerdict(out, { ...told, report: told.report && relative(context.cwd, told.report.html) });
  return told;
}

function conclude(context: Context, options: RehearsalOptions, told: Told, away: AbortSignal, step: (text: string) => void): ExitCode {
  const { out } = context;
  const { runs, inertTypes } = told;
  const stopped = away.aborted ? String(away.reason) : undefined;
  const codes = runs.map((run) => run.exitCode);
  if (stopped !== undefined) codes.push(stopped === BY_HAND ? EXIT.aborted : EXIT.errored);
  const exitCode = exitCodeOf(codes);
  out.line();
  const verdicts = runs.map((run) => `${run.experiment} ${run.verdict}`).join(", ");
  step(`${runs.length} of ${told.of} experiments${verdicts === "" ? "" : `: ${verdicts}`}`);
  if (stopped !== undefined) out.problem(`The rehearsal was not finished: ${stopped}. Everything it started has been ended.`);
  out.line(`  the rehearsals of this folder: faultline history   (in ${relative(context.cwd, options.storeDir) || "."})`);
  out.result({ runs, exitCode, inertTypes, ...(stopped === undefined ? {} : { stopped }) });
  return exitCode;
}

function saveManifests(storeDir: string, manifests: object): void {
  try {
    mkdirSync(storeDir, { recursive: true });
    // Whole or not at all, and a name of its own: two rehearsals may share a folder.
    const part = join(storeDir, `manifests.json.${process.pid}`);
    writeFileSync(part, `${JSON.stringify(manifests, null, 2)}\n`);
    renameSync(part, join(storeDir, "manifests.json"));
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
