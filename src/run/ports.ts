import type { AccessRequest, ActionPlan, HeartbeatManifest, Manifest, MetricPlan, TargetPlan } from "../experiment";
import type { ActionObservation, FisStatus, ResolvedTarget, Sample, TargetState } from "../journal";

/** The run's time. In a rehearsal it is the sandbox's; a wait of a minute may then last two seconds. */
export interface RunClock {
  now(): number;
  /** Resolves after `ms` of the run's time, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  readonly speed: number;
}

/** What every call to the outside may be given: when the signal aborts, nobody waits for the answer any more. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface ExperimentObservation {
  readonly status: FisStatus;
  readonly reason: string;
  readonly errorCode: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly actions: Readonly<Record<string, ActionObservation>>;
}

/** The template as AWS has it now, to compare with the Manifest before a start. Lists and maps are empty where AWS leaves them out. */
export interface TemplateObservation {
  readonly id: string;
  readonly roleArn: string;
  readonly stopConditionArns: readonly string[];
  readonly emptyTargets: "fail" | "skip";
  readonly actions: Readonly<Record<string, Pick<ActionPlan, "actionId" | "parameters" | "targets" | "after">>>;
  readonly targets: Readonly<Record<string, Omit<TargetPlan, "name">>>;
}

/** An experiment that is not over. */
export interface ActiveExperiment {
  readonly id: string;
  readonly templateId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The fault injector: AWS FIS. https://docs.aws.amazon.com/fis/latest/APIReference/ */
export interface FaultInjector {
  template(templateId: string, call?: CallOptions): Promise<TemplateObservation | undefined>;
  /** Idempotent by the token: the same token gives the same experiment. A refusal is a value, not an exception. */
  start(
    request: {
      readonly templateId: string;
      readonly clientToken: string;
      readonly tags: Readonly<Record<string, string>>;
    },
    call?: CallOptions,
  ): Promise<
    | { readonly ok: true; readonly id: string; readonly arn: string }
    | { readonly ok: false; readonly code: string; readonly message: string; readonly retryable: boolean }
  >;
  /** The experiment that was started with this tag, in whatever state; `undefined` when FIS says that there is none. */
  findByTag(key: string, value: string, call?: CallOptions): Promise<{ readonly id: string; readonly arn: string } | undefined>;
  observe(experimentId: string, call?: CallOptions): Promise<ExperimentObservation>;
  /** Resolves when FIS has accepted the stop, or the experiment had ended before. */
  stop(experimentId: string, call?: CallOptions): Promise<void>;
  /** Empty while FIS has not resolved them. The name of the plan's target is that of the template. */
  resolvedTargets(experimentId: string, call?: CallOptions): Promise<readonly ResolvedTarget[]>;
  /** Experiments of this account and Region that are not in a terminal state. */
  activeExperiments(call?: CallOptions): Promise<readonly ActiveExperiment[]>;
  safetyLever(call?: CallOptions): Promise<"engaged" | "engaging" | "disengaged">;
  /** Stops every experiment of the account and Region, and keeps new ones from starting until somebody disengages it. */
  engageSafetyLever(reason: string, call?: CallOptions): Promise<void>;
}

/** Reads samples: CloudWatch. */
export interface MetricSource {
  /**
   * One series per metric, in the order asked, oldest first. Every period that began in the range has a sample, from the one that `from`
   * lies in, `null` where there was no data; the last one may not be over yet. Periods begin at whole multiples of their length.
   */
  read(metrics: readonly MetricPlan[], from: number, to: number, call?: CallOptions): Promise<readonly (readonly Sample[])[]>;
}

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA" | "missing";

export interface Alarms {
  /** By ARN; `missing` when there is no such alarm. */
  states(
    arns: readonly string[],
    call?: CallOptions,
  ): Promise<Readonly<Record<string, { readonly state: AlarmState; readonly reason: string; readonly since: number | null }>>>;
  beat(heartbeat: HeartbeatManifest, call?: CallOptions): Promise<void>;
}

/** Looks at the system itself: what the targets are doing, and what a fault may have left behind. */
export interface TargetObserver {
  /**
   * States of what the plan's targets match now (nothing resolved yet), or of the resolved ones, and of the groups around them. A target
   * of a type that it cannot look at comes as one state of condition `unknown` that says why; its id is the target's name.
   */
  observe(manifest: Manifest, resolved: readonly ResolvedTarget[], call?: CallOptions): Promise<readonly TargetState[]>;
  /** Artefacts of FIS that remain: anything tagged `managedByFIS=true`. */
  residue(manifest: Manifest, call?: CallOptions): Promise<readonly { readonly id: string; readonly what: string }[]>;
}

/** Asks what a role may do, without doing it: IAM. */
export interface RoleAccess {
  /**
   * Those of the requests that the role's policies, its boundary or its organization do not allow, in the order asked. Rejects when it cannot be
   * found out. A role that does not exist may do nothing.
   */
  denied(roleArn: string, requests: readonly AccessRequest[], call?: CallOptions): Promise<readonly AccessRequest[]>;
  /** When the role was made, in milliseconds since 1970; `null` when there is no such role. Rejects when it cannot be found out. */
  createdAt(roleArn: string, call?: CallOptions): Promise<number | null>;
}

/** Everything a run needs from outside. */
export interface RunPorts {
  readonly injector: FaultInjector;
  readonly metrics: MetricSource;
  readonly alarms: Alarms;
  readonly targets: TargetObserver;
  readonly roles: RoleAccess;
  readonly clock: RunClock;
}
