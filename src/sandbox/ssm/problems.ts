import { AwsError } from "../kernel/error";

export const validation = (message: string) => new AwsError("ValidationException", message);
export const invalidDocument = (name: string) => new AwsError("InvalidDocument", `Document with name ${name} does not exist.`);
export const invalidParameters = (message: string) => new AwsError("InvalidParameters", message);
export const invalidCommandId = (id: string) => new AwsError("InvalidCommandId", `The command ID ${id} was not found.`);
export const invalidNextToken = () => new AwsError("InvalidNextToken", "The specified token isn't valid.");
export const parameterNotFound = (name: string) => new AwsError("ParameterNotFound", `Parameter ${name} not found.`);
/** Instances that are not managed, as SendCommand names them. */
export const invalidInstances = (ids: readonly string[], accountId: string) =>
  new AwsError("InvalidInstanceId", `Instances [[${ids.join(", ")}]] not in a valid state for account ${accountId}`);
