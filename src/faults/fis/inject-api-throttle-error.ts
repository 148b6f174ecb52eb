import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts } from "../types";
import { type ApiErrors, apiErrorParameters, apiErrorPermissions, apiErrorValues, roles } from "./api-errors";

/** Answers calls of EC2 or Kinesis with throttling errors, where they are made with the given roles. Calls made with other roles are not affected. */
export interface InjectApiThrottleError extends ApiErrors {}

export const injectApiThrottleErrorFacts: FaultFacts = {
  actionId: "aws:fis:inject-api-throttle-error",
  title: "answer API calls of roles with throttling errors",
  targets: { Roles: "aws:iam:role" },
  parameters: apiErrorParameters,
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: apiErrorPermissions("fis:InjectApiThrottleError"),
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#inject-api-throttle-error",
  readOn: "2026-11-20",
};

export function injectApiThrottleError(options: InjectApiThrottleError): Fault {
  return fault(injectApiThrottleErrorFacts.actionId, options, { Roles: roles(options.roles) }, apiErrorValues(options));
}
