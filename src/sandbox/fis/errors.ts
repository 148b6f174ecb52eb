import { AwsError } from "../kernel/error";

/** The four errors of the FIS model, with their HTTP status. */
export const invalid = (message: string) => new AwsError("ValidationException", message, 400);
export const notFound = (message: string) => new AwsError("ResourceNotFoundException", message, 404);
export const conflict = (message: string) => new AwsError("ConflictException", message, 409);
export const quotaExceeded = (message: string) => new AwsError("ServiceQuotaExceededException", message, 402);

/**
 * Why an experiment or an action failed, in the codes of `experiment.state.error`:
 * https://docs.aws.amazon.com/fis/latest/userguide/experiments.html
 */
export type FailureCode =
  | "ConfigurationFailure"
  | "DependentServiceFailure"
  | "InternalFailure"
  | "InvalidTarget"
  | "AuthorizationFailure"
  | "QuotaExceededFailure";

export interface Failure {
  readonly code: FailureCode;
  /** At most 512 characters: becomes the state's reason. */
  readonly reason: string;
  /** The part of the template that failed: `targets.<name>`, `actions.<name>`, `roleArn` … */
  readonly location?: string;
  readonly accountId?: string;
}

/** Thrown by everything that an experiment does for itself; it ends the action or the experiment, never a request. */
export class ExperimentFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.reason);
    this.name = failure.code;
  }
}

const DENIED = /^(UnauthorizedOperation|AccessDenied|AccessDeniedException|AuthFailure|NotAuthorized|UnauthorizedException)$/;
const LIMIT = /(LimitExceeded|QuotaExceeded)/;

/** Anything that was thrown, as a failure of the experiment at that place. */
export function failureOf(thrown: unknown, location: string, accountId?: string): Failure {
  if (thrown instanceof ExperimentFailure) return { location, accountId, ...thrown.failure, reason: shorten(thrown.failure.reason) };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof AwsError ? thrown.code : "";
  const kind: FailureCode = DENIED.test(code)
    ? "AuthorizationFailure"
    : LIMIT.test(code)
      ? "QuotaExceededFailure"
      : thrown instanceof AwsError
        ? "DependentServiceFailure"
        : "InternalFailure";
  return { code: kind, reason: shorten(code ? `${message} (${code})` : message), location, accountId };
}

/** Reasons have at most 512 characters. */
export function shorten(text: string): string {
  return text.length > 512 ? `${text.slice(0, 509)}...` : text;
}
