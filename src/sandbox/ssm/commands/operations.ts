import { uuid } from "../../common/identity";
import { pageOf } from "../../common/paging";
import type { Call, Cloud } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import { ssmEffect } from "../documents/catalogue";
import { findDocument } from "../documents/operations";
import { type ManagedInstance, managedInstances } from "../instances";
import { invalidCommandId, invalidInstances, invalidNextToken, invalidParameters, validation } from "../problems";
import { type CommandRecord, type Tables, tablesFor } from "../records";
import { checkedParameters } from "./checked";
import type { CommandRunner } from "./runner";
import { commandStatus, commandView, invocationDetail, invocationView } from "./views";

interface SendInput {
  DocumentName: string;
  DocumentVersion?: string;
  InstanceIds?: string[];
  Targets?: { Key?: string; Values?: string[] }[];
  Parameters?: Record<string, string[]>;
  Comment?: string;
  TimeoutSeconds?: number;
}

interface FilterInput {
  key: string;
  value: string;
}

function matches(command: CommandRecord, { key, value }: FilterInput): boolean {
  switch (key) {
    case "Status":
      return commandStatus(command).status === value;
    case "DocumentName":
      return command.document === value;
    case "InvokedAfter":
      return command.requestedAt > Date.parse(value);
    case "InvokedBefore":
      return command.requestedAt < Date.parse(value);
    case "ExecutionStage":
      return /^(Pending|InProgress|Cancelling)$/.test(commandStatus(command).status) === (value === "Executing");
    default:
      throw new AwsError("InvalidFilterKey", `The filter key ${key} is not valid.`);
  }
}

export function commandOperations(cloud: Cloud, runner: CommandRunner) {
  async function targetsOf(input: SendInput, call: Call): Promise<ManagedInstance[]> {
    const ids = input.InstanceIds ?? [];
    if (ids.length > 0) {
      if (new Set(ids).size < ids.length) throw new AwsError("DuplicateInstanceId", "You cannot specify an instance ID more than once.");
      const managed = await managedInstances(cloud, call);
      const missing = ids.filter((id) => !managed.some((one) => one.id === id));
      if (missing.length > 0) throw invalidInstances(missing, call.accountId);
      return managed.filter((one) => ids.includes(one.id));
    }
    const targets = input.Targets ?? [];
    if (targets.length === 0) throw new AwsError("InvalidInstanceId", "Either InstanceIds or Targets must be specified.");
    const filters: { Name: string; Values: string[] }[] = [];
    for (const { Key = "", Values = [] } of targets) {
      if (Key.startsWith("tag:") || Key === "tag-key") filters.push({ Name: Key, Values });
      else if (Key.toLowerCase() === "instanceids") filters.push({ Name: "instance-id", Values });
      else throw validation(`The sandbox does not simulate targets by ${Key}. Use tags or instance ids.`);
    }
    return managedInstances(cloud, call, filters);
  }

  const require = (tables: Tables, id: string): CommandRecord => {
    const found = tables.commands.get(id);
    if (!found) throw invalidCommandId(id);
    return found;
  };

  function select(input: { CommandId?: string; InstanceId?: string; Filters?: FilterInput[] }, call: Call): CommandRecord[] {
    const tables = tablesFor(cloud, call);
    const all = input.CommandId ? [require(tables, input.CommandId)] : tables.commands.values();
    return all
      .filter((command) => !input.InstanceId || command.invocations.some((one) => one.instanceId === input.InstanceId))
      .filter((command) => (input.Filters ?? []).every((filter) => matches(command, filter)))
      .sort((a, b) => b.requestedAt - a.requestedAt);
  }

  return {
    SendCommand: async (input: SendInput, call: Call) => {
      const tables = tablesFor(cloud, call);
      const document = findDocument(tables, input.DocumentName, call.accountId, input.DocumentVersion);
      if (document.type !== "Command")
        throw new AwsError("InvalidDocument", `Document type ${document.type} is not supported by SendCommand.`);
      const parameters = checkedParameters(document.parameters, input.Parameters ?? {});
      if (input.TimeoutSeconds !== undefined && input.TimeoutSeconds < 30) throw invalidParameters("TimeoutSeconds must be at least 30.");
      const instances = await targetsOf(input, call);
      const command: CommandRecord = {
        id: uuid(cloud),
        document: input.DocumentName,
        documentVersion: input.DocumentVersion ?? "$DEFAULT",
        parameters,
        comment: input.Comment ?? "",
        requestedAt: cloud.clock.now(),
        timeoutSeconds: input.TimeoutSeconds ?? 3600,
        targets: (input.Targets ?? []).map(({ Key = "", Values = [] }) => ({ Key, Values })),
        instanceIds: input.InstanceIds ?? [],
        invocations: instances.map(({ id, name }) => ({
          instanceId: id,
          instanceName: name,
          status: "Pending",
          responseCode: -1,
          output: "",
          error: "",
        })),
        cancelled: false,
        notSimulated: ssmEffect(document.name, parameters) === "not-simulated",
      };
      tables.commands.set(command.id, command);
      runner.send(tables.scope, command);
      return { Command: commandView(command) };
    },
    CancelCommand: (input: { CommandId: string; InstanceIds?: string[] }, call: Call) => {
      const command = require(tablesFor(cloud, call), input.CommandId);
      command.cancelled = true;
      runner.cancel(command, input.InstanceIds ?? []);
      return {};
    },
    ListCommands: (
      input: { CommandId?: string; InstanceId?: string; Filters?: FilterInput[]; MaxResults?: number; NextToken?: string },
      call: Call,
    ) => {
      const { items, next } = pageOf(select(input, call), input.MaxResults ?? 50, input.NextToken, invalidNextToken);
      return { Commands: items.map(commandView), NextToken: next };
    },
    ListCommandInvocations: (
      input: {
        CommandId?: string;
        InstanceId?: string;
        Filters?: FilterInput[];
        Details?: boolean;
        MaxResults?: number;
        NextToken?: string;
      },
      call: Call,
    ) => {
      const all = select(input, call).flatMap((command) =>
        command.invocations
          .filter((one) => !input.InstanceId || one.instanceId === input.InstanceId)
          .map((one) => invocationView(command, one, input.Details ?? false)),
      );
      const { items, next } = pageOf(all, input.MaxResults ?? 50, input.NextToken, invalidNextToken);
      return { CommandInvocations: items, NextToken: next };
    },
    GetCommandInvocation: (input: { CommandId: string; InstanceId: string; PluginName?: string }, call: Call) => {
      const command = tablesFor(cloud, call).commands.get(input.CommandId);
      const invocation = command?.invocations.find((one) => one.instanceId === input.InstanceId);
      if (!command || !invocation) {
        throw new AwsError("InvocationDoesNotExist", "The command ID and instance ID you specified did not match any invocations.");
      }
      return invocationDetail(command, invocation);
    },
  };
}
