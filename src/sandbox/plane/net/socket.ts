import { Duplex } from "node:stream";
import { type Destination, Flow } from "./flow";
import type { Sky, Station } from "./sky";

/** A connection through the network for code in this process: what a load balancer's node uses instead of a socket of its own. */
export class NetworkSocket extends Duplex {
  /** The destination took the connection. */
  open = false;
  private readonly flow: Flow;
  private waiting: (() => void) | undefined;
  private sending = false;

  constructor(sky: Sky, from: Station, destination: Destination) {
    // As Node's own client sockets: when the other side ends, so does this one, and an agent does not use it again.
    super({ allowHalfOpen: false, emitClose: true });
    this.flow = new Flow(sky, from, destination, {
      write: (chunk) => this.push(chunk),
      end: () => this.push(null),
      abort: () => {
        if (!this.destroyed)
          this.destroy(Object.assign(new Error("connection reset"), { code: this.open ? "ECONNRESET" : "ECONNREFUSED" }));
      },
      opened: () => {
        this.open = true;
        this.emit("connect");
      },
      resume: () => {
        this.sending = true;
        const next = this.waiting;
        this.waiting = undefined;
        next?.();
      },
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (!this.sending) {
      this.waiting = () => this._write(chunk, _encoding, done);
      return;
    }
    this.sending = this.flow.send(chunk);
    done();
  }

  override _read(): void {
    this.flow.nearDrained();
  }

  override _final(done: () => void): void {
    if (!this.open) {
      this.waiting = () => this._final(done);
      return;
    }
    this.flow.sendEnd();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.flow.close();
    done(error);
  }

  // What Node's HTTP client expects of a socket and has no meaning here.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
