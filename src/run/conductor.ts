import type { Manifest } from "../experiment";
import { type Entry, isJournalConflict, type JournalStore, verified } from "../journal";
import { clientTokenOf, EXIT, FaultlineError, isFaultlineError, messageOf } from "../words";
import { type Context, contextOf } from "./context";
import type { Demand } from "./demand";
import { emergencyStop } from "./emergency";
import { experimentLease } from "./guards/platform";
import { every, PATIENCE } from "./patience";
import type { RunPorts } from "./ports";
import { type RunResult, runResult } from "./result";
import { Session } from "./session";
import { Work } from "./work";

/** Who conducts, and where. */
export interface Host {
  /** For people: `laptop`. */
  readonly name: string;
  /** Tells this process from every other one, on this machine too: the lease on the run is held under it. */
  readonly holder: string;
  /**
   * Whether a holder of the lease is known to be dead, for example a process of this machine that is gone. Left out: nobody is, and a
   * killed host's lease is waited for (15 seconds).
   */
  readonly isDead?: (holder: string) => boolean;
}

/** What conducting a run takes, new or resumed. */
export interface ConductOptions {
  readonly runId: string;
  readonly ports: RunPorts;
  readonly store: JournalStore;
  readonly host: Host;
  /** Who asked for it: `alice@laptop`. */
  readonly by: string;
  /** Told of every entry once it is durable, those of other processes too. What it throws is ignored: showing a run must not disturb it. */
  readonly onEntry?: (entry: Entry) => void;
  /** Aborting it stops the run as a person's wish; its reason, if a text, is written down. The run goes on until the platform reports the end. */
  readonly stop?: AbortSignal;
  /**
   * Aborting it says that the platform is gone for good with everything in it, as a rehearsal's sandbox that was killed: the run ends at
   * once, without a stop that nobody could answer. Its reason, a text, is written down. Never aborted for AWS.
   */
  readonly gone?: AbortSignal;
  /**
   * What must be so before anything is touched beside the checks that every run makes: somebody's consent, an open window. A run demands what its
   * creation names; a conductor that is not handed a demand of the run cannot tell, and the start is refused.
   */
  readonly demands?: readonly Demand[];
}

/** How one conductor's part of a run ended: the run is over, or it goes on and waits for the next conductor. */
export type PartOfRun = { readonly isOver: true; readonly result: RunResult } | { readonly isOver: false };

export interface NewRun {
  readonly manifest: Manifest;
  /** A repetition of the same plan in the same run id gets another token. Left out: 1. */
  readonly attempt?: number;
  readonly platform: "aws" | "sandbox";
  /** Of Faultline. */
  readonly version: string;
}

/**
 * Conducts a new run from its first check to its verdict. Resolves with the result whatever the verdict is; throws a FaultlineError when the
 * run could not be conducted: `run-exists`, `run-held`, `run-lost`, `platform-gone`, or `run-broken` after it has stopped what was running.
 */
export async function conduct(options: ConductOptions & NewRun): Promise<RunResult> {
  return overOf(await conductUntil(options));
}

/**
 * As `conduct`, but only until the signal aborts: then conducting ends without stopping anything, one last beat keeps the dead-man's switch quiet,
 * the journal says that the run was handed over, and nobody holds it, so that `resumeUntil` takes over at once. What is asked of the platform at that
 * moment (a start, a stop) is waited for and written down first.
 */
export async function conductUntil(options: ConductOptions & NewRun, handOver?: AbortSignal): Promise<PartOfRun> {
  const { runId, manifest, ports, store, attempt = 1 } = options;
  const demands = options.demands?.map(({ name }) => name) ?? [];
  await takeLease(options);
  try {
    await store.append(runId, 1, ports.clock.now(), {
      type: "run-created",
      manifest,
      attempt,
      clientToken: clientTokenOf(manifest.plan.hash, runId, attempt),
      by: options.by,
      host: options.host.name,
      speed: ports.clock.speed,
      platform: options.platform,
      version: options.version,
      ...(demands.length > 0 ? { demands } : {}),
      // A template may be changed while the baseline is watched, and FIS starts whatever it is by then.
      askedAgain: ["template-as-planned", ...demands],
    });
  } catch (thrown) {
    await store.release(runId, options.host.holder).catch(() => undefined);
    if (!isJournalConflict(thrown)) throw thrown;
    throw new FaultlineError("run-exists", `There is a run ${runId} already.`, {
      exitCode: EXIT.usage,
      remedy: `Take another id, or continue it with faultline resume ${runId}.`,
      cause: thrown,
    });
  }
  const entries = await store.read(runId);
  for (const entry of entries) tell(options, entry);
  return drive(options, entries, handOver ? { handOver } : {});
}

