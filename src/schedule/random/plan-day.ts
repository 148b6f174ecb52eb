import { hashOf } from "../../words";
import { isWorkday, minuteFor, workdaysSince } from "./days";
import { drawOf } from "./draw";
import { compare, type Group, groupsOf, memberId } from "./groups";
import { type ChaosState, type DayPlan, type GroupDecision, NO_STATE, type PlannedRun } from "./plan";
import type { ChaosMember, ChaosSettings } from "./settings";

export interface PlanDayOptions {
  /** What earlier days left. Left out: nothing ran before. */
  readonly state?: ChaosState;
  /** Milliseconds. Nothing is planned before it: a run whose minute is over waits for the next workday. Left out: the whole day is to come. */
  readonly now?: number;
}

interface Candidate {
  readonly group: Group;
  readonly since: string;
  readonly decision: GroupDecision;
}

/**
 * Draws the runs of one day, `YYYY-MM-DD` in the settings' time zone. The same settings, date, seed and state give the same plan, in whatever
 * order apps and members are written; `now` only takes runs away. Nothing is remembered: `state` of the plan is what the next day is given.
 * Expects settings without problems.
 */
export function planDay(
  settings: ChaosSettings,
  date: string,
  seed: string,
  { state = NO_STATE, now = Number.NEGATIVE_INFINITY }: PlanDayOptions = {},
): DayPlan {
  const leashed = settings.leashed ?? true;
  const decisions = new Map<string, GroupDecision>();
  const candidates: Candidate[] = [];
  for (const group of groupsOf(settings)) {
    const candidate = consider(settings, group, date, seed, state);
    if ("group" in candidate && "since" in candidate) candidates.push(candidate);
    else decisions.set(group.id, candidate);
  }
  candidates.sort((a, b) => compare(a.since, b.since) || lot(seed, date, a) - lot(seed, date, b) || compare(a.group.id, b.group.id));

  const runs: PlannedRun[] = [];
  const lastRun = { ...state.lastRun };
  const waiting: Record<string, string> = {};
  const turns = { ...state.turns };
  const room = settings.maxPerDay ?? Number.POSITIVE_INFINITY;
  for (const { group, since, decision } of candidates) {
    const at = minuteFor(settings, seed, date, group.id);
    const refusal = runs.length >= room ? NO_ROOM(room) : at === undefined || at <= now ? TOO_LATE : undefined;
    if (refusal || at === undefined) {
      decisions.set(group.id, { ...decision, ...(refusal ?? TOO_LATE) });
      waiting[group.id] = since;
      continue;
    }
    const member = nextMember(group, seed, state);
    runs.push({ id: runId(seed, date, group.id, member), group: group.id, member, at: new Date(at).toISOString(), leashed });
    lastRun[group.id] = date;
    turns[group.id] = { ...turns[group.id], [memberId(member)]: date };
    decisions.set(group.id, decision);
  }
  for (const [group, since] of Object.entries(state.waiting)) {
    const outcome = decisions.get(group)?.outcome;
    // A group that is gone, switched off or excepted waits no more; one whose day is closed still does.
    if (outcome === "closed" || outcome === "gap") waiting[group] ??= since;
  }
  runs.sort((a, b) => compare(a.at, b.at) || compare(a.group, b.group));
  const explain = [...decisions.values()].sort((a, b) => compare(a.group, b.group));
  return { version: 1, date, seed, leashed, runs, explain, state: { lastRun, waiting, turns } };
}

const NO_ROOM = (room: number) =>
  ({ outcome: "no-room", why: `drawn, but the day's ${room} runs are taken: it goes first on the next workday` }) as const;
const TOO_LATE = { outcome: "too-late", why: "drawn, but its minute is over: it goes first on the next workday" } as const;

function lot(seed: string, date: string, { group }: Candidate): number {
  return drawOf(seed, date, group.id, "order");
}

/** Why a group is not drawn on a day, or that it is. */
function consider(settings: ChaosSettings, group: Group, date: string, seed: string, state: ChaosState): Candidate | GroupDecision {
  const refuse = (outcome: GroupDecision["outcome"], why: string): GroupDecision => ({ group: group.id, outcome, why });
  if (!group.enabled) return refuse("not-enabled", `${group.app} does not take part (${settings.participation ?? "opt-in"})`);
  if (group.members.length === 0) return refuse("excepted", `exceptions take out all ${group.excepted} of its members`);
  if (!isWorkday(settings, date)) return refuse("closed", "the day has no minute within windows and outside of blackouts");
  const { minWorkdaysBetween, meanWorkdaysBetween } = group.rate;
  const last = state.lastRun[group.id];
  const since = last === undefined ? minWorkdaysBetween : workdaysSince(settings, last, date, minWorkdaysBetween);
  if (since < minWorkdaysBetween)
    return refuse("gap", `its last run was on ${last}: ${since} of at least ${minWorkdaysBetween} workdays ago`);
  const waitingSince = state.waiting[group.id];
  if (waitingSince !== undefined)
    return { group, since: waitingSince, decision: { group: group.id, outcome: "drawn", why: `drawn on ${waitingSince}, waiting since` } };
  const chance = chanceOf(meanWorkdaysBetween, minWorkdaysBetween);
  const draw = drawOf(seed, date, group.id, "draw");
  const text = `${draw.toFixed(4)} of ${chance.toFixed(4)}`;
  if (draw >= chance) return { group: group.id, outcome: "not-drawn", why: `drew ${text}: not below`, chance, draw };
  return { group, since: date, decision: { group: group.id, outcome: "drawn", why: `drew ${text}: below`, chance, draw } };
}

/**
 * The chance of each workday on which a group may run. With a gap of one workday it is 1/mean; the days that a longer gap takes away are made up
 * for on the others, so that the mean holds.
 */
export function chanceOf(mean: number, gap: number): number {
  return Math.min(1, 1 / Math.max(1, mean - (gap - 1)));
}

/** The member whose last turn is longest ago; those that never had one first, in an order of the seed's. */
function nextMember(group: Group, seed: string, state: ChaosState): ChaosMember {
  const turns = state.turns[group.id] ?? {};
  const order = (member: ChaosMember) => drawOf(seed, group.id, memberId(member), "member");
  const [first] = [...group.members].sort((a, b) => compare(turns[memberId(a)] ?? "", turns[memberId(b)] ?? "") || order(a) - order(b));
  if (!first) throw new RangeError(`group ${group.id} has no members`);
  return first;
}

function runId(seed: string, date: string, group: string, member: ChaosMember): string {
  const hash = hashOf({ seed, date, group, member: memberId(member) }).slice(0, 10);
  const name = member.experiment.replace(/[^A-Za-z0-9-]/g, "-").slice(0, 36);
  return `${name}-${date.replaceAll("-", "")}-${hash}`;
}
