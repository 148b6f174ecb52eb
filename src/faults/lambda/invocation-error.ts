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

/** Marks invocations of functions as failed. */
export interface InvocationError extends FunctionFault {
  /** Whether the code runs before the error is returned. */
  readonly runCode: boolean;
}

export const invocationErrorFacts: FaultFacts = {
  actionId: "aws:lambda:invocation-error",
  title: "fail Lambda invocations",
  targets: { Functions: "aws:lambda:function" },
  parameters: { ...functionParameters, preventExecution: { kind: "text", required: true, allowed: ["true", "false"] } },
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

export function invocationError(options: InvocationError): Fault {
  return fault(
    invocationErrorFacts.actionId,
    options,
    { Functions: functions(options.functions) },
    { ...functionValues(options), preventExecution: String(!options.runCode) },
    functionGrantsOf(options),
  );
}
