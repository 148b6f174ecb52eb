import type { DurableContext } from "@aws/durable-execution-sdk-js";
import type { RunRequest } from "../experiment";
import { LEASE } from "../journal";
import { stopRun } from "../run";
import { EXIT, FaultlineError, messageOf } from "../words";
import { type Admitted, admit } from "./admit";
import { consentFor } from "./approval";
import type { Bag } from "./bag";
import type { DayTold } from "./day-news";
import { conclude, unreported, withoutEnd } from "./end";
import { endNews, type Told } from "./news";
import { PERSISTENT, TELLING } from "./patience";
import { planDay } from "./plan-day";
import { readRequest, runIdOf } from "./request";
import { NOT_BEGUN, nextSlice, type RunParts, watchSlice } from "./slice";

/** What the function returns: how the run ended, what came of planning a day, or that another execution of the function has it. */
export type FunctionResult = Told | DayTold | { readonly version: 1; readonly runId: string; readonly duplicateOf: string };

/** Does what the function was invoked for. Every line that touches the outside is a durable operation, so it is done once. */
export async function orchestrate(event: unknown, context: DurableContext, bag: Bag): Promise<FunctionResult> {
  const request = readRequest(event);
  if (request.kind === "plan-day") return planDay(request, context, bag);
  return conductRun(request, context, bag);
}

/** Longer than any execution lasts. */
const CLAIM_MS = 9 * 86_400_000;

async function conductRun(request: RunRequest, context: DurableContext, bag: Bag): Promise<FunctionResult> {
  const runId = runIdOf(request);
  const { experiment, by } = request;
  const holder = context.executionContext.durableExecutionArn;
  const tell = (told: Told) => context.step("tell", () => bag.publish(endNews(told)), TELLING);

  /** Whatever keeps a run from its beginning or its report is told; that it happened is for an alarm to see. */
  const failing = async (thrown: unknown, told: Told): Promise<never> => {
    await tell(told).catch(() => undefined);
    throw thrown;
  };
  const notBegun = (thrown: unknown) => {
    const message = `the run did not begin, and nothing was started: ${messageOf(thrown).slice(0, 500)}`;
    return failing(thrown, withoutEnd({ runId, experiment, by }, { code: "not-begun", message, supports: "errored" }));
  };

  // EventBridge Scheduler delivers at least once: of two executions for one run the second has nothing to do.
  const owner = await context.step("claim", () => claim(bag, runId, holder), { retryStrategy: PERSISTENT }).catch(notBegun);
  if (owner !== holder) return { version: 1, runId, duplicateOf: owner };

  const admitted = await context.step("admit", () => admit(bag, experiment), { retryStrategy: PERSISTENT }).catch(notBegun);
  if (!admitted.ok) {
    const told = withoutEnd({ runId, experiment, by }, { ...admitted, supports: "blocked" });
    await tell(told);
    return told;
  }

  const parts = { bag, runId, experiment, by, admitted, holder, ...(request.drawn ? { drawn: request.drawn } : {}) };
  const consent = await consentFor(context, parts, request.reason ?? null);
  const watched = await context.waitForCondition("watch", (before) => watchSlice({ ...parts, consent }, before, context.lambdaContext), {
    initialState: NOT_BEGUN,
    waitStrategy: nextSlice,
  });
  if (watched.kind !== "over") return giveUp({ ...parts, consent }, context, watched.message ?? "it came to no end", tell);

  const { place } = admitted;
  const told = await context
    .step("report", () => conclude(bag, runId, place, by), { retryStrategy: PERSISTENT })
    .catch(async (thrown: unknown) =>
      failing(thrown, await context.step("result", () => unreported(bag, runId, place, by), { retryStrategy: PERSISTENT })),
    );
  await tell(told);
  return told;
}

async function claim(bag: Bag, runId: string, holder: string): Promise<string> {
  const store = await bag.store();
  if (await store.lease(LEASE.claim(runId), holder, CLAIM_MS)) return holder;
  return (await store.leaseOf(LEASE.claim(runId)))?.holder ?? "another execution";
}

/** The run cannot be conducted any more: what runs of it is stopped, people are told, and the execution fails for an alarm to see. */
async function giveUp(parts: RunParts, context: DurableContext, why: string, tell: (told: Told) => Promise<void>): Promise<never> {
  const { admitted, runId } = parts;
  const stopped = await context.step("stop", () => stopNow(parts.bag, admitted, runId), { retryStrategy: PERSISTENT });
  const message = `the run cannot go on: ${why} ${stopped.message}`;
  const reason = { code: "run-broken", message, supports: "errored" } as const;
  await tell(withoutEnd(parts, reason, admitted.place, stopped.fisExperimentId)).catch(() => undefined);
  throw new FaultlineError("run-broken", `Run ${runId}: ${message}`, {
    exitCode: EXIT.errored,
    remedy: stopped.isOver ? `Mend the cause, then start a new run. See faultline report ${runId} --remote.` : stopped.message,
    facts: { runId, ...stopped },
  });
}

async function stopNow(bag: Bag, { place }: Admitted, runId: string) {
  const { ports } = await bag.ports(place);
  return stopRun({ runId, region: place.region, ports });
}
