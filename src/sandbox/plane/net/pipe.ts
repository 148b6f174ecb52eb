import { LIMITS } from "../limits";

/** What one direction of a connection suffers now. */
export interface Weather {
  /** No packet passes: the network's rules deny it. */
  readonly cut: boolean;
  readonly delayMs: number;
  readonly jitterMs: number;
  /** 0 to 100. */
  readonly lossPercent: number;
  /** Milliseconds there and back: what a fast retransmission costs. */
  readonly roundTripMs: number;
}

/** Where bytes go. `write` says false when its buffer is full. */
export interface Sink {
  write(chunk: Buffer): boolean;
  end(): void;
  /** Breaks the connection as a reset does. */
  abort(): void;
}

/** What a pipe takes from its surroundings. */
export interface Air {
  readonly random: () => number;
  /** Longest pause between retransmissions, in real milliseconds. */
  readonly retransmitCapMs: number;
}

const SEGMENT_BYTES = 1_448;
/** Three later segments tell the sender at once that one is missing (RFC 5681). */
const FAST_RETRANSMIT_SEGMENTS = 3;

type Item = ({ readonly kind: "data"; readonly chunk: Buffer } | { readonly kind: "end" | "abort" }) & { segments: number; due: number };

/**
 * One direction of a connection. In good weather bytes pass straight through. Otherwise they are handled as TCP handles
 * packets that are late or lost: in order, whatever happens, so that one missing segment holds up all behind it.
 * A lost segment is sent again after one round trip where at least three others of the same chunk arrived, else after the
 * retransmission time-out (200 ms and the round trip), doubled with each further loss, up to Linux's cap and 15 times; then the
 * connection breaks. A caller with a time-out nearly always gives up long before. At 100 % loss, and where the network denies,
 * nothing passes and nothing is refused: exactly what silence looks like.
 */
export class Pipe {
  weather: Weather | undefined;
  private readonly queue: Item[] = [];
  private bytes = 0;
  private blocked = false;
  private senderWaits = false;
  private lastDue = 0;
  private losses = 0;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly sink: Sink,
    private readonly air: Air,
    /** There is room again after `push` said false. */
    private readonly room: () => void,
    /** Given up after too many retransmissions. */
    private readonly broken: () => void,
  ) {}

  /** Takes bytes; false asks the sender to wait for `room`. */
  push(chunk: Buffer): boolean {
    if (this.weather === undefined && this.queue.length === 0 && !this.blocked) {
      if (this.sink.write(chunk)) return true;
      this.blocked = true;
      this.senderWaits = true;
      return false;
    }
    this.bytes += chunk.length;
    this.enqueue({ kind: "data", chunk, segments: Math.ceil(chunk.length / SEGMENT_BYTES), due: this.dueNow() });
    if (this.bytes < LIMITS.flowBufferBytes) return true;
    this.senderWaits = true;
    return false;
  }

  /** The sender closed its side in order, or broke the connection. */
  finish(kind: "end" | "abort"): void {
    this.enqueue({ kind, segments: 1, due: this.dueNow() });
  }

  /** The sink can take more. */
  drained(): void {
    this.blocked = false;
    this.pump();
    this.offerRoom();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.queue.length = 0;
  }

  private dueNow(): number {
    const { weather } = this;
    if (!weather) return this.lastDue;
    const jitter = weather.jitterMs > 0 ? (this.air.random() * 2 - 1) * weather.jitterMs : 0;
    // Streams keep their order: nothing is due before what was sent earlier.
    this.lastDue = Math.max(this.lastDue, performance.now() + Math.max(0, weather.delayMs + jitter));
    return this.lastDue;
  }

  private enqueue(item: Item): void {
    if (this.closed) return;
    this.queue.push(item);
    if (this.queue.length === 1) this.pump();
  }

  /** Delivers what is due, in order, until something has to wait. */
  private pump(): void {
    clearTimeout(this.timer);
    for (let head = this.queue[0]; head && !this.blocked && !this.closed; head = this.queue[0]) {
      const early = head.due - performance.now();
      const pause = early > 0.5 ? early : this.retransmission(head);
      if (pause === undefined) {
        this.broken();
        return;
      }
      if (pause > 0) {
        head.due = performance.now() + pause;
        this.timer = setTimeout(() => this.pump(), pause);
        return;
      }
      this.queue.shift();
      this.deliver(head);
    }
    this.offerRoom();
  }

  private deliver(item: Item): void {
    if (item.kind === "data") {
      this.bytes -= item.chunk.length;
      if (!this.sink.write(item.chunk)) this.blocked = true;
    } else if (item.kind === "end") this.sink.end();
    else this.sink.abort();
  }

  private offerRoom(): void {
    if (!this.senderWaits || this.blocked || this.closed || this.bytes > LIMITS.flowBufferBytes / 2) return;
    this.senderWaits = false;
    this.room();
  }

  /** 0 when all segments of the item arrived, else the pause before they are sent again; `undefined` when TCP gives up. */
  private retransmission(item: Item): number | undefined {
    const { weather } = this;
    const lost = weather ? segmentsLost(item.segments, weather, this.air.random) : 0;
    if (!weather || lost === 0) {
      this.losses = 0;
      return 0;
    }
    const first = this.losses === 0;
    const arrived = item.segments - lost;
    item.segments = lost;
    if (first && arrived >= FAST_RETRANSMIT_SEGMENTS) {
      this.losses = 1;
      return Math.max(1, weather.roundTripMs);
    }
    if (this.losses >= LIMITS.retransmits) return undefined;
    return retransmitPause(LIMITS.retransmitMs + weather.roundTripMs, this.losses++, this.air.retransmitCapMs);
  }
}

/** How many of some segments do not arrive. */
export function segmentsLost(segments: number, weather: Weather, random: () => number): number {
  if (weather.cut || weather.lossPercent >= 100) return segments;
  if (weather.lossPercent <= 0) return 0;
  let lost = 0;
  for (let i = 0; i < segments; i++) if (random() * 100 < weather.lossPercent) lost++;
  return lost;
}

/** Exponential back-off with a cap. */
export const retransmitPause = (firstMs: number, losses: number, capMs: number): number => Math.min(firstMs * 2 ** losses, capMs);
