import { setTimeout as sleep } from "node:timers/promises";
import { BUCKET } from "../../../journal";
import { type ChaosDocument, PLAN_DAY, plannedName } from "../../../schedule";
import { humanDuration } from "../../../words";
import type { DayNews } from "./news";
import type { Rehearsed } from "./open";
import type { Drawn } from "./start";
import { type DeployedWay, LOOK_EVERY_REAL_MS, silent } from "./way";

/** The schedule fires within a minute, the function plans within seconds; the machine may be busy. */
const PLANNED_WITHIN_REAL_MS = 60_000;
/** A run that was drawn for later than this is not waited for. */
const WAITED_REAL_MS = 600_000;

/**
 * Has the function plan a day of randomised chaos, by its own schedule moved to the next minute, and tells the plan. Gives the runs that will begin soon
 * enough to be waited for, by time. Nothing is planned where none of these experiments takes part.
 */
export async function planDay(way: DeployedWay<Rehearsed>, experiments: readonly string[]): Promise<readonly Drawn[]> {
  const { context, seen, clock, away } = way;
  const text = await seen.objects.read(BUCKET.chaos);
  if (text === undefined) return [];
  const { settings } = JSON.parse(text) as ChaosDocument;
  if (!settings.members.some(({ experiment }) => experiments.includes(experiment))) return [];
  const { out } = context;
  out.line();
  out.progress(out.paint.bold("randomised chaos"));
  out.progress(`  ${out.paint.dim(`its daily schedule ${await seen.schedules.moveUp(PLAN_DAY, clock.now())}`)}`);
  const day = await planned(way);
  if (!day || away.aborted) return [];
  const drawn = drawnRuns(day);
  tellDay(way, day, drawn);
  return drawn.filter(({ at }) => realMsUntil(way, at) <= WAITED_REAL_MS);
}

async function planned({ seen: { news }, away, gone }: DeployedWay<Rehearsed>): Promise<DayNews | undefined> {
  const from = performance.now();
  for (;;) {
    await news.look();
    if (news.day || away.aborted) return news.day;
    if (gone.aborted) throw silent(String(gone.reason));
    if (performance.now() - from > PLANNED_WITHIN_REAL_MS) throw silent("no message about the day's plan came by the topic");
    await sleep(LOOK_EVERY_REAL_MS);
  }
}

function drawnRuns({ runs, schedules }: DayNews): readonly Drawn[] {
  return runs.flatMap(({ id, experiment, at }) => {
    const schedule = plannedName(id);
    return schedules.includes(schedule) ? [{ experiment, runId: id, schedule, at: Date.parse(at) }] : [];
  });
}

function realMsUntil({ clock }: DeployedWay, at: number): number {
  return (at - clock.now()) / clock.speed;
}

function tellDay(way: DeployedWay<Rehearsed>, { date, leashed, explain, left }: DayNews, drawn: readonly Drawn[]): void {
  const { out } = way.context;
  out.progress(`  the plan of ${date}${leashed ? ", on a leash: nothing of it runs" : ""}`);
  for (const { group, outcome, why } of explain) out.progress(`    ${group}: ${outcome} ${out.paint.dim(why)}`);
  for (const { message } of left) out.progress(`    left out: ${message}`);
  for (const { runId, at } of drawn) {
    const real = realMsUntil(way, at);
    const late = real > WAITED_REAL_MS ? "; not waited for: a higher --speed brings it nearer" : "";
    out.progress(`    ${runId} begins at ${new Date(at).toISOString()}, in ${humanDuration(Math.max(0, real))} of real time${late}`);
  }
}
