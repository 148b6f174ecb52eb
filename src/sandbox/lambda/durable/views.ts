import type { EventRecord, ExecutionRecord, OperationRecord } from "./records";

/** An operation as the API gives it; `time` writes a moment (a Date for the API, text within an event). */
export function operationView(operation: OperationRecord, time: (ms: number) => unknown) {
  const { type, dueAt } = operation;
  const outcome = { Result: operation.result, Error: operation.error };
  const moment = (ms: number | undefined) => (ms === undefined ? undefined : time(ms));
  return {
    Id: operation.id,
    ParentId: operation.parentId,
    Name: operation.name,
    Type: type,
    SubType: operation.subType,
    Status: operation.status,
    StartTimestamp: time(operation.startedAt),
    EndTimestamp: moment(operation.endedAt),
    ...(type === "STEP" && {
      StepDetails: {
        Attempt: operation.attempt,
        NextAttemptTimestamp: operation.status === "PENDING" ? moment(dueAt) : undefined,
        ...outcome,
      },
    }),
    ...(type === "WAIT" && { WaitDetails: { ScheduledEndTimestamp: moment(dueAt) } }),
    ...(type === "CALLBACK" && { CallbackDetails: { CallbackId: operation.callbackId, ...outcome } }),
    ...(type === "CONTEXT" && { ContextDetails: { ReplayChildren: operation.replayChildren, ...outcome } }),
    ...(type === "CHAINED_INVOKE" && { ChainedInvokeDetails: outcome }),
  };
}

/** The operation that stands for the execution itself, first in its state. */
export function executionOperation(record: ExecutionRecord, time: (ms: number) => unknown) {
  return {
    Id: record.id,
    Name: record.name,
    Type: "EXECUTION",
    Status: "STARTED",
    StartTimestamp: time(record.startedAt),
    ExecutionDetails: { InputPayload: record.payload },
  };
}

export function executionSummary(record: ExecutionRecord, functionArn: string) {
  return {
    DurableExecutionArn: record.arn,
    DurableExecutionName: record.name,
    FunctionArn: `${functionArn}:${record.qualifier}`,
    Status: record.status,
    StartTimestamp: new Date(record.startedAt),
    EndTimestamp: record.endedAt === undefined ? undefined : new Date(record.endedAt),
  };
}

export function eventView(event: EventRecord, withData: boolean) {
  return {
    EventType: event.EventType,
    EventId: event.EventId,
    EventTimestamp: new Date(event.at),
    Id: event.Id,
    Name: event.Name,
    ParentId: event.ParentId,
    SubType: event.SubType,
    [`${event.EventType}Details`]: withData ? dated(event.details) : withoutData(dated(event.details)),
  };
}

const MOMENTS = new Set(["StartTimestamp", "EndTimestamp", "ScheduledEndTimestamp"]);

const dated = (details: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, MOMENTS.has(name) && typeof value === "number" ? new Date(value) : value]),
  );

/** Payloads are left out unless they are asked for. */
const withoutData = (details: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(details).map(([name, value]) => (/^(Input|Result|Error)$/.test(name) ? [name, {}] : [name, value])));
