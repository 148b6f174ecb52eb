import type { Call, Cloud, Requirement } from "../kernel/cloud";
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
  return {
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
