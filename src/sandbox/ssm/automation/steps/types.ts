import type { Acting } from "../../../common/identity";
import type { Cloud } from "../../../kernel/cloud";
import type { RoleKeys } from "../actor";
import type { ExecutionRecord, StepRecord } from "../records";
import type { Lookup } from "../references";
import type { Step } from "../runbook";

/** What a step knows and may do. */
export interface StepContext {
  readonly cloud: Cloud;
  readonly record: ExecutionRecord;
  readonly step: Step;
  readonly state: StepRecord;
  /** With every reference filled in. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly lookup: Lookup;
  readonly place: { readonly accountId: string; readonly region: string };
  /** Aborted when the step is to end: it took too long, somebody stopped the automation, or the sandbox ends. */
  readonly signal: AbortSignal;
  /** Who the step is: the role that the runbook assumes, or whoever started it. */
  actor(): Promise<Acting>;
  /** Keys of the role for a program; undefined where there is no role. */
  keys(): Promise<RoleKeys | undefined>;
  /** The step itself begins, of which this machine had to make something ready first: its time counts from here on. */
  begun(): void;
  /** Writes down what was changed in `state`. */
  save(): void;
}

/** Runs one attempt; gives what selectors read. Throws StepFailure. Returns soon after `signal` is aborted, whatever it was at. */
export type Action = (context: StepContext) => Promise<unknown>;
