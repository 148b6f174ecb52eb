import { uuid, whereOf } from "../../common/identity";
import type { Cancel } from "../../kernel/clock";
import type { Cloud } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import { versionOf } from "../names";
import { type FunctionRecord, QUEUE, type QueuedEvent, tablesIn, type VersionRecord } from "../records";
import { roleActing } from "../role";
import type { Outcome } from "../runtime/environment";
import type { Pool } from "../runtime/pool";
import { deliver } from "./destinations";

/** Between attempts that failed: a minute, then two. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_MS = [60_000, 120_000];
const DEFAULT_RETRIES = 2;
const DEFAULT_MAX_AGE_SECONDS = 21_600;
/** Between attempts that found no free concurrency: from a second, doubled, to five minutes. */
const throttleDelay = (throttles: number) => Math.min(300_000, 1_000 * 2 ** Math.min(throttles, 12));

/** Asynchronous invocations: they are kept, run, retried, and at last given to the destination or the dead-letter queue. */
export class EventQueue {
  private readonly timers = new Map<string, Cancel>();
  private stopped = false;

  constructor(
    private readonly cloud: Cloud,
    private readonly pool: Pool,
  ) {}

  /** Takes up what was waiting when the sandbox ended. */
  start(): void {
    for (const { scope, record } of this.cloud.state.table<QueuedEvent>(QUEUE).everywhere()) this.plan(scope, record);
  }

  stop(): void {
    this.stopped = true;
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  add(scope: string, event: Pick<QueuedEvent, "id" | "functionName" | "qualifier" | "payload">): void {
    const now = this.cloud.clock.now();
    const record: QueuedEvent = { ...event, queuedAt: now, failures: 0, throttles: 0, dueAt: now };
    tablesIn(this.cloud, scope).queue.set(record.id, record);
    this.plan(scope, record);
  }

  private plan(scope: string, record: QueuedEvent): void {
    if (this.stopped) return;
    this.timers.get(record.id)?.();
    const wait = Math.max(0, record.dueAt - this.cloud.clock.now());
    this.timers.set(
      record.id,
      this.cloud.clock.after(wait, () => {
        this.timers.delete(record.id);
        this.attempt(scope, record).catch((problem: unknown) => {
          if (this.stopped) return;
          this.cloud.log("an asynchronous invocation failed within the sandbox", {
            problem: String(problem),
            function: record.functionName,
          });
          this.again(scope, record, 60_000);
        });
      }),
    );
  }

  private again(scope: string, record: QueuedEvent, delay: number): void {
    record.dueAt = this.cloud.clock.now() + delay;
    tablesIn(this.cloud, scope).queue.set(record.id, record);
    this.plan(scope, record);
  }

  private async attempt(scope: string, record: QueuedEvent): Promise<void> {
    const { cloud } = this;
    const tables = tablesIn(cloud, scope);
    const found = tables.functions.get(record.functionName);
    if (!found) return void tables.queue.delete(record.id);
    const settings = found.eventInvoke[record.qualifier ?? "$LATEST"];
    const version = versionOf(found, record.qualifier, cloud.random);
    const end = record.queuedAt + (settings?.maxAgeSeconds ?? DEFAULT_MAX_AGE_SECONDS) * 1_000;
    if (cloud.clock.now() > end) return this.conclude(scope, record, found, version, undefined, "EventAgeExceeded");
    let outcome: Outcome;
    try {
      const arn = record.qualifier === undefined ? found.arn : `${found.arn}:${record.qualifier}`;
      outcome = await this.pool.run(scope, found, version, { requestId: record.id, payload: record.payload, arn });
    } catch (problem) {
      if (this.stopped) return;
      if (!(problem instanceof AwsError)) throw problem;
      record.throttles++;
      return this.again(scope, record, throttleDelay(record.throttles));
    }
    // The sandbox ended while it ran: it is still in the queue and runs again at the next start.
    if (this.stopped) return;
    if (outcome.error === undefined) return this.conclude(scope, record, found, version, outcome, "Success");
    record.failures++;
    const retries = settings?.retries ?? DEFAULT_RETRIES;
    const delay = RETRY_MS[record.failures - 1] ?? RETRY_MS.at(-1) ?? 0;
    if (record.failures > retries) return this.conclude(scope, record, found, version, outcome, "RetriesExhausted");
    if (cloud.clock.now() + delay > end) return this.conclude(scope, record, found, version, outcome, "EventAgeExceeded");
    this.again(scope, record, delay);
  }

  private async conclude(
    scope: string,
    record: QueuedEvent,
    found: FunctionRecord,
    version: VersionRecord,
    outcome: Outcome | undefined,
    condition: "Success" | "RetriesExhausted" | "EventAgeExceeded",
  ): Promise<void> {
    const { cloud } = this;
    const settings = found.eventInvoke[record.qualifier ?? "$LATEST"];
    const as = roleActing(whereOf(scope), version.role, found.name);
    const to = condition === "Success" ? settings?.onSuccess : settings?.onFailure;
    if (to !== undefined) {
      const message = {
        version: "1.0",
        timestamp: new Date(cloud.clock.now()).toISOString(),
        requestContext: {
          requestId: record.id,
          functionArn: `${found.arn}:${record.qualifier ?? "$LATEST"}`,
          condition,
          approximateInvokeCount: record.failures + (condition === "Success" ? 1 : 0),
        },
        requestPayload: JSON.parse(record.payload) as unknown,
        ...(outcome && {
          responseContext: { statusCode: 200, executedVersion: version.version, ...(outcome.error && { functionError: outcome.error }) },
          responsePayload: parsed(outcome.payload),
        }),
      };
      await deliver(cloud, as, to, JSON.stringify(message));
    }
    if (condition !== "Success" && version.deadLetter !== undefined) {
      await deliver(cloud, as, version.deadLetter, record.payload, deadLetterAttributes(record.id, outcome));
    }
    tablesIn(cloud, scope).queue.delete(record.id);
  }

  newId(): string {
    return uuid(this.cloud);
  }
}

/** What Lambda adds to a message of a dead-letter queue. */
export function deadLetterAttributes(requestId: string, outcome: Pick<Outcome, "payload"> | undefined) {
  const text = (value: string) => ({ DataType: "String", StringValue: value });
  const message = outcome && (parsed(outcome.payload) as { errorMessage?: unknown } | null)?.errorMessage;
  return {
    RequestID: text(requestId),
    ErrorCode: { DataType: "Number", StringValue: outcome ? "200" : "429" },
    ErrorMessage: text((typeof message === "string" && message ? message : "The event was not processed.").slice(0, 1_024)),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
