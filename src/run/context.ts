import type { Manifest, Plan } from "../experiment";
import type { Entry, JournalStore, RunEvent } from "../journal";
import { messageOf } from "../words";
import { within } from "./calls";
import type { Demand } from "./demand";
import { PATIENCE } from "./patience";
import type { RunClock, RunPorts } from "./ports";
import type { Session } from "./session";
import type { RunState } from "./state";

/** What every performer is handed. */
export interface Context {
  readonly session: Session;
  readonly manifest: Manifest;
  readonly plan: Plan;
  readonly ports: RunPorts;
  readonly store: JournalStore;
  readonly clock: RunClock;
  readonly by: string;
  readonly demands: readonly Demand[];
  /** Set as soon as an experiment is known to run, before that is written down: what an emergency stop needs. */
  running: string | undefined;
  record(event: RunEvent, onlyIf?: (state: RunState) => boolean): Promise<Entry | undefined>;
  /** An outside call with a time limit in real milliseconds. */
  call<T>(
    name: string,
    work: (signal: AbortSignal) => Promise<T>,
    options?: { readonly realMs?: number; readonly signal?: AbortSignal },
  ): Promise<T>;
}

export function contextOf(parts: Omit<Context, "plan" | "clock" | "running" | "record" | "call">): Context {
  const { ports, session, manifest } = parts;
  return {
    ...parts,
    plan: manifest.plan,
    clock: ports.clock,
    running: undefined,
    record: (event, onlyIf) => session.record(event, onlyIf),
    call: (name, work, options = {}) => within(ports.clock, name, options.realMs ?? PATIENCE.callReal, work, options.signal),
  };
}

/** Writes down that a call failed, but only the first of failures in a row, so that an outage does not fill the journal. */
export class FailureLog {
  private inARow = 0;
  constructor(
    private readonly context: Context,
    private readonly name: string,
  ) {}

  get count(): number {
    return this.inARow;
  }

  ok(): void {
    this.inARow = 0;
  }

  async failed(thrown: unknown): Promise<void> {
    this.inARow++;
    if (this.inARow === 1)
      await this.context.record({ type: "call-failed", call: this.name, message: messageOf(thrown).slice(0, 500), attempt: this.inARow });
  }
}
