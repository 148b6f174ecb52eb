import { connect, type Socket } from "node:net";
import { LIMITS } from "../limits";
import { Pipe, retransmitPause, type Sink, segmentsLost } from "./pipe";
import type { Route, Sky, Station } from "./sky";

/** Where a connection goes. */
export interface Destination {
  readonly station: Station;
  /** The port by which the network's rules know it. */
  readonly port: number;
  /**
   * The loopback port that stands for it; `refusing` when the host is there but its service is not: connections are refused;
   * `gone` when no such host is there any more: packets to it vanish.
   */
  readonly hostPort: number | "refusing" | "gone";
}

/** The side of the caller. */
export interface Near extends Sink {
  /** It may send (again). */
  resume(): void;
  /** The connection stands; said once, before the first `resume`. */
  opened?(): void;
}

/** One connection through the network: the caller's side, the weather on both ways, a TCP connection to the destination. */
export class Flow implements Route {
  readonly lot: number;
  readonly to: Station;
  readonly port: number;
  private readonly forward: Pipe;
  private readonly backward: Pipe;
  private far: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly sky: Sky,
    readonly from: Station,
    private readonly destination: Destination,
    private readonly near: Near,
  ) {
    this.to = destination.station;
    this.port = destination.port;
    this.lot = sky.air.random() * 100;
    const broken = () => this.close();
    const farSink: Sink = {
      write: (chunk) => this.far?.write(chunk) ?? true,
      end: () => this.far?.end(),
      abort: () => this.close(),
    };
    this.forward = new Pipe(farSink, sky.air, () => near.resume(), broken);
    const nearSink: Sink = { write: (chunk) => near.write(chunk), end: () => near.end(), abort: broken };
    this.backward = new Pipe(nearSink, sky.air, () => this.far?.resume(), broken);
    sky.add(this);
    this.refresh();
    this.shakeHands(0);
  }

  refresh(): void {
    const { forward, backward } = this.sky.over(this);
    this.forward.weather = forward;
    this.backward.weather = backward;
  }

  /** The caller sent bytes; false asks it to wait for `resume`. */
  send(chunk: Buffer): boolean {
    return this.forward.push(chunk);
  }

  sendEnd(): void {
    if (!this.closed) this.forward.finish("end");
  }

  /** The caller can take more. */
  nearDrained(): void {
    this.backward.drained();
  }

  /** Breaks both sides now. Also what a caller that went away does: nobody is left to wait for packets. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.timer);
    this.forward.close();
    this.backward.close();
    this.sky.remove(this);
    this.far?.destroy();
    this.near.abort();
  }

  /** The connection request and its answer can be late or lost as any other packet. */
  private shakeHands(losses: number): void {
    const { forward, backward } =
      this.forward.weather || this.backward.weather ? this.sky.over(this) : { forward: undefined, backward: undefined };
    const { random, retransmitCapMs } = this.sky.air;
    const lost =
      this.destination.hostPort === "gone" ||
      (forward !== undefined && segmentsLost(1, forward, random) > 0) ||
      (backward !== undefined && segmentsLost(1, backward, random) > 0);
    if (lost) {
      this.timer = setTimeout(() => this.shakeHands(losses + 1), retransmitPause(LIMITS.synRetryMs, losses, retransmitCapMs));
      return;
    }
    const roundTripMs = forward?.roundTripMs ?? backward?.roundTripMs ?? 0;
    if (roundTripMs > 0) this.timer = setTimeout(() => this.dial(), roundTripMs);
    else this.dial();
  }

  private dial(): void {
    const { hostPort } = this.destination;
    if (typeof hostPort !== "number") {
      // Not before the caller holds the connection that is refused.
      this.timer = setTimeout(() => this.close());
      return;
    }
    const far = connect({ host: "127.0.0.1", port: hostPort, allowHalfOpen: true, noDelay: true });
    this.far = far;
    far.on("connect", () => {
      this.near.opened?.();
      this.near.resume();
    });
    far.on("data", (chunk: Buffer) => {
      if (!this.backward.push(chunk)) far.pause();
    });
    far.on("drain", () => this.forward.drained());
    far.on("end", () => this.backward.finish("end"));
    far.on("error", () => this.backward.finish("abort"));
  }
}
