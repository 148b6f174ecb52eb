import { AwsError } from "../kernel/error";

export const invalid = (message: string, fields: Readonly<Record<string, string>> = {}) =>
  new AwsError("InvalidParameterException", message, 400, fields);
export const invalidRequest = (message: string, fields: Readonly<Record<string, string>> = {}) =>
  new AwsError("InvalidRequestException", message, 400, fields);
export const inUse = (message: string, fields: Readonly<Record<string, string>> = {}) =>
  new AwsError("ResourceInUseException", message, 409, fields);
export const notFound = (message: string, fields: Readonly<Record<string, string>> = {}) =>
  new AwsError("ResourceNotFoundException", message, 404, fields);

export const clusterNotFound = (name: string) => notFound(`No cluster found for name: ${name}.`, { clusterName: name });
export const nodegroupNotFound = (clusterName: string, nodegroupName: string) =>
  notFound(`No node group found for name: ${nodegroupName}.`, { clusterName, nodegroupName });
export const entryNotFound = () =>
  notFound("The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.");
export const addonNotFound = (clusterName: string, addonName: string) =>
  notFound(`No addon: ${addonName} found in cluster: ${clusterName}`, { clusterName, addonName });
export const invalidToken = () => invalid("Invalid nextToken");

/** Something that AWS has and the sandbox has not. */
export const notInSandbox = (what: string, instead: string) => invalid(`The sandbox does not simulate ${what}. ${instead}`);
