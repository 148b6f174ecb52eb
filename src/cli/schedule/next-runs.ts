import { checkSchedule, nextRuns } from "../../schedule";
import { formatProblem, problemsError } from "../../words";
import { type Given, textOption } from "../command";
import { numberOption } from "../commands/sandbox";
import type { Context } from "../context";
import { table } from "../table";

/** A year that AWS can still say. */
const FAR = Date.UTC(2200, 0);

/** Prints when an expression fires next. */
export function nextRunsOf({ out }: Context, given: Given): void {
  const expression = given.arguments.expression ?? "";
  const zone = textOption(given, "zone") ?? "UTC";
  const limit = numberOption("count", textOption(given, "count")) ?? 10;
  const now = Date.now();
  const { problems, warnings } = checkSchedule(
    { at: expression, timezone: zone, ...(expression.startsWith("rate(") ? { from: new Date(now).toISOString() } : {}) },
    { now },
  );
  if (problems.length > 0) throw problemsError("The schedule", problems);
  const runs = nextRuns(expression, zone, now, FAR, { limit });
  const local = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const day = new Intl.DateTimeFormat("en", { timeZone: zone, weekday: "short" });
  const rows = runs.map((at) => [new Date(at).toISOString(), `${day.format(at)} ${local.format(at)}`]);
  for (const line of table([["UTC", zone].map(out.paint.dim), ...rows])) out.line(line);
  for (const warning of warnings) out.problem(out.paint.warn(formatProblem(warning)));
  out.result({ expression, zone, runs: runs.map((at) => new Date(at).toISOString()), warnings });
}
