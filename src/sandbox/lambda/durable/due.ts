import { changed, type ExecutionRecord, isDone, remember } from "./records";

/** Lets everything happen that is due: waits end, steps become ready, callbacks time out. */
export function letHappen(record: ExecutionRecord, now: number): void {
  for (const operation of Object.values(record.operations)) {
    if (isDone(operation)) continue;
    const { type, dueAt } = operation;
    if (type === "WAIT" && dueAt !== undefined && dueAt <= now) {
      operation.status = "SUCCEEDED";
      operation.endedAt = now;
      remember(record, now, "WaitSucceeded", operation, { Duration: operation.waitSeconds });
      changed(record, operation.id);
    } else if (type === "STEP" && operation.status === "PENDING" && dueAt !== undefined && dueAt <= now) {
      operation.status = "READY";
      changed(record, operation.id);
    } else if (type === "CALLBACK") {
      const late = dueAt !== undefined && dueAt <= now;
      const silent = operation.heartbeatDueAt !== undefined && operation.heartbeatDueAt <= now;
      if (!late && !silent) continue;
      operation.status = "TIMED_OUT";
      operation.endedAt = now;
      operation.error = late
        ? { ErrorType: "Callback.Timeout", ErrorMessage: "Callback timed out" }
        : { ErrorType: "Callback.Heartbeat", ErrorMessage: "Callback timed out on heartbeat" };
      remember(record, now, "CallbackTimedOut", operation, { Error: { Payload: operation.error } });
      changed(record, operation.id);
    }
  }
}

/** When something is due next; the execution's own end is always. */
export function nextDue(record: ExecutionRecord): number {
  let next = record.startedAt + record.executionTimeout * 1_000;
  if (record.invokeAt !== undefined) next = Math.min(next, record.invokeAt);
  for (const operation of Object.values(record.operations)) {
    if (isDone(operation) || operation.status === "READY") continue;
    for (const at of [operation.dueAt, operation.heartbeatDueAt]) if (at !== undefined) next = Math.min(next, at);
  }
  return next;
}

/** Whether anything is going on that will have the function invoked again. */
export function hasPending(record: ExecutionRecord): boolean {
  return Object.values(record.operations).some(({ type, status }) => {
    if (type === "STEP") return status === "PENDING" || status === "READY";
    return (type === "WAIT" || type === "CALLBACK" || type === "CHAINED_INVOKE") && status === "STARTED";
  });
}
