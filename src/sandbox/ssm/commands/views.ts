import type { CommandRecord, InvocationRecord } from "../records";

/** A command's status follows from its invocations. */
export function commandStatus(command: CommandRecord): { status: string; details: string } {
  const has = (...statuses: InvocationRecord["status"][]) => command.invocations.some((one) => statuses.includes(one.status));
  if (command.invocations.length === 0) return { status: "Success", details: "NoInstancesInTag" };
  if (has("Pending") && !has("InProgress", "Success", "Failed", "Cancelled", "TimedOut")) return { status: "Pending", details: "Pending" };
  if (has("Pending", "InProgress"))
    return command.cancelled ? { status: "Cancelling", details: "Cancelling" } : { status: "InProgress", details: "InProgress" };
  if (has("Cancelled")) return { status: "Cancelled", details: "Cancelled" };
  if (has("TimedOut")) return { status: "TimedOut", details: "ExecutionTimedOut" };
  if (has("Failed")) return { status: "Failed", details: "Failed" };
  return { status: "Success", details: "Success" };
}

const count = (command: CommandRecord, ...statuses: InvocationRecord["status"][]) =>
  command.invocations.filter((one) => statuses.includes(one.status)).length;

export function commandView(command: CommandRecord) {
  const { status, details } = commandStatus(command);
  return {
    CommandId: command.id,
    DocumentName: command.document,
    DocumentVersion: command.documentVersion,
    Comment: command.comment,
    ExpiresAfter: new Date(command.requestedAt + command.timeoutSeconds * 1000 + 3_600_000),
    Parameters: command.parameters,
    InstanceIds: command.instanceIds,
    Targets: command.targets,
    RequestedDateTime: new Date(command.requestedAt),
    Status: status,
    StatusDetails: details,
    OutputS3BucketName: "",
    OutputS3KeyPrefix: "",
    MaxConcurrency: "50",
    MaxErrors: "0",
    TargetCount: command.invocations.length,
    CompletedCount: count(command, "Success", "Failed", "Cancelled", "TimedOut"),
    ErrorCount: count(command, "Failed", "TimedOut"),
    DeliveryTimedOutCount: 0,
    ServiceRole: "",
    TimeoutSeconds: command.timeoutSeconds,
    CloudWatchOutputConfig: { CloudWatchLogGroupName: "", CloudWatchOutputEnabled: false },
    NotificationConfig: { NotificationArn: "", NotificationEvents: [], NotificationType: undefined },
  };
}

const when = (at: number | undefined) => (at === undefined ? undefined : new Date(at));

export function invocationView(command: CommandRecord, invocation: InvocationRecord, details: boolean) {
  return {
    CommandId: command.id,
    InstanceId: invocation.instanceId,
    InstanceName: invocation.instanceName,
    Comment: command.comment,
    DocumentName: command.document,
    DocumentVersion: command.documentVersion,
    RequestedDateTime: new Date(command.requestedAt),
    Status: invocation.status,
    StatusDetails: invocation.status,
    StandardOutputUrl: "",
    StandardErrorUrl: "",
    ServiceRole: "",
    CommandPlugins: details
      ? [
          {
            Name: "aws:runShellScript",
            Status: invocation.status,
            StatusDetails: invocation.status,
            ResponseCode: invocation.responseCode,
            ResponseStartDateTime: when(invocation.startedAt),
            ResponseFinishDateTime: when(invocation.endedAt),
            Output: `${invocation.output}${invocation.error ? `----------ERROR-------\n${invocation.error}` : ""}`,
            StandardOutputUrl: "",
            StandardErrorUrl: "",
            OutputS3BucketName: "",
            OutputS3KeyPrefix: "",
          },
        ]
      : [],
    CloudWatchOutputConfig: { CloudWatchLogGroupName: "", CloudWatchOutputEnabled: false },
  };
}

const iso = (at: number | undefined) => (at === undefined ? "" : new Date(at).toISOString());

/** `PT5M2S`-like, as GetCommandInvocation tells how long the script ran. */
function elapsed({ startedAt, endedAt }: InvocationRecord): string {
  return startedAt === undefined || endedAt === undefined ? "" : `PT${((endedAt - startedAt) / 1000).toFixed(3)}S`;
}

export function invocationDetail(command: CommandRecord, invocation: InvocationRecord) {
  return {
    CommandId: command.id,
    InstanceId: invocation.instanceId,
    Comment: command.comment,
    DocumentName: command.document,
    DocumentVersion: command.documentVersion,
    PluginName: "aws:runShellScript",
    ResponseCode: invocation.responseCode,
    ExecutionStartDateTime: iso(invocation.startedAt),
    ExecutionElapsedTime: elapsed(invocation),
    ExecutionEndDateTime: iso(invocation.endedAt),
    Status: invocation.status,
    StatusDetails: invocation.status,
    StandardOutputContent: invocation.output,
    StandardOutputUrl: "",
    StandardErrorContent: invocation.error,
    StandardErrorUrl: "",
    CloudWatchOutputConfig: { CloudWatchLogGroupName: "", CloudWatchOutputEnabled: false },
  };
}
