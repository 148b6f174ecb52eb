import { uuid, whereOf } from "../../common/identity";
import type { Cancel } from "../../kernel/clock";
import type { Cloud } from "../../kernel/cloud";
import { alreadyStarted } from "../errors";
import { deliver } from "../invoke/destinations";
import { deadLetterAttributes } from "../invoke/queue";
import { versionOf } from "../names";
import { type FunctionRecord, tablesIn, type VersionRecord } from "../records";
import { roleActing } from "../role";
import type { Pool } from "../runtime/pool";
import { runChained } from "./chained";
import { hasPending, letHappen, nextDue } from "./due";
import { statePage, tokenOf } from "./pages";
import { changed, type ErrorRecord, EXECUTIONS, type ExecutionRecord, type ExecutionStatus, executionsIn, remember } from "./records";

/** After an invocation that failed: a second, doubled each time, up to a minute; until the execution's time is over. */
const retryDelay = (failures: number) => Math.min(60_000, 1_000 * 2 ** Math.min(failures - 1, 6));
/** Timers beyond some weeks of machine time are none; a look a day costs nothing. */
const DAY_MS = 86_400_000;

const EVENT_OF: Readonly<Record<Exclude<ExecutionStatus, "RUNNING">, string>> = {
  SUCCEEDED: "ExecutionSucceeded",
  FAILED: "ExecutionFailed",
  TIMED_OUT: "ExecutionTimedOut",
  STOPPED: "ExecutionStopped",
};

/** Durable executions: it invokes the function whenever something has happened that it waits for. */
export class DurableEngine {
  private readonly timers = new Map<string, Cancel>();
  private readonly live = new Set<string>();
  private readonly waiters = new Map<string, (() => void)[]>();
  private stopped = false;

  constructor(
    private readonly cloud: Cloud,
    private readonly pool: Pool,
  ) {}

  /** Takes up every execution that was running when the sandbox ended. What was invoked then is invoked again. */
  start(): void {
    for (const { scope, record } of this.cloud.state.table<ExecutionRecord>(EXECUTIONS).everywhere()) {
      if (record.status !== "RUNNING") continue;
      if (record.invoking) record.invokeAt = this.cloud.clock.now();
      record.invoking = false;
      for (const { id, type, status, chained } of Object.values(record.operations)) {
        if (type === "CHAINED_INVOKE" && status === "STARTED" && chained?.executionArn === undefined) this.chain(scope, record, id);
      }
      this.look(scope, record);
    }
  }

  stop(): void {
    this.stopped = true;
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
    for (const wake of [...this.waiters.values()].flat()) wake();
  }

  /** Starts an execution, or answers the one of this name that was started with the same event. */
  begin(
    scope: string,
    found: FunctionRecord,
    version: VersionRecord,
    qualifier: string,
    payload: string,
    by: { readonly name?: string | undefined; readonly asynchronous?: boolean; readonly parent?: { arn: string; operationId: string } },
  ): ExecutionRecord {
    const { name, parent, asynchronous = false } = by;
    const executions = executionsIn(this.cloud, scope);
    const known = name === undefined ? undefined : this.all(scope).find((one) => one.functionName === found.name && one.name === name);
    if (known) {
      if (known.payload !== payload) throw alreadyStarted(known.name);
      return known;
    }
    const now = this.cloud.clock.now();
    const id = uuid(this.cloud);
    const called = name ?? uuid(this.cloud);
    const record: ExecutionRecord = {
      arn: `${found.arn}:${version.version}/durable-execution/${called}/${id}`,
      name: called,
      id,
      functionName: found.name,
      version: version.version,
      qualifier,
      payload,
      startedAt: now,
      executionTimeout: version.durable?.executionTimeout ?? 0,
      retentionDays: version.durable?.retentionDays ?? 0,
      parent,
      asynchronous,
      status: "RUNNING",
      endedAt: undefined,
      result: undefined,
      error: undefined,
      operations: {},
      events: [],
      token: 0,
      lastCheckpoint: undefined,
      unseen: [],
      invoking: false,
      invokeAt: now,
      failures: 0,
    };
    remember(record, now, "ExecutionStarted", undefined, { Input: { Payload: payload }, ExecutionTimeout: record.executionTimeout });
    executions.set(record.arn, record);
    this.look(scope, record);
    return record;
  }

