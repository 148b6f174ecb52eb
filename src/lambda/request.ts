import type { FunctionRequest, PlanDayRequest, RunRequest } from "../experiment";
import { type Problem, problemsError } from "../words";

/** Experiments and runs have names that are safe in keys and in names of durable executions. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** What the function was invoked with, once it is known to be that. Throws `invalid-input` with every problem. */
export function readRequest(event: unknown): FunctionRequest {
  const problems: Problem[] = [];
  const given: Readonly<Record<string, unknown>> = typeof event === "object" && event !== null ? { ...event } : {};
  const bad = (path: string, message: string, allowed: string, remedy: string) =>
    problems.push({ code: "bad-request", path, message, given: given[path], allowed, remedy });
  if (given.version !== 1) bad("version", "this version of a request is not known", "1", "Send it with the Faultline that was deployed.");
  if (given.kind !== "run" && given.kind !== "plan-day") bad("kind", "there is no such request", "run, plan-day", "Take one of these.");
  const needsMoment = given.kind === "plan-day" || (given.kind === "run" && given.runId === undefined);
  if ((needsMoment || given.scheduledAt !== undefined) && !isMoment(given.scheduledAt))
    bad(
      "scheduledAt",
      needsMoment && given.scheduledAt === undefined ? "a request without runId says when it was scheduled" : "this is not a moment",
      "ISO 8601: 2027-01-04T10:00:00Z",
      "Give it, or runId.",
    );
  if (given.kind === "run") {
    if (!isName(given.experiment)) bad("experiment", "this is not the name of an experiment", "letters, digits, _ and -", "Name one.");
    if (given.runId !== undefined && !isName(given.runId))
      bad("runId", "this cannot be the id of a run", "letters, digits, _ and -, at most 64 characters", "Choose another.");
    if (typeof given.by !== "string" || given.by === "") bad("by", "nobody asks for it", "a name", "Say who asks.");
    if (given.drawn !== undefined && !isMark(given.drawn))
      bad("drawn", "this does not say what drew the run", '{ group: "checkout/…", date: "2027-01-04" }', "Leave it out.");
    if (given.reason !== undefined && typeof given.reason !== "string") bad("reason", "this is not a text", "a text", "Write why.");
  }
  if (problems.length > 0) throw problemsError("The request", problems);
  return given as unknown as RunRequest | PlanDayRequest;
}

/** `<experiment>-<scheduledAt as yyyymmdd-hhmmss>`, unless the request names it: the same request is the same run. */
export function runIdOf({ experiment, runId, scheduledAt = "" }: RunRequest): string {
  if (runId !== undefined) return runId;
  const [day, time] = new Date(scheduledAt).toISOString().replace(/[-:]/g, "").split(/[T.]/);
  return `${experiment}-${day}-${time}`;
}

function isMark(value: unknown): boolean {
  const { group, date } = (value ?? {}) as { readonly group?: unknown; readonly date?: unknown };
  return typeof group === "string" && group !== "" && typeof date === "string" && /^\d{4}-\d\d-\d\d$/.test(date);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && NAME.test(value);
}

function isMoment(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
}
