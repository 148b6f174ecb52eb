import { BUCKET } from "../journal";
import { type ChaosSettings, type ChaosState, type DayPlan, DEFAULT_SEED, dayPlannedAt, planDay } from "../schedule";
import { EXIT, FaultlineError } from "../words";
import type { Bag } from "./bag";

/** A run is planned so far ahead that its schedule is made in time. */
const LEAD_MS = 60_000;

/** What the last planned day left. */
interface KeptState {
  readonly version: 1;
  readonly date: string;
  readonly state: ChaosState;
}

interface Dated {
  readonly date: string;
  /** Missing: a later day was planned before, and this one cannot be any more. */
  readonly found?: DayPlan;
  readonly stale: string;
}

/**
 * The plan of the day that is to be planned at an instant: the one that was written down, or a new one, which is written down if it is the first. Of two
 * that plan at the same time both get the same.
 */
export async function dayPlan(bag: Bag, settings: ChaosSettings, scheduledAt: number, now: number): Promise<Dated> {
  const date = dayPlannedAt(settings, scheduledAt);
  const kept = await read<KeptState>(bag, BUCKET.planState);
  const written = await readPlan(bag, date);
  const isLater = kept !== undefined && kept.date >= date;
  if (!written && isLater) return { date, stale: `the plan of ${kept.date} was made before: ${date} is not planned any more` };
  const found = written ?? (await write(bag, planDay(settings, date, settings.seed ?? DEFAULT_SEED, withState(kept, now))));
  if (!isLater) {
    const state: KeptState = { version: 1, date, state: found.state };
    await bag.write(BUCKET.planState, JSON.stringify(state), "application/json");
  }
  return { date, found, stale: "" };
}

export async function readPlan(bag: Pick<Bag, "read" | "linkTo">, date: string): Promise<DayPlan | undefined> {
  return read<DayPlan>(bag, BUCKET.plan(date));
}

const withState = (kept: KeptState | undefined, now: number) => ({ now: now + LEAD_MS, ...(kept ? { state: kept.state } : {}) });

async function write(bag: Bag, plan: DayPlan): Promise<DayPlan> {
  const key = BUCKET.plan(plan.date);
  if (await bag.writeNew(key, `${JSON.stringify(plan, null, 2)}\n`, "application/json")) return plan;
  const first = await readPlan(bag, plan.date);
  if (!first) throw new Error(`${bag.linkTo(key)} was written by another, and cannot be read`);
  return first;
}

/** A record that cannot be read is no empty record: without it gaps and turns would be forgotten. */
async function read<T extends { readonly version: 1 }>(bag: Pick<Bag, "read" | "linkTo">, key: string): Promise<T | undefined> {
  const text = await bag.read(key);
  if (text === undefined) return undefined;
  let value: Partial<T> | null = null;
  try {
    value = JSON.parse(text) as Partial<T> | null;
  } catch {
    // Told below.
  }
  if (value?.version === 1) return value as T;
  throw new FaultlineError("unreadable", `${bag.linkTo(key)} is not what this version of Faultline writes.`, {
    exitCode: EXIT.errored,
    remedy: "Restore an earlier version of the object, or delete it to begin anew: gaps and turns are then forgotten.",
  });
}
