import type { DurableContext } from "@aws/durable-execution-sdk-js";
import type { PlanDayRequest } from "../experiment";
import { BUCKET } from "../journal";
import { type OneTimeSchedule, plannedSchedules } from "../schedule";
import { EXIT, FaultlineError, messageOf, type Problem } from "../words";
import type { Bag } from "./bag";
import { type ChaosDocumentRead, readChaos } from "./chaos";
import { type DayTold, dayNews } from "./day-news";
import { PERSISTENT, TELLING } from "./patience";
import { dayPlan, readPlan } from "./plans";

/** What of a planned day is kept in the durable execution: small, whatever the number of groups. */
interface Planned {
  readonly date: string;
  readonly leashed: boolean;
  readonly schedules: readonly OneTimeSchedule[];
  readonly left: readonly Problem[];
}

/**
 * Plans a day of randomised chaos. The plan is written down once, before anything is made; then each run gets a schedule that fires once, and people
 * are told. Asked again for the same day, it finds the plan, and makes what is missing of it and still to come.
 */
export async function planDay({ scheduledAt }: PlanDayRequest, context: DurableContext, bag: Bag): Promise<DayTold> {
  const planned = await context.step("plan", () => plan(bag, Date.parse(scheduledAt)), { retryStrategy: PERSISTENT });
  const made: string[] = [];
  const left: Problem[] = [...planned.left];
  const failed: string[] = [];
  for (const schedule of planned.schedules) {
    const { name, input } = schedule;
    try {
      const outcome = await context.step(name, () => makeSchedule(bag, schedule), { retryStrategy: PERSISTENT });
      if (outcome === "made") made.push(name);
      else left.push(leftOver(input.runId ?? name, "too-late", "its minute is over", "Nothing: its group may be drawn on another day."));
    } catch (thrown) {
      const why = messageOf(thrown).slice(0, 500);
      failed.push(`${name}: ${why}`);
      left.push(
        leftOver(input.runId ?? name, "not-made", `its schedule could not be made: ${why}`, "Mend the cause; the run is left out."),
      );
    }
  }
  const { date, leashed } = planned;
  const told: DayTold = { version: 1, kind: "day-planned", date, leashed, schedules: made, left, plan: bag.linkTo(BUCKET.plan(date)) };
  await context.step("tell", async () => bag.publish(dayNews(told, await readPlan(bag, date))), TELLING);
  if (failed.length > 0)
    throw new FaultlineError(
      "day-not-planned",
      `Of the plan of ${date}, ${failed.length} schedules could not be made: ${failed.join("; ")}`,
      {
        exitCode: EXIT.errored,
        remedy: "Mend the cause. Those runs are left out; the others happen.",
        facts: { date, failed: failed.length },
      },
    );
  return told;
}

function leftOver(runId: string, code: string, message: string, remedy: string): Problem {
  return { code, path: runId, message: `${runId}: ${message}`, remedy };
}

async function plan(bag: Bag, scheduledAt: number): Promise<Planned> {
  const document = mustHave(await readChaos(bag));
  const now = await bag.now();
  const { date, found, stale } = await dayPlan(bag, document.settings, scheduledAt, now);
  if (!found)
    return { date, leashed: true, schedules: [], left: [leftOver(date, "stale", stale, "Nothing: days are planned in their order.")] };
  // The leash holds from the moment in which it is written, also for what was planned without it.
  const leashed = found.leashed || document.settings.leashed !== false;
  const { schedules, left } = plannedSchedules({ ...found, leashed }, document.deployment);
  return { date, leashed, schedules, left };
}

async function makeSchedule(bag: Bag, schedule: OneTimeSchedule): Promise<"made" | "too-late"> {
  const document = mustHave(await readChaos(bag));
  // EventBridge Scheduler would fire at once what is asked for too late.
  if (Date.parse(schedule.input.scheduledAt ?? "") <= (await bag.now())) return "too-late";
  await bag.scheduleOnce(schedule, document);
  return "made";
}

function mustHave(read: ChaosDocumentRead) {
  if (read.ok) return read.document;
  throw new FaultlineError(read.code, read.message, {
    exitCode: EXIT.usage,
    remedy: "Run pulumi up for the Orchestrator, with its settings of randomised chaos in it.",
  });
}
