import type { Fault } from "../faults";
import type { Count, Duration, Percent, Quantity, Rate, Text } from "../words";

/** A CloudWatch statistic. Percentiles as `p99` or `p99.9`. */
export type Statistic = "Average" | "Sum" | "Minimum" | "Maximum" | "SampleCount" | `p${number}`;

/** The unit in which the metric's values come; thresholds written in another unit of the same kind are converted. */
export type MetricUnit = "Percent" | "Count" | "Count/Second" | "Seconds" | "Milliseconds" | "Microseconds";

/** One CloudWatch metric. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html */
export interface CloudWatchMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, Text>>;
  readonly statistic: Statistic;
  /** The length of one sample: 10s, 20s, 30s or whole minutes. Left out: one minute. */
  readonly period?: Duration;
  readonly unit: MetricUnit;
}

/** A number made from several metrics by CloudWatch metric math, for example `100 * errors / requests`. */
export interface MetricExpression {
  readonly expression: string;
  /** The metrics by the ids that the expression uses (lower-case letter first). All have one period. */
  readonly of: Readonly<Record<string, CloudWatchMetric>>;
  /** The unit of the result. */
  readonly unit: MetricUnit;
}

export type Metric = CloudWatchMetric | MetricExpression;

/** What a value must be. The unit written must fit the metric's unit: `"1%"`, `"300ms"`, `"5/s"`, `"3 hosts"`. */
export type Comparison =
  | { readonly below: Quantity }
  | { readonly atMost: Quantity }
  | { readonly above: Quantity }
  | { readonly atLeast: Quantity };

/** One statement about the system that is judged after the run. It never stops anything: that is a guard's work. */
export interface SteadyStateCheck {
  readonly metric: Metric;
  /** What normal is. Must hold in the baseline, and again at the end of the recovery. */
  readonly is: Comparison;
  /** What the hypothesis allows while the fault lasts. Left out: the same as `is`. */
  readonly duringFault?: Comparison;
  /** The share of samples in each phase that may miss it. Left out: none. */
  readonly tolerate?: Percent;
}

/**
 * Stops the experiment now. Becomes a CloudWatch alarm that FIS itself watches (a stop condition), and is watched by the
 * orchestrator too. https://docs.aws.amazon.com/fis/latest/userguide/stop-conditions.html
 */
export interface Guard {
  readonly metric: Metric;
  /** When the system suffers too much. */
  readonly breachedWhen: Comparison;
  /** How many of the last samples must be bad. Left out: one of one. */
  readonly datapoints?: { readonly bad: number; readonly of: number };
  /**
   * What a sample without data means. Left out: `breaching`, because a guard that cannot see guards nothing. Choose
   * `notBreaching` only for metrics that are silent when all is well, such as error counts.
   */
  readonly missingData?: "breaching" | "notBreaching";
}

/** Evidence that the fault really happened: a metric that is in this range at some time during the fault. */
export interface EffectProbe {
  readonly metric: Metric;
  readonly becomes: Comparison;
  /**
   * The faults this is evidence for. Left out: all of them. Faults that follow one another are each shown by what was measured while no other of them was
   * on and no later one had begun: each should last for two periods of the metric.
   */
  readonly of?: readonly string[];
}

export interface ExperimentDefinition {
  /** What you believe will happen, in a sentence somebody can disagree with. At most 512 characters. */
  readonly hypothesis: string;
  /** Who answers for it: a person or a team that can be reached. */
  readonly owner: string;
  /** Where it is written what to do when it goes wrong: an https URL. */
  readonly runbook: string;
  /** By name. At least one. */
  readonly steadyState: Readonly<Record<string, SteadyStateCheck>>;
  /** By name. At least one and at most four (FIS allows five stop conditions; one is the dead-man's switch), unless waived. */
  readonly guards: Readonly<Record<string, Guard>>;
  /** Running without a guard needs a name and a reason, printed in red on every report. */
  readonly guardWaiver?: { readonly by: string; readonly reason: string };
  /** By name; `after` in a fault refers to these names. At most 20. */
  readonly faults: Readonly<Record<string, Fault>>;
  /** Evidence that the faults took effect. Needed for every fault that cannot be seen in the state of its targets. */
  readonly effect?: Readonly<Record<string, EffectProbe>>;
  /** How much may be hit. More resolved targets than this refuse the start. */
  readonly blastRadius: { readonly atMost: Count };
  /** The traffic below which nothing can be concluded. */
  readonly traffic: { readonly metric: CloudWatchMetric; readonly atLeast: Rate };
  /** How long normal is measured before the fault. Left out: five minutes. */
  readonly baseline?: Duration;
  /** After the fault ends, the system must be back to normal within this time; residue is looked for then. */
  readonly recovery: { readonly within: Duration };
  /** The fault phase ends by force after this long. At most 12 hours. */
  readonly maxDuration: Duration;
  /**
   * What FIS does when a target matches nothing. Left out: `fail`. With `skip` the action is skipped, and the verdict is
   * `inconclusive` where that left a fault without targets.
   */
  readonly emptyTargets?: "fail" | "skip";
  /** Where FIS writes its log: left out, a log group of the experiment's own kept for 30 days. */
  readonly logs?: { readonly retentionDays: number } | { readonly logGroupArn: Text };
  /** Put on everything that is made. */
  readonly tags?: Readonly<Record<string, string>>;
}
