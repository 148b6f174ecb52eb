import { messageOf } from "../../../words";
import { uuid, whereOf } from "../../common/identity";
import type { Cloud } from "../../kernel/cloud";
import { attempt } from "./attempt";
import { type Ending, endOf, nextAfter } from "./course";
import { EXECUTIONS, type ExecutionRecord, isOver, type StepRecord } from "./records";
import { type Runbook, readRunbook, type Step } from "./runbook";

/** Sandbox milliseconds that Automation itself needs for each step. */
const STEP_MS = 250;

/** What a running automation has in this process only. */
interface Live {
  /** Ends the step that runs. */
  abort: AbortController;
  closed: boolean;
}

/** Runs automations, step by step; what is running is in the records at every moment, so that a restart goes on with it. */
export class Automations {
  private readonly live = new Map<string, Live>();

  constructor(private readonly cloud: Cloud) {}

  /** Starts what StartAutomationExecution has written down, or goes on with what a former process left. */
  begin(scope: string, record: ExecutionRecord): void {
    const live: Live = { abort: new AbortController(), closed: false };
    this.live.set(record.id, live);
    this.drive(scope, record, live).catch((problem: unknown) => {
      if (live.closed) return;
      this.cloud.log("ssm: an automation failed", { automation: record.id, reason: messageOf(problem) });
      record.verdict ??= { status: "Failed", message: "Internal Server Error." };
      this.finish(record);
    });
  }

  /** Ends the step that runs; what follows from it happens by itself. */
  stop(record: ExecutionRecord, type: "Cancel" | "Complete"): void {
    record.stop = { type, at: this.cloud.clock.now() };
    if (type === "Cancel") record.status = "Cancelling";
    this.cloud.state.touch();
    this.live.get(record.id)?.abort.abort();
  }

  /** Goes on with what a former process left. A step that was at work is run again, but for a sleep, which ends when it was to end. */
  recover(): void {
    for (const { scope, record } of [...this.cloud.state.table<ExecutionRecord>(EXECUTIONS).everywhere()]) {
      if (!isOver(record) && !this.live.has(record.id)) this.begin(scope, record);
    }
  }

  /** Ends what runs in this process. Records stay as they are. */
  close(): void {
    for (const live of this.live.values()) {
      live.closed = true;
      live.abort.abort();
    }
    this.live.clear();
  }

  private async drive(scope: string, record: ExecutionRecord, live: Live): Promise<void> {
    const runbook = readRunbook(record.content, record.format);
    while (record.at !== undefined) {
      const step = runbook.steps.find(({ name }) => name === record.at);
      const state = record.steps.find(({ name }) => name === record.at);
      if (!step || !state) break;
      const stopped = record.stop !== undefined && record.unwinding === undefined;
      const ending = stopped ? "stopped" : await this.runStep(scope, record, step, state, live);
      if (live.closed) return;
      record.at = nextAfter(runbook, record, stopped ? begunOf(runbook, record, step) : step, state, ending);
      this.cloud.state.touch();
      // A stop ends the step that it met; what `onCancel` leads to has a signal of its own.
      if (ending === "stopped") live.abort = new AbortController();
    }
    this.finish(record);
  }

  private async runStep(scope: string, record: ExecutionRecord, step: Step, state: StepRecord, live: Live): Promise<Ending> {
    const { cloud } = this;
    const { signal } = live.abort;
    const again = state.status === "InProgress";
    if (!again) {
      for (const key of ["endsAt", "endedAt", "chosen", "failure"] as const) delete state[key];
      Object.assign(state, fresh(uuid(cloud), step), { startedAt: cloud.clock.now() });
    }
    state.status = "InProgress";
    if (record.status === "Pending") record.status = "InProgress";
    cloud.state.touch();
    await cloud.clock.sleep(STEP_MS, signal);
    const problem = signal.aborted ? undefined : await attempt(cloud, whereOf(scope), record, step, state, signal);
    if (live.closed) return "stopped";
    state.endedAt = cloud.clock.now();
    if (problem) {
      state.status = problem.kind;
      state.failure = problem.message;
      return "failed";
    }
    state.status = signal.aborted ? "Cancelled" : "Success";
    return signal.aborted ? "stopped" : "done";
  }

  private finish(record: ExecutionRecord): void {
    record.status = endOf(record);
    record.endedAt = this.cloud.clock.now();
    delete record.at;
    this.live.delete(record.id);
    this.cloud.state.touch();
  }
}

/** A step of which nothing has happened. */
export const fresh = (id: string, { name, action }: Step): StepRecord => ({
  id,
  name,
  action,
  status: "Pending",
  attempts: 0,
  inputs: {},
  outputs: {},
});

/** Between two steps it is the one before that says where a stop leads, because its deeds are done. */
function begunOf({ steps }: Runbook, record: ExecutionRecord, next: Step): Step {
  const begun = record.steps.filter(({ startedAt }) => startedAt !== undefined);
  const last = begun.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)).at(-1);
  return steps.find(({ name }) => name === last?.name) ?? { ...next, onCancel: "Abort" };
}
