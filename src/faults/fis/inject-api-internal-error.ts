import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts } from "../types";
import { type ApiErrors, apiErrorParameters, apiErrorPermissions, apiErrorValues, roles } from "./api-errors";

/** Answers calls of EC2 or Kinesis with internal errors (HTTP 5xx), where they are made with the given roles. Calls made with other roles are not affected. */
export interface InjectApiInternalError extends ApiErrors {}

export const injectApiInternalErrorFacts: FaultFacts = {
  actionId: "aws:fis:inject-api-internal-error",
  title: "answer API calls of roles with internal errors",
  targets: { Roles: "aws:iam:role" },
  parameters: apiErrorParameters,
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: apiErrorPermissions("fis:InjectApiInternalError"),
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#inject-api-internal-error",
  readOn: "2026-11-20",
};

export function injectApiInternalError(options: InjectApiInternalError): Fault {
  return fault(injectApiInternalErrorFacts.actionId, options, { Roles: roles(options.roles) }, apiErrorValues(options));
}
