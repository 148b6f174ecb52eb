import { relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, type ExitCode, humanDuration, messageOf } from "../../words";
import type { Context } from "../context";
import { openJournal } from "../ports";
import { type SandboxProcess, spawnSandbox } from "../sandbox/child";
import { exitCodeOf } from "../verdict";
import { projectOf } from "./program";
import { inSandbox } from "./stage";
import { Trouble } from "./trouble";
import type { RehearsalOptions, Told } from "./way";

const BY_HAND = "Ctrl-C";
const HEARD_WITHIN_MS = 200;

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
    // What goes wrong while a run is being stopped may be why it was not.
    if (told.isConducting && !gone.signal.aborted) out.problem(messageOf(problem));
  } finally {
    await endSandbox();
    release();
    await store.close();
  }
  return conclude(context, options, told, away.signal, step);
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
  step(told.of === 0 ? "no experiment was run" : `${runs.length} of ${told.of} experiments${verdicts === "" ? "" : `: ${verdicts}`}`);
  if (stopped !== undefined) out.problem(`The rehearsal was not finished: ${stopped}. Everything it started has been ended.`);
  out.line(`  the rehearsals of this folder: faultline history   (in ${relative(context.cwd, options.storeDir) || "."})`);
  out.result({ runs, exitCode, inertTypes, ...(stopped === undefined ? {} : { stopped }) });
  return exitCode;
}
