import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { LIMITS } from "../limits";
import type { NetworkSocket } from "../net/socket";
import type { Target, TargetGroup } from "./group";
import type { BalancerMetrics } from "./metrics";
import type { BalancerNode } from "./node";

export interface Forwarding {
  readonly node: BalancerNode;
  readonly group: TargetGroup;
  readonly target: Target;
  readonly targetZone: string;
  readonly metrics: BalancerMetrics;
  /** The listener's port, as callers know it. */
  readonly listenerPort: number;
  /** Real milliseconds without a byte until 504. */
  readonly idleTimeoutMs: number;
}

const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const endToEnd = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));

/**
 * Hands one request to a target and its answer back. As AWS's does it retries nothing: 502 where the connection was refused or broke
 * before an answer, 504 where it took longer than 10 s to connect or the idle time-out to answer.
 */
export function forward(request: IncomingMessage, response: ServerResponse, to: Forwarding): void {
  const { node, group, target, metrics } = to;
  const dimension = group.spec.dimension;
  const sentAt = performance.now();
  let socket: NetworkSocket | undefined;
  let activeAt = sentAt;
  let over = false;

  const sent = httpRequest({
    agent: node.agent(group, target),
    method: request.method ?? "GET",
    path: request.url ?? "/",
    headers: {
      ...endToEnd(request.headers),
      "x-forwarded-for": [request.headers["x-forwarded-for"], request.socket.remoteAddress ?? "127.0.0.1"].filter(Boolean).join(", "),
      "x-forwarded-proto": "http",
      "x-forwarded-port": String(to.listenerPort),
    },
  });
  target.inFlight++;

  const finish = () => {
    if (over) return false;
    over = true;
    clearTimeout(timer);
    target.inFlight--;
    return true;
  };
  const fail = (status: 502 | 504) => {
    if (!finish()) return;
    if (!socket?.open) metrics.targetNotReached(to.targetZone, dimension);
    sent.destroy();
    // A broken answer that has begun can only be broken off.
    if (response.headersSent) response.destroy();
    else refuse(response, node, metrics, status);
  };
  const watch = () => {
    const limit = socket?.open ? to.idleTimeoutMs : Math.min(LIMITS.targetConnectTimeoutMs, to.idleTimeoutMs);
    const left = activeAt + limit - performance.now();
    if (left <= 0) fail(504);
    else timer = setTimeout(watch, left);
  };
  let timer: NodeJS.Timeout | undefined;
  watch();

  sent.on("socket", (given) => {
    socket = given as unknown as NetworkSocket;
    if (!socket.open) {
      socket.once("connect", () => {
        activeAt = performance.now();
        clearTimeout(timer);
        watch();
      });
    }
  });
  sent.on("error", () => fail(502));
  sent.on("response", (answer) => {
    const status = answer.statusCode ?? 502;
    metrics.targetAnswered(to.targetZone, dimension, status, (performance.now() - sentAt) / 1_000);
    node.whenPassable(() => {
      if (response.destroyed) return;
      response.writeHead(status, endToEnd(answer.headers));
      answer.on("data", () => {
        activeAt = performance.now();
      });
      answer.on("error", () => fail(502));
      answer.on("end", finish);
      answer.pipe(response);
    });
  });

  response.on("close", () => {
    if (response.writableFinished || !finish()) return;
    if (!response.headersSent) metrics.nodeAnswered(node.zone, 460);
    sent.destroy();
  });
  if (request.headers["content-length"] === undefined && request.headers["transfer-encoding"] === undefined) sent.end();
  else request.pipe(sent);
}

const REASONS = { 502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out" } as const;

/** An answer of the node's own. */
export function refuse(response: ServerResponse, node: BalancerNode, metrics: BalancerMetrics, status: 502 | 503 | 504): void {
  metrics.nodeAnswered(node.zone, status);
  node.whenPassable(() => {
    if (response.destroyed) return;
    const body = `<html>\r\n<head><title>${status} ${REASONS[status]}</title></head>\r\n<body>\r\n<center><h1>${status} ${REASONS[status]}</h1></center>\r\n</body>\r\n</html>\r\n`;
    response.writeHead(status, { server: "awselb/2.0", "content-type": "text/html", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
}
