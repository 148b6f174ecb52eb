import { alias } from "./alias";
import { functionEventInvokeConfig } from "./event-invoke-config";
import { lambdaFunction } from "./function";
import { permission } from "./permission";

export const lambdaTypes = [lambdaFunction, alias, permission, functionEventInvokeConfig];