  /** All executions that are kept; those whose retention is over are let go. */
  all(scope: string): ExecutionRecord[] {
    const executions = executionsIn(this.cloud, scope);
    const now = this.cloud.clock.now();
    return executions.values().filter((one) => {
      const kept = one.endedAt === undefined || one.endedAt + one.retentionDays * DAY_MS > now;
      if (!kept) executions.delete(one.arn);
      return kept;
    });
  }

  /** Resolves when the execution has ended. */
  async closed(scope: string, arn: string): Promise<ExecutionRecord> {
    for (;;) {
      const record = executionsIn(this.cloud, scope).get(arn);
      if (!record) throw new Error(`the execution ${arn} is gone`);
      if (record.status !== "RUNNING") return record;
      if (this.stopped) throw new Error("the sandbox is ending");
      await new Promise<void>((resolve) => this.waiters.set(arn, [...(this.waiters.get(arn) ?? []), resolve]));
    }
  }

  /** Writes a changed record, lets happen what is due, and invokes the function when there is something to tell it. */
  look(scope: string, record: ExecutionRecord): void {
    if (this.stopped || record.status !== "RUNNING") return;
    const now = this.cloud.clock.now();
    if (now >= record.startedAt + record.executionTimeout * 1_000) {
      this.close(scope, record, "TIMED_OUT", {});
      return;
    }
    letHappen(record, now);
    executionsIn(this.cloud, scope).set(record.arn, record);
    if (!this.live.has(record.arn)) {
      const wanted = record.invokeAt === undefined ? record.unseen.length > 0 : record.invokeAt <= now;
      if (wanted) void this.turn(scope, record);
    }
    this.timers.get(record.arn)?.();
    const next = this.live.has(record.arn) ? nextDue({ ...record, invokeAt: undefined }) : nextDue(record);
    this.timers.set(
      record.arn,
      this.cloud.clock.after(Math.min(DAY_MS, Math.max(1, next - now)), () => this.look(scope, record)),
    );
  }

  /** Ends an execution, whatever its function does now: from here on its checkpoints are refused. */
  close(
    scope: string,
    record: ExecutionRecord,
    status: Exclude<ExecutionStatus, "RUNNING">,
    end: { result?: string | undefined; error?: ErrorRecord | undefined },
  ): void {
    if (record.status !== "RUNNING") return;
    const now = this.cloud.clock.now();
    record.status = status;
    record.endedAt = now;
    record.result = end.result;
    record.error = end.error;
    record.invoking = false;
    record.token++;
    const details = status === "SUCCEEDED" ? { Result: { Payload: end.result } } : { Error: { Payload: end.error } };
    remember(record, now, EVENT_OF[status], undefined, details);
    executionsIn(this.cloud, scope).set(record.arn, record);
    this.timers.get(record.arn)?.();
    this.timers.delete(record.arn);
    for (const wake of this.waiters.get(record.arn) ?? []) wake();
    this.waiters.delete(record.arn);
    this.tellParent(scope, record);
    void this.bury(scope, record);
  }

  /** Begins a chained invocation; its end is written into the operation that asked for it. */
  chain(scope: string, record: ExecutionRecord, operationId: string): void {
    void runChained(this.cloud, this.pool, this, scope, record, operationId).catch((problem: unknown) => {
      if (!this.stopped)
        this.cloud.log("a chained invocation failed within the sandbox", { problem: String(problem), execution: record.arn });
    });
  }

  private tellParent(scope: string, record: ExecutionRecord): void {
    const { parent } = record;
    const above = parent && executionsIn(this.cloud, scope).get(parent.arn);
    if (!parent || above?.status !== "RUNNING") return;
    const operation = above.operations[parent.operationId];
    if (operation?.status !== "STARTED") return;
    const now = this.cloud.clock.now();
    operation.status = record.status === "RUNNING" ? "FAILED" : record.status;
    operation.endedAt = now;
    operation.result = record.result;
    operation.error =
      record.status === "SUCCEEDED" ? undefined : (record.error ?? { ErrorMessage: `The execution ended as ${record.status}.` });
    const name = { SUCCEEDED: "Succeeded", FAILED: "Failed", TIMED_OUT: "TimedOut", STOPPED: "Stopped", RUNNING: "Failed" }[record.status];
    const details = record.status === "SUCCEEDED" ? { Result: { Payload: record.result } } : { Error: { Payload: operation.error } };
    remember(above, now, `ChainedInvoke${name}`, operation, details);
    changed(above, operation.id);
    this.look(scope, above);
  }

