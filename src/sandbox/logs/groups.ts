import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { type GroupRecord, groupNamed, logsOf, pageFrom, problems, type RegionLogs, streamsIn } from "./records";

/** What `retentionInDays` may be: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS = new Set([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]);

interface Create {
  readonly logGroupName: string;
  readonly kmsKeyId?: string;
  readonly logGroupClass?: string;
  readonly deletionProtectionEnabled?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

interface Describe {
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly logGroupIdentifiers?: readonly string[];
  readonly logGroupClass?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

interface Named {
  readonly logGroupName: string;
}

function view(logs: RegionLogs, group: GroupRecord) {
  return {
    logGroupName: group.name,
    creationTime: Math.round(group.createdAt),
    retentionInDays: group.retentionDays,
    metricFilterCount: 0,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    storedBytes: streamsIn(logs, group.name).reduce((sum, { bytes }) => sum + bytes, 0),
    kmsKeyId: group.kmsKeyId,
    logGroupClass: group.groupClass,
    deletionProtectionEnabled: group.protected,
  };
}

/** Log groups and how long they keep what they have. */
export function groupOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const logs = (call: Call) => logsOf(cloud.state, regionalScope(call));
  const change = (call: Call, name: string, changes: Partial<GroupRecord>) => {
    logs(call).groups.set(name, { ...groupNamed(logs(call), name), ...changes });
    cloud.bus.emit("log-group-changed", { scope: regionalScope(call), logGroupName: name });
    return {};
  };
  return {
    CreateLogGroup: (input: Create, call: Call) => {
      const { logGroupName: name } = input;
      if (logs(call).groups.has(name)) throw problems.groupExists();
      logs(call).groups.set(name, {
        name,
        arn: `arn:aws:logs:${call.region}:${call.accountId}:log-group:${name}`,
        createdAt: cloud.clock.now(),
        retentionDays: undefined,
        kmsKeyId: input.kmsKeyId,
        groupClass: input.logGroupClass ?? "STANDARD",
        protected: input.deletionProtectionEnabled ?? false,
        tags: input.tags ?? {},
      });
      cloud.bus.emit("log-group-changed", { scope: regionalScope(call), logGroupName: name });
      return {};
    },
    DeleteLogGroup: ({ logGroupName }: Named, call: Call) => {
      const { groups, streams } = logs(call);
      if (groupNamed(logs(call), logGroupName).protected) {
        throw problems.invalid("The log group is protected against deletion. Take the protection away first.");
      }
      for (const [key, stream] of streams.entries()) if (stream.group === logGroupName) streams.delete(key);
      groups.delete(logGroupName);
      cloud.bus.emit("log-group-changed", { scope: regionalScope(call), logGroupName });
      return {};
    },
    DescribeLogGroups: (input: Describe, call: Call) => {
      const { logGroupNamePrefix, logGroupNamePattern, logGroupIdentifiers, logGroupClass } = input;
      if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
        throw problems.invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
      }
      const found = logs(call)
        .groups.values()
        .filter(({ name }) => name.startsWith(logGroupNamePrefix ?? ""))
        .filter(({ name }) => name.toLowerCase().includes((logGroupNamePattern ?? "").toLowerCase()))
        .filter(({ name, arn }) => logGroupIdentifiers?.some((one) => one === name || one.replace(/:\*$/, "") === arn) ?? true)
        .filter((group) => logGroupClass === undefined || group.groupClass === logGroupClass)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { page, nextToken } = pageFrom(found, input.limit ?? 50, input.nextToken);
      return { logGroups: page.map((group) => view(logs(call), group)), nextToken };
    },
    PutRetentionPolicy: ({ logGroupName, retentionInDays }: Named & { retentionInDays: number }, call: Call) => {
      if (!RETENTIONS.has(retentionInDays)) {
        const allowed = [...RETENTIONS].join(", ");
        throw problems.invalid(
          `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${allowed}]`,
        );
      }
      return change(call, logGroupName, { retentionDays: retentionInDays });
    },
    DeleteRetentionPolicy: ({ logGroupName }: Named, call: Call) => change(call, logGroupName, { retentionDays: undefined }),
  };
}
