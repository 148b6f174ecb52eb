import type { Acting } from "../common/identity";
import { type Cloud, regionalScope } from "../kernel/cloud";
import { appendEvents } from "../logs";
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

/** The log of one experiment: stream `/aws/fis/<experiment id>` in the template's log group. */
export class ExperimentLog {
  private opened = false;
  private readonly scope: string;
  private readonly group: string | undefined;
  private readonly stream: string;

  constructor(
    private readonly cloud: Cloud,
    private readonly record: ExperimentRecord,
    place: { accountId: string; region: string },
  ) {
    const arn = record.content.logConfiguration?.cloudWatchLogsConfiguration?.logGroupArn.split(":");
    const [, , , region = place.region, accountId = place.accountId] = arn ?? [];
    this.scope = regionalScope({ accountId, region });
    this.group = arn?.[6];
    this.stream = `/aws/fis/${record.id}`;
  }

  /** Checks the role's permissions and opens the stream. Throws ExperimentFailure: the experiment does not start then. */
  open(role: Acting): void {
    const bucket = this.record.content.logConfiguration?.s3Configuration?.bucketName;
    if (bucket) this.cloud.log("experiment logs to S3 are not simulated", { experiment: this.record.id, bucket });
    if (this.group === undefined) return;
    for (const action of NEEDED) this.need(role, action);
    this.opened = appendEvents(this.cloud, this.scope, this.group, this.stream, []);
    if (!this.opened) {
      const reason = `Unable to deliver logs: the log group ${this.group} does not exist.`;
      throw new ExperimentFailure({ code: "ConfigurationFailure", reason, location: "logConfiguration" });
    }
  }

  /** Goes on in the stream that a former process has opened. */
  resume(): void {
    this.opened = true;
  }

  private need(role: Acting, action: string): void {
    try {
      this.cloud.authorize([{ action, resource: "*" }], { ...role, service: "logs", operation: action.slice("logs:".length) });
    } catch {
      const reason = `Role "${this.record.content.roleArn}" does not have sufficient privileges to perform ${action}.`;
      throw new ExperimentFailure({ code: "AuthorizationFailure", reason, location: "logConfiguration" });
    }
  }

  /** Adds one record; none before the stream is open. */
  write(type: LogType, details: Record<string, unknown>): void {
    if (!this.opened || this.group === undefined) return;
    const at = Math.round(this.cloud.clock.now());
    const version = this.record.content.logConfiguration?.logSchemaVersion === 2 ? { version: "2" } : {};
    const message = JSON.stringify({ id: this.record.id, log_type: type, event_timestamp: stamp(at), ...version, details });
    const arrived = appendEvents(this.cloud, this.scope, this.group, this.stream, [{ at, message }]);
    if (!arrived) this.cloud.log("an experiment log record was lost: its log group is gone", { experiment: this.record.id, type });
  }
}
