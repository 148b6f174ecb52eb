import type { EffectProbe } from "../src";
import type { Evidence } from "./scenario";

/**
 * What shows that the steps of a scenario took effect, each in its own time: one range for all of them, which the weakest must reach too, or a
 * range for each by its name. A step that shows nothing leaves the verdict `inconclusive`, however strong the others were.
 */
export type StepEvidence<Step extends string> = Evidence | Readonly<Record<Step, Evidence>>;

/** The effects of steps: one of the name given that covers all, or one for each. */
export function effectOfSteps<Step extends string>(
  name: string,
  steps: readonly Step[],
  evidence: StepEvidence<Step>,
): Readonly<Record<string, EffectProbe>> {
  if (isOne(evidence)) return { [name]: { ...evidence, of: steps } };
  return Object.fromEntries(steps.map((step) => [`${step}-seen`, { ...evidence[step], of: [step] }]));
}

function isOne<Step extends string>(evidence: StepEvidence<Step>): evidence is Evidence {
  return "metric" in evidence;
}
