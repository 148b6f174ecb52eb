import type { Phase, RunEvent } from "../journal";

/**
 * What should be going on in a state, as data. The conductor keeps exactly these going: it begins those that are new, and ends those
 * that are no longer wanted. Each ends by recording the event that takes it off the list.
 */
export type Effect =
  /** Append this now; nothing else can happen before it. */
  | { readonly type: "record"; readonly event: RunEvent }
  | { readonly type: "run-checks"; readonly list: "preflight" | "last-look" }
  | { readonly type: "beat" }
  | { readonly type: "sample"; readonly from: number }
  | { readonly type: "watch-baseline"; readonly from: number }
  | { readonly type: "watch-guards"; readonly from: number }
  | { readonly type: "start-experiment"; readonly notBefore: number; readonly tries: number }
  | { readonly type: "find-experiment" }
  | { readonly type: "observe"; readonly experimentId: string; readonly closely: boolean }
  | { readonly type: "resolve-targets"; readonly experimentId: string }
  | { readonly type: "watch-targets" }
  /** `again`: the whole ladder has failed, and this goes on for as long as the experiment may run. */
  | { readonly type: "stop-experiment"; readonly experimentId: string; readonly again: boolean }
  | { readonly type: "engage-lever"; readonly experimentId: string | null }
  | { readonly type: "page"; readonly experimentId: string | null }
  /** Append the event when the time has come. */
  | { readonly type: "deadline"; readonly name: string; readonly at: number; readonly event: RunEvent }
  | { readonly type: "attribute-stop" }
  | { readonly type: "watch-recovery"; readonly from: number; readonly hurry: boolean }
  | { readonly type: "settle-samples"; readonly from: number; readonly to: number; readonly hurry: boolean }
  | { readonly type: "judge" };

/** Equal keys are the same piece of work: it goes on while its key is wanted. */
export function keyOf(effect: Effect): string {
  switch (effect.type) {
    case "record":
      return `record ${effect.event.type}`;
    case "run-checks":
      return `run-checks ${effect.list}`;
    case "start-experiment":
      return `start-experiment ${effect.tries}`;
    case "deadline":
      return `deadline ${effect.name} ${effect.at}`;
    case "stop-experiment":
      return `stop-experiment ${effect.again}`;
    case "sample":
    case "watch-baseline":
    case "watch-guards":
      return `${effect.type} ${effect.from}`;
    case "watch-recovery":
    case "settle-samples":
      return `${effect.type} ${effect.hurry}`;
    default:
      return effect.type;
  }
}

/** The event that enters a phase. */
export function enter(phase: Phase): RunEvent {
  return { type: "phase-entered", phase };
}
