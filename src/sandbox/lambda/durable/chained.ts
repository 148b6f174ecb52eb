import { uuid, whereOf } from "../../common/identity";
import { type Cloud, regionalScope } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import { invalid } from "../errors";
import { functionName, functionNamed, versionOf } from "../names";
import { type FunctionRecord, tablesIn, type VersionRecord } from "../records";
import { roleActing } from "../role";
import type { Pool } from "../runtime/pool";
import { changed, type ErrorRecord, type ExecutionRecord, remember } from "./records";

/** What a chained invocation asks of the engine. */
export interface Executions {
  begin(
    scope: string,
    found: FunctionRecord,
    version: VersionRecord,
    qualifier: string,
    payload: string,
    by: { readonly parent: { arn: string; operationId: string } },
  ): ExecutionRecord;
  look(scope: string, record: ExecutionRecord): void;
}

/** Invokes a function for an execution, in its role: a durable one gets an execution of its own, another is run once. */
export async function runChained(
  cloud: Cloud,
  pool: Pool,
  engine: Executions,
  scope: string,
  record: ExecutionRecord,
  id: string,
): Promise<void> {
  const operation = record.operations[id];
  const chained = operation?.chained;
  if (!operation || !chained) return;
  const settle = (end: { result?: string; error?: ErrorRecord }) => {
    if (record.status !== "RUNNING" || operation.status !== "STARTED") return;
    const now = cloud.clock.now();
    operation.status = end.error ? "FAILED" : "SUCCEEDED";
    operation.endedAt = now;
    operation.result = end.result;
    operation.error = end.error;
    const details = end.error ? { Error: { Payload: end.error } } : { Result: { Payload: end.result } };
    remember(record, now, end.error ? "ChainedInvokeFailed" : "ChainedInvokeSucceeded", operation, details);
    changed(record, id);
    engine.look(scope, record);
  };
  const where = whereOf(scope);
  try {
    const wanted = functionName(chained.functionName, undefined, where);
    const caller = tablesIn(cloud, scope).functions.get(record.functionName);
    const arn = `arn:aws:lambda:${where.region}:${where.accountId}:function:${wanted.name}${wanted.qualifier === undefined ? "" : `:${wanted.qualifier}`}`;
    if (caller) {
      const as = roleActing(where, versionOf(caller, record.version).role, record.functionName);
      cloud.authorize([{ action: "lambda:InvokeFunction", resource: arn }], { ...as, service: "lambda", operation: "Invoke" });
    }
    const found = functionNamed(cloud, where, wanted);
    const version = versionOf(found, wanted.qualifier, cloud.random);
    if (version.durable) {
      if (wanted.qualifier === undefined) throw invalid("You cannot invoke a durable function using an unqualified ARN.");
      const parent = { arn: record.arn, operationId: id };
      chained.executionArn = engine.begin(regionalScope(where), found, version, wanted.qualifier, chained.payload, { parent }).arn;
      return;
    }
    const outcome = await pool.run(scope, found, version, { requestId: uuid(cloud), payload: chained.payload, arn });
    if (outcome.error === undefined) return settle({ result: outcome.payload });
    const { errorType, errorMessage } = JSON.parse(outcome.payload) as { errorType?: string; errorMessage?: string };
    settle({ error: { ErrorType: errorType, ErrorMessage: errorMessage } });
  } catch (problem) {
    if (!(problem instanceof AwsError)) throw problem;
    settle({ error: { ErrorType: problem.code, ErrorMessage: problem.message } });
  }
}
