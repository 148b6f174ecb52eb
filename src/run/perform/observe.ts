import { lastOf } from "../../journal";
import { canonicalJson, messageOf } from "../../words";
import { repeat } from "../calls";
import { type Context, FailureLog } from "../context";
import { every, PATIENCE } from "../patience";
import { isTerminal } from "../state";

/** Follows the experiment until it is over, and writes every change down. FIS's events are best effort, so it is asked again and again. */
export async function observe(context: Context, experimentId: string, signal: AbortSignal): Promise<void> {
  const { clock, session, ports } = context;
  const log = new FailureLog(context, "observe-experiment");
  let before = canonicalJson(comparable(lastOf(session.entries, "experiment-observed")?.event));
  let answeredAt = clock.now();
  const pause = () => (session.state.stop === null ? every(PATIENCE.observe, clock.speed) : every(PATIENCE.tick, clock.speed));
  await repeat(clock, signal, pause, async () => {
    try {
      const seen = await context.call("observe-experiment", (call) => ports.injector.observe(experimentId, { signal: call }), {
        realMs: PATIENCE.eyeReal,
        signal,
      });
      log.ok();
      answeredAt = clock.now();
      const now = canonicalJson(comparable(seen));
      if (now !== before) {
        await context.record({ type: "experiment-observed", ...seen }, (state) => !isTerminal(state.status));
        before = now;
      }
      return !isTerminal(seen.status);
    } catch (thrown) {
      if (signal.aborted) return false;
      await log.failed(thrown);
      if (clock.now() - answeredAt >= PATIENCE.unseenReal * clock.speed) {
        const reason = `the experiment could not be observed: ${messageOf(thrown)}`.slice(0, 500);
        await context.record(
          { type: "stop-requested", cause: { kind: "orchestrator", reason } },
          (state) => state.stop === null && state.phase === "fault",
        );
      }
      return true;
    }
  });
}

function comparable(seen: object | undefined): object {
  return { ...seen, type: undefined };
}

/** Asks FIS which resources it chose, until it says so. */
export async function resolveTargets(context: Context, experimentId: string, signal: AbortSignal): Promise<void> {
  const { clock, session, ports } = context;
  await repeat(
    clock,
    signal,
    () => every(PATIENCE.tick, clock.speed),
    async () => {
      try {
        const isOver = isTerminal(session.state.status);
        const targets = await context.call("resolve-targets", (call) => ports.injector.resolvedTargets(experimentId, { signal: call }), {
          signal,
        });
        // While FIS is still choosing, the list may be unfinished; one that is too long already is not waited for.
        const isChosen = isOver || (targets.length > 0 && session.state.status === "running");
        if (!isChosen && targets.length <= context.plan.maxTargets) return true;
        await context.record({ type: "targets-resolved", targets }, (state) => state.resolved === null);
        return false;
      } catch (thrown) {
        if (signal.aborted) return false;
        await context.record({
          type: "call-failed",
          call: "resolve-targets",
          message: messageOf(thrown).slice(0, 500),
          attempt: session.state.resolveFailures + 1,
        });
        return session.state.resolveFailures < PATIENCE.resolveTries;
      }
    },
  );
}

/** Looks at the targets while the fault lasts, and writes down what changed. */
export async function watchTargets(context: Context, signal: AbortSignal): Promise<void> {
  const { clock, session, ports, manifest } = context;
  const log = new FailureLog(context, "observe-targets");
  let before = "";
  await repeat(
    clock,
    signal,
    () => every(PATIENCE.targets, clock.speed),
    async () => {
      const { resolved } = session.state;
      if (resolved === null) return;
      try {
        const states = await context.call("observe-targets", (call) => ports.targets.observe(manifest, resolved, { signal: call }), {
          signal,
        });
        log.ok();
        const now = canonicalJson(states.map(({ id, state, condition }) => ({ id, state, condition })));
        if (now !== before && states.length > 0) await context.record({ type: "targets-observed", when: "during", states });
        before = now;
      } catch (thrown) {
        if (!signal.aborted) await log.failed(thrown);
      }
    },
  );
}
