import { type ChaosSettings, type ChaosState, datesOfWeek, NO_STATE, planWeek, readSettings, type WeekPlan, weekOf } from "../../schedule";
import { canonicalJson, EXIT, FaultlineError, formatProblem, hashOf, problemsError } from "../../words";
import { type Given, textOption } from "../command";
import type { Context } from "../context";
import type { Output } from "../output";
import { table } from "../table";
import { readJson, readText, writeNew } from "./files";

/** Plans a week and shows, writes or compares it. False when a committed plan is not what the settings give. */
export function previewWeek(context: Context, given: Given): boolean {
  const { out } = context;
  const file = textOption(given, "config") ?? "chaos.yaml";
  const read = readSettings(readText(context, file, "the settings"));
  if (!read.ok) throw problemsError(file, read.problems);
  for (const warning of read.warnings) out.problem(out.paint.warn(formatProblem(warning)));
  const check = textOption(given, "check");
  if (check !== undefined) return isAsPlanned(context, check, read.value, given);
  const plan = planWeek(read.value, weekGiven(given), {
    ...(textOption(given, "seed") === undefined ? {} : { seed: textOption(given, "seed") ?? "" }),
    state: stateBefore(context, given),
  });
  show(out, plan);
  const target = textOption(given, "out");
  if (target !== undefined) {
    writeNew(context, target, `${JSON.stringify(plan, null, 2)}\n`);
    out.line(`\nWrote ${target}: commit it, and compare it in CI with --check ${target}.`);
  }
  out.result({ plan, file: target ?? null });
  return true;
}

function weekGiven(given: Given): string {
  const week = textOption(given, "week") ?? weekOf(Date.now());
  if (datesOfWeek(week)) return week;
  throw new FaultlineError("no-such-week", `There is no week ${week}.`, {
    exitCode: EXIT.usage,
    remedy: "Write it as ISO 8601 does: 2026-W48.",
  });
}

/** What the week before left: its last day's state. */
function stateBefore(context: Context, given: Given): ChaosState {
  const file = textOption(given, "after");
  return file === undefined ? NO_STATE : (readPlan(context, file).days.at(-1)?.state ?? NO_STATE);
}

function readPlan(context: Context, file: string): WeekPlan {
  const given = readJson(context, file, "the plan") as Partial<WeekPlan> | null;
  const isPlan =
    given?.version === 1 && typeof given.seed === "string" && Array.isArray(given.days) && datesOfWeek(String(given.week)) !== undefined;
  if (isPlan && isState(given.before) && given.days?.every(({ state }) => isState(state))) return given as WeekPlan;
  throw new FaultlineError("not-a-plan", `${file} is not the plan of a week.`, {
    exitCode: EXIT.usage,
    remedy: "Name a plan that faultline schedule --preview --out wrote.",
  });
}

function isState(state: Partial<ChaosState> | undefined): boolean {
  return [state?.lastRun, state?.waiting, state?.turns].every((part) => typeof part === "object" && part !== null);
}

/** A committed plan says its week, its seed and what it began with: made again, it must be the same. */
function isAsPlanned(context: Context, file: string, settings: ChaosSettings, given: Given): boolean {
  const { out } = context;
  const committed = readPlan(context, file);
  const seed = textOption(given, "seed") ?? committed.seed;
  const state = given.options.after === undefined ? committed.before : stateBefore(context, given);
  const made = planWeek(settings, textOption(given, "week") === undefined ? committed.week : weekGiven(given), { seed, state });
  const same = canonicalJson(made) === canonicalJson(committed);
  const runs = (plan: WeekPlan) => new Map(plan.days.flatMap((day) => day.runs.map((run) => [canonicalJson(run), `${run.at} ${run.id}`])));
  const [are, were] = [runs(made), runs(committed)];
  const gone = [...were].filter(([key]) => !are.has(key)).map(([, text]) => text);
  const come = [...are].filter(([key]) => !were.has(key)).map(([, text]) => text);
  if (same) out.line(`${file} is what the settings give.`);
  else {
    out.line(
      out.paint.bad(`${file} is not what the settings give${committed.settingsHash === hashOf(settings) ? "" : ": they have changed"}.`),
    );
    for (const text of gone) out.line(`  - ${text}`);
    for (const text of come) out.line(`  + ${text}`);
    out.line("Make the plan again with --preview --out, and have it reviewed.");
  }
  out.result({ same, file, week: made.week, gone, come });
  return same;
}

function show(out: Output, plan: WeekPlan): void {
  const { bold, dim, warn } = out.paint;
  out.line(`${bold(plan.week)}  ${dim(`seed ${plan.seed}, settings ${plan.settingsHash.slice(0, 12)}`)}`);
  if (plan.leashed) out.line(warn("On a leash: nothing of this will be executed. Write leashed: false to let it happen."));
  const runs = plan.days.flatMap((day) =>
    day.runs.map((run) => [day.date, `${run.at.slice(11, 16)} UTC`, run.member.experiment, run.group]),
  );
  for (const line of runs.length === 0 ? ["No run was drawn."] : table([["DATE", "TIME", "EXPERIMENT", "GROUP"].map(dim), ...runs]))
    out.line(line);
  out.line(`\n${bold("Why")}`);
  const why = plan.days.flatMap((day) => day.explain.map(({ group, outcome, why: text }) => [day.date, group, outcome, dim(text)]));
  for (const line of table(why)) out.line(line);
}
