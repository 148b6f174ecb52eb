import type { Cancel } from "../kernel/clock";
import type { Failure } from "./errors";
import { type ExperimentLog, stamp } from "./log";
import type { ExperimentRecord } from "./records";
import type { Reach } from "./resolve/resolve";

/** What a running experiment has in this process only. */
export class Live {
  reach: readonly Reach[] = [];
  abandoned = false;
  /** Resolves when the experiment has ended. */
  readonly over: Promise<void>;
  private end: () => void = () => undefined;
  private readonly aborts = new Map<string, AbortController>();
  private readonly deferred = new Map<string, Cancel[]>();
  private readonly clean: Cancel[] = [];

  constructor(
    readonly scope: string,
    readonly record: ExperimentRecord,
    readonly log: ExperimentLog,
  ) {
    this.over = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  /** Called once when the experiment has ended. */
  cleanUp(cancel: Cancel): void {
    this.clean.push(cancel);
  }

  abortOf(action: string): AbortController {
    let abort = this.aborts.get(action);
    if (!abort) {
      abort = new AbortController();
      this.aborts.set(action, abort);
    }
    return abort;
  }

  defer(action: string, cancel: Cancel): void {
    this.deferred.set(action, [...(this.deferred.get(action) ?? []), cancel]);
  }

  /** Takes back the effects of an action that live in this process, last first. */
  cancelDeferred(action: string): void {
    const cancels = this.deferred.get(action) ?? [];
    this.deferred.delete(action);
    for (const cancel of cancels.reverse()) cancel();
  }

  finish(now: number): void {
    const { status, reason } = this.record.machine;
    this.log.write("experiment-end", { experiment_end_time: stamp(now), experiment_state: { status, reason } });
    for (const cancel of this.clean.splice(0)) cancel();
    this.end();
  }

  /** The process is going down: effects in it end, nothing is written any more. */
  abandon(): void {
    this.abandoned = true;
    for (const action of [...this.deferred.keys()]) this.cancelDeferred(action);
    for (const abort of this.aborts.values()) abort.abort();
    for (const cancel of this.clean.splice(0)) cancel();
    this.end();
  }

  logActionStart(name: string): void {
    const action = this.record.content.actions[name];
    const state = this.record.machine.actions[name];
    this.log.write("action-start", {
      action_name: name,
      action_id: action?.actionId,
      action_start_time: stamp(state?.startTime ?? 0),
      action_targets: action?.targets,
      parameters: action?.parameters,
    });
  }

  logActionError(name: string, failure: Failure): void {
    this.log.write("action-error", {
      action_name: name,
      action_id: this.record.content.actions[name]?.actionId,
      account_id: failure.accountId,
      action_state: { status: "failed", reason: failure.reason },
    });
  }

  logActionEnd(name: string): void {
    const state = this.record.machine.actions[name];
    this.log.write("action-end", {
      action_name: name,
      action_id: this.record.content.actions[name]?.actionId,
      action_end_time: stamp(state?.endTime ?? 0),
      action_state: { status: state?.status, reason: state?.reason },
    });
  }
}
