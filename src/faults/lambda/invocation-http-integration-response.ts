import type { Text } from "../../words";
import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts } from "../types";
import {
  type FunctionFault,
  functionGrants,
  functionGrantsOf,
  functionParameters,
  functionPermissions,
  functionPrerequisites,
  functions,
  functionValues,
} from "./functions";

/** Answers in the place of functions behind a load balancer, API Gateway or VPC Lattice, with a status and a content type. */
export interface InvocationHttpIntegrationResponse extends FunctionFault {
  /** 0 to 999, for example 503. */
  readonly status: number;
  /** For example `text/html`. */
  readonly contentType: Text;
  /** Whether the code runs before the answer is replaced. */
  readonly runCode: boolean;
}

export const invocationHttpIntegrationResponseFacts: FaultFacts = {
  actionId: "aws:lambda:invocation-http-integration-response",
  title: "replace HTTP responses of Lambda functions",
  targets: { Functions: "aws:lambda:function" },
  parameters: {
    ...functionParameters,
    contentTypeHeader: { kind: "text", required: true },
    preventExecution: { kind: "text", required: true, allowed: ["true", "false"] },
    statusCode: { kind: "integer", required: true, min: 0, max: 999 },
  },
  grants: functionGrants,
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: functionPermissions,
  prerequisites: functionPrerequisites,
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/use-lambda-actions.html",
  readOn: "2026-11-20",
};

export function invocationHttpIntegrationResponse(options: InvocationHttpIntegrationResponse): Fault {
  return fault(
    invocationHttpIntegrationResponseFacts.actionId,
    options,
    { Functions: functions(options.functions) },
    {
      ...functionValues(options),
      contentTypeHeader: options.contentType,
      preventExecution: String(!options.runCode),
      statusCode: String(options.status),
    },
    functionGrantsOf(options),
  );
}
