import type { ChildProcess } from "node:child_process";
import type { SystemDescription, TrafficDescription } from "../system";
import type { Balancers } from "./balancer/balancers";
import type { FromTraffic, SourceOrder, SourceReport, ToTraffic } from "./child/protocol";
import type { Machines } from "./machines";
import type { Meter } from "./meter";
import type { Link } from "./net/link";
import { killGroup, spawnProgram } from "./spawn";

export interface TrafficDeps {
  readonly system: () => SystemDescription;
  readonly balancers: Balancers;
  readonly machines: Machines;
  readonly meter: Meter;
  log(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** What the callers of one source have seen since it began. */
export interface TrafficTotals {
  readonly name: string;
  /** Where it sends; `undefined` while that is not there yet. */
  readonly url: string | undefined;
  readonly perSecond: number;
  readonly requests: number;
  readonly errors: number;
  readonly causes: Readonly<Record<string, number>>;
}

interface Source {
  readonly wanted: TrafficDescription;
  /** Callers come when the doors are open: once somebody healthy answers. From then on they never pause. */
  begun: boolean;
  link: Link | undefined;
  scope: string;
  requests: number;
  errors: number;
  readonly causes: Record<string, number>;
}

/** Sends the described traffic and measures what its callers see: namespace `Faultline/Traffic`, dimension `Source`. */
export class Traffic {
  private readonly sources = new Map<string, Source>();
  private child: ChildProcess | undefined;
  private ordered = "";
  private stopped = false;

  constructor(private readonly deps: TrafficDeps) {}

  /** Takes over the description's sources; sources that stay keep their totals. */
  async describe(): Promise<void> {
    const wanted = new Map(this.deps.system().traffic.map((source) => [source.name, source]));
    for (const [name, source] of this.sources) {
      const same = JSON.stringify(wanted.get(name)) === JSON.stringify(source.wanted);
      if (same) continue;
      source.link?.close();
      this.sources.delete(name);
    }
    for (const [name, description] of wanted) {
      if (this.sources.has(name)) continue;
      const source: Source = { wanted: description, begun: false, link: undefined, scope: "", requests: 0, errors: 0, causes: {} };
      this.sources.set(name, source);
      if (description.to.kind !== "service") continue;
      const link = await this.deps.machines.openLink(description.to.name, "writer", () => undefined);
      if (this.sources.get(name) === source && !this.stopped) source.link = link;
      else link.close();
    }
    this.refresh();
  }

  /** Load balancers, machines or health changed: sources may begin, move or pause. */
  refresh(): void {
    if (this.stopped) return;
    const orders = [...this.sources.values()].flatMap((source) => this.order(source) ?? []);
    const text = JSON.stringify(orders);
    if (text === this.ordered || (orders.length === 0 && !this.child)) return;
    this.ordered = text;
    const message: ToTraffic = { kind: "sources", sources: orders };
    this.child ??= this.start();
    if (this.child.connected) this.child.send(message, () => {});
  }

  totals(): TrafficTotals[] {
    return [...this.sources.values()].map((source) => {
      const order = this.order(source);
      const { name, perSecond } = source.wanted;
      const url = order && `http://127.0.0.1:${order.port}${order.path}`;
      return { name, url, perSecond, requests: source.requests, errors: source.errors, causes: { ...source.causes } };
    });
  }

  async clear(): Promise<void> {
    for (const source of this.sources.values()) source.link?.close();
    this.sources.clear();
    this.ordered = "";
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    if (child.pid !== undefined) killGroup(child.pid, "SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.clear();
  }

  private order(source: Source): SourceOrder | undefined {
    const { to, name, ...rest } = source.wanted;
    if (to.kind === "service") {
      const serving = this.deps.machines.views().find((machine) => machine.service === to.name && machine.state === "running");
      if (serving) {
        source.begun = true;
        source.scope = serving.spec.place.scope;
      }
      return source.begun && source.link ? { ...rest, name, host: to.name, port: source.link.port } : undefined;
    }
    const balancer = this.deps.balancers.find(to.name);
    const port = balancer?.localPort(to.port);
    if (!balancer || port === undefined) return undefined;
    source.scope = balancer.spec.scope;
    source.begun ||= this.deps.balancers.hasHealthyTarget(balancer);
    return source.begun ? { ...rest, name, host: balancer.spec.dnsName, port } : undefined;
  }

  private start(): ChildProcess {
    const child = spawnProgram("traffic", 128);
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-2_048);
    });
    child.on("error", (error) => this.deps.log("the load generator cannot be started", { error: error.message }));
    child.on("message", (message: FromTraffic) => {
      for (const report of message.sources) this.take(report);
    });
    child.on("exit", () => {
      if (this.child !== child) return;
      this.deps.log("the load generator ended and is started again", { lastWords: said.trim() });
      this.child = undefined;
      this.ordered = "";
      this.refresh();
    });
    return child;
  }

  private take(report: SourceReport): void {
    const source = this.sources.get(report.name);
    if (!source) return;
    source.requests += report.requests;
    source.errors += report.errors;
    for (const [cause, count] of Object.entries(report.causes)) source.causes[cause] = (source.causes[cause] ?? 0) + count;
    const series = (name: string, unit: "Count" | "Milliseconds") =>
      this.deps.meter.series({ scope: source.scope, namespace: "Faultline/Traffic", name, dimensions: { Source: report.name }, unit });
    series("Requests", "Count").add(report.requests);
    // Zero errors are told too: nothing heard and nothing wrong are not the same.
    series("Errors", "Count").add(report.errors);
    series("Latency", "Milliseconds").add(...report.latencies);
  }
}
