import type { Acting } from "../common/identity";
import type { Cloud } from "../kernel/cloud";
import { ExperimentFailure } from "./errors";
import type { ExperimentRecord } from "./records";

/** What the experiment role needs, in the order in which FIS tries it, when the template logs to CloudWatch Logs. */
const NEEDED = ["logs:CreateLogDelivery", "logs:DescribeLogGroups", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies"] as const;

/** Kinds of records: https://docs.aws.amazon.com/fis/latest/userguide/monitoring-logging.html */
export type LogType =
  | "experiment-start"
  | "target-resolution-start"
  | "target-resolution-detail"
  | "target-resolution-end"
  | "action-start"
  | "action-error"
  | "action-end"
  | "experiment-end";

/** ISO 8601 of sandbox time. */
export const stamp = (ms: number): string => new Date(ms).toISOString();

/** The log of one experiment: stream `/aws/fis/<experiment id>` in the template's log group. Writes in order, never throws. */
export class ExperimentLog {
  private tail: Promise<unknown> = Promise.resolve();
  private opened = false;
  private readonly where: { logGroupName: string; logStreamName: string } | undefined;
  private readonly delivery: Acting;

  constructor(
    private readonly cloud: Cloud,
    private readonly record: ExperimentRecord,
    private readonly place: { accountId: string; region: string },
  ) {
    const group = record.content.logConfiguration?.cloudWatchLogsConfiguration?.logGroupArn;
    this.where = group ? { logGroupName: group.split(":")[6] ?? "", logStreamName: `/aws/fis/${record.id}` } : undefined;
    this.delivery = { ...place, principal: { kind: "service", arn: "delivery.logs.amazonaws.com" } };
  }

  /** Checks the role's permissions and opens the stream. Throws ExperimentFailure: the experiment does not start then. */
  async open(role: Acting): Promise<void> {
    const bucket = this.record.content.logConfiguration?.s3Configuration?.bucketName;
    if (bucket) this.cloud.log("experiment logs to S3 are not simulated", { experiment: this.record.id, bucket });
    if (!this.where) return;
    for (const action of NEEDED) this.need(role, action);
    try {
      await this.cloud.invoke("logs", "CreateLogStream", this.where, this.delivery);
      this.opened = true;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const reason = `Unable to deliver logs to ${this.where.logGroupName}. ${why}`;
      throw new ExperimentFailure({ code: "ConfigurationFailure", reason, location: "logConfiguration" });
    }
  }

  /** Goes on in the stream that a former process has opened. */
  resume(): void {
    this.opened = true;
  }

  private need(role: Acting, action: string): void {
    try {
      this.cloud.authorize([{ action, resource: "*" }], { ...role, ...this.place, service: "logs", operation: action.slice(5) });
    } catch {
      const reason = `Role "${this.record.content.roleArn}" does not have sufficient privileges to perform ${action}.`;
      throw new ExperimentFailure({ code: "AuthorizationFailure", reason, location: "logConfiguration" });
    }
  }

  /** Adds one record; none before the stream is open. */
  write(type: LogType, details: Record<string, unknown>): void {
    const { where } = this;
    if (!where || !this.opened) return;
    const timestamp = this.cloud.clock.now();
    const version = this.record.content.logConfiguration?.logSchemaVersion === 2 ? { version: "2" } : {};
    const line = { id: this.record.id, log_type: type, event_timestamp: stamp(timestamp), ...version, details };
    const logEvents = [{ timestamp: Math.round(timestamp), message: JSON.stringify(line) }];
    this.tail = this.tail
      .then(() => this.cloud.invoke("logs", "PutLogEvents", { ...where, logEvents }, this.delivery))
      .catch((error: unknown) => this.cloud.log("an experiment log record was lost", { experiment: this.record.id, why: String(error) }));
  }

  /** Resolves when all that was written has arrived. */
  async settled(): Promise<void> {
    await this.tail;
  }
}
