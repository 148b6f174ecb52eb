import type { ResolvedTarget, RunEvent } from "../journal";
import { humanDuration, valueText } from "../words";
import type { Paint } from "./output";

export type Plan = Extract<RunEvent, { type: "run-created" }>["manifest"]["plan"];

const PHASES: Readonly<Partial<Record<string, string>>> = {
  preflight: "preflight: may it start?",
  baseline: "baseline: measuring what normal is",
  start: "starting the experiment",
  fault: "the fault is on; the guards watch",
  stopping: "stopping",
  recovery: "recovery: waiting until all is back to normal",
  judgement: "judging",
};

/** What was told of a run before, for the words of what comes after. */
export interface Known {
  plan: Plan | undefined;
  /** By the id of a target. FIS does not say where what it chose is. */
  readonly zones: Map<string, string>;
}

/** One line for what people want to see; nothing for the rest. */
export function tell(event: RunEvent, { plan, zones }: Known, paint: Paint): string | undefined {
  switch (event.type) {
    case "phase-entered":
      return PHASES[event.phase] && paint.bold(PHASES[event.phase] ?? "");
    case "preflight-answered":
      return event.answer === "ok" ? undefined : `${paint.warn(`${event.check}: ${event.answer}`)}: ${event.message}`;
    case "start-accepted":
      return `FIS accepted it as ${event.fisExperimentId}`;
    case "start-refused":
      return paint.bad(`FIS refused the start: ${event.code} ${event.message}`);
    case "targets-resolved":
      return targetsLine(event.targets, zones);
    case "experiment-observed":
      return `experiment ${event.status}: ${Object.entries(event.actions)
        .map(([name, action]) => `${name} ${action.status}`)
        .join(", ")}`;
    case "guard-breached": {
      const unit = plan?.guards.find((guard) => guard.name === event.guard)?.metric.unit ?? "";
      return paint.bad(
        `the guard "${event.guard}" is breached: ${valueText(event.value, unit)} (${event.threshold}), seen in the ${event.seenIn}`,
      );
    }
    case "stop-requested":
      return paint.warn(`stop requested: ${causeText(event.cause)}`);
    case "stop-accepted":
      return "stop accepted";
    case "stop-failed":
      return paint.bad(`${event.rung} failed: ${event.message}`);
    case "effect-gone":
      return "the platform reports the end";
    case "stop-attributed":
      return paint.warn(event.message);
    case "recovered":
      return event.afterMs === 0 ? "back to normal at once" : `back to normal ${humanDuration(event.afterMs)} after the fault`;
    case "not-recovered":
      return paint.bad(event.message);
    case "residue-checked":
      return event.answer === "clean" ? undefined : paint.bad(`${event.answer}: ${event.message}`);
    case "call-failed":
      return paint.warn(`${event.call} failed: ${event.message}`);
    case "adopted":
      return `continued by ${event.by}`;
    default:
      return undefined;
  }
}

/** `3 targets: web 2 (us-east-1a), db 1` */
export function targetsLine(targets: readonly ResolvedTarget[], zones: ReadonlyMap<string, string>): string {
  const names = [...new Set(targets.map((target) => target.target))];
  const parts = names.map((name) => {
    const chosen = targets.filter((target) => target.target === name);
    const where = chosen.flatMap(({ id, zone }) => zone ?? zones.get(id) ?? []);
    const places = [...new Set(where)].sort();
    const spread = places.length === 1 ? places : places.map((place) => `${where.filter((zone) => zone === place).length} in ${place}`);
    return `${name} ${chosen.length}${places.length > 0 ? ` (${spread.join(", ")})` : ""}`;
  });
  return `${targets.length} ${targets.length === 1 ? "target" : "targets"}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}

type Cause = Extract<RunEvent, { type: "stop-requested" }>["cause"];

function causeText(cause: Cause): string {
  switch (cause.kind) {
    case "guard":
      return `the guard "${cause.guard}"`;
    case "person":
      return `${cause.reason} (${cause.by})`;
    case "max-duration":
      return "it has taken as long as it may";
    case "orchestrator":
      return cause.reason;
  }
}
