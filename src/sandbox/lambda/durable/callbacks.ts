import { type Call, type Cloud, type Handler, regionalScope } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import { invalid } from "../errors";
import type { DurableEngine } from "./engine";
import { changed, type ErrorRecord, executionsIn, isDone, remember } from "./records";

/** The execution's ARN that a callback id stands for, or undefined for an id that is none. */
export function executionOfCallback(id: string): { arn: string; operationId: string } | undefined {
  const text = Buffer.from(id, "base64").toString("utf8");
  const mark = text.lastIndexOf("#");
  return mark < 0 ? undefined : { arn: text.slice(0, mark), operationId: text.slice(mark + 1) };
}

/** What the outside world says to an execution that waits for it. */
export function callbackOperations(cloud: Cloud, engine: DurableEngine) {
  const open = (id: string, call: Call) => {
    const parts = executionOfCallback(id);
    const scope = regionalScope(call);
    const record = parts && executionsIn(cloud, scope).get(parts.arn);
    const operation = parts && record?.operations[parts.operationId];
    if (!record || operation?.callbackId !== id) throw invalid("Invalid callback id.");
    if (record.status !== "RUNNING" || isDone(operation)) {
      throw new AwsError("CallbackTimeoutException", "The callback has timed out or was completed before.", 400, { Type: "User" });
    }
    return { scope, record, operation };
  };
  const settle = (id: string, call: Call, end: { result?: string | undefined; error?: ErrorRecord | undefined }, good: boolean) => {
    const { scope, record, operation } = open(id, call);
    const now = cloud.clock.now();
    operation.status = good ? "SUCCEEDED" : "FAILED";
    operation.endedAt = now;
    operation.result = end.result;
    operation.error = end.error;
    const details = good ? { Result: { Payload: end.result } } : { Error: { Payload: end.error } };
    remember(record, now, good ? "CallbackSucceeded" : "CallbackFailed", operation, details);
    changed(record, operation.id);
    engine.look(scope, record);
    return {};
  };
  return {
    SendDurableExecutionCallbackSuccess: (input: { CallbackId: string; Result?: Uint8Array | string }, call: Call) =>
      settle(input.CallbackId, call, { result: input.Result === undefined ? undefined : Buffer.from(input.Result).toString("utf8") }, true),
    SendDurableExecutionCallbackFailure: (input: { CallbackId: string; Error?: ErrorRecord }, call: Call) =>
      settle(input.CallbackId, call, { error: input.Error ?? {} }, false),
    SendDurableExecutionCallbackHeartbeat: (input: { CallbackId: string }, call: Call) => {
      const { scope, record, operation } = open(input.CallbackId, call);
      if (operation.heartbeatSeconds !== undefined) operation.heartbeatDueAt = cloud.clock.now() + operation.heartbeatSeconds * 1_000;
      engine.look(scope, record);
      return {};
    },
  } satisfies Record<string, Handler>;
}
