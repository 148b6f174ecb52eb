import type { Cancel } from "../../kernel/clock";
import type { Cloud } from "../../kernel/cloud";
import { flooredMs } from "../../plane/deps";
import { assumeFor, type RoleKeys, starterOf } from "./actor";
import { acting, StepFailure, timedOut } from "./failure";
import type { ExecutionRecord, StepRecord } from "./records";
import { fillIn, type Lookup, lookupIn } from "./references";
import type { Step } from "./runbook";
import { asText, select, typed } from "./select";
import { actionOf } from "./steps";
import type { StepContext } from "./steps/types";

/** What `onCancel` leads to has so long. https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html */
const UNWIND_MS = 120_000;
/** Sandbox milliseconds between two attempts. */
const AGAIN_MS = 1_000;
/** Inputs that are not filled in: the braces of a script are its own, and choices are looked up one by one. */
const AS_WRITTEN: Readonly<Record<string, readonly string[]>> = {
  "aws:branch": ["Choices", "Default"],
  "aws:executeScript": ["Script"],
};

type Where = { readonly accountId: string; readonly region: string };

/** Runs a step as often as it may be tried. Gives what the last attempt failed of, or undefined where it succeeded or `signal` ended it. */
export async function attempt(
  cloud: Cloud,
  where: Where,
  record: ExecutionRecord,
  step: Step,
  state: StepRecord,
  signal: AbortSignal,
): Promise<StepFailure | undefined> {
  let problem: StepFailure | undefined;
  for (let left = step.maxAttempts; left > 0 && !signal.aborted; left--) {
    if (problem) await cloud.clock.sleep(AGAIN_MS, signal);
    if (signal.aborted) return undefined;
    state.attempts++;
    problem = await once(cloud, where, record, step, state, signal);
    if (!problem) return undefined;
  }
  return signal.aborted ? undefined : problem;
}

async function once(
  cloud: Cloud,
  where: Where,
  record: ExecutionRecord,
  step: Step,
  state: StepRecord,
  signal: AbortSignal,
): Promise<StepFailure | undefined> {
  const { run, timeoutSeconds, leastRealMs = 0, beginsLate = false } = actionOf(step.action);
  const limit = new AbortController();
  let cancel: Cancel = () => undefined;
  const begin = () => {
    cancel = limitOf(cloud, record, { seconds: step.timeoutSeconds ?? timeoutSeconds, leastRealMs }, () => limit.abort());
  };
  if (!beginsLate) begin();
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    const lookup = lookupIn(record, where, cloud.clock.now());
    const inputs = inputsOf(step, lookup);
    state.inputs = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, asText(value)]));
    const context: StepContext = {
      ...{ cloud, record, step, state, inputs, lookup, place: where, signal: either },
      ...identity(cloud, where, record),
      begun: begin,
      save: () => cloud.state.touch(),
    };
    const answer = await run(context);
    if (limit.signal.aborted && !signal.aborted) return timedOut();
    if (!signal.aborted) state.outputs = outputsOf(step, answer);
    return undefined;
  } catch (problem) {
    if (limit.signal.aborted && !signal.aborted) return timedOut();
    return problem instanceof StepFailure ? problem : acting(problem, step.action);
  } finally {
    cancel();
  }
}

/** What remains of the step's own bound, and of the two minutes after a stop. */
function limitOf(
  cloud: Cloud,
  { stop, unwinding }: ExecutionRecord,
  { seconds, leastRealMs }: { seconds: number | undefined; leastRealMs: number },
  end: () => void,
): Cancel {
  const floored = (ms: number) => flooredMs(cloud.clock, ms, Math.min(ms, leastRealMs));
  const own = seconds === undefined ? Number.POSITIVE_INFINITY : floored(seconds * 1_000);
  const rest =
    unwinding && stop ? flooredMs(cloud.clock, UNWIND_MS, 4 * leastRealMs) - (cloud.clock.now() - stop.at) : Number.POSITIVE_INFINITY;
  const ms = Math.min(own, rest);
  return Number.isFinite(ms) ? cloud.clock.after(Math.max(0, ms), end) : () => undefined;
}

function inputsOf(step: Step, lookup: Lookup): Record<string, unknown> {
  const kept = AS_WRITTEN[step.action] ?? [];
  return Object.fromEntries(Object.entries(step.inputs).map(([key, value]) => [key, kept.includes(key) ? value : fillIn(value, lookup)]));
}

function outputsOf(step: Step, answer: unknown): Record<string, unknown> {
  const own = step.outputs.map(({ name, selector, type }): [string, unknown] => [
    name,
    typed(select(selector, answer), type, `${step.name}.${name}`),
  ]);
  return { OutputPayload: answer, ...Object.fromEntries(own.filter(([, value]) => value !== undefined)) };
}

function identity(cloud: Cloud, where: Where, record: ExecutionRecord): Pick<StepContext, "actor" | "keys"> {
  const { assumeRole } = record;
  if (assumeRole === undefined)
    return { actor: async () => starterOf(where, record), keys: async (): Promise<RoleKeys | undefined> => undefined };
  // The role is taken once for each attempt.
  let assumed: ReturnType<typeof assumeFor> | undefined;
  const take = () => {
    assumed ??= assumeFor(cloud, where, record, assumeRole).catch((problem: unknown) => {
      throw acting(problem, "AssumeRole");
    });
    return assumed;
  };
  return { actor: async () => (await take()).as, keys: async () => (await take()).keys };
}
