import type { Cloud } from "../kernel/cloud";
import { UNDO } from "./actions";
import { QUOTAS } from "./catalogue";
import { type Failure, failureOf } from "./errors";
import { Live } from "./live";
import { ExperimentLog } from "./log";
import { type Effect, isOver, type MachineEvent, type StopCause, step } from "./machine";
import { type Prepared, prepare, stopAlarms } from "./prepare";
import { type ExperimentRecord, placeOf, type Tables, type UndoStep } from "./records";
import { ownRight, reachOf } from "./role";
import { runAction } from "./run-action";

/** AWS was seen to stop an experiment about a second after its alarm. */
const REACTION_MS = 1_000;

/** Drives experiments: feeds the machine with what happens and performs what it asks for. */
export class Runner {
  private readonly live = new Map<string, Live>();
  private readonly listeners = new Set<(scope: string) => void>();

  constructor(
    private readonly cloud: Cloud,
    private readonly tables: Tables,
  ) {}

  /** Experiments of this account and Region that have not ended. */
  active(scope: string): ExperimentRecord[] {
    return this.tables.experiments
      .in(scope)
      .values()
      .filter((record) => !isOver(record.machine));
  }

  /** Called after each experiment that ended. */
  onEnded(listener: (scope: string) => void): void {
    this.listeners.add(listener);
  }

  /** Starts what StartExperiment has written down. */
  begin(scope: string, record: ExperimentRecord): void {
    const live = this.open(scope, record);
    for (const arn of stopAlarms(record)) this.watchAlarm(live, arn);
    const longest = QUOTAS.experimentHours * 3_600_000;
    const tooLong: Failure = { code: "QuotaExceededFailure", reason: `The experiment ran longer than ${QUOTAS.experimentHours} hours.` };
    live.cleanUp(this.cloud.clock.after(longest, () => this.dispatch(live, { type: "fail", failure: tooLong })));
    this.dispatch(live, { type: "initiate" });
  }

  /** Ends what StartExperiment has written down at once: the safety lever is engaged. */
  cancel(scope: string, record: ExperimentRecord): void {
    this.dispatch(this.open(scope, record), { type: "cancel" });
  }

  /** Returns at once; the machine stops what runs. Nothing happens to an experiment that has ended. */
  stop(id: string, cause: StopCause): void {
    const live = this.live.get(id);
    if (live) this.dispatch(live, { type: "stop", cause });
  }

  /** Resolves when nothing of the experiment is left to do. */
  async ended(id: string): Promise<void> {
    await this.live.get(id)?.over;
  }

  /** Ends what a former process left running: takes its effects back and fails it. */
  recover(): void {
    for (const { scope, record } of [...this.tables.experiments.everywhere()]) {
      if (isOver(record.machine) || this.live.has(record.id)) continue;
      void this.recoverOne(this.open(scope, record));
    }
  }

  /** Forgets what runs, with the effects that live in this process. Records stay as they are. */
  close(): void {
    for (const live of this.live.values()) live.abandon();
    this.live.clear();
  }

  private open(scope: string, record: ExperimentRecord): Live {
    const live = new Live(scope, record, new ExperimentLog(this.cloud, record, placeOf(scope)));
    this.live.set(record.id, live);
    return live;
  }

  private watchAlarm(live: Live, arn: string): void {
    const off = this.cloud.bus.on("alarm-state-changed", ({ alarmArn, state }) => {
      if (alarmArn !== arn || state !== "ALARM") return;
      live.cleanUp(this.cloud.clock.after(REACTION_MS, () => this.dispatch(live, { type: "stop", cause: "stop-condition" })));
    });
    live.cleanUp(off);
  }

  private dispatch(live: Live, event: MachineEvent): void {
    if (live.abandoned) return;
    const next = step(live.record.machine, event, this.cloud.clock.now());
    live.record.machine = next.state;
    this.save(live);
    for (const effect of next.effects) this.perform(live, effect);
  }

  private save(live: Live): void {
    this.tables.experiments.in(live.scope).set(live.record.id, live.record);
  }

  private perform(live: Live, effect: Effect): void {
    switch (effect.type) {
      case "entered":
        this.entered(live, effect);
        return;
      case "resolve":
        void this.prepare(live);
        return;
      case "start-action":
        void this.runAction(live, effect.action);
        return;
      case "stop-action":
        live.abortOf(effect.action).abort();
        return;
      case "action-ended":
        live.logActionEnd(effect.action);
    }
  }

