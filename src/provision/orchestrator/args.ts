import type * as pulumi from "@pulumi/pulumi";
import type { RunWindow } from "../../experiment";
import type { ChaosSettings, ScheduleDefinition } from "../../schedule";
import type { Duration } from "../../words";
import type { Experiment } from "../experiment";

/** What an Orchestrator needs of an experiment: an {@link Experiment}, or what stands for one that a program in another language made. */
export type MadeExperiment = Pick<Experiment, "experimentName" | "manifest" | "templateId" | "roleArn">;

/** What an {@link Orchestrator} is made of. Only `experiments` must be given. */
export interface OrchestratorArgs {
  /**
   * The experiments that it can run, at least one. One without a schedule runs when somebody asks for it (`faultline run NAME --remote`); one
   * with a schedule also runs by itself. Each name may stand here once.
   */
  readonly experiments: readonly (MadeExperiment | OrchestratedExperiment)[];
  /**
   * Randomised chaos: each workday a lot decides which of these experiments run, and when. Left out: none. Plans are made and told but nothing is run
   * until they say `leashed: false`. Each member's experiment must be one of `experiments`: see docs/schedules.md.
   */
  readonly chaos?: ChaosSettings;
  /** How long what runs leave behind is kept. */
  readonly retention?: OrchestratorRetention;
  /**
   * What `pulumi destroy` does with the table and the bucket, the record of every run. Left out: `keep`. With `keep` both stay in the account
   * (and the table refuses to be deleted); with `delete` they go, with all that is in them: for stacks that are thrown away.
   */
  readonly history?: "keep" | "delete";
  /** Who is told of the ends of runs, of requests for approval and of alarms, by a name of your own: `{ oncall: { protocol: "email", endpoint: "…" } }`. */
  readonly subscribers?: Readonly<Record<string, Subscriber>>;
  /** Further targets of its own alarms, for example the topic of your pager. They always go to its own topic too. */
  readonly alarmActions?: readonly pulumi.Input<string>[];
  /**
   * A customer managed KMS key for table, bucket, topic, queue, logs and environment. Left out: keys of AWS. The key's policy must let CloudWatch,
   * EventBridge, SNS and CloudWatch Logs use it: see docs/orchestrator.md.
   */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** Put on everything that takes tags, beside `faultline:orchestrator`. */
  readonly tags?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Whether the Region has Lambda durable functions. Left out: `available`, and AWS refuses the function where it has none. `not-available`
   * is refused before anything is made, with what to do instead.
   * https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html
   */
  readonly durableFunctions?: "available" | "not-available";
}

/** One experiment with when it runs and with whose consent. */
export interface OrchestratedExperiment {
  readonly experiment: MadeExperiment;
  /** When it runs by itself. Left out: only when somebody asks. */
  readonly schedule?: RunSchedule;
  /** Whose consent each run needs before anything is touched. Left out: nobody's. */
  readonly approval?: Approval;
  /** When runs may start, however they are asked for. Outside of them a run is refused (`blocked`). Left out: at any time. */
  readonly windows?: readonly RunWindow[];
}

/** When EventBridge Scheduler starts a run. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
export interface RunSchedule extends ScheduleDefinition {
  /**
   * `cron(0 10 ? * MON-FRI *)` (minutes, hours, day of month, month, day of week, year; SUN is 1), `rate(7 days)` or, once,
   * `at(2027-03-01T10:00:00)`. What a change of clocks does to it is told as a warning, with the dates.
   */
  readonly at: `cron(${string})` | `rate(${string})` | `at(${string})`;
}

export interface Approval {
  /** One of them must approve, by the name under which they do: `faultline approve RUN --remote --by anna@example.com`. At least one. */
  readonly by: readonly string[];
  /** A run that nobody has approved within this time is refused. From `1m` to `7d`. */
  readonly within: Duration;
}

export interface OrchestratorRetention {
  /** Reports, evidence and large journal entries, in days. Left out: 400. */
  readonly reportDays?: number;
  /** The function's log, in days, as CloudWatch Logs offers them: 1, 3, 5, 7, 14, 30, 60, 90 … Left out: 30. */
  readonly logDays?: number;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export interface Subscriber {
  /** Email addresses must confirm the message that SNS sends them before they get anything else. */
  readonly protocol: "email" | "email-json" | "https" | "sms" | "sqs" | "lambda" | "firehose";
  readonly endpoint: pulumi.Input<string>;
}