/**
 * Continues a run whose conductor died, at whatever point, from its journal alone: the same token, so the same experiment. A run that has
 * ended gives its result again. Throws `run-not-found`, `journal-broken`, `run-held`, and what `conduct` throws.
 */
export async function resume(options: ConductOptions): Promise<RunResult> {
  return overOf(await resumeUntil(options));
}

/** As `resume`, but only until the signal aborts: see `conductUntil`. */
export async function resumeUntil(options: ConductOptions, handOver?: AbortSignal): Promise<PartOfRun> {
  const { runId, store } = options;
  const known = verified(await store.read(runId));
  if (known.length === 0)
    throw new FaultlineError("run-not-found", `There is no run ${runId}.`, {
      exitCode: EXIT.usage,
      remedy: "List the runs with faultline history.",
    });
  if (known.at(-1)?.event.type === "run-ended") return { isOver: true, result: runResult(known) };
  await takeLease(options);
  // The other conductor may have written until the lease ended.
  const entries = verified(await store.read(runId));
  if (entries.at(-1)?.event.type === "run-ended") {
    await store.release(runId, options.host.holder);
    return { isOver: true, result: runResult(entries) };
  }
  return drive(options, entries, { adopt: true, ...(handOver ? { handOver } : {}) });
}

function overOf(part: PartOfRun): RunResult {
  if (part.isOver) return part.result;
  throw new RangeError("a run was handed over without a signal to do so");
}

async function takeLease({ store, runId, host, ports: { clock } }: ConductOptions): Promise<void> {
  const until = clock.now() + 2 * PATIENCE.leaseReal * clock.speed;
  for (;;) {
    if (await store.lease(runId, host.holder, PATIENCE.leaseReal)) return;
    const other = await store.leaseOf(runId);
    if (other && host.isDead?.(other.holder)) await store.release(runId, other.holder);
    else if (clock.now() >= until)
      throw new FaultlineError("run-held", `Run ${runId} is conducted by ${other?.holder ?? "another process"}.`, {
        exitCode: EXIT.errored,
        remedy: `Watch it with faultline watch ${runId}, or stop it with faultline stop ${runId}.`,
        facts: { runId, holder: other?.holder },
      });
    else await clock.sleep(500 * clock.speed);
  }
}

function tell({ onEntry }: ConductOptions, entry: Entry): void {
  try {
    onEntry?.(entry);
  } catch {
    // The door's own trouble.
  }
}

class Lost extends Error {}

/** The only loop: an entry becomes durable, the machine says what should be going on, and that is what goes on. */
async function drive(
  options: ConductOptions,
  entries: readonly Entry[],
  { adopt = false, handOver }: { readonly adopt?: boolean; readonly handOver?: AbortSignal } = {},
): Promise<PartOfRun> {
  const { runId, ports, store, host } = options;
  const manifest = entries[0]?.event.type === "run-created" ? entries[0].event.manifest : undefined;
  if (!manifest) throw brokenStart(runId);

  const over = new AbortController();
  let settle: (thrown?: unknown) => void = () => undefined;
  const ended = new Promise<unknown>((resolve) => {
    settle = resolve;
  });
  const session = new Session(
    runId,
    store,
    () => ports.clock.now(),
    entries,
    (entry, isForeign) => {
      tell(options, entry);
      if (isForeign && entry.event.type === "adopted") settle(new Lost(entry.event.host));
      work.reconcile();
      if (session.state.ended) settle(undefined);
    },
  );
  const context = contextOf({ session, manifest, ports, store, by: options.by, demands: options.demands ?? [] });
  const work = new Work(context, (thrown) => settle(thrown ?? new Error("unknown failure")));
  const guarded = (task: Promise<void>) => task.catch((thrown: unknown) => settle(thrown));

  const side = [
    guarded(keepLeases(context, host.holder, over.signal)),
    guarded(followTail(context, over.signal)),
    guarded(heedStop(context, options, over.signal)),
    guarded(heedGone(options, over.signal)),
    handOver ? isAborted(handOver, over.signal).then((isDue) => isDue && settle(undefined)) : undefined,
  ];
  if (adopt) await session.record({ type: "adopted", by: options.by, host: host.name }).catch((thrown: unknown) => settle(thrown));
  work.reconcile();
  const thrown = await ended;
  over.abort();
  const closing = work.close();
  const failure = thrown === undefined ? undefined : await broken(context, thrown, closing);
  await Promise.all([closing, ...side]);
  let isKept = false;
  try {
    if (failure) throw failure;
    isKept = !session.state.ended && (await handedOver(context, host.name));
    return isKept ? { isOver: false } : { isOver: true, result: runResult(session.entries) };
  } finally {
    if (!isKept) await store.release(experimentLease(manifest), runId).catch(() => undefined);
    await store.release(runId, host.holder).catch(() => undefined);
  }
}

