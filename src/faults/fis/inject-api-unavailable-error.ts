import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts } from "../types";
import { type ApiErrors, apiErrorParameters, apiErrorPermissions, apiErrorValues, roles } from "./api-errors";

/** Answers calls of EC2 or Kinesis with errors that say the service is unavailable, where they are made with the given roles. Calls made with other roles are not affected. */
export interface InjectApiUnavailableError extends ApiErrors {}

export const injectApiUnavailableErrorFacts: FaultFacts = {
  actionId: "aws:fis:inject-api-unavailable-error",
  title: "answer API calls of roles with errors that say the service is unavailable",
  targets: { Roles: "aws:iam:role" },
  parameters: apiErrorParameters,
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: apiErrorPermissions("fis:InjectApiUnavailableError"),
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#inject-api-unavailable-error",
  readOn: "2026-11-20",
};

export function injectApiUnavailableError(options: InjectApiUnavailableError): Fault {
  return fault(injectApiUnavailableErrorFacts.actionId, options, { Roles: roles(options.roles) }, apiErrorValues(options));
}
