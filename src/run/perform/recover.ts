import { factsOf, type RestorationFinding, recoveredAfter, recoveryDeadline, restorationOf } from "../../analysis";
import type { RunEvent, TargetState } from "../../journal";
import { canonicalJson, messageOf } from "../../words";
import { repeat } from "../calls";
import { type Context, FailureLog } from "../context";
import { every, PATIENCE } from "../patience";

type ResidueChecked = Extract<RunEvent, { type: "residue-checked" }>;

/**
 * After the fault: waits until the checks are normal again, what was hit is back and nothing is left behind, or until the time for it
 * is over. Then writes down how each of them stands.
 */
export async function watchRecovery(context: Context, faultEnd: number, hurry: boolean, signal: AbortSignal): Promise<void> {
  const { plan, clock, session } = context;
  const deadline = hurry ? 0 : recoveryDeadline(plan, faultEnd);
  const log = new FailureLog(context, "observe-targets");
  let before = "";
  let lookedAt = Number.NEGATIVE_INFINITY;
  await repeat(
    clock,
    signal,
    () => every(PATIENCE.tick, clock.speed),
    async () => {
      const now = clock.now();
      const isLast = now >= deadline;
      if (now - lookedAt >= PATIENCE.restore || isLast) {
        lookedAt = now;
        before = await lookAtTargets(context, before, log, signal);
        if (signal.aborted) return false;
      }
      const after = recoveredAfter(plan, session.series, faultEnd, clock.now());
      const { resolved, resolveFailures } = session.state;
      const isHitKnown = resolved !== null || resolveFailures >= PATIENCE.resolveTries;
      if ((after === undefined || !isHitKnown) && !isLast) return true;
      const restoration = restorationNow(context);
      const isRestored = restoration.length > 0 && restoration.every((finding) => finding.answer === "restored");
      if (!isRestored && !isLast && resolved?.length !== 0) return true;
      const residue = await lookForResidue(context, signal);
      if (signal.aborted || (residue.answer !== "clean" && !isLast)) return !signal.aborted;
      for (const finding of restoration) await context.record({ type: "restoration-checked", ...finding });
      await context.record(residue);
      await context.record(
        after === undefined
          ? {
              type: "not-recovered",
              withinMs: plan.recoveryMs,
              message: hurry ? "the run was ended before the system was seen to recover" : "not normal again in time",
            }
          : { type: "recovered", afterMs: after },
        (state) => state.recovery === null,
      );
      return false;
    },
  );
}

async function lookAtTargets(context: Context, before: string, log: FailureLog, signal: AbortSignal): Promise<string> {
  try {
    const states = await context.call(
      "observe-targets",
      (call) => context.ports.targets.observe(context.manifest, context.session.state.resolved ?? [], { signal: call }),
      { signal },
    );
    log.ok();
    const now = canonicalJson(states.map(({ id, state, condition, facts }: TargetState) => ({ id, state, condition, facts })));
    if (now !== before) await context.record({ type: "targets-observed", when: "after", states });
    return now;
  } catch (thrown) {
    if (!signal.aborted) await log.failed(thrown);
    return before;
  }
}

function restorationNow(context: Context): readonly RestorationFinding[] {
  const facts = factsOf(context.session.entries, context.clock.now());
  return facts ? restorationOf(facts) : [];
}

/** What is left while experiments of others run may be theirs: whose it is cannot be told, so it is not known. */
async function lookForResidue(context: Context, signal: AbortSignal): Promise<ResidueChecked> {
  const { ports, manifest, session } = context;
  try {
    const items = await context.call("residue", (call) => ports.targets.residue(manifest, { signal: call }), { signal });
    if (items.length === 0) return { type: "residue-checked", answer: "clean", items, message: "nothing is tagged managedByFIS" };
    const active = await context.call("active-experiments", (call) => ports.injector.activeExperiments({ signal: call }), { signal });
    const others = active.map(({ id }) => id).filter((id) => id !== session.state.experiment?.id);
    return others.length === 0
      ? { type: "residue-checked", answer: "residue", items, message: `${items.length} things that FIS made are still there` }
      : {
          type: "residue-checked",
          answer: "unknown",
          items,
          message: `what is there may belong to ${others.join(", ")}, which still runs`,
        };
  } catch (thrown) {
    return { type: "residue-checked", answer: "unknown", items: [], message: messageOf(thrown).slice(0, 500) };
  }
}
