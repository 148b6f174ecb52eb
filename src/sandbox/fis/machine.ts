import type { Failure } from "./errors";

/**
 * An experiment as a pure machine: state and event in, state and effects out. The driver performs the effects and
 * feeds what happened back. Nothing in here knows a clock or a service.
 * https://docs.aws.amazon.com/fis/latest/userguide/experiments.html
 */
export type ExperimentStatus = "pending" | "initiating" | "running" | "completed" | "stopping" | "stopped" | "failed" | "cancelled";
export type ActionStatus = "pending" | "initiating" | "running" | "completed" | "cancelled" | "stopping" | "stopped" | "failed" | "skipped";

export interface ActionState {
  status: ActionStatus;
  reason: string;
  startAfter: string[];
  startTime?: number;
  endTime?: number;
}

export interface MachineState {
  status: ExperimentStatus;
  reason: string;
  error?: { code: string; location?: string; accountId?: string };
  actions: Record<string, ActionState>;
  /** Why it is ending, while what runs is unwound. */
  ending?: { status: "stopped" | "failed"; reason: string; error?: MachineState["error"] };
}

export type StopCause = "user" | "stop-condition" | "safety-lever";

export type MachineEvent =
  | { type: "initiate" }
  /** Started while the safety lever was engaged. */
  | { type: "cancel" }
  /** Targets are known; these actions have none, or are not to run. */
  | { type: "resolved"; skipped: Readonly<Record<string, string>> }
  | { type: "action-running"; action: string }
  | { type: "action-completed"; action: string; reason?: string }
  | { type: "action-stopped"; action: string; reason?: string }
  | { type: "action-failed"; action: string; failure: Failure }
  | { type: "stop"; cause: StopCause }
  | { type: "fail"; failure: Failure };

export type Effect =
  | { type: "resolve" }
  | { type: "start-action"; action: string }
  | { type: "stop-action"; action: string }
  | { type: "action-ended"; action: string }
  /** The experiment's status changed; several may come of one event (stopping, then stopped). */
  | { type: "entered"; status: ExperimentStatus; reason: string; previous: ExperimentStatus; previousReason: string };

export interface Step {
  readonly state: MachineState;
  readonly effects: readonly Effect[];
}

export const REASONS: Readonly<Record<ExperimentStatus, string>> = {
  pending: "Experiment is pending.",
  initiating: "Experiment is initiating.",
  running: "Experiment is running.",
  completed: "Experiment completed.",
  stopping: "Stopping Experiment.",
  stopped: "Experiment stopped.",
  failed: "Experiment failed.",
  cancelled: "Experiment cancelled: the safety lever is engaged.",
};

const STOPPED: Readonly<Record<StopCause, string>> = {
  user: "Experiment stopped.",
  "stop-condition": "Experiment halted by stop condition.",
  "safety-lever": "Experiment halted by safety lever.",
};

const OVER: ReadonlySet<ExperimentStatus> = new Set(["completed", "stopped", "failed", "cancelled"]);
const ACTION_OVER: ReadonlySet<ActionStatus> = new Set(["completed", "cancelled", "stopped", "failed", "skipped"]);
const MET: ReadonlySet<ActionStatus> = new Set(["completed", "skipped"]);

/** Completed, stopped, failed or cancelled: nothing will change any more. */
export const isOver = (state: Pick<MachineState, "status">): boolean => OVER.has(state.status);

export function initialState(actions: Readonly<Record<string, { readonly startAfter?: readonly string[] }>>): MachineState {
  const states = Object.entries(actions).map(([name, action]): [string, ActionState] => [
    name,
    { status: "pending", reason: "Initial state", startAfter: [...(action.startAfter ?? [])] },
  ]);
  return { status: "pending", reason: REASONS.pending, actions: Object.fromEntries(states) };
}

type Events = { [T in MachineEvent["type"]]: Extract<MachineEvent, { type: T }> };
type Move<T extends keyof Events> = (draft: Draft, event: Events[T]) => void;
type Row = { readonly [T in keyof Events]?: Move<T> };

/** The next state, and what to do. An event that a state has no row for is ignored: late news of something that is over. */
export function step(before: MachineState, event: MachineEvent, now: number): Step {
  const draft = new Draft(structuredClone(before), now);
  const move = TABLE[before.status][event.type] as Move<typeof event.type> | undefined;
  move?.(draft, event);
  return { state: draft.state, effects: draft.effects };
}

class Draft {
  readonly effects: Effect[] = [];
  constructor(
    readonly state: MachineState,
    readonly now: number,
  ) {}

