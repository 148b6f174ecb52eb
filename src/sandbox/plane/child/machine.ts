/**
 * The program of every machine: one process (group) per instance, pod or database instance. It is told by its parent what
 * to be: a service with declared behaviour, served from here, or the supervisor of the user's own command.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Behaving, Behaviour } from "./behaviour";
import { Burners } from "./burners";
import { endWithParent } from "./lifeline";
import type { FromMachine, ToMachine } from "./protocol";
import { supervise } from "./supervisor";

endWithParent();

const tell = (message: FromMachine) => process.send?.(message);
const burners = new Burners();
let behaviour: Behaviour | undefined;

process.on("message", (message: ToMachine) => {
  switch (message.kind) {
    case "behave":
      if (behaviour) behaviour.is = message;
      else behaviour = serve(message);
      process.title = message.name;
      return;
    case "command":
      supervise(message, tell);
      return;
    case "stress":
      burners.start(message.id, message.workers, message.loadPercent);
      return;
    case "unstress":
      burners.stop(message.id);
      return;
  }
});

function serve(is: Behaving): Behaviour {
  const behaves = new Behaviour(is);
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    behaves.answer(request, response).catch(() => response.destroy());
  });
  server.listen({ host: "127.0.0.1", port: 0, backlog: 1_024 }, () => {
    tell({ kind: "ready", port: (server.address() as AddressInfo).port, servicePid: process.pid });
  });
  // An orderly end: what was begun is finished, nothing new is taken.
  process.on("SIGTERM", () => {
    server.close(() => process.exit(0));
    // Callers keep connections alive; each is closed when what it carried is answered.
    setInterval(() => server.closeIdleConnections(), 20);
  });
  return behaves;
}
