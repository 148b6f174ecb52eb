import { withDurableExecution } from "@aws/durable-execution-sdk-js";
import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import type { ExperimentSettings, Plan } from "../../src/experiment";
import { BUCKET, type Consent, type JournalStore } from "../../src/journal";
import type { Bag } from "../../src/lambda/bag";
import { type FunctionResult, orchestrate } from "../../src/lambda/orchestrate";
import type { OneTimeSchedule } from "../../src/schedule";
import { type Stage, stage } from "../run/stage";

/** Taken before the runner can replace them. */
const { setTimeout: later, setImmediate: soon } = globalThis;

export const RUN = "stop-one-20260105-120000";
export const REQUEST = { version: 1, kind: "run", experiment: "stop-one", scheduledAt: "2026-01-05T12:00:00Z", by: "schedule stop-one" };

/** A function in the local runner of durable executions, over the fake world and a journal in memory. */
export interface Deployed extends Stage {
  readonly files: Map<string, string>;
  readonly messages: { readonly subject: string; readonly body: Record<string, unknown> }[];
  readonly asked: Consent[];
  readonly schedules: Map<string, OneTimeSchedule>;
  readonly runner: LocalDurableTestRunner<FunctionResult>;
  bag: Bag;
  /** Another execution of the same function. */
  again(): LocalDurableTestRunner<FunctionResult>;
  /** Lets the function run to its end; the world's time passes while it waits for nothing else. */
  finish(
    payload?: unknown,
    runner?: LocalDurableTestRunner<FunctionResult>,
  ): Promise<Awaited<ReturnType<LocalDurableTestRunner<FunctionResult>["run"]>>>;
}

export function deployed(change: Partial<Plan> = {}, settings: Partial<ExperimentSettings> = {}, { speed = 1 } = {}): Deployed {
  const s = stage(change, { speed });
  const files = new Map<string, string>();
  const messages: Deployed["messages"] = [];
  const asked: Consent[] = [];
  const schedules: Deployed["schedules"] = new Map();
  const { manifest } = s.world;
  files.set(BUCKET.manifest("stop-one"), JSON.stringify(manifest));
  files.set(BUCKET.settings("stop-one"), JSON.stringify({ version: 1, experiment: "stop-one", windows: [], ...settings }));
  const bag: Bag = {
    store: async () => s.store,
    read: async (key) => files.get(key),
    write: async (key, text) => void files.set(key, text),
    writeNew: async (key, text) => {
      if (files.has(key)) return false;
      files.set(key, text);
      return true;
    },
    scheduleOnce: async (schedule) => void schedules.set(schedule.name, schedule),
    get: async () => 200,
    now: async () => s.time.now(),
    ask: async (consent) => void asked.push(consent),
    publish: async ({ subject, text }) => void messages.push({ subject, body: JSON.parse(text) as Record<string, unknown> }),
    ports: async () => ({ ports: s.world.ports(), platform: "aws" }),
    linkTo: (key) => `s3://bucket/${key}`,
    timeLeft: (lambda) => lambda.getRemainingTimeInMillis(),
    version: "test",
  };
  const newRunner = () =>
    new LocalDurableTestRunner<FunctionResult>({
      handlerFunction: withDurableExecution((event: unknown, context) => orchestrate(event, context, d.bag)),
    });
  const d: Deployed = {
    ...s,
    entries: () => s.store.read(RUN),
    files,
    messages,
    asked,
    schedules,
    bag,
    runner: newRunner(),
    again: () => newRunner(),
    async finish(payload = REQUEST, runner = d.runner) {
      let isDone = false;
      const done = runner.run({ payload }).finally(() => {
        isDone = true;
      });
      while (!isDone) {
        await new Promise<void>((go) => soon(go));
        if (!isDone && !s.time.step()) await new Promise<void>((go) => void later(go, 2));
      }
      return done;
    },
  };
  return d;
}

/** With an experiment of a minute. */
export function quick(change: Partial<Plan> = {}, settings: Partial<ExperimentSettings> = {}): Deployed {
  const d = deployed({ baselineMs: 30_000, recoveryMs: 60_000, ...change }, settings);
  d.world.lasts = 40_000;
  d.world.heals = 5_000;
  return d;
}

/** Calls to the store that a test spoils. */
export function spoilt(store: JournalStore, spoil: (call: keyof JournalStore) => void): JournalStore {
  const wrapped = Object.entries(store).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      spoil(name as keyof JournalStore);
      return (method as (...args: unknown[]) => Promise<unknown>)(...args);
    },
  ]);
  return Object.fromEntries(wrapped) as JournalStore;
}
