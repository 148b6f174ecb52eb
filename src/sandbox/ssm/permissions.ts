import type { Call, Cloud, Requirement } from "../kernel/cloud";
import { type StartInput, startOf } from "./automation/operations";
import { documentName, OWNED_DOCUMENTS } from "./documents/catalogue";
import { parameterArn } from "./parameters/operations";

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
export function permissionsOf(cloud: Cloud) {
  const action = (call: Call) => `ssm:${call.operation}`;
  const documentArn = (call: Call, given: string): string => {
    const name = documentName(given);
    return `arn:aws:ssm:${call.region}:${Object.hasOwn(OWNED_DOCUMENTS, name) ? "" : call.accountId}:document/${name}`;
  };
  const onDocument = (member: "Name" | "DocumentName") => (input: { Name?: string; DocumentName?: string }, call: Call) => [
    { action: action(call), resource: documentArn(call, input[member] ?? "*") },
  ];
  const onInstance = (call: Call, id: string): Requirement => {
    const tags = Object.entries(cloud.plane.machine(id)?.spec.tags ?? {});
    return {
      action: action(call),
      resource: `arn:aws:ec2:${call.region}:${call.accountId}:instance/${id}`,
      context: Object.fromEntries(
        tags.flatMap(([key, value]) => [
          [`aws:ResourceTag/${key}`, value],
          [`ssm:resourceTag/${key}`, value],
        ]),
      ),
    };
  };
  const onAll = (_input: object, call: Call): Requirement[] => [
    { action: action(call), resource: `arn:aws:ssm:${call.region}:${call.accountId}:*` },
  ];
  const onParameters = (input: { Name?: string; Names?: string[]; Path?: string }, call: Call): Requirement[] =>
    [input.Name ?? input.Path ?? [], input.Names ?? []].flat().map((name) => ({
      action: action(call),
      resource: name.startsWith("arn:") ? name : parameterArn(call, name.replace(/:[^/]*$/, "")),
    }));
  const executionArn = (call: Call, id: string) => `arn:aws:ssm:${call.region}:${call.accountId}:automation-execution/${id}`;
  const onExecution = (input: { AutomationExecutionId: string }, call: Call): Requirement[] => [
    { action: action(call), resource: executionArn(call, input.AutomationExecutionId) },
  ];
  const allowed = (requirement: Requirement, call: Call): boolean => {
    try {
      cloud.authorize([requirement], call);
      return true;
    } catch {
      return false;
    }
  };
  /** AWS took the definition of an automation for its resource before it took the document and the execution: policies of both kinds are about. */
  const onStart = (input: StartInput, call: Call): Requirement[] => {
    const name = documentName(input.DocumentName);
    const definition = `arn:aws:ssm:${call.region}:${call.accountId}:automation-definition/${name}:${input.DocumentVersion ?? "$DEFAULT"}`;
    const before: Requirement = { action: action(call), resource: definition };
    if (allowed(before, call)) return [before];
    return [documentArn(call, input.DocumentName), executionArn(call, "*")].map((resource) => ({ action: action(call), resource }));
  };
  /** Whoever starts a runbook hands it its role. What is wrong with the start itself is said by the operation. */
  const passed = (input: StartInput, call: Call): Requirement[] => {
    let role: string | undefined;
    try {
      role = startOf(cloud, input, call).role;
    } catch {
      return [];
    }
    return role === undefined ? [] : [{ action: "iam:PassRole", resource: role, context: { "iam:PassedToService": "ssm.amazonaws.com" } }];
  };
  return {
    StartAutomationExecution: (input: StartInput, call: Call) => [...onStart(input, call), ...passed(input, call)],
    StopAutomationExecution: onExecution,
    GetAutomationExecution: onExecution,
    DescribeAutomationStepExecutions: onExecution,
    SendCommand: (input: { DocumentName: string; InstanceIds?: string[] }, call: Call): Requirement[] => [
      { action: action(call), resource: documentArn(call, input.DocumentName) },
      ...(input.InstanceIds?.length ? input.InstanceIds : ["*"]).map((id) => onInstance(call, id)),
    ],
    ListCommands: onAll,
    ListCommandInvocations: onAll,
    GetCommandInvocation: onAll,
    CancelCommand: onAll,
    CreateDocument: onDocument("Name"),
    UpdateDocument: onDocument("Name"),
    UpdateDocumentDefaultVersion: onDocument("Name"),
    DeleteDocument: onDocument("Name"),
    DescribeDocumentPermission: onDocument("Name"),
    DescribeDocument: onDocument("Name"),
    GetDocument: onDocument("Name"),
    PutParameter: onParameters,
    GetParameter: onParameters,
    GetParameters: onParameters,
    GetParametersByPath: onParameters,
    DeleteParameter: onParameters,
    DeleteParameters: onParameters,
  };
}
