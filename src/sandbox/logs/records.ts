import { AwsError } from "../kernel/error";
import type { Records, State } from "../kernel/state";

export interface GroupRecord {
  readonly name: string;
  /** Without the `:*` that some callers want at its end. */
  readonly arn: string;
  readonly createdAt: number;
  readonly retentionDays: number | undefined;
  readonly kmsKeyId: string | undefined;
  readonly groupClass: string;
  readonly protected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** `id` grows with every event of the account and Region, so that events of one instant keep their order. */
export interface EventRecord {
  readonly id: number;
  readonly at: number;
  readonly ingestedAt: number;
  readonly message: string;
}

export interface StreamRecord {
  readonly group: string;
  readonly name: string;
  readonly createdAt: number;
  /** In order of `at`. Changed in place. */
  readonly events: EventRecord[];
  bytes: number;
  lastIngestedAt: number | undefined;
  firstAt: number | undefined;
  lastAt: number | undefined;
}

export interface PolicyRecord {
  readonly name: string;
  readonly document: string;
  readonly updatedAt: number;
}

/** Logs of one account and Region. */
export interface RegionLogs {
  readonly groups: Records<GroupRecord>;
  readonly streams: Records<StreamRecord>;
  readonly policies: Records<PolicyRecord>;
  readonly counters: Records<{ next: number }>;
}

export function logsOf(state: State, scope: string): RegionLogs {
  return {
    groups: state.table<GroupRecord>("logs.groups").in(scope),
    streams: state.table<StreamRecord>("logs.streams").in(scope),
    policies: state.table<PolicyRecord>("logs.resourcePolicies").in(scope),
    counters: state.table<{ next: number }>("logs.counters").in(scope),
  };
}

/** Names of streams hold no colon, names of groups neither. */
export const streamKey = (group: string, stream: string): string => `${group}:${stream}`;

export function streamsIn(logs: RegionLogs, group: string): StreamRecord[] {
  return logs.streams.values().filter((stream) => stream.group === group);
}

export const problems = {
  noGroup: () => new AwsError("ResourceNotFoundException", "The specified log group does not exist."),
  noStream: () => new AwsError("ResourceNotFoundException", "The specified log stream does not exist."),
  groupExists: () => new AwsError("ResourceAlreadyExistsException", "The specified log group already exists"),
  streamExists: () => new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists"),
  invalid: (message: string) => new AwsError("InvalidParameterException", message),
  noResource: () => new AwsError("ResourceNotFoundException", "The specified resource does not exist."),
};

/** A log group by its name, or by its ARN with or without `:*`. */
export function groupNameOf(input: { readonly logGroupName?: string; readonly logGroupIdentifier?: string }): string {
  const { logGroupName, logGroupIdentifier } = input;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw problems.invalid("Exactly one of logGroupName and logGroupIdentifier must be given.");
  }
  return logGroupName ?? /^arn:[^:]*:logs:[^:]*:\d*:log-group:([^:]+)/.exec(logGroupIdentifier ?? "")?.[1] ?? logGroupIdentifier ?? "";
}

export function groupNamed(logs: RegionLogs, name: string): GroupRecord {
  const group = logs.groups.get(name);
  if (!group) throw problems.noGroup();
  return group;
}

export function streamNamed(logs: RegionLogs, group: string, name: string): StreamRecord {
  groupNamed(logs, group);
  const stream = logs.streams.get(streamKey(group, name));
  if (!stream) throw problems.noStream();
  return stream;
}

/** A page by a token that names where it begins. */
export function pageFrom<T>(all: readonly T[], limit: number, token: string | undefined): { page: T[]; nextToken: string | undefined } {
  const from = token === undefined ? 0 : Number(Buffer.from(token, "base64url").toString("utf8"));
  if (!Number.isInteger(from) || from < 0) throw problems.invalid("The specified nextToken is invalid.");
  const end = from + limit;
  return { page: all.slice(from, end), nextToken: end < all.length ? Buffer.from(String(end)).toString("base64url") : undefined };
}
