import { EXIT, FaultlineError, hashOf } from "../words";
import type { Entry, RunEvent } from "./events";

/** What the first entry of a journal builds on. */
export const GENESIS = "0".repeat(64);

/** The next entry of a journal. Time never runs backwards in one: a host's clock that was set back does not reorder it. */
export function chain(previous: Entry | undefined, runId: string, at: number, event: RunEvent): Entry {
  const seq = (previous?.seq ?? 0) + 1;
  const time = Math.max(at, previous?.at ?? at);
  return { seq, runId, at: time, event, hash: linkOf(previous?.hash ?? GENESIS, seq, runId, time, event) };
}

/** The first thing wrong with a journal, or `undefined`: a gap, a foreign entry, or an entry that was changed afterwards. */
export function flawIn(entries: readonly Entry[]): { readonly seq: number; readonly message: string } | undefined {
  let hash = GENESIS;
  let seq = 1;
  const runId = entries[0]?.runId;
  for (const entry of entries) {
    if (entry.seq !== seq) return { seq, message: `entry ${seq} is missing: entry ${entry.seq} stands in its place` };
    if (entry.runId !== runId) return { seq, message: `entry ${seq} belongs to run ${entry.runId}, not to ${String(runId)}` };
    if (entry.hash !== linkOf(hash, entry.seq, entry.runId, entry.at, entry.event))
      return { seq, message: `entry ${seq} was changed after it was written` };
    hash = entry.hash;
    seq++;
  }
  return undefined;
}

/** The same entries, or a FaultlineError that names the first entry that cannot be trusted. */
export function verified(entries: readonly Entry[]): readonly Entry[] {
  const flaw = flawIn(entries);
  if (!flaw) return entries;
  throw new FaultlineError("journal-broken", `The journal of run ${entries[0]?.runId ?? "?"} is broken: ${flaw.message}.`, {
    exitCode: EXIT.errored,
    remedy: "Do not build on it. Look at the experiment in the FIS console, stop it there if it runs, and start a new run.",
    facts: { seq: flaw.seq },
  });
}

function linkOf(previous: string, seq: number, runId: string, at: number, event: RunEvent): string {
  return hashOf({ previous, seq, runId, at, event });
}
