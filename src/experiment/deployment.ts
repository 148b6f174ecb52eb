/** What an Orchestrator made in one account and Region: all that `faultline … --remote` and the function need to find one another. */
export interface Deployment {
  readonly version: 1;
  /** Pulumi project and stack, for people. */
  readonly project: string;
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
  /** Of the alias: a durable function can only be invoked by a qualified ARN. */
  readonly functionArn: string;
  readonly tableName: string;
  readonly bucketName: string;
  readonly topicArn: string;
  /** The EventBridge Scheduler group of its schedules. */
  readonly scheduleGroup: string;
  /** Names of the experiments that it can run; each has its Manifest in the bucket. */
  readonly experiments: readonly string[];
}

/** The stack output under which a program publishes its Deployment. */
export const DEPLOYMENT_OUTPUT = "faultlineOrchestrator";

/** What the function is invoked with: by EventBridge Scheduler, by `faultline run --remote`, by a CI job. */
export interface RunRequest {
  readonly version: 1;
  readonly kind: "run";
  readonly experiment: string;
  /**
   * The run's id, also the DurableExecutionName: the same id never starts a second run. A schedule leaves it out and gives
   * `scheduledAt`; the id is then `<experiment>-<scheduledAt as yyyymmdd-hhmmss>`.
   */
  readonly runId?: string;
  /** ISO 8601, from EventBridge Scheduler's `<aws.scheduler.scheduled-time>`. */
  readonly scheduledAt?: string;
  /** Who asked for it: `alice@laptop`, `schedule nightly`. */
  readonly by: string;
  readonly reason?: string;
  /** A plan of randomised chaos drew it: the run starts only while the settings still let it, and the outage gate is clear. */
  readonly drawn?: DrawnMark;
}

/** For which group, `checkout/123456789012/prod/checkout-prod/eu-central-1`, and on which day, `YYYY-MM-DD`. */
export interface DrawnMark {
  readonly group: string;
  readonly date: string;
}

/** Asks the function to plan a day of randomised chaos: it makes one-time schedules for the runs that were drawn. */
export interface PlanDayRequest {
  readonly version: 1;
  readonly kind: "plan-day";
  /** ISO 8601, from EventBridge Scheduler's `<aws.scheduler.scheduled-time>`. */
  readonly scheduledAt: string;
}

export type FunctionRequest = RunRequest | PlanDayRequest;

/** The function's environment variables. In a sandbox `AWS_ENDPOINT_URL` says where AWS is, as for every AWS SDK. */
export const FUNCTION_ENVIRONMENT = {
  table: "FAULTLINE_TABLE",
  bucket: "FAULTLINE_BUCKET",
  topic: "FAULTLINE_TOPIC",
  scheduleGroup: "FAULTLINE_SCHEDULE_GROUP",
} as const;
