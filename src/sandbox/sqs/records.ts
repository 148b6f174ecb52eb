import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";

export interface AttributeValue {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64, so that the record is plain JSON. */
  readonly BinaryValue?: string;
}

export interface QueueRecord {
  readonly name: string;
  readonly arn: string;
  /** What was set or stands by default, by the API's names. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface MessageRecord {
  readonly id: string;
  readonly queue: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly senderId: string;
  readonly sentAt: number;
  /** Sandbox milliseconds from which on it can be received. */
  readonly visibleAt: number;
  readonly receives: number;
  readonly firstReceivedAt?: number;
  /** The handle of the latest receive. */
  readonly handle?: string;
  /** The queue that it was moved from. */
  readonly movedFrom?: string;
  readonly traceHeader?: string;
}

export const queuesOf = (cloud: Pick<Cloud, "state">, scope: string) => cloud.state.table<QueueRecord>("sqs.queues").in(scope);
export const messagesOf = (cloud: Pick<Cloud, "state">, queue: QueueRecord) =>
  cloud.state.table<MessageRecord>("sqs.messages").in(queue.arn);

export const problems = {
  noQueue: () => new AwsError("QueueDoesNotExist", "The specified queue does not exist.", 400),
  badValue: (name: string) => new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`, 400),
  badName: (name: string) => new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`, 400),
  badParameter: (message: string) => new AwsError("InvalidParameterValueException", message, 400),
  denied: (action: string, call: Pick<Call, "principal">, arn: string) =>
    new AwsError(
      "AccessDeniedException",
      `User: ${call.principal.arn} is not authorized to perform: ${action} on resource: ${arn} because no resource-based policy allows the ${action} action`,
      403,
    ),
};

/** The name and the account that the path of a queue's URL carries; whatever host it names. */
export function queueAt(url: string): { readonly accountId: string; readonly name: string } | undefined {
  const match = /^(?:https?:\/\/[^/]+)?\/?(\d{12})\/([A-Za-z0-9_-]{1,80}(?:\.fifo)?)$/.exec(url);
  return match?.[1] && match[2] ? { accountId: match[1], name: match[2] } : undefined;
}

/** The queue that a call names by its URL. Throws QueueDoesNotExist. */
export function queueOf(cloud: Pick<Cloud, "state">, url: string, call: Pick<Call, "region">): QueueRecord {
  const at = queueAt(url);
  const queue = at && queuesOf(cloud, regionalScope({ ...at, region: call.region })).get(at.name);
  if (!queue) throw problems.noQueue();
  return queue;
}
