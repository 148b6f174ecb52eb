import type { Cloud } from "../../kernel/cloud";
import type { Records } from "../../kernel/state";

export interface ErrorRecord {
  ErrorType?: string | undefined;
  ErrorMessage?: string | undefined;
  ErrorData?: string | undefined;
  StackTrace?: string[] | undefined;
}

export type OperationType = "EXECUTION" | "CONTEXT" | "STEP" | "WAIT" | "CALLBACK" | "CHAINED_INVOKE";
export type OperationStatus = "STARTED" | "PENDING" | "READY" | "SUCCEEDED" | "FAILED" | "CANCELLED" | "TIMED_OUT" | "STOPPED";

/** One operation of an execution. Times are sandbox milliseconds. */
export interface OperationRecord {
  readonly id: string;
  readonly type: OperationType;
  parentId: string | undefined;
  name: string | undefined;
  subType: string | undefined;
  status: OperationStatus;
  startedAt: number;
  endedAt: number | undefined;
  result: string | undefined;
  error: ErrorRecord | undefined;
  /** Steps: attempts that ended in a retry. */
  attempt: number;
  /** Steps: when the next attempt may begin. Waits: when they end. Callbacks: when they time out. */
  dueAt: number | undefined;
  waitSeconds?: number | undefined;
  callbackId?: string | undefined;
  heartbeatSeconds?: number | undefined;
  /** Callbacks: when they time out unless a heartbeat comes. */
  heartbeatDueAt?: number | undefined;
  replayChildren?: boolean | undefined;
  /** Chained invocations: the function, its event, and the execution that was started when it is durable. */
  chained?: { functionName: string; payload: string; executionArn?: string | undefined } | undefined;
}

export interface EventRecord {
  readonly EventType: string;
  readonly EventId: number;
  readonly at: number;
  readonly Id: string | undefined;
  readonly Name: string | undefined;
  readonly ParentId: string | undefined;
  readonly SubType: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
}

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "STOPPED";

export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  /** The id of its EXECUTION operation. */
  readonly id: string;
  readonly functionName: string;
  readonly version: string;
  /** What it was started by: a version or an alias. */
  readonly qualifier: string;
  readonly payload: string;
  readonly startedAt: number;
  /** Seconds. */
  readonly executionTimeout: number;
  readonly retentionDays: number;
  /** The execution and operation that wait for this one. */
  readonly parent: { readonly arn: string; readonly operationId: string } | undefined;
  /** Started by an asynchronous invocation: its event goes to the dead-letter queue unless it succeeds. */
  readonly asynchronous: boolean;
  status: ExecutionStatus;
  endedAt: number | undefined;
  result: string | undefined;
  error: ErrorRecord | undefined;
  /** In the order in which they began. */
  operations: Record<string, OperationRecord>;
  events: EventRecord[];
  /** Grows with each checkpoint and each invocation; only the newest token is good. */
  token: number;
  /** The last checkpoint, so that a client that asks again gets the same answer. */
  lastCheckpoint: { clientToken: string; token: number; ids: string[] } | undefined;
  /** Operations that changed since the function was last told. */
  unseen: string[];
  /** An invocation is on its way; found at a start it died with the sandbox. */
  invoking: boolean;
  /** When it is invoked next whatever happens: at the beginning, and after an invocation that failed. */
  invokeAt: number | undefined;
  /** Invocations that failed in a row. */
  failures: number;
}

export const EXECUTIONS = "lambda.executions";

export const executionsIn = (cloud: Pick<Cloud, "state">, scope: string): Records<ExecutionRecord> =>
  cloud.state.table<ExecutionRecord>(EXECUTIONS).in(scope);

const DONE: ReadonlySet<string> = new Set(["SUCCEEDED", "FAILED", "CANCELLED", "TIMED_OUT", "STOPPED"]);

/** Whether an operation has reached its end. */
export const isDone = ({ status }: { readonly status: string }): boolean => DONE.has(status);

/** Adds an event to the execution's history. */
export function remember(
  record: ExecutionRecord,
  at: number,
  type: string,
  operation: OperationRecord | undefined,
  details: Record<string, unknown>,
): void {
  record.events.push({
    EventType: type,
    EventId: record.events.length + 1,
    at,
    Id: operation?.id,
    Name: operation?.name,
    ParentId: operation?.parentId,
    SubType: operation?.subType,
    details,
  });
}

/** Says that an operation changed, for the function to be told of. */
export function changed(record: ExecutionRecord, id: string): void {
  if (!record.unseen.includes(id)) record.unseen.push(id);
}
