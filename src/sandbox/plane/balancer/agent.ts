import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import type { Destination } from "../net/flow";
import type { Sky, Station } from "../net/sky";
import { NetworkSocket } from "../net/socket";

/** Keep-alive connections of one load balancer node to one target, through the network. */
export class TargetAgent extends Agent {
  constructor(
    private readonly sky: Sky,
    private readonly from: Station,
    private readonly to: () => Destination,
  ) {
    super({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 64, scheduling: "lifo" });
  }

  override createConnection(): Duplex {
    return new NetworkSocket(this.sky, this.from, this.to());
  }

  override getName(): string {
    return "target";
  }
}
