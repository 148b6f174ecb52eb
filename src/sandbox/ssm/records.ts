import { type Cloud, regionalScope } from "../kernel/cloud";
import type { Records } from "../kernel/state";

export interface TagRecord {
  Key: string;
  Value: string;
}

export interface DocumentRecord {
  name: string;
  type: string;
  format: "JSON" | "YAML" | "TEXT";
  /** One content per version, from version 1 on. */
  versions: { content: string; createdAt: number }[];
  defaultVersion: number;
  targetType?: string;
  displayName?: string;
  tags: TagRecord[];
}

export type InvocationStatus = "Pending" | "InProgress" | "Success" | "Failed" | "Cancelled" | "TimedOut";

export interface InvocationRecord {
  instanceId: string;
  instanceName: string;
  status: InvocationStatus;
  startedAt?: number;
  /** Sandbox time at which a running effect ends by itself. */
  endsAt?: number;
  endedAt?: number;
  responseCode: number;
  output: string;
  error: string;
}

export interface CommandRecord {
  id: string;
  /** As it was given: name or ARN. */
  document: string;
  documentVersion: string;
  parameters: Record<string, string[]>;
  comment: string;
  requestedAt: number;
  timeoutSeconds: number;
  targets: { Key: string; Values: string[] }[];
  instanceIds: string[];
  invocations: InvocationRecord[];
  cancelled: boolean;
  /** Runs for its control flow alone. */
  notSimulated: boolean;
}

export interface ParameterRecord {
  name: string;
  type: "String" | "StringList" | "SecureString";
  dataType: string;
  description?: string;
  keyId?: string;
  allowedPattern?: string;
  tier: string;
  policies?: string;
  /** One value per version, from `firstVersion` on. */
  values: { value: string; at: number }[];
  firstVersion: number;
  modifiedBy: string;
  tags: TagRecord[];
}

export interface Tables {
  readonly scope: string;
  readonly documents: Records<DocumentRecord>;
  readonly commands: Records<CommandRecord>;
  readonly parameters: Records<ParameterRecord>;
}

export const COMMANDS = "ssm.commands";

export function tablesOf(cloud: Cloud, scope: string): Tables {
  return {
    scope,
    documents: cloud.state.table<DocumentRecord>("ssm.documents").in(scope),
    commands: cloud.state.table<CommandRecord>(COMMANDS).in(scope),
    parameters: cloud.state.table<ParameterRecord>("ssm.parameters").in(scope),
  };
}

export const tablesFor = (cloud: Cloud, call: { accountId: string; region: string }): Tables => tablesOf(cloud, regionalScope(call));

/** A parameter by its name. Outside of folders a slash in front makes no difference. */
export function parameterNamed(tables: Tables, name: string): ParameterRecord | undefined {
  const exact = tables.parameters.get(name);
  if (exact || name.lastIndexOf("/") > 0) return exact;
  return tables.parameters.get(name.startsWith("/") ? name.slice(1) : `/${name}`);
}
