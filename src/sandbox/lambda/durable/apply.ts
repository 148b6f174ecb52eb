import { invalid } from "../errors";
import { changed, type ExecutionRecord, type OperationRecord, remember } from "./records";
import { checkUpdate, type Update } from "./validate";

/** The operations that one execution may have: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MOST_OPERATIONS = 3_000;

/** What a checkpoint asks for beyond the operations themselves. */
export interface Consequences {
  /** The execution's own end, when an update says it. */
  readonly close: Update | undefined;
  /** Chained invocations to begin. */
  readonly invoke: readonly string[];
  readonly ids: readonly string[];
}

/**
 * Applies the updates of one checkpoint: all of them or, by an InvalidParameterValueException, none. The record that is handed in is
 * changed only when all fit.
 */
export function applyUpdates(record: ExecutionRecord, updates: readonly Update[], now: number): Consequences {
  const draft = structuredClone({ operations: {} as ExecutionRecord["operations"], events: [] as ExecutionRecord["events"] });
  const working: ExecutionRecord = { ...record, operations: draft.operations, events: [...record.events], unseen: [] };
  const operationOf = (id: string): OperationRecord | undefined => {
    const known = draft.operations[id];
    if (known) return known;
    const stored = record.operations[id];
    if (!stored) return undefined;
    const copy = structuredClone(stored);
    draft.operations[id] = copy;
    return copy;
  };
  const invoke: string[] = [];
  const ids: string[] = [];
  let close: Update | undefined;
  let fresh = 0;
  for (const update of updates) {
    if (update.Type === "EXECUTION") {
      checkUpdate(update, undefined);
      close = update;
      continue;
    }
    const before = operationOf(update.Id);
    checkUpdate(update, before);
    if (update.ParentId !== undefined && operationOf(update.ParentId)?.type !== "CONTEXT") throw invalid("Invalid parent operation id.");
    if (!before && Object.keys(record.operations).length + ++fresh > MOST_OPERATIONS - 1) {
      throw invalid(`The execution has reached the maximum number of operations, ${MOST_OPERATIONS}.`);
    }
    const operation = before ?? begun(update, now);
    draft.operations[update.Id] = operation;
    act(working, operation, update, now);
    if (update.Type === "CHAINED_INVOKE" && update.Action === "START") invoke.push(update.Id);
    if (!ids.includes(update.Id)) ids.push(update.Id);
  }
  Object.assign(record.operations, draft.operations);
  record.events = working.events;
  for (const id of ids) changed(record, id);
  return { close, invoke, ids };
}

function begun(update: Update, now: number): OperationRecord {
  return {
    id: update.Id,
    type: update.Type,
    parentId: update.ParentId,
    name: update.Name,
    subType: update.SubType,
    status: "STARTED",
    startedAt: now,
    endedAt: undefined,
    result: undefined,
    error: undefined,
    attempt: 0,
    dueAt: undefined,
  };
}

function act(record: ExecutionRecord, operation: OperationRecord, update: Update, now: number): void {
  switch (update.Action) {
    case "START":
      start(record, operation, update, now);
      return;
    case "SUCCEED":
      end(record, operation, update, now, "SUCCEEDED");
      return;
    case "FAIL":
      end(record, operation, update, now, "FAILED");
      return;
    case "CANCEL":
      operation.status = "CANCELLED";
      operation.endedAt = now;
      if (operation.type === "WAIT") remember(record, now, "WaitCancelled", operation, {});
      return;
    case "RETRY": {
      const delay = update.StepOptions?.NextAttemptDelaySeconds ?? 1;
      operation.status = "PENDING";
      operation.attempt++;
      operation.dueAt = now + delay * 1_000;
      operation.result = update.Payload;
      operation.error = update.Error;
      const retry = { RetryDetails: { CurrentAttempt: operation.attempt, NextAttemptDelaySeconds: delay } };
      if (update.Error !== undefined) remember(record, now, "StepFailed", operation, { Error: { Payload: update.Error }, ...retry });
      else remember(record, now, "StepSucceeded", operation, { Result: { Payload: update.Payload }, ...retry });
    }
  }
}

function start(record: ExecutionRecord, operation: OperationRecord, update: Update, now: number): void {
  operation.status = "STARTED";
  switch (operation.type) {
    case "STEP":
      operation.dueAt = undefined;
      remember(record, now, "StepStarted", operation, {});
      return;
    case "CONTEXT":
      operation.replayChildren = update.ContextOptions?.ReplayChildren;
      remember(record, now, "ContextStarted", operation, {});
      return;
    case "WAIT": {
      const seconds = update.WaitOptions?.WaitSeconds ?? 1;
      operation.waitSeconds = seconds;
      operation.dueAt = now + seconds * 1_000;
      remember(record, now, "WaitStarted", operation, { Duration: seconds, ScheduledEndTimestamp: operation.dueAt });
      return;
    }
    case "CALLBACK": {
      const { TimeoutSeconds: timeout, HeartbeatTimeoutSeconds: heartbeat } = update.CallbackOptions ?? {};
      operation.callbackId = Buffer.from(`${record.arn}#${operation.id}`).toString("base64");
      operation.dueAt = timeout ? now + timeout * 1_000 : undefined;
      operation.heartbeatSeconds = heartbeat || undefined;
      operation.heartbeatDueAt = heartbeat ? now + heartbeat * 1_000 : undefined;
      remember(record, now, "CallbackStarted", operation, {
        CallbackId: operation.callbackId,
        Timeout: timeout,
        HeartbeatTimeout: heartbeat,
      });
      return;
    }
    case "CHAINED_INVOKE": {
      const name = update.ChainedInvokeOptions?.FunctionName ?? "";
      operation.chained = { functionName: name, payload: update.Payload ?? "{}" };
      remember(record, now, "ChainedInvokeStarted", operation, { FunctionName: name, Input: { Payload: update.Payload } });
      return;
    }
    case "EXECUTION":
  }
}

function end(record: ExecutionRecord, operation: OperationRecord, update: Update, now: number, status: "SUCCEEDED" | "FAILED"): void {
  const good = status === "SUCCEEDED";
  operation.status = status;
  operation.endedAt = now;
  operation.result = update.Payload;
  operation.error = update.Error;
  const details = good ? { Result: { Payload: update.Payload } } : { Error: { Payload: update.Error } };
  if (operation.type === "CONTEXT") {
    operation.replayChildren = update.ContextOptions?.ReplayChildren ?? operation.replayChildren;
    remember(record, now, good ? "ContextSucceeded" : "ContextFailed", operation, details);
    return;
  }
  remember(record, now, good ? "StepSucceeded" : "StepFailed", operation, {
    ...details,
    RetryDetails: { CurrentAttempt: operation.attempt + 1 },
  });
}