  enter(status: ExperimentStatus, reason = REASONS[status]): void {
    this.effects.push({ type: "entered", status, reason, previous: this.state.status, previousReason: this.state.reason });
    this.state.status = status;
    this.state.reason = reason;
  }

  action(name: string, from: readonly ActionStatus[], status: ActionStatus, reason: string): void {
    const action = this.state.actions[name];
    if (!action || !from.includes(action.status)) return;
    action.status = status;
    action.reason = reason;
    if (ACTION_OVER.has(status)) {
      action.endTime = this.now;
      if (status !== "skipped" && status !== "cancelled") this.effects.push({ type: "action-ended", action: name });
    }
  }

  /** Starts every pending action whose predecessors are through. */
  startReady(): void {
    for (const [name, action] of Object.entries(this.state.actions)) {
      if (action.status !== "pending") continue;
      if (!action.startAfter.every((other) => MET.has(this.state.actions[other]?.status ?? "pending"))) continue;
      action.status = "initiating";
      action.reason = "Action is initiating.";
      action.startTime = this.now;
      this.effects.push({ type: "start-action", action: name });
    }
  }

  /** Cancels what waits, stops what runs; the end comes when nothing runs any more. */
  wind(ending: NonNullable<MachineState["ending"]>): void {
    this.state.ending ??= ending;
    for (const [name, action] of Object.entries(this.state.actions)) {
      if (action.status === "pending") this.action(name, ["pending"], "cancelled", "Action was cancelled.");
      if (action.status !== "initiating" && action.status !== "running") continue;
      action.status = "stopping";
      action.reason = "Stopping Action.";
      this.effects.push({ type: "stop-action", action: name });
    }
  }

  /** Ends the experiment once every action has ended. */
  settle(): void {
    const { ending, actions } = this.state;
    if (!ending) this.startReady();
    if (!Object.values(actions).every((action) => ACTION_OVER.has(action.status))) return;
    if (!ending) {
      this.enter("completed");
      return;
    }
    if (ending.error) this.state.error = ending.error;
    delete this.state.ending;
    this.enter(ending.status, ending.reason);
  }
}

const errorOf = ({ code, location, accountId }: Failure): MachineState["error"] => ({ code, location, accountId });

const fail: Move<"fail"> = (draft, { failure }) => {
  draft.wind({ status: "failed", reason: failure.reason, error: errorOf(failure) });
  draft.settle();
};

const stop: Move<"stop"> = (draft, { cause }) => {
  const already = draft.state.ending !== undefined;
  draft.wind({ status: "stopped", reason: STOPPED[cause] });
  if (!already) draft.enter("stopping", cause === "user" ? REASONS.stopping : STOPPED[cause]);
  draft.settle();
};

const LIVE = ["initiating", "running", "stopping"] as const;

const actionMoves: Row = {
  "action-running": (draft, { action }) => {
    draft.action(action, ["initiating"], "running", "");
  },
  "action-completed": (draft, { action, reason }) => {
    draft.action(action, LIVE, "completed", reason ?? "Action was completed.");
    draft.settle();
  },
  "action-stopped": (draft, { action, reason }) => {
    draft.action(action, ["stopping"], "stopped", reason ?? "Action was stopped.");
    draft.settle();
  },
  "action-failed": (draft, { action, failure }) => {
    draft.action(action, LIVE, "failed", failure.reason);
    const ending = { status: "failed" as const, reason: failure.reason, error: errorOf(failure) };
    // What could not be taken back makes a stopped experiment a failed one.
    if (draft.state.ending?.status === "stopped") draft.state.ending = ending;
    draft.wind(ending);
    draft.settle();
  },
};

const TABLE: Readonly<Record<ExperimentStatus, Row>> = {
  pending: {
    initiate: (draft) => {
      draft.enter("initiating");
      draft.effects.push({ type: "resolve" });
    },
    cancel: (draft) => {
      for (const name of Object.keys(draft.state.actions)) draft.action(name, ["pending"], "cancelled", "Action was cancelled.");
      draft.enter("cancelled");
    },
    stop,
    fail,
  },
  initiating: {
    resolved: (draft, { skipped }) => {
      draft.enter("running");
      for (const [name, reason] of Object.entries(skipped)) draft.action(name, ["pending"], "skipped", reason);
      draft.settle();
    },
    stop,
    fail,
  },
  running: { ...actionMoves, stop, fail },
  stopping: { ...actionMoves, stop, fail },
  completed: {},
  stopped: {},
  failed: {},
  cancelled: {},
};
