import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EXIT, FaultlineError, messageOf } from "../../words";
import type { WireReply, WireRequest } from "../wire/message";
import { readBody } from "./body";
import { AwsError } from "./error";
import { refusalReason } from "./guard";

export interface Handlers {
  /** May take a request (for a load balancer's name) before its body is read; true when it did. */
  forward(request: IncomingMessage, response: ServerResponse): boolean;
  door(request: WireRequest): Promise<WireReply>;
  api(request: WireRequest): Promise<WireReply>;
  failed(problem: unknown): void;
}

/** The one port of the sandbox. Throws a FaultlineError when it cannot listen. */
export async function listen(port: number, host: string, handlers: Handlers): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    serve(request, response, handlers).catch((problem: unknown) => {
      handlers.failed(problem);
      response.destroy();
    });
  });
  // Clients keep connections for longer than Node's five seconds, and a close in between costs them an error.
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 80_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (problem: NodeJS.ErrnoException) => reject(cannotListen(problem, port, host)));
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function cannotListen(problem: NodeJS.ErrnoException, port: number, host: string): FaultlineError {
  const taken = problem.code === "EADDRINUSE";
  return new FaultlineError(
    taken ? "port-taken" : "sandbox-listen",
    taken ? `Port ${port} is taken by another program.` : `The sandbox cannot listen on ${host}:${port}: ${messageOf(problem)}.`,
    {
      exitCode: EXIT.usage,
      remedy: taken ? "End that program, or choose another port; without one the sandbox takes any free port." : "Choose another port.",
      facts: { port, host },
    },
  );
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, handlers: Handlers): Promise<void> {
  const reason = refusalReason(request);
  if (reason !== undefined) {
    request.resume();
    return write(response, { status: 403, headers: { "content-type": "application/json" }, body: JSON.stringify({ message: reason }) });
  }
  if (handlers.forward(request, response)) return;
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  let body: Buffer;
  try {
    body = await readBody(request);
  } catch (problem) {
    if (!(problem instanceof AwsError)) return void response.destroy();
    const reply = { message: problem.message, __type: problem.code };
    return write(response, {
      status: problem.status,
      headers: { "x-amzn-errortype": problem.code, connection: "close" },
      body: JSON.stringify(reply),
    });
  }
  const read: WireRequest = {
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    headers: request.headers,
    body,
  };
  const own = read.path.startsWith("/_faultline/");
  write(response, await (own ? handlers.door(read) : handlers.api(read)), read.method === "HEAD");
}

function write(response: ServerResponse, reply: WireReply, headOnly = false): void {
  const { body } = reply;
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  // The length that HEAD tells is that of what GET would send.
  response.writeHead(reply.status, { ...reply.headers, "content-length": (headOnly && reply.headers["content-length"]) || length });
  response.end(headOnly ? undefined : body);
}
