import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { DeclaredBehaviour } from "../../system";
import type { LinkedCall } from "./protocol";

export interface Behaving {
  readonly name: string;
  readonly behaviour: DeclaredBehaviour;
  readonly health: string | undefined;
  readonly calls: readonly LinkedCall[];
}

/** What a failed call becomes: 504 after a time-out, 502 after anything else. */
type Outcome = { readonly ok: true } | { readonly ok: false; readonly status: 502 | 504; readonly why: string };

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 32, scheduling: "lifo" });
const wait = (ms: number) => (ms > 0 ? new Promise<void>((resolve) => setTimeout(resolve, ms)) : undefined);

/** Answers requests as described: bounded concurrency, latency, computing, calls. */
export class Behaviour {
  private active = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(public is: Behaving) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    if (this.is.health !== undefined && request.url === this.is.health) return reply(response, 200, "ok\n");
    const { behaviour } = this.is;
    if (this.active >= behaviour.concurrency) {
      if (this.waiting.length >= behaviour.queue) return reply(response, 503, "overloaded\n", { "retry-after": "1" });
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.active++;
    }
    try {
      if (!response.destroyed) await this.work(response, behaviour);
    } finally {
      // The place is handed on, so that nobody overtakes who waits.
      const next = this.waiting.shift();
      if (next) next();
      else this.active--;
    }
  }

  private async work(response: ServerResponse, behaviour: DeclaredBehaviour): Promise<void> {
    await wait(behaviour.latencyMs + (Math.random() * 2 - 1) * behaviour.jitterMs);
    if (behaviour.cpuMs > 0) compute(behaviour.cpuMs);
    if (Math.random() * 100 < behaviour.errorPercent) return reply(response, 500, "failed\n");
    const degraded: string[] = [];
    for (const call of this.is.calls) {
      const outcome = await callWithRetries(call);
      if (outcome.ok) continue;
      if (!call.optional) return reply(response, outcome.status, `${call.to}: ${outcome.why}\n`);
      degraded.push(call.to);
    }
    reply(response, 200, `${this.is.name}\n`, degraded.length > 0 ? { "x-degraded": degraded.join(",") } : {});
  }
}

function reply(response: ServerResponse, status: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "text/plain", "content-length": Buffer.byteLength(body), ...headers });
  response.end(body);
}

/** Uses processor time, not wall time: a stressed machine takes longer for the same work. */
function compute(ms: number): void {
  const start = process.cpuUsage();
  let used = 0;
  while (used < ms * 1_000) {
    for (let i = 0; i < 20_000; i++) Math.sqrt(i);
    const now = process.cpuUsage(start);
    used = now.user + now.system;
  }
}

async function callWithRetries(call: LinkedCall): Promise<Outcome> {
  let outcome = await callOnce(call);
  for (let again = 0; !outcome.ok && again < call.retries; again++) outcome = await callOnce(call);
  return outcome;
}

function callOnce(call: LinkedCall): Promise<Outcome> {
  return new Promise((resolve) => {
    const sent = httpRequest({ host: "127.0.0.1", port: call.port, path: call.path, agent, headers: { host: call.to } });
    const timer = setTimeout(() => {
      resolve({ ok: false, status: 504, why: `no answer within ${call.timeoutMs} ms` });
      // A connection that timed out is not used again: the next try gets another one, perhaps to another machine.
      sent.destroy();
    }, call.timeoutMs);
    const done = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    sent.on("response", (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      response.on("end", () => done(status < 500 ? { ok: true } : { ok: false, status: 502, why: `answered ${status}` }));
      response.on("error", () => done({ ok: false, status: 502, why: "connection lost" }));
    });
    sent.on("error", (error: NodeJS.ErrnoException) => done({ ok: false, status: 502, why: error.code ?? error.message }));
    sent.end();
  });
}
