import { setTimeout as sleep } from "node:timers/promises";
import { type Entry, lastOf } from "../../journal";
import { requestStop, runResult, stopRun } from "../../run";
import { EXIT, type ExitCode, FaultlineError, isFaultlineError, messageOf } from "../../words";
import { type Given, textOption } from "../command";
import type { Context } from "../context";
import { runId } from "../which";
import type { Remote } from "./connect";
import { openRemote } from "./open";

/** A function that conducts answers a wish to stop within a second or two. */
const FUNCTION_ANSWERS_MS = 8_000;
/** Nobody holds the run for so long: its function is dead. Between two slices nobody does for a moment. */
const UNHELD_MS = 3_000;
const LOOK_EVERY_MS = 500;

const ENDS = ["effect-gone", "run-ended"];
const HEARD = [...ENDS, "stop-accepted"];

/** `faultline stop --remote`: by the journal where the function is alive, at FIS directly where it does not answer or nobody can write. */
export async function stopRemote(context: Context, given: Given): Promise<ExitCode> {
  const { out } = context;
  const remote = await openRemote(context, given);
  const { store, clock } = remote;
  const reason = textOption(given, "reason") ?? "stopped by hand";
  let id = given.arguments.run;
  try {
    id = await runId(store, id);
    await requestStop({ store, runId: id, by: context.by, reason, now: () => clock.now() });
  } catch (thrown) {
    // Wrong words are told. A record that cannot be read or written must not keep anybody from stopping a fault.
    const isWrong = isFaultlineError(thrown) && ["unknown-run", "run-not-found", "run-over"].includes(thrown.code);
    if (isWrong || id === undefined) throw thrown;
    out.problem(`The journal cannot be used: ${messageOf(thrown)} Stopping at FIS directly.`);
    return stopAtFis(context, remote, id);
  }
  out.progress(`Asked run ${id} to stop.`);
  if (given.options.wait !== false) {
    const isHeard = await within(remote, id, HEARD, FUNCTION_ANSWERS_MS, UNHELD_MS);
    if (!isHeard) {
      out.problem(`The function does not answer. Stopping run ${id} at FIS directly.`);
      return stopAtFis(context, remote, id);
    }
    if (!(await within(remote, id, ENDS, STOPPED_WITHIN_MS))) return stopAtFis(context, remote, id);
  }
  const entries = await store.read(id);
  out.result({ ...runResult(entries), stopped: lastOf(entries, "effect-gone") !== undefined });
  return EXIT.passed;
}

/** Most experiments end within seconds of their stop; FIS may take minutes to put things back. */
const STOPPED_WITHIN_MS = 600_000;

/** Whether the journal says one of these after the wish to stop, within so many real milliseconds, or until nobody has held the run for so long. */
async function within({ store }: Remote, id: string, types: readonly string[], limitMs: number, unheldMs = limitMs): Promise<boolean> {
  const until = Date.now() + limitMs;
  let heldAt = Date.now();
  for (;;) {
    const entries = await store.read(id).catch((): readonly Entry[] => []);
    if (entries.some(({ event }) => types.includes(event.type))) return true;
    if (await store.leaseOf(id).catch(() => undefined)) heldAt = Date.now();
    if (Date.now() >= until || Date.now() - heldAt >= unheldMs) return false;
    await sleep(LOOK_EVERY_MS);
  }
}

async function stopAtFis(context: Context, { ports, deployment }: Remote, id: string): Promise<ExitCode> {
  const stopped = await stopRun({ runId: id, region: deployment.region, ports: await ports() });
  if (!stopped.isOver)
    throw new FaultlineError("not-stopped", `Run ${id} could not be stopped. ${stopped.message}`, {
      exitCode: EXIT.errored,
      remedy: stopped.message,
      facts: { runId: id, ...stopped },
    });
  context.out.line(stopped.message);
  context.out.progress(`The run has no verdict while its function is dead: faultline resume ${id} --remote judges it from here.`);
  context.out.result({ runId: id, stopped: true, fisExperimentId: stopped.fisExperimentId, message: stopped.message });
  return EXIT.passed;
}
