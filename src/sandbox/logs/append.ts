import type { Cloud } from "../kernel/cloud";
import { type EventRecord, logsOf, type RegionLogs, type StreamRecord, streamKey } from "./records";
import { newStream } from "./streams";

/** The newest events that a stream keeps; older ones are let go, as after a retention. */
const MOST_EVENTS = 20_000;
/** What CloudWatch Logs counts for an event besides its message. */
const EVENT_OVERHEAD = 26;

/**
 * Adds lines to a stream from within the sandbox, making the stream when it is not there yet. Times are sandbox milliseconds.
 *
 * @returns false when the log group does not exist
 */
export function appendEvents(
  cloud: Pick<Cloud, "state" | "clock" | "bus">,
  scope: string,
  group: string,
  stream: string,
  events: readonly { readonly at: number; readonly message: string }[],
): boolean {
  const logs = logsOf(cloud.state, scope);
  if (!logs.groups.has(group)) return false;
  const key = streamKey(group, stream);
  const record = logs.streams.get(key) ?? logs.streams.set(key, newStream(group, stream, cloud.clock.now()));
  ingest(cloud, scope, logs, record, events);
  return true;
}

/** Puts events into a stream in the order of their times. */
export function ingest(
  cloud: Pick<Cloud, "state" | "clock" | "bus">,
  scope: string,
  logs: RegionLogs,
  stream: StreamRecord,
  events: readonly { readonly at: number; readonly message: string }[],
): void {
  const now = cloud.clock.now();
  const counter = logs.counters.get("events") ?? logs.counters.set("events", { next: 1 });
  for (const { at, message } of events) {
    const event: EventRecord = { id: counter.next++, at: Math.round(at), ingestedAt: Math.round(now), message };
    let place = stream.events.length;
    while (place > 0 && (stream.events[place - 1]?.at ?? 0) > event.at) place--;
    stream.events.splice(place, 0, event);
    stream.bytes += Buffer.byteLength(message) + EVENT_OVERHEAD;
  }
  if (stream.events.length > MOST_EVENTS) {
    for (const gone of stream.events.splice(0, stream.events.length - MOST_EVENTS))
      stream.bytes -= Buffer.byteLength(gone.message) + EVENT_OVERHEAD;
  }
  stream.firstAt = stream.events[0]?.at;
  stream.lastAt = stream.events.at(-1)?.at;
  stream.lastIngestedAt = now;
  cloud.state.touch();
  cloud.bus.emit("log-group-changed", { scope, logGroupName: stream.group });
}
