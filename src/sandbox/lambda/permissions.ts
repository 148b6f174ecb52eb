import type { Call, Cloud, Requirement } from "../kernel/cloud";
import { executionOfCallback } from "./durable/callbacks";
import { functionArn, functionName } from "./names";
import { tablesFor } from "./records";

interface Named {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly Resource?: string;
  readonly Role?: string;
  readonly DurableExecutionArn?: string;
  readonly CallbackId?: string;
}

const OWN: Readonly<Record<string, string>> = { Invoke: "InvokeFunction" };
/** Read and written on the function itself, whatever the qualifier. */
const UNQUALIFIED = ["CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration", "PublishVersion", "ListVersionsByFunction"];
const BY_FUNCTION = [
  ...["GetFunction", "GetFunctionConfiguration", "DeleteFunction", "CreateAlias", "UpdateAlias", "GetAlias", "DeleteAlias", "ListAliases"],
  ...["AddPermission", "GetPolicy", "RemovePermission", "PutFunctionConcurrency", "GetFunctionConcurrency", "DeleteFunctionConcurrency"],
  ...["PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig", "GetFunctionEventInvokeConfig", "DeleteFunctionEventInvokeConfig"],
  ...["ListFunctionEventInvokeConfigs", "GetFunctionCodeSigningConfig", "GetRuntimeManagementConfig", "GetFunctionRecursionConfig"],
  ...["PutFunctionRecursionConfig", "Invoke", "ListDurableExecutionsByFunction"],
];
const BY_EXECUTION = [
  ...[
    "CheckpointDurableExecution",
    "GetDurableExecutionState",
    "GetDurableExecution",
    "GetDurableExecutionHistory",
    "StopDurableExecution",
  ],
];
const BY_CALLBACK = [
  ...["SendDurableExecutionCallbackSuccess", "SendDurableExecutionCallbackFailure", "SendDurableExecutionCallbackHeartbeat"],
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
export function permissionsOf(cloud: Cloud) {
  const action = (call: Call) => `lambda:${OWN[call.operation] ?? call.operation}`;
  const onFunction =
    (qualified: boolean) =>
    (input: Named, call: Call): Requirement[] => {
      const { name, qualifier } = functionName(input.FunctionName ?? "", input.Qualifier, call);
      const arn = functionArn(call, name);
      const tags = tablesFor(cloud, call).functions.get(name)?.tags ?? {};
      const context = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
      const own = { action: action(call), resource: qualified && qualifier !== undefined ? `${arn}:${qualifier}` : arn, context };
      const role = call.operation === "CreateFunction" || call.operation === "UpdateFunctionConfiguration" ? input.Role : undefined;
      if (role === undefined) return [own];
      return [own, { action: "iam:PassRole", resource: role, context: { "iam:PassedToService": "lambda.amazonaws.com" } }];
    };
  const on =
    (resource: (input: Named) => string | undefined) =>
    (input: Named, call: Call): Requirement[] => [{ action: action(call), resource: resource(input) ?? "*" }];
  const each = <T>(names: readonly string[], rule: T) => Object.fromEntries(names.map((name) => [name, rule]));
  return {
    ...each(UNQUALIFIED, onFunction(false)),
    ...each(BY_FUNCTION, onFunction(true)),
    ...each(
      BY_EXECUTION,
      on(({ DurableExecutionArn }) => DurableExecutionArn),
    ),
    ...each(
      BY_CALLBACK,
      on(({ CallbackId }) => executionOfCallback(CallbackId ?? "")?.arn),
    ),
    ...each(
      ["ListTags", "TagResource", "UntagResource"],
      on(({ Resource }) => Resource),
    ),
  };
}