/** The last words of a conductor that leaves a run to the next one. False when the run has ended meanwhile. */
async function handedOver(context: Context, host: string): Promise<boolean> {
  const { session, store, manifest, ports, by } = context;
  const wanted = session.effects.map((effect) => effect.type);
  // The next conductor beats at once; this one makes the most of the time in between. Without it the alarm is still quiet for a while.
  if (wanted.includes("beat"))
    await context
      .call("beat", (signal) => ports.alarms.beat(manifest.heartbeat, { signal }), { realMs: PATIENCE.eyeReal })
      .catch(() => undefined);
  if (session.state.answers["experiment-free"] === "ok")
    await store.lease(experimentLease(manifest), session.runId, PATIENCE.handOverReal).catch(() => undefined);
  return (await session.record({ type: "handed-over", by, host }, (state) => !state.ended)) !== undefined;
}

/** Renews the lease on the run, and from the first check on that on the experiment. Losing the run's to somebody ends the conducting. */
async function keepLeases({ store, session, manifest, clock }: Context, holder: string, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    await clock.sleep((PATIENCE.leaseReal / 3) * clock.speed, signal);
    if (signal.aborted) return;
    try {
      if (!(await store.lease(session.runId, holder, PATIENCE.leaseReal)))
        throw new Lost((await store.leaseOf(session.runId))?.holder ?? "?");
      if (session.state.answers["experiment-free"] === "ok")
        await store.lease(experimentLease(manifest), session.runId, PATIENCE.leaseReal);
      failures = 0;
    } catch (thrown) {
      failures++;
      if (thrown instanceof Lost || failures >= 3) throw thrown;
    }
  }
}

/** Takes in what other processes wrote: a stop from another terminal arrives here. */
async function followTail({ session, clock }: Context, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(every(PATIENCE.tick, clock.speed), signal);
    if (!signal.aborted) await session.refresh();
  }
}

class Gone extends Error {}

/** Ends the conducting when the platform is gone. */
async function heedGone({ gone }: ConductOptions, over: AbortSignal): Promise<void> {
  if (gone && (await isAborted(gone, over))) throw new Gone(typeof gone.reason === "string" ? gone.reason : "the platform is gone");
}

/** Resolves when the signal aborts, with true, or when all is over. */
async function isAborted(signal: AbortSignal, over: AbortSignal): Promise<boolean> {
  await new Promise<void>((resolve) => {
    if (signal.aborted || over.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true, signal: over });
    over.addEventListener("abort", () => resolve(), { once: true });
  });
  return signal.aborted && !over.aborted;
}

/** Writes a person's wish to stop down, once. */
async function heedStop({ session }: Context, { stop, by }: ConductOptions, over: AbortSignal): Promise<void> {
  if (!stop || !(await isAborted(stop, over))) return;
  const reason = typeof stop.reason === "string" ? stop.reason : "stopped by hand";
  await session.record(
    { type: "stop-requested", cause: { kind: "person", by, reason } },
    (state) => state.stop === null && state.verdict === null,
  );
}

/** The conductor cannot go on. Unless somebody else has taken over, what runs is stopped first. */
async function broken(context: Context, thrown: unknown, closing: Promise<void>): Promise<FaultlineError> {
  const { runId } = context.session;
  if (thrown instanceof Lost)
    return new FaultlineError("run-lost", `Run ${runId} was taken over by ${thrown.message}.`, {
      exitCode: EXIT.errored,
      remedy: `Watch it with faultline watch ${runId}.`,
      facts: { runId },
    });
  if (thrown instanceof Gone) {
    await closing;
    // Nobody acts on it any more: it tells whoever reads the journal why it ends here.
    const cause = { kind: "orchestrator", reason: thrown.message } as const;
    await context.session.record({ type: "stop-requested", cause }, (state) => state.verdict === null).catch(() => undefined);
    return new FaultlineError("platform-gone", `Run ${runId} cannot go on: ${thrown.message}.`, {
      exitCode: EXIT.errored,
      remedy: "Nothing of it runs any more. Start a new run.",
      facts: { runId },
    });
  }
  const outcome = await emergencyStop(context, closing);
  const cause = isFaultlineError(thrown) ? `${thrown.message} ${thrown.details.remedy}` : messageOf(thrown);
  return new FaultlineError("run-broken", `Run ${runId} cannot go on: ${cause} ${outcome.message}`, {
    exitCode: EXIT.errored,
    remedy: outcome.isOver ? `Mend the cause, then faultline resume ${runId} to judge what was recorded.` : outcome.message,
    facts: { runId, experimentId: outcome.experimentId, isOver: outcome.isOver },
    cause: thrown,
  });
}

function brokenStart(runId: string): FaultlineError {
  return new FaultlineError("journal-broken", `The journal of run ${runId} does not begin with its creation.`, {
    exitCode: EXIT.errored,
    remedy: "Start a new run.",
  });
}