  /**
   * An execution that was started asynchronously and did not succeed leaves its event in the function's dead-letter queue:
   * https://docs.aws.amazon.com/lambda/latest/dg/durable-best-practices.html
   */
  private async bury(scope: string, record: ExecutionRecord): Promise<void> {
    if (record.status === "SUCCEEDED" || !record.asynchronous) return;
    const found = tablesIn(this.cloud, scope).functions.get(record.functionName);
    const version = found && [found.latest, ...found.published].find((one) => one.version === record.version);
    if (version?.deadLetter === undefined) return;
    const as = roleActing(whereOf(scope), version.role, record.functionName);
    const payload = JSON.stringify({ errorMessage: record.error?.ErrorMessage ?? `The execution ended as ${record.status}.` });
    await deliver(this.cloud, as, version.deadLetter, record.payload, deadLetterAttributes(record.id, { payload }));
  }

  /** One invocation of the function with the state as it is now. */
  private async turn(scope: string, record: ExecutionRecord): Promise<void> {
    const { cloud } = this;
    this.live.add(record.arn);
    const told = record.unseen;
    record.unseen = [];
    record.invokeAt = undefined;
    record.invoking = true;
    record.token++;
    executionsIn(cloud, scope).set(record.arn, record);
    const startedAt = cloud.clock.now();
    const requestId = uuid(cloud);
    let payload: string | undefined;
    let problem: string | undefined;
    try {
      const found = tablesIn(cloud, scope).functions.get(record.functionName);
      if (!found) throw new Error("the function is gone");
      const version = versionOf(found, record.version);
      const text = (ms: number) => new Date(ms).toISOString();
      const state = statePage(record, undefined, undefined, text);
      const event = {
        DurableExecutionArn: record.arn,
        CheckpointToken: tokenOf(record),
        InitialExecutionState: state,
        UpdatedOperationIds: told,
      };
      const outcome = await this.pool.run(scope, found, version, {
        requestId,
        payload: JSON.stringify(event),
        arn: `${found.arn}:${record.qualifier}`,
      });
      if (outcome.error === undefined) payload = outcome.payload;
      else problem = outcome.payload;
    } catch (error) {
      problem = JSON.stringify({
        errorType: error instanceof Error ? error.name : "Error",
        errorMessage: error instanceof Error ? error.message : String(error),
      });
    }
    this.live.delete(record.arn);
    // Left as it is: the next start finds it and invokes again.
    if (this.stopped) return;
    const now = cloud.clock.now();
    remember(record, now, "InvocationCompleted", undefined, {
      StartTimestamp: startedAt,
      EndTimestamp: now,
      RequestId: requestId,
      ...(problem !== undefined && { Error: { Payload: errorOf(problem) } }),
    });
    record.invoking = false;
    if (record.status !== "RUNNING") return void executionsIn(cloud, scope).set(record.arn, record);
    if (problem === undefined && payload !== undefined) {
      record.failures = 0;
      this.answered(scope, record, payload);
    } else {
      record.failures++;
      record.unseen = [...new Set([...told, ...record.unseen])];
      record.invokeAt = now + retryDelay(record.failures);
    }
    this.look(scope, record);
  }

  private answered(scope: string, record: ExecutionRecord, payload: string): void {
    const fail = (ErrorMessage: string) =>
      this.close(scope, record, "FAILED", { error: { ErrorType: "InvalidParameterValueException", ErrorMessage } });
    let answer: { Status?: unknown; Result?: unknown; Error?: ErrorRecord } | null;
    try {
      answer = JSON.parse(payload) as typeof answer;
    } catch {
      answer = null;
    }
    switch (answer?.Status) {
      case "SUCCEEDED":
        this.close(scope, record, "SUCCEEDED", { result: typeof answer.Result === "string" ? answer.Result : undefined });
        return;
      case "FAILED":
        this.close(scope, record, "FAILED", { error: answer.Error });
        return;
      case "PENDING":
        if (!hasPending(record) && record.unseen.length === 0) fail("Cannot return PENDING status with no pending operations.");
        return;
      default:
        fail("Invalid Status in invocation output.");
        return;
    }
  }
}

function errorOf(payload: string): ErrorRecord {
  try {
    const { errorType, errorMessage } = JSON.parse(payload) as { errorType?: string; errorMessage?: string };
    return { ErrorType: errorType, ErrorMessage: errorMessage };
  } catch {
    return { ErrorMessage: payload };
  }
}
