import { type Call, type Cloud, type Handler, regionalScope } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import type { DurableEngine } from "../durable/engine";
import { invalid } from "../errors";
import { policyAllows } from "../functions/policy";
import { functionName, functionNamed, versionOf } from "../names";
import { type FunctionRecord, tablesFor } from "../records";
import type { Pool } from "../runtime/pool";
import { eventText, MOST_SYNC } from "./payload";
import type { EventQueue } from "./queue";

interface Invoke {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly InvocationType?: "Event" | "RequestResponse" | "DryRun";
  readonly LogType?: "None" | "Tail";
  readonly Payload?: Uint8Array | string;
  readonly DurableExecutionName?: string;
  readonly TenantId?: string;
}

/** Durable functions whose executions may last longer cannot be waited for. */
const LONGEST_SYNC_SECONDS = 900;

/** `Invoke`: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invokeOperation(cloud: Cloud, { pool, queue, engine }: { pool: Pool; queue: EventQueue; engine: DurableEngine }): Handler {
  return async (input: Invoke, call: Call) => {
    const wanted = functionName(input.FunctionName, input.Qualifier, call);
    const found = functionNamed(cloud, call, wanted);
    const version = versionOf(found, wanted.qualifier, cloud.random);
    checkService(found, wanted.qualifier, call);
    const type = input.InvocationType ?? "RequestResponse";
    const payload = eventText(input.Payload, type === "Event");
    const scope = regionalScope(call);
    const { durable } = version;
    if (durable && wanted.qualifier === undefined) throw invalid("You cannot invoke a durable function using an unqualified ARN.");
    if (!durable && input.DurableExecutionName !== undefined) {
      throw invalid("DurableExecutionName can only be given when a durable function is invoked.");
    }
    if (durable && type === "RequestResponse" && durable.executionTimeout > LONGEST_SYNC_SECONDS) {
      throw invalid("You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.");
    }
    if (type === "DryRun") return { StatusCode: 204 };
    const requestId = call.requestId;
    if (durable) {
      const execution = engine.begin(scope, found, version, wanted.qualifier ?? "$LATEST", payload, {
        name: input.DurableExecutionName,
        asynchronous: type === "Event",
      });
      const head = { DurableExecutionArn: execution.arn, ExecutedVersion: version.version };
      if (type === "Event") return { ...head, StatusCode: 202 };
      const closed = await engine.closed(scope, execution.arn);
      const failed = closed.status !== "SUCCEEDED";
      const text = failed ? JSON.stringify(lambdaError(closed.error)) : (closed.result ?? "null");
      return { ...head, StatusCode: 200, Payload: Buffer.from(text), FunctionError: failed ? "Unhandled" : undefined };
    }
    if (type === "Event") {
      queue.add(scope, { id: requestId, functionName: found.name, qualifier: wanted.qualifier, payload });
      return { StatusCode: 202 };
    }
    const arn = wanted.qualifier === undefined ? found.arn : `${found.arn}:${wanted.qualifier}`;
    const outcome = await pool.run(scope, tablesFor(cloud, call).functions.get(found.name) ?? found, version, { requestId, payload, arn });
    const large = Buffer.byteLength(outcome.payload) > MOST_SYNC;
    const text = large
      ? JSON.stringify({
          errorType: "Function.ResponseSizeTooLarge",
          errorMessage: `Response payload size exceeded maximum allowed payload size (${MOST_SYNC} bytes).`,
        })
      : outcome.payload;
    return {
      StatusCode: 200,
      ExecutedVersion: version.version,
      Payload: Buffer.from(text),
      FunctionError: large ? "Unhandled" : outcome.error,
      LogResult: input.LogType === "Tail" ? Buffer.from(outcome.tail).toString("base64") : undefined,
    };
  };
}

/** A service may invoke what the function's resource policy lets it; roles are evaluated before, by their own policies. */
function checkService(found: FunctionRecord, qualifier: string | undefined, { principal, accountId }: Call): void {
  if (principal.kind !== "service") return;
  const { arn, onBehalfOf } = principal;
  const host = /aws-service-role\/([^/]+)\//.exec(arn)?.[1] ?? arn;
  const allowed = policyAllows(found, qualifier, { host, sourceArn: onBehalfOf?.arn, sourceAccount: onBehalfOf?.accountId ?? accountId });
  if (allowed) return;
  throw new AwsError(
    "AccessDeniedException",
    `User: ${host} is not authorized to perform: lambda:InvokeFunction on resource: ${found.arn}${qualifier === undefined ? "" : `:${qualifier}`} because no resource-based policy allows the lambda:InvokeFunction action`,
    403,
  );
}

function lambdaError(
  error: { ErrorType?: string | undefined; ErrorMessage?: string | undefined; ErrorData?: string | undefined } | undefined,
) {
  return { errorType: error?.ErrorType, errorMessage: error?.ErrorMessage, errorData: error?.ErrorData };
}
