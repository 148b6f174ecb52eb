import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { type Destination, Flow, type Near } from "./flow";
import type { Sky, Station } from "./sky";

/**
 * The way from one caller to one dependency: a loopback port. Each connection goes to the destination chosen for it, as behind a
 * Kubernetes ClusterIP or a database's DNS name: without health checks. A destination that is cut off leaves the caller hanging
 * until its own time-out; only the connection to the loopback port itself stands at once.
 */
export class Link {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static open(sky: Sky, from: () => Station, choose: () => Destination | undefined): Promise<Link> {
    return new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
        link.sockets.add(socket);
        socket.on("close", () => link.sockets.delete(socket));
        const destination = choose();
        if (destination) carry(sky, from(), destination, socket);
        else socket.resetAndDestroy();
      });
      server.on("error", reject);
      let link: Link;
      server.listen({ host: "127.0.0.1", port: 0, backlog: 511 }, () => {
        link = new Link(server, (server.address() as AddressInfo).port);
        resolve(link);
      });
    });
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

/** Joins a socket to a destination. */
function carry(sky: Sky, from: Station, destination: Destination, socket: Socket): void {
  const near: Near = {
    write: (chunk) => socket.write(chunk),
    end: () => socket.end(),
    // A reset, as the far side's would be; a caller that went away already does not feel it.
    abort: () => (socket.destroyed ? undefined : socket.resetAndDestroy()),
    resume: () => socket.resume(),
  };
  const flow = new Flow(sky, from, destination, near);
  socket.on("data", (chunk: Buffer) => {
    if (!flow.send(chunk)) socket.pause();
  });
  socket.on("drain", () => flow.nearDrained());
  socket.on("end", () => flow.sendEnd());
  socket.on("error", () => flow.close());
  socket.on("close", () => flow.close());
}
