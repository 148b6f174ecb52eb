import { humanDuration } from "../words";
import type { ActionPlan, EffectPlan } from "./plan";
import { join, type Reader } from "./read";

/**
 * Warns of steps that are too short to be seen each by itself. Where faults follow one another and one metric shows them, only samples that lie between
 * them speak for one: a step needs two periods of the metric, or one where nothing comes before it.
 */
export function warnOfShortSteps(reader: Reader, effects: readonly EffectPlan[], actions: readonly ActionPlan[]): void {
  const injecting = actions.filter((action) => action.injectsFault);
  for (const { name, metric, of } of effects) {
    for (const action of injecting.filter((one) => of.includes(one.name) && one.visibleIn === "metric" && one.durationMs > 0)) {
      const alike = injecting.filter((other) => other !== action && (of.includes(other.name) || other.actionId === action.actionId));
      const next = alike.some((other) => other.after.includes(action.name));
      const periods = next ? (alike.some((other) => action.after.includes(other.name)) ? 2 : 1) : 0;
      if (action.durationMs >= periods * metric.periodMs) continue;
      reader.warn({
        code: "short-step",
        path: join("effect", name),
        message: `"${action.name}" lasts ${humanDuration(action.durationMs)}, and others that the metric shows follow it: with a period of ${humanDuration(metric.periodMs)} there may be no sample of it alone, and the verdict is inconclusive then`,
        remedy: `Let it last for ${humanDuration(periods * metric.periodMs)} at least, or take a metric that is published more often.`,
      });
    }
  }
}
