import type { Manifest } from "../experiment";
import type { VerdictShape } from "./verdict-shape";

/** A number per metric at one instant; `null` where the source had no data. Times are milliseconds since 1970 on the run's clock. */
export interface Sample {
  /** Start of the sample's period. */
  readonly at: number;
  readonly value: number | null;
}

/** Which of the plan's metrics a series is. */
export type SeriesKey = `check:${string}` | `guard:${string}` | `effect:${string}` | "traffic";

export type Phase = "preflight" | "baseline" | "start" | "fault" | "stopping" | "recovery" | "judgement" | "ended";

export type FisStatus = "pending" | "initiating" | "running" | "completed" | "stopping" | "stopped" | "failed" | "cancelled";
export type ActionStatus = FisStatus | "skipped";

export interface ActionObservation {
  readonly status: ActionStatus;
  readonly reason: string;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** A resource that FIS chose. */
export interface ResolvedTarget {
  /** Name of the plan's target. */
  readonly target: string;
  readonly resourceType: string;
  /** ARN, or `namespace/pod` where there is none. */
  readonly id: string;
  readonly zone: string | null;
  readonly info: Readonly<Record<string, string>>;
}

/** The `state` of a target whose type nobody here can look at. Its effect and its restoration must show in a metric. */
export const NOT_VISIBLE = "not visible";

/** What a target looked like at one time. `unknown` is never taken for good. */
export interface TargetState {
  readonly id: string;
  /** Name of the plan's target that it matched; `null` for what stands around the targets, for example their Auto Scaling group. */
  readonly target: string | null;
  readonly resourceType: string;
  readonly zone: string | null;
  /**
   * Short, in the service's words: `running`, `stopped`, `terminated`, `available (writer use1-az1)`. A change of it is what shows
   * that a fault took effect, so whatever a fault changes belongs in it.
   */
  readonly state: string;
  /** `healthy`: serving as intended; `impaired`: not; `gone`: it no longer exists; `unknown`: the platform did not answer. */
  readonly condition: "healthy" | "impaired" | "gone" | "unknown";
  /**
   * To compare before and after. `capacity`: a number that must be as large again (in-service members); `as`: a value that must be the
   * same again (an association); `group`: the name of the group that replaces it; `name`: the group's own. Others are for the reader.
   */
  readonly facts: Readonly<Record<string, unknown>>;
}

export type StopCause =
  | { readonly kind: "guard"; readonly guard: string }
  | { readonly kind: "person"; readonly by: string; readonly reason: string }
  | { readonly kind: "max-duration" }
  | { readonly kind: "orchestrator"; readonly reason: string };

/** What happened, in the order in which it became known. Every event is durable before its effect is performed. */
export type RunEvent =
  | {
      readonly type: "run-created";
      readonly manifest: Manifest;
      readonly attempt: number;
      readonly clientToken: string;
      /** Who asked for it and on what: `alice@laptop`. */
      readonly by: string;
      readonly host: string;
      /** 1 for AWS; more when the run's clock is that of a rehearsal. */
      readonly speed: number;
      /** `aws`, or `sandbox`. Printed on every report. */
      readonly platform: "aws" | "sandbox";
      readonly version: string;
      /** Names of what must be answered with yes before anything is touched, beside the checks of every run. Left out: nothing. */
      readonly demands?: readonly string[];
      /** Names of checks and demands that are asked once more right before the start, beside those of every run. Left out: nothing. */
      readonly askedAgain?: readonly string[];
    }
  | { readonly type: "phase-entered"; readonly phase: Phase }
  | {
      readonly type: "preflight-answered";
      readonly check: string;
      readonly answer: "ok" | "refused" | "unknown";
      readonly message: string;
      readonly facts: Readonly<Record<string, unknown>>;
    }
  | {
      /** Whether the system was normal before the fault. Anything but `ok` and the fault is not started. */
      readonly type: "baseline-judged";
      readonly answer: "ok" | "bad" | "unknown";
      readonly message: string;
    }
  | { readonly type: "sampled"; readonly series: Readonly<Partial<Record<SeriesKey, readonly Sample[]>>> }
  | { readonly type: "targets-observed"; readonly when: "before" | "during" | "after"; readonly states: readonly TargetState[] }
  | { readonly type: "start-requested"; readonly templateId: string; readonly clientToken: string }
  | { readonly type: "start-accepted"; readonly fisExperimentId: string; readonly fisExperimentArn: string }
  | {
      readonly type: "start-refused";
      readonly code: string;
      readonly message: string;
      /** True for throttling and quotas: the same start is tried again for a bounded time. */
      readonly retryable: boolean;
    }
  /** FIS answered that this run started nothing: looked for after a crash between the request and its answer. */
  | { readonly type: "start-not-found" }
  | { readonly type: "targets-resolved"; readonly targets: readonly ResolvedTarget[] }
  | {
      readonly type: "experiment-observed";
      readonly status: FisStatus;
      readonly reason: string;
      readonly errorCode: string | null;
      readonly startedAt: number | null;
      readonly endedAt: number | null;
      readonly actions: Readonly<Record<string, ActionObservation>>;
    }
  | {
      readonly type: "guard-breached";
      readonly guard: string;
      /** `metric`: our own loop saw it; `alarm`: CloudWatch's alarm said so. */
      readonly seenIn: "metric" | "alarm";
      readonly value: number | null;
      /** `above 5%` */
      readonly threshold: string;
      /**
       * When the breach became true: the end of the sample that completed it, the reading of one that was conclusive before its
       * end, or the change of the alarm. The abort latency counts from here.
       */
      readonly breachAt: number;
      /** When the first of the bad samples began. */
      readonly firstBadAt: number;
      /** The number of the sample that completed the breach since the fault began, counted from 1. */
      readonly sample: number;
    }
  | { readonly type: "stop-requested"; readonly cause: StopCause }
  | { readonly type: "stop-accepted"; readonly by: "stop-experiment" | "safety-lever" }
  | { readonly type: "stop-failed"; readonly rung: "stop-experiment" | "safety-lever" | "page"; readonly message: string }
  /** The platform reported a terminal state after a stop. */
  | { readonly type: "effect-gone" }
  | {
      /** Who ended an experiment that ended early without our asking. */
      readonly type: "stop-attributed";
      readonly to: "guard" | "dead-man" | "safety-lever" | "outside" | "unknown";
      /** The guard's name, where it was one. */
      readonly guard: string | null;
      /** When the alarm changed, where one is known. */
      readonly since: number | null;
      readonly message: string;
    }
  | {
      readonly type: "residue-checked";
      readonly answer: "clean" | "residue" | "unknown";
      readonly items: readonly { readonly id: string; readonly what: string }[];
      readonly message: string;
    }
  | {
      readonly type: "restoration-checked";
      readonly target: string;
      readonly answer: "restored" | "not-restored" | "unknown";
      readonly message: string;
    }
  | { readonly type: "recovered" /** After the fault ended. */; readonly afterMs: number }
  /** The time to recover, and a few samples more, have passed, and the checks are not normal. */
  | { readonly type: "not-recovered"; readonly withinMs: number; readonly message: string }
  /** All samples of the run's phases are in, or too late to be waited for. */
  | { readonly type: "samples-settled"; readonly missing: number }
  | { readonly type: "call-failed"; readonly call: string; readonly message: string; readonly attempt: number }
  /** Its conductor left the run to the next one, on purpose and with everything in order; `adopted` follows at once. */
  | { readonly type: "handed-over"; readonly by: string; readonly host: string }
  | { readonly type: "adopted"; readonly by: string; readonly host: string }
  | { readonly type: "judged"; readonly verdict: VerdictShape }
  | { readonly type: "run-ended" };

/** An event in its journal: numbered, timed and chained to the one before. */
export interface Entry {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly runId: string;
  /** Milliseconds since 1970 on the run's clock. */
  readonly at: number;
  readonly event: RunEvent;
  /** SHA-256 over the previous entry's hash and this entry's seq, runId, at and event. The first builds on 64 zeros. */
  readonly hash: string;
}
