import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A listener's loopback port. */
export class Listener {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static open(idleTimeoutMs: number, handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Listener> {
    return new Promise((resolve, reject) => {
      const server = createServer({ keepAliveTimeout: idleTimeoutMs, requestTimeout: 0, noDelay: true }, handle);
      server.on("error", reject);
      server.listen({ host: "127.0.0.1", port: 0, backlog: 511 }, () =>
        resolve(new Listener(server, (server.address() as AddressInfo).port)),
      );
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
