import { judge } from "../../analysis";
import type { Context } from "../context";
import type { Effect } from "../effects";
import { runChecks } from "../guards";
import { attributeStop } from "./attribute";
import { beat } from "./beat";
import { observe, resolveTargets, watchTargets } from "./observe";
import { watchRecovery } from "./recover";
import { sample, settleSamples } from "./sample";
import { findExperiment, startExperiment } from "./start";
import { engageLever, page, stopExperiment } from "./stop";
import { watchBaseline } from "./watch-baseline";
import { watchGuards } from "./watch-guards";

type Performer<T extends Effect["type"]> = (
  context: Context,
  effect: Extract<Effect, { type: T }>,
  signal: AbortSignal,
) => Promise<unknown>;

/** How each effect is performed. Each ends by an event that takes it off the machine's list, or when its signal aborts. */
const PERFORM: { readonly [T in Effect["type"]]: Performer<T> } = {
  record: (context, { event }) =>
    context.record(event, () => context.session.effects.some((effect) => effect.type === "record" && effect.event.type === event.type)),
  "run-checks": (context, { list }, signal) => runChecks(context, list, signal),
  beat: (context, _, signal) => beat(context, signal),
  sample: (context, { from }, signal) => sample(context, from, signal),
  "watch-baseline": (context, { from }, signal) => watchBaseline(context, from, signal),
  "watch-guards": (context, { from }, signal) => watchGuards(context, from, signal),
  "start-experiment": (context, { notBefore }, signal) => startExperiment(context, notBefore, signal),
  "find-experiment": (context, _, signal) => findExperiment(context, signal),
  observe: (context, { experimentId }, signal) => observe(context, experimentId, signal),
  "resolve-targets": (context, { experimentId }, signal) => resolveTargets(context, experimentId, signal),
  "watch-targets": (context, _, signal) => watchTargets(context, signal),
  "stop-experiment": (context, { experimentId, again }, signal) => stopExperiment(context, experimentId, again, signal),
  "engage-lever": (context, { experimentId }, signal) => engageLever(context, experimentId, signal),
  page: (context, { experimentId }) => page(context, experimentId),
  deadline: async (context, { at, event }, signal) => {
    await context.clock.sleep(Math.max(0, at - context.clock.now()), signal);
    if (!signal.aborted) await context.record(event, () => !signal.aborted);
  },
  "attribute-stop": (context, _, signal) => attributeStop(context, signal),
  "watch-recovery": (context, { from, hurry }, signal) => watchRecovery(context, from, hurry, signal),
  "settle-samples": (context, { from, to, hurry }, signal) => settleSamples(context, from, to, hurry, signal),
  judge: (context) => context.record({ type: "judged", verdict: judge(context.session.entries) }, (state) => state.verdict === null),
};

export function perform(context: Context, effect: Effect, signal: AbortSignal): Promise<unknown> {
  return (PERFORM[effect.type] as Performer<Effect["type"]>)(context, effect, signal);
}
