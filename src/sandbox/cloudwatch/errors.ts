import { AwsError } from "../kernel/error";

/** What CloudWatch answers to input that passes the model but makes no sense. Not in the model; the AWS CLI shows it as `ValidationError`. */
export const validation = (message: string) => new AwsError("ValidationError", message, 400);

export const invalidValue = (message: string) => new AwsError("InvalidParameterValueException", message, 400);

export const invalidCombination = (message: string) => new AwsError("InvalidParameterCombinationException", message, 400);

export const missingParameter = (message: string) => new AwsError("MissingRequiredParameterException", message, 400);

export const invalidNextToken = (message = "Request parameter NextToken is invalid") => new AwsError("InvalidNextToken", message, 400);

export const alarmNotFound = (name: string) => new AwsError("ResourceNotFound", `Alarm ${name} does not exist`, 404);

export const dashboardNotFound = (names: string) => new AwsError("DashboardNotFoundError", `Dashboard ${names} does not exist`, 404);

export const resourceNotFound = (arn: string) =>
  new AwsError("ResourceNotFoundException", `Unknown resource: ${arn}`, 404, { ResourceType: "CloudWatch", ResourceId: arn });

/** What AWS has and this sandbox has not: refused by name, never pretended. */
export const notInSandbox = (what: string, instead: string) =>
  new AwsError("InvalidParameterValueException", `${what} is not available in this sandbox. ${instead}`, 400);
