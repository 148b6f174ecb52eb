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

/** What a target looked like at one time. `unknown` is never taken for good. */
export interface TargetState {
  readonly id: string;
  readonly resourceType: string;
  readonly zone: string | null;
  /** Short, in the service's words: `running`, `stopped`, `terminated`, `available (writer use1-az1)`. */
  readonly state: string;
  /** `healthy`: serving as intended; `impaired`: not; `gone`: it no longer exists; `unknown`: the platform did not answer. */
  readonly condition: "healthy" | "impaired" | "gone" | "unknown";
  /** Capacity behind groups, to compare before and after: in-service members by zone, writer, association … */
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
    }
  | { readonly type: "phase-entered"; readonly phase: Phase }
  | {
      readonly type: "preflight-answered";
      readonly check: string;
      readonly answer: "ok" | "refused" | "unknown";
      readonly message: string;
      readonly facts: Readonly<Record<string, unknown>>;
    }
  | { readonly type: "sampled"; readonly series: Readonly<Partial<Record<SeriesKey, readonly Sample[]>>> }
  | { readonly type: "targets-observed"; readonly when: "before" | "during" | "after"; readonly states: readonly TargetState[] }
  | { readonly type: "start-requested"; readonly templateId: string; readonly clientToken: string }
  | { readonly type: "start-accepted"; readonly fisExperimentId: string; readonly fisExperimentArn: string }
  | { readonly type: "start-refused"; readonly code: string; readonly message: string }
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
      /** When the first bad sample began; and its number since the fault began, counted from 1. */
      readonly breachAt: number;
      readonly sample: number;
    }
  | { readonly type: "stop-requested"; readonly cause: StopCause }
  | { readonly type: "stop-accepted" }
  | { readonly type: "stop-failed"; readonly rung: "stop-experiment" | "safety-lever" | "page"; readonly message: string }
  | { readonly type: "effect-gone" }
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
  | { readonly type: "call-failed"; readonly call: string; readonly message: string; readonly attempt: number }
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
