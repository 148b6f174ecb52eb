import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { ingest } from "./append";
import { compileFilter } from "./filter";
import { type EventRecord, groupNamed, groupNameOf, logsOf, pageFrom, problems, streamNamed, streamsIn } from "./records";

const HOUR = 3_600_000;
const TOO_OLD = 14 * 24 * HOUR;
const TOO_NEW = 2 * HOUR;
const MOST_BYTES = 1_048_576;
const SEQUENCE = "49650000000000000000000000000000000000000000000000000001";

interface Put {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logEvents: readonly { readonly timestamp: number; readonly message: string }[];
}

interface Get {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamName: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly startFromHead?: boolean;
  readonly limit?: number;
  readonly nextToken?: string;
}

interface Filter {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

const within =
  ({ startTime = 0, endTime = Number.POSITIVE_INFINITY }: { startTime?: number; endTime?: number }) =>
  ({ at }: EventRecord) =>
    at >= startTime && at < endTime;

/** Writing and reading events. */
export function eventOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const logs = (call: Call) => logsOf(cloud.state, regionalScope(call));
  return {
    PutLogEvents: ({ logGroupName, logStreamName, logEvents }: Put, call: Call) => {
      const stream = streamNamed(logs(call), logGroupName, logStreamName);
      for (const [index, event] of logEvents.entries()) {
        if (event.timestamp < (logEvents[index - 1]?.timestamp ?? 0)) {
          throw problems.invalid("Log events in a single PutLogEvents request must be in chronological order.");
        }
      }
      const size = logEvents.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0);
      if (size > MOST_BYTES) throw problems.invalid(`Upload too large: ${size} bytes exceeds limit of ${MOST_BYTES}`);
      const now = cloud.clock.now();
      const old = logEvents.filter(({ timestamp }) => timestamp < now - TOO_OLD).length;
      const fresh = logEvents.findIndex(({ timestamp }) => timestamp > now + TOO_NEW);
      const kept = logEvents.slice(old, fresh < 0 ? undefined : fresh);
      ingest(
        cloud,
        regionalScope(call),
        logs(call),
        stream,
        kept.map(({ timestamp, message }) => ({ at: timestamp, message })),
      );
      const rejected = { ...(old > 0 ? { tooOldLogEventEndIndex: old } : {}), ...(fresh >= 0 ? { tooNewLogEventStartIndex: fresh } : {}) };
      return { nextSequenceToken: SEQUENCE, ...(Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {}) };
    },

    GetLogEvents: (input: Get, call: Call) => {
      const stream = streamNamed(logs(call), groupNameOf(input), input.logStreamName);
      const events = stream.events.filter(within(input));
      const limit = input.limit ?? 10_000;
      const token = /^([fb])\/(\d+)$/.exec(input.nextToken ?? "");
      if (input.nextToken !== undefined && !token) throw problems.invalid("The specified nextToken is invalid.");
      // Tokens say how many events lie before the page's edge; at either end a token gives itself back.
      const edge = token ? Math.min(Number(token[2]), events.length) : input.startFromHead ? 0 : events.length;
      const forward = token ? token[1] === "f" : input.startFromHead === true;
      const from = forward ? edge : Math.max(0, edge - limit);
      const to = forward ? Math.min(events.length, edge + limit) : edge;
      return {
        events: events.slice(from, to).map(({ at, ingestedAt, message }) => ({ timestamp: at, ingestionTime: ingestedAt, message })),
        nextForwardToken: `f/${to}`,
        nextBackwardToken: `b/${from}`,
      };
    },

    FilterLogEvents: (input: Filter, call: Call) => {
      if (input.logStreamNames && input.logStreamNamePrefix !== undefined) {
        throw problems.invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
      }
      const group = groupNamed(logs(call), groupNameOf(input));
      const passes = compileFilter(input.filterPattern ?? "");
      const found = streamsIn(logs(call), group.name)
        .filter(({ name }) => input.logStreamNames?.includes(name) ?? name.startsWith(input.logStreamNamePrefix ?? ""))
        .flatMap((stream) => stream.events.filter(within(input)).map((event) => ({ stream: stream.name, event })))
        .filter(({ event }) => passes(event.message))
        .sort((a, b) => a.event.at - b.event.at || a.event.id - b.event.id);
      const { page, nextToken } = pageFrom(found, input.limit ?? 10_000, input.nextToken);
      return {
        events: page.map(({ stream, event }) => ({
          logStreamName: stream,
          timestamp: event.at,
          ingestionTime: event.ingestedAt,
          message: event.message,
          eventId: String(event.id).padStart(56, "0"),
        })),
        searchedLogStreams: [],
        nextToken,
      };
    },
  };
}
