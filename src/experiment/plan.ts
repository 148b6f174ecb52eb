import type { PermissionFacts } from "../faults";
import type { Statistic } from "./definition";

/** A metric as CloudWatch is asked for it: GetMetricData and PutMetricAlarm take the same queries. */
export interface MetricPlan {
  readonly queries: readonly MetricQuery[];
  /** The id of the query whose values count. */
  readonly returns: string;
  readonly periodMs: number;
  /** The unit of the values and of the thresholds beside it. */
  readonly unit: string;
}

export type MetricQuery =
  | {
      readonly kind: "metric";
      readonly id: string;
      readonly namespace: string;
      readonly name: string;
      readonly dimensions: Readonly<Record<string, string>>;
      readonly statistic: Statistic;
    }
  | { readonly kind: "expression"; readonly id: string; readonly expression: string };

export interface ThresholdPlan {
  readonly operator: "below" | "atMost" | "above" | "atLeast";
  /** In the unit of the metric beside it. */
  readonly value: number;
  /** As it was written: `below 1%`. */
  readonly text: string;
}

export interface CheckPlan {
  readonly name: string;
  readonly metric: MetricPlan;
  readonly normal: ThresholdPlan;
  readonly duringFault: ThresholdPlan;
  /** 0 to 1: the share of samples in a phase that may miss it. */
  readonly tolerate: number;
}

export interface GuardPlan {
  readonly name: string;
  readonly metric: MetricPlan;
  readonly breachedWhen: ThresholdPlan;
  readonly bad: number;
  readonly of: number;
  readonly missingData: "breaching" | "notBreaching";
}

export interface EffectPlan {
  readonly name: string;
  readonly metric: MetricPlan;
  readonly becomes: ThresholdPlan;
  /** Names of actions. */
  readonly of: readonly string[];
}

export interface TargetPlan {
  readonly name: string;
  readonly resourceType: string;
  /** `ALL`, `COUNT(2)`, `PERCENT(50)` */
  readonly selectionMode: string;
  readonly arns: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly filters: readonly { readonly path: string; readonly values: readonly string[] }[];
  readonly parameters: Readonly<Record<string, string>>;
}

export interface ActionPlan {
  readonly name: string;
  readonly actionId: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Target key to the name of a target. */
  readonly targets: Readonly<Record<string, string>>;
  readonly after: readonly string[];
  /** 0 for actions that are one blow. */
  readonly durationMs: number;
  readonly reverts: "always" | "never" | "conditional";
  readonly injectsFault: boolean;
  readonly visibleIn: "target-state" | "metric";
  /** Values that the permissions need and FIS does not take; there when any were given. */
  readonly grants?: Readonly<Record<string, string>>;
  /** There when the catalogue does not know the action: what its author said of it. */
  readonly untyped?: UntypedPlan;
}

export interface UntypedPlan {
  readonly permissions: readonly PermissionFacts[];
}

/** What is allowed and should be known all the same. It is part of what is approved. */
export interface PlanWarning {
  /** Stable, for machines: `untyped-action`. */
  readonly code: string;
  /** Where in the definition. */
  readonly path: string;
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** A statement of the experiment role's policy, and the faults that need it. */
export interface PermissionPlan {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  readonly neededBy: readonly string[];
}

/** What is intended: frozen JSON, made only by `compile`. Everything downstream trusts it. */
export interface Plan {
  readonly version: 1;
  readonly name: string;
  readonly hypothesis: string;
  readonly owner: string;
  readonly runbook: string;
  readonly checks: readonly CheckPlan[];
  readonly guards: readonly GuardPlan[];
  readonly guardWaiver: { readonly by: string; readonly reason: string } | null;
  readonly actions: readonly ActionPlan[];
  readonly targets: readonly TargetPlan[];
  readonly effects: readonly EffectPlan[];
  readonly traffic: { readonly metric: MetricPlan /** Per second. */; readonly atLeast: number; readonly text: string };
  readonly maxTargets: number;
  readonly baselineMs: number;
  readonly recoveryMs: number;
  readonly maxDurationMs: number;
  readonly emptyTargets: "fail" | "skip";
  readonly logs: { readonly retentionDays: number } | { readonly logGroupArn: string };
  readonly tags: Readonly<Record<string, string>>;
  readonly permissions: readonly PermissionPlan[];
  /** There when there are any. */
  readonly warnings?: readonly PlanWarning[];
  /** SHA-256 over all the members above. */
  readonly hash: string;
}
