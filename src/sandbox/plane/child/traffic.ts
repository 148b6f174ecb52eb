/**
 * The load generator: a process of its own, so that it neither starves the control plane nor is starved by it. Open loop: requests leave at
 * their rate whether or not earlier ones were answered, and each latency counts from the moment its request should have left, so
 * that a generator that falls behind cannot hide a slow system.
 */
import { Agent, request as httpRequest } from "node:http";
import { endWithParent } from "./lifeline";
import type { FromTraffic, SourceOrder, SourceReport, ToTraffic } from "./protocol";

endWithParent();

const REPORT_EVERY_MS = 100;

class Source {
  private readonly agents: Agent[] = [];
  private readonly startedAt = performance.now();
  private sentCount = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Since the last report. */
  private seen = { requests: 0, errors: 0, latencies: [] as number[], causes: {} as Record<string, number> };

  constructor(readonly order: SourceOrder) {
    for (let i = 0; i < order.clients; i++)
      this.agents.push(new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, scheduling: "lifo" }));
    this.tick();
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const agent of this.agents) agent.destroy();
  }

  report(): SourceReport {
    const { seen } = this;
    this.seen = { requests: 0, errors: 0, latencies: [], causes: {} };
    return { name: this.order.name, ...seen };
  }

  private dueAt(index: number): number {
    return this.startedAt + (index * 1_000) / this.order.perSecond;
  }

  private tick(): void {
    const now = performance.now();
    while (this.dueAt(this.sentCount) <= now) this.send(this.dueAt(this.sentCount++));
    this.timer = setTimeout(() => this.tick(), Math.max(1, this.dueAt(this.sentCount) - performance.now()));
  }

  private send(dueAt: number): void {
    const { host, port, path, method, headers, body, timeoutMs } = this.order;
    // Callers take turns; each has its own connections.
    const agent = this.agents[this.sentCount % this.agents.length];
    let over = false;
    const done = (cause: string | undefined) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      this.seen.requests++;
      this.seen.latencies.push(Math.round((performance.now() - dueAt) * 100) / 100);
      if (cause === undefined) return;
      this.seen.errors++;
      this.seen.causes[cause] = (this.seen.causes[cause] ?? 0) + 1;
    };
    const sent = httpRequest({
      host: "127.0.0.1",
      port,
      path,
      method,
      agent,
      headers: { host, ...headers, ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }) },
    });
    const timer = setTimeout(
      () => {
        done("timeout");
        sent.destroy();
      },
      dueAt + timeoutMs - performance.now(),
    );
    sent.on("response", (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      response.on("end", () => done(status < 400 ? undefined : String(status)));
      response.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? "broken"));
    });
    sent.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? "failed"));
    sent.end(body);
  }
}

let sources: Source[] = [];

process.on("message", (message: ToTraffic) => {
  const orders = new Map(message.sources.map((order) => [JSON.stringify(order), order]));
  const kept = sources.filter((source) => orders.has(JSON.stringify(source.order)));
  for (const source of sources) if (!kept.includes(source)) source.stop();
  const known = new Set(kept.map((source) => JSON.stringify(source.order)));
  sources = [...kept, ...[...orders].filter(([key]) => !known.has(key)).map(([, order]) => new Source(order))];
});

setInterval(() => {
  const reports = sources.map((source) => source.report()).filter((report) => report.requests > 0);
  if (reports.length === 0 || !process.connected) return;
  const message: FromTraffic = { kind: "report", sources: reports };
  process.send?.(message);
}, REPORT_EVERY_MS);
