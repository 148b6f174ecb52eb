import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "../../kernel/body";

/** An event on its way into an execution environment. */
export interface Delivery {
  readonly requestId: string;
  readonly payload: string;
  readonly functionArn: string;
  /** When Lambda ends the process, in sandbox milliseconds. */
  deadline(): number;
  /** The runtime has taken the event: its time begins. */
  taken(): void;
}

/** What the runtime says of an event, or of its own start. */
export interface RuntimeListener {
  ready(): void;
  responded(requestId: string, body: string): void;
  failed(requestId: string, body: string): void;
  initFailed(body: string): void;
}

export interface RuntimeApi {
  /** `127.0.0.1:PORT`: the value of AWS_LAMBDA_RUNTIME_API. */
  readonly host: string;
  deliver(delivery: Delivery): void;
  close(): void;
}

const PREFIX = "/2018-06-01/runtime";
const NEXT = `${PREFIX}/invocation/next`;
const ANSWER = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** Lambda's Runtime API of one execution environment: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export async function runtimeApi(listener: RuntimeListener): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let queued: Delivery | undefined;

  const hand = () => {
    if (!waiting || !queued) return;
    const [response, delivery] = [waiting, queued];
    waiting = undefined;
    queued = undefined;
    delivery.taken();
    response.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": delivery.requestId,
      "lambda-runtime-deadline-ms": String(Math.floor(delivery.deadline())),
      "lambda-runtime-invoked-function-arn": delivery.functionArn,
    });
    response.end(delivery.payload);
  };
  const accepted = (response: ServerResponse) => {
    response.writeHead(202, { "content-type": "application/json" });
    response.end('{"status":"OK"}');
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "";
    if (request.method === "GET" && path === NEXT) {
      waiting = response;
      response.on("close", () => {
        if (waiting === response) waiting = undefined;
      });
      listener.ready();
      return hand();
    }
    const body = (await readBody(request)).toString("utf8");
    const answer = request.method === "POST" ? ANSWER.exec(path) : null;
    if (answer) {
      accepted(response);
      const [, requestId = "", kind] = answer;
      return kind === "response" ? listener.responded(requestId, body) : listener.failed(requestId, body);
    }
    if (request.method === "POST" && path === `${PREFIX}/init/error`) {
      accepted(response);
      return listener.initFailed(body);
    }
    response.writeHead(404).end();
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliver: (delivery) => {
      queued = delivery;
      hand();
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
