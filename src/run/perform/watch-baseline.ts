import { baselineDeadline, baselineUntil, judgeBaseline } from "../../analysis";
import { repeat } from "../calls";
import type { Context } from "../context";
import { every, PATIENCE } from "../patience";

/** Waits until the baseline is long enough, and says whether the system was normal in it. */
export async function watchBaseline(context: Context, from: number, signal: AbortSignal): Promise<void> {
  const { plan, clock, session } = context;
  const until = baselineUntil(plan, from);
  const deadline = baselineDeadline(plan, from);
  await repeat(
    clock,
    signal,
    () => every(PATIENCE.tick, clock.speed),
    async () => {
      const now = clock.now();
      if (now < until) return true;
      const isLast = now >= deadline;
      const { answer, message } = judgeBaseline(plan, session.series, { from, to: now }, true);
      if (answer === "unknown" && !isLast) return true;
      await context.record({ type: "baseline-judged", answer, message }, (state) => state.phase === "baseline" && state.baseline === null);
      return false;
    },
  );
}
