import type { Duration } from "../../words";
import { fault, milliseconds } from "../build";
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

/** Delays the start of the code of functions. The delay is billed, and may make an invocation time out. */
export interface InvocationAddDelay extends FunctionFault {
  /** 0 to 15 minutes. Left out: 1 second. */
  readonly delay?: Duration;
}

export const invocationAddDelayFacts: FaultFacts = {
  actionId: "aws:lambda:invocation-add-delay",
  title: "delay Lambda invocations",
  targets: { Functions: "aws:lambda:function" },
  parameters: { ...functionParameters, startupDelayMilliseconds: { kind: "integer", required: false, min: 0, max: 900_000 } },
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

export function invocationAddDelay(options: InvocationAddDelay): Fault {
  return fault(
    invocationAddDelayFacts.actionId,
    options,
    { Functions: functions(options.functions) },
    { ...functionValues(options), startupDelayMilliseconds: milliseconds(options.delay) },
    functionGrantsOf(options),
  );
}