  private entered(live: Live, { status, previous, reason }: Extract<Effect, { type: "entered" }>): void {
    const { record, scope } = live;
    const now = this.cloud.clock.now();
    if (status === "initiating") record.startTime = now;
    const over = isOver({ status });
    if (over) record.endTime = now;
    this.save(live);
    this.cloud.bus.emit("experiment-state-changed", { scope, experimentId: record.id, arn: record.arn, status, previous, reason });
    if (!over) return;
    live.finish(now);
    this.live.delete(record.id);
    for (const listener of this.listeners) listener(scope);
  }

  private async prepare(live: Live): Promise<void> {
    let prepared: Prepared;
    try {
      prepared = await prepare(this.cloud, placeOf(live.scope), live.record, live.log);
    } catch (error) {
      this.dispatch(live, { type: "fail", failure: failureOf(error, "experiment", placeOf(live.scope).accountId) });
      return;
    }
    if (prepared.alarmed) {
      this.dispatch(live, { type: "stop", cause: "stop-condition" });
      return;
    }
    live.reach = prepared.reach;
    live.record.resolved = [...prepared.resolved];
    this.dispatch(live, { type: "resolved", skipped: prepared.skipped });
  }

  private async runAction(live: Live, name: string): Promise<void> {
    const { signal } = live.abortOf(name);
    live.logActionStart(name);
    this.dispatch(live, { type: "action-running", action: name });
    let outcome: MachineEvent;
    try {
      const reason = await runAction(this.cloud, live.record, name, live.reach, signal, {
        add: (step) => {
          live.record.undo.push(step);
          this.save(live);
        },
        defer: (cancel) => live.defer(name, cancel),
      });
      outcome = signal.aborted ? { type: "action-stopped", action: name, reason } : { type: "action-completed", action: name, reason };
    } catch (error) {
      outcome = this.failed(live, name, error);
    }
    if (live.abandoned) return;
    const problem = await this.unwind(live, name, outcome.type !== "action-completed");
    // The first thing that went wrong is what the state shows.
    this.dispatch(live, problem !== undefined && outcome.type !== "action-failed" ? this.failed(live, name, problem) : outcome);
  }

  private failed(live: Live, action: string, error: unknown): MachineEvent {
    const failure = failureOf(error, `actions.${action}`, placeOf(live.scope).accountId);
    live.logActionError(action, failure);
    return { type: "action-failed", action, failure };
  }

  /** Takes an action's effects back, last first, each one even if another could not be. Gives the first problem. */
  private async unwind(live: Live, name: string, interrupted: boolean): Promise<unknown> {
    live.cancelDeferred(name);
    let problem: unknown;
    for (const step of live.record.undo.filter((one) => one.actionName === name).reverse()) {
      try {
        if (interrupted || step.when === "always") await this.takeBack(live, step);
      } catch (error) {
        problem ??= error;
        this.cloud.log("an effect could not be taken back", {
          experiment: live.record.id,
          action: name,
          step: step.kind,
          why: String(error),
        });
      }
      live.record.undo = live.record.undo.filter((one) => one !== step);
      this.save(live);
    }
    return problem;
  }

  private async takeBack(live: Live, step: UndoStep): Promise<void> {
    const { accountId, region } = placeOf(live.scope);
    const as =
      live.reach.find((one) => one.as.accountId === step.accountId)?.as ?? ownRight({ accountId: step.accountId || accountId, region });
    await UNDO[step.kind]?.(this.cloud, as, step.data);
  }

  private async recoverOne(live: Live): Promise<void> {
    const { record } = live;
    const failure: Failure = { code: "InternalFailure", reason: "The sandbox was restarted while the experiment was running." };
    live.log.resume();
    try {
      live.reach = (await reachOf(this.cloud, placeOf(live.scope), record)).reach;
    } catch {
      // Without the role FIS takes back what it can by its own right.
      live.reach = [];
    }
    const unfinished = Object.entries(record.machine.actions).filter(([, state]) =>
      ["initiating", "running", "stopping"].includes(state.status),
    );
    this.dispatch(live, { type: "fail", failure });
    for (const [name] of unfinished) {
      await this.unwind(live, name, true);
      this.dispatch(live, { type: "action-stopped", action: name });
    }
  }
}
