import { AwsError } from "../kernel/error";

/** Lambda's errors carry whose fault they are besides the message. */
const userError = (code: string, message: string, status: number, more: Readonly<Record<string, unknown>> = {}) =>
  new AwsError(code, message, status, { Type: "User", ...more });

export const invalid = (message: string) => userError("InvalidParameterValueException", message, 400);
export const notFound = (message: string) => userError("ResourceNotFoundException", message, 404);
export const conflict = (message: string) => userError("ResourceConflictException", message, 409);
export const preconditionFailed = () =>
  userError(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    412,
  );
export const badContent = (message: string) => userError("InvalidRequestContentException", message, 400);
export const tooLarge = (most: number, given: number) =>
  userError(
    "RequestTooLargeException",
    `Request must be smaller than ${most} bytes for the InvokeFunction operation: ${given} bytes were given`,
    413,
  );
export const throttled = () =>
  userError("TooManyRequestsException", "Rate Exceeded.", 429, { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" });
export const alreadyStarted = (name: string) =>
  userError("DurableExecutionAlreadyStartedException", `A durable execution named ${name} was started before with another payload.`, 409);

/** What this sandbox does not do, said by name, with what to do instead. */
export const notHere = (what: string, instead: string) =>
  new AwsError("InvalidParameterValueException", `The Faultline sandbox does not have ${what}. ${instead}`, 400, { Type: "User" });
