import type { EffectProbe, Fault } from "../src";

/** What a scenario gives to an experiment: spread it into the definition, add the hypothesis, the steady state and the guards. */
export interface Scenario {
  readonly faults: Readonly<Record<string, Fault>>;
  readonly effect?: Readonly<Record<string, EffectProbe>>;
}

/**
 * What shows that a fault took effect which cannot be seen in the state of its targets: a metric that your system publishes, and the range that it
 * is in then. Normal must lie outside of that range, or nothing is shown and the verdict is `inconclusive`.
 */
export type Evidence = Pick<EffectProbe, "metric" | "becomes">;
