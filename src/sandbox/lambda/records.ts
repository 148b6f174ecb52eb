import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import type { Records } from "../kernel/state";

/** What a version of a function is made of; `$LATEST` changes, published ones do not. */
export interface VersionRecord {
  /** `$LATEST`, or a number from 1. */
  version: string;
  description: string;
  role: string;
  handler: string;
  runtime: string;
  /** Seconds. */
  timeout: number;
  /** Megabytes. */
  memory: number;
  environment: Record<string, string>;
  architectures: string[];
  deadLetter: string | undefined;
  tracing: string;
  /** Megabytes of `/tmp`. */
  storage: number;
  kmsKey: string | undefined;
  logging: { format: string; group: string; applicationLevel?: string | undefined; systemLevel?: string | undefined };
  /** The SHA-256 of the zip, base64: the key of its bytes in the table of code. */
  codeSha256: string;
  codeSize: number;
  lastModified: number;
  revisionId: string;
  durable: { executionTimeout: number; retentionDays: number } | undefined;
}

export interface AliasRecord {
  name: string;
  version: string;
  description: string;
  revisionId: string;
  weights: Record<string, number>;
}

/** One permission of a resource policy as it is written in it. */
export type PolicyStatement = Readonly<Record<string, unknown>> & { readonly Sid: string };

export interface EventInvokeRecord {
  retries: number | undefined;
  maxAgeSeconds: number | undefined;
  onSuccess: string | undefined;
  onFailure: string | undefined;
  modified: number;
}

export interface FunctionRecord {
  name: string;
  arn: string;
  latest: VersionRecord;
  published: VersionRecord[];
  nextVersion: number;
  aliases: Record<string, AliasRecord>;
  /** By qualifier; `""` is the function itself. */
  policies: Record<string, { statements: PolicyStatement[]; revisionId: string }>;
  /** By qualifier; `$LATEST` is the function itself. */
  eventInvoke: Record<string, EventInvokeRecord>;
  /** Reserved concurrent executions. */
  concurrency: number | undefined;
  recursiveLoop: string;
  tags: Record<string, string>;
}

/** The bytes of a zip in base64. */
export interface CodeRecord {
  readonly zip: string;
}

/** An asynchronous invocation that waits for its turn or for its next attempt. */
export interface QueuedEvent {
  readonly id: string;
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly payload: string;
  readonly queuedAt: number;
  /** Attempts that the function saw and failed. */
  failures: number;
  /** Attempts that found no free concurrency. */
  throttles: number;
  dueAt: number;
}

export interface LambdaTables {
  readonly functions: Records<FunctionRecord>;
  readonly code: Records<CodeRecord>;
  readonly queue: Records<QueuedEvent>;
}

export const FUNCTIONS = "lambda.functions";
export const QUEUE = "lambda.queue";

export function tablesIn(cloud: Pick<Cloud, "state">, scope: string): LambdaTables {
  return {
    functions: cloud.state.table<FunctionRecord>(FUNCTIONS).in(scope),
    code: cloud.state.table<CodeRecord>("lambda.code").in(scope),
    queue: cloud.state.table<QueuedEvent>(QUEUE).in(scope),
  };
}

export const tablesFor = (cloud: Pick<Cloud, "state">, call: Pick<Call, "accountId" | "region">): LambdaTables =>
  tablesIn(cloud, regionalScope(call));
