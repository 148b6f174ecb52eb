import type { EffectProbe, Fault } from "../src";

/** What a scenario gives to an experiment: spread it into the definition, add the hypothesis, the steady state and the guards. */
export interface Scenario {
  readonly faults: Readonly<Record<string, Fault>>;
  readonly effect?: Readonly<Record<string, EffectProbe>>;
}
