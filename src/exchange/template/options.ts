import type { Fault, Target } from "../../faults";
import type { Duration, Text } from "../../words";

/** What stops the experiment: ARNs of CloudWatch alarms, or `"none"`. https://docs.aws.amazon.com/fis/latest/userguide/stop-conditions.html */
export type StopConditions = "none" | readonly Text[];

/** A place in S3. */
export interface Bucket {
  readonly bucketName: Text;
  /** Left out: the bucket's root. */
  readonly prefix?: Text;
}

/** Where FIS writes its log. At least one place. https://docs.aws.amazon.com/fis/latest/userguide/monitoring-logging.html */
export interface TemplateLogs {
  /** The ARN with `:*` at its end. */
  readonly logGroupArn?: Text;
  readonly bucket?: Bucket;
  /** The form of the entries. Left out: 2, which is the newest. */
  readonly schemaVersion?: 1 | 2;
}

/** A PDF that FIS makes of each experiment, at a price. https://docs.aws.amazon.com/fis/latest/userguide/experiment-report-configuration.html */
export interface TemplateReport {
  /** Left out: the report is kept by FIS alone. */
  readonly bucket?: Bucket;
  /** ARNs of CloudWatch dashboards whose pictures are in it. Left out: none. */
  readonly dashboards?: readonly Text[];
  /** What the pictures show before the experiment. Left out: FIS's choice. */
  readonly before?: Duration;
  /** What the pictures show after it. Left out: FIS's choice. */
  readonly after?: Duration;
}

/**
 * A template of FIS with typed faults. https://docs.aws.amazon.com/fis/latest/APIReference/API_CreateExperimentTemplate.html
 */
export interface FisTemplateOptions {
  /** At most 512 characters. */
  readonly description: Text;
  /** ARN of the role that FIS assumes. */
  readonly role: Text;
  /** By name, at most 20; `after` in a fault refers to these names. */
  readonly faults: Readonly<Record<string, Fault>>;
  /** Names of targets, each with the faults that act on it. Left out: a target is named after its fault and key, for example `stop-Instances`. */
  readonly targets?: Readonly<Record<string, readonly string[]>>;
  /** Targets on which no fault acts, by name. Left out: none. */
  readonly unusedTargets?: Readonly<Record<string, Target>>;
  readonly stopConditions: StopConditions;
  /** Left out: FIS writes no log. */
  readonly logs?: TemplateLogs;
  /** Left out: FIS makes no report. */
  readonly report?: TemplateReport;
  /** Whether targets are in other accounts too. Left out: FIS takes `single-account`. */
  readonly accountTargeting?: "single-account" | "multi-account";
  /** What FIS does when a target matches nothing. Left out: FIS takes `fail`. */
  readonly emptyTargets?: "fail" | "skip";
  readonly tags?: Readonly<Record<string, Text>>;
  /** Makes the creation idempotent. Left out: none. */
  readonly clientToken?: string;
  /** Fills `{region}` in the ARNs of AWS's own SSM documents. Left out: such ARNs stay open, and the template cannot be exported. */
  readonly region?: string;
  /** Fills `{partition}`. Left out: `aws`. */
  readonly partition?: string;
}
