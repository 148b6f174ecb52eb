import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { groupNamed, groupNameOf, logsOf, pageFrom, problems, type StreamRecord, streamKey, streamNamed, streamsIn } from "./records";

interface Named {
  readonly logGroupName: string;
  readonly logStreamName: string;
}

interface Describe {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: "LogStreamName" | "LastEventTime";
  readonly descending?: boolean;
  readonly limit?: number;
  readonly nextToken?: string;
}

const rounded = (time: number | undefined) => (time === undefined ? undefined : Math.round(time));

export function newStream(group: string, name: string, createdAt: number): StreamRecord {
  return { group, name, createdAt, events: [], bytes: 0, lastIngestedAt: undefined, firstAt: undefined, lastAt: undefined };
}

/** Log streams of a group. */
export function streamOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const logs = (call: Call) => logsOf(cloud.state, regionalScope(call));
  return {
    CreateLogStream: ({ logGroupName, logStreamName }: Named, call: Call) => {
      groupNamed(logs(call), logGroupName);
      const key = streamKey(logGroupName, logStreamName);
      if (logs(call).streams.has(key)) throw problems.streamExists();
      logs(call).streams.set(key, newStream(logGroupName, logStreamName, cloud.clock.now()));
      return {};
    },
    DeleteLogStream: ({ logGroupName, logStreamName }: Named, call: Call) => {
      streamNamed(logs(call), logGroupName, logStreamName);
      logs(call).streams.delete(streamKey(logGroupName, logStreamName));
      return {};
    },
    DescribeLogStreams: (input: Describe, call: Call) => {
      const group = groupNamed(logs(call), groupNameOf(input));
      if (input.orderBy === "LastEventTime" && input.logStreamNamePrefix !== undefined) {
        throw problems.invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
      }
      const byTime = input.orderBy === "LastEventTime";
      const found = streamsIn(logs(call), group.name)
        .filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ""))
        .sort((a, b) => (byTime ? (a.lastAt ?? 0) - (b.lastAt ?? 0) : a.name < b.name ? -1 : 1));
      if (input.descending) found.reverse();
      const { page, nextToken } = pageFrom(found, input.limit ?? 50, input.nextToken);
      const logStreams = page.map((stream) => ({
        logStreamName: stream.name,
        creationTime: rounded(stream.createdAt),
        firstEventTimestamp: rounded(stream.firstAt),
        lastEventTimestamp: rounded(stream.lastAt),
        lastIngestionTime: rounded(stream.lastIngestedAt),
        arn: `${group.arn}:log-stream:${stream.name}`,
        storedBytes: stream.bytes,
      }));
      return { logStreams, nextToken };
    },
  };
}
