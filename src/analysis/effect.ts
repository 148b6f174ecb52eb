import type { ActionPlan, EffectPlan } from "../experiment";
import { NOT_VISIBLE } from "../journal";
import { humanDuration, valueText } from "../words";
import { chosenFor, type RunFacts, stateIn } from "./facts";
import { samplesIn } from "./samples";
import { shownBy } from "./shown-by";
import { meets } from "./threshold";

/** FIS's answer for an action that the sandbox times but does not perform. */
export const NOT_SIMULATED = "Not simulated by the Faultline sandbox.";

/** Whether an action really did something, and how that is known. */
export interface EffectFinding {
  readonly seen: boolean;
  readonly code: "effect-seen" | "no-effect" | "not-simulated" | "effect-not-distinct";
  readonly message: string;
}

/** Looks for evidence that one action took effect: a changed target, or a metric that reached the range it was said to reach. */
export function effectOf(facts: RunFacts, action: ActionPlan): EffectFinding {
  const observed = facts.observed?.event.actions[action.name];
  if (observed?.reason.includes(NOT_SIMULATED.replace(/\.$/, "")))
    return { seen: false, code: "not-simulated", message: `${action.name} is not simulated by the sandbox: it did nothing` };
  const metric = effectInMetric(facts, action);
  if (metric?.seen) return metric;
  const target = action.visibleIn === "target-state" ? effectInTargets(facts, action) : undefined;
  if (target) return target;
  return (
    metric ?? {
      seen: false,
      code: "no-effect",
      message:
        action.visibleIn === "target-state"
          ? `no target of ${action.name} was seen to change`
          : `${action.name} cannot be seen in the state of its targets, and no effect metric covers it`,
    }
  );
}

function effectInTargets(facts: RunFacts, action: ActionPlan): EffectFinding | undefined {
  for (const { resourceType, id } of chosenFor(facts, action)) {
    const before = stateIn(facts.before, resourceType, id);
    if (!before || before.condition === "unknown" || before.state === NOT_VISIBLE) continue;
    const changed = [...facts.during, ...facts.after].find(
      (state) => state.id === id && state.resourceType === resourceType && state.condition !== "unknown" && state.state !== before.state,
    );
    if (changed) return { seen: true, code: "effect-seen", message: `${action.name}: ${id} went from ${before.state} to ${changed.state}` };
  }
  return undefined;
}

function effectInMetric(facts: RunFacts, action: ActionPlan): EffectFinding | undefined {
  const probes = facts.plan.effects.filter((effect) => effect.of.includes(action.name));
  const { baseline } = facts.windows;
  let found: EffectFinding | undefined;
  for (const probe of probes) {
    const reaches = (sample: { readonly value: number | null }) => sample.value !== null && meets(probe.becomes, sample.value);
    const series = facts.series.get(`effect:${probe.name}`);
    const normal = baseline ? samplesIn(series, probe.metric.periodMs, baseline, "settled").filter((sample) => sample.value !== null) : [];
    const { samples, besides } = shownBy(facts, probe, action);
    const hit = samples.find(reaches);
    if (!hit) found ??= notSeen(probe, action, samples.length, besides);
    else if (normal.length === 0 || normal.some(reaches))
      found ??= {
        seen: false,
        code: "effect-not-distinct",
        message: `${probe.name} was ${probe.becomes.text} before the fault too, or was not measured then: it shows nothing of ${action.name}`,
      };
    else
      return {
        seen: true,
        code: "effect-seen",
        message: `${action.name}: ${probe.name} became ${valueText(hit.value, probe.metric.unit)} (${probe.becomes.text})`,
      };
  }
  return found;
}

/** Why a metric shows nothing of an action that other faults came before or after. */
function notSeen(probe: EffectPlan, action: ActionPlan, samples: number, besides: readonly string[]): EffectFinding {
  if (besides.length > 0 && samples === 0)
    return {
      seen: false,
      code: "effect-not-distinct",
      message: `${probe.name} has no sample of ${action.name} alone, apart from ${besides.join(", ")}: its period of ${humanDuration(probe.metric.periodMs)} is too long for that, or when the faults ran is not known`,
    };
  const when = besides.length > 0 ? ` while it was on, apart from ${besides.join(", ")}` : "";
  return {
    seen: false,
    code: "no-effect",
    message: `${probe.name} was never ${probe.becomes.text}${when}: no sign that ${action.name} took effect`,
  };
}
