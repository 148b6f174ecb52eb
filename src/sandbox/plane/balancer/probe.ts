import { request } from "node:http";
import type { Destination } from "../net/flow";
import type { Sky, Station } from "../net/sky";
import { NetworkSocket } from "../net/socket";

/** What one health check found, with AWS's reason codes. */
export type Finding =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: "Target.Timeout" | "Target.ResponseCodeMismatch" | "Target.FailedHealthChecks";
      readonly description: string;
    };

/** Asks a target for its health over a connection of its own, through the network. */
export function probe(
  sky: Sky,
  from: Station,
  to: Destination,
  path: string,
  matcher: string,
  timeoutMs: number,
): { finding: Promise<Finding>; cancel(): void } {
  let cancel = () => {};
  const finding = new Promise<Finding>((resolve) => {
    const socket = new NetworkSocket(sky, from, to);
    const asked = request({
      path,
      headers: { host: "127.0.0.1", "user-agent": "ELB-HealthChecker/2.0", connection: "close" },
      createConnection: () => socket,
    });
    const done = (found: Finding) => {
      clearTimeout(timer);
      resolve(found);
      asked.destroy();
      socket.destroy();
    };
    // Two turns of the loop more: an answer that lies there unread because this process was busy is no time-out of the target's.
    const timer = setTimeout(
      () => setImmediate(() => setImmediate(() => done({ ok: false, reason: "Target.Timeout", description: "Request timed out" }))),
      timeoutMs,
    );
    cancel = () => done({ ok: true });
    asked.on("response", (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      done(
        matchesStatus(matcher, status)
          ? { ok: true }
          : { ok: false, reason: "Target.ResponseCodeMismatch", description: `Health checks failed with these codes: [${status}]` },
      );
    });
    asked.on("error", () => done({ ok: false, reason: "Target.FailedHealthChecks", description: "Health checks failed" }));
    asked.end();
  });
  return { finding, cancel };
}

/** `200`, `200-299`, `200,202` */
export function matchesStatus(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [low = "", high = low] = part.trim().split("-");
    return status >= Number(low) && status <= Number(high);
  });
}
