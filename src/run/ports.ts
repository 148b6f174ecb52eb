import type { HeartbeatManifest, Manifest, MetricPlan } from "../experiment";
import type { ActionObservation, FisStatus, ResolvedTarget, Sample, TargetState } from "../journal";

/** The run's time. In a rehearsal it is the sandbox's; a wait of a minute may then last two seconds. */
export interface RunClock {
  now(): number;
  /** Resolves after `ms` of the run's time, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  readonly speed: number;
}

export interface ExperimentObservation {
  readonly status: FisStatus;
  readonly reason: string;
  readonly errorCode: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly actions: Readonly<Record<string, ActionObservation>>;
}

/** The template as AWS has it now, to compare with the Manifest before a start. */
export interface TemplateObservation {
  readonly id: string;
  readonly stopConditionArns: readonly string[];
  readonly actionIds: Readonly<Record<string, string>>;
  readonly roleArn: string;
}

/** The fault injector: AWS FIS. https://docs.aws.amazon.com/fis/latest/APIReference/ */
export interface FaultInjector {
  template(templateId: string): Promise<TemplateObservation | undefined>;
  /** Idempotent by the token: the same token gives the same experiment. A refusal is a value, not an exception. */
  start(request: {
    readonly templateId: string;
    readonly clientToken: string;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<
    | { readonly ok: true; readonly id: string; readonly arn: string }
    | { readonly ok: false; readonly code: string; readonly message: string; readonly retryable: boolean }
  >;
  observe(experimentId: string): Promise<ExperimentObservation>;
  /** Resolves when FIS has accepted the stop, or the experiment had ended before. */
  stop(experimentId: string): Promise<void>;
  resolvedTargets(experimentId: string): Promise<readonly ResolvedTarget[]>;
  /** Experiments of this account and Region that are not in a terminal state. */
  activeExperiments(): Promise<readonly string[]>;
  safetyLever(): Promise<"engaged" | "engaging" | "disengaged">;
  engageSafetyLever(reason: string): Promise<void>;
}

/** Reads samples: CloudWatch. */
export interface MetricSource {
  /** One series per metric, in the order asked; every full period in the range has a sample, `null` where there was no data. */
  read(metrics: readonly MetricPlan[], from: number, to: number): Promise<readonly (readonly Sample[])[]>;
}

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA" | "missing";

export interface Alarms {
  /** By ARN; `missing` when there is no such alarm. */
  states(
    arns: readonly string[],
  ): Promise<Readonly<Record<string, { readonly state: AlarmState; readonly reason: string; readonly since: number | null }>>>;
  beat(heartbeat: HeartbeatManifest): Promise<void>;
}

/** Looks at the system itself: what the targets are doing, and what a fault may have left behind. */
export interface TargetObserver {
  /** States of what the plan's targets match now (before), or of the resolved ones and the groups around them. */
  observe(manifest: Manifest, resolved: readonly ResolvedTarget[]): Promise<readonly TargetState[]>;
  /** Artefacts of FIS that remain: anything tagged `managedByFIS=true`. */
  residue(manifest: Manifest): Promise<readonly { readonly id: string; readonly what: string }[]>;
}

/** Everything a run needs from outside. */
export interface RunPorts {
  readonly injector: FaultInjector;
  readonly metrics: MetricSource;
  readonly alarms: Alarms;
  readonly targets: TargetObserver;
  readonly clock: RunClock;
}
