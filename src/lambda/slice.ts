import type { DrawnMark } from "../experiment";
import { type ConductOptions, conductUntil, type PartOfRun, resumeUntil } from "../run";
import { EXIT, FaultlineError, isFaultlineError, messageOf } from "../words";
import { type Admitted, manifestNow } from "./admit";
import type { Bag } from "./bag";
import { type Answered, demandsOf } from "./demands";
import { drawnDemands } from "./drawn";

/** Before Lambda ends an invocation, so much is left to hand the run over. */
const RESERVE_MS = 60_000;
/** An invocation with less than this for conducting is not begun: the next one has more. */
const LEAST_SLICE_MS = 15_000;

/** All that tells one run of the function from another. */
export interface RunParts {
  readonly bag: Bag;
  readonly runId: string;
  readonly experiment: string;
  readonly by: string;
  readonly admitted: Admitted;
  readonly consent: Answered | null;
  /** Where a plan of randomised chaos drew the run. */
  readonly drawn?: DrawnMark;
  /** The durable execution's ARN: the run is held under it, so an invocation takes over at once from one of its own that was killed. */
  readonly holder: string;
}

/** What is kept of the watching between two invocations. */
export type Watched =
  | { readonly kind: "going"; readonly failures: number; readonly message: string | null }
  | { readonly kind: "held"; readonly failures: number; readonly message: string }
  | { readonly kind: "over" };

export const NOT_BEGUN: Watched = { kind: "going", failures: 0, message: null };

/** Conducts until the run is over or the invocation nearly is. What goes wrong is a value: it decides when the next slice begins. */
export async function watchSlice(parts: RunParts, before: Watched, lambda: { getRemainingTimeInMillis(): number }): Promise<Watched> {
  const failures = before.kind === "over" ? 0 : before.failures;
  try {
    const part = await conductSlice(parts, lambda);
    return part.isOver ? { kind: "over" } : NOT_BEGUN;
  } catch (thrown) {
    const message = messageOf(thrown).slice(0, 1_000);
    const isElsewhere = isFaultlineError(thrown) && (thrown.code === "run-held" || thrown.code === "run-lost");
    return isElsewhere ? { kind: "held", failures, message } : { kind: "going", failures: failures + 1, message };
  }
}

async function conductSlice(parts: RunParts, lambda: { getRemainingTimeInMillis(): number }): Promise<PartOfRun> {
  const { bag, runId, experiment, admitted, consent } = parts;
  const sliceMs = bag.timeLeft(lambda) - RESERVE_MS;
  if (sliceMs < LEAST_SLICE_MS) throw tooShort(sliceMs);
  const store = await bag.store();
  const { ports, platform } = await bag.ports(admitted.place);
  const over = new AbortController();
  const handOver = new AbortController();
  // Lambda says what is left in the time of the run: a sandbox's Lambda in the sandbox's.
  void ports.clock.sleep(sliceMs, over.signal).then(() => handOver.abort());
  const isAsApproved = async () => (await manifestNow(bag, experiment)).plan.hash === admitted.planHash;
  const options: ConductOptions = {
    runId,
    ports,
    store,
    host: { name: "lambda", holder: parts.holder },
    by: parts.by,
    demands: [
      ...(parts.drawn ? drawnDemands({ bag, experiment, drawn: parts.drawn, ports, manifest: () => manifestNow(bag, experiment) }) : []),
      ...demandsOf(admitted.settings, consent, isAsApproved),
    ],
  };
  try {
    const isNew = (await store.read(runId)).length === 0;
    if (!isNew) return await resumeUntil(options, handOver.signal);
    return await conductUntil(
      { ...options, manifest: await manifestNow(bag, experiment), platform, version: bag.version },
      handOver.signal,
    );
  } finally {
    over.abort();
  }
}

function tooShort(sliceMs: number): FaultlineError {
  const least = Math.ceil((RESERVE_MS + LEAST_SLICE_MS) / 1_000);
  return new FaultlineError("invocation-too-short", `The invocation leaves ${Math.max(0, Math.round(sliceMs / 1_000))} s for conducting.`, {
    exitCode: EXIT.errored,
    remedy: `Give the function a time-out of at least ${least} s; the Orchestrator gives it 900 s.`,
  });
}

/** After so many slices in a row that failed, about half a minute, what runs is stopped. The dead-man's switch may be faster. */
const MOST_FAILURES = 6;
/** Far more slices than the longest run has, and far fewer than a durable execution may make. */
const MOST_SLICES = 1_000;
const HELD_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 15;

/** When the next slice begins: at once, after a pause when the last one failed, or not at all. */
export function nextSlice(
  watched: Watched,
  attempt: number,
): { shouldContinue: true; delay: { seconds: number } } | { shouldContinue: false } {
  if (watched.kind === "over" || watched.failures >= MOST_FAILURES || attempt >= MOST_SLICES) return { shouldContinue: false };
  if (watched.kind === "held") return { shouldContinue: true, delay: { seconds: HELD_SECONDS } };
  return { shouldContinue: true, delay: { seconds: Math.min(LONGEST_PAUSE_SECONDS, Math.max(1, 2 ** (watched.failures - 1))) } };
}
