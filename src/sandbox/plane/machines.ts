import { randomUUID } from "node:crypto";
import { canonicalJson, messageOf } from "../../words";
import type { Clock } from "../kernel/clock";
import type { Bus } from "../kernel/cloud";
import { type CallDescription, type ServiceDescription, type SystemDescription, serviceFor } from "../system";
import type { LinkedCall, ToMachine } from "./child/protocol";
import { realMs } from "./deps";
import { chooseEndpoint, type Endpoint } from "./endpoints";
import { LIMITS } from "./limits";
import { MachineProcess, type StartOrder } from "./machine";
import type { Destination } from "./net/flow";
import { Link } from "./net/link";
import type { Sky } from "./net/sky";
import { plainEnvironment } from "./spawn";
import type { MachineSpec, MachineView } from "./types";

interface Entry {
  spec: MachineSpec;
  service: ServiceDescription | undefined;
  process: MachineProcess | undefined;
  readonly links: Map<string, Link>;
  /** What happens to it happens one after the other. */
  busy: Promise<void>;
  halting: boolean;
}

export interface MachinesDeps {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly sky: Sky;
  readonly system: () => SystemDescription;
  log(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** A machine that no service is described for: answers 200 at once. */
const DEFAULT: ServiceDescription = {
  name: "default",
  on: { kind: "instances", tags: {}, autoScalingGroup: undefined },
  port: 80,
  health: undefined,
  runs: { kind: "declared", latencyMs: 0, jitterMs: 0, cpuMs: 0, concurrency: 256, queue: 1_024, errorPercent: 0 },
  calls: [],
};

/** All machines: their processes, and the links to what they call. */
export class Machines {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly deps: MachinesDeps) {}

  async boot(spec: MachineSpec): Promise<void> {
    const known = this.entries.get(spec.id);
    if (known) throw new Error(`machine ${spec.id} is there already`);
    const entry: Entry = {
      spec,
      service: serviceFor(this.deps.system(), spec),
      process: undefined,
      links: new Map(),
      busy: Promise.resolve(),
      halting: false,
    };
    this.entries.set(spec.id, entry);
    try {
      await this.inTurn(entry, () => this.startLife(entry));
    } catch (error) {
      this.forget(entry);
      throw error;
    }
  }

  async halt(id: string, graceMs: number): Promise<void> {
    const entry = this.entries.get(id);
    if (!entry) return;
    entry.halting = true;
    // A start that is under way is cut short rather than waited for.
    const ending = entry.process?.end(graceMs > 0 ? realMs(this.deps.clock, graceMs, LIMITS.graceFloorMs) : 0);
    await ending;
    await entry.busy;
    await entry.process?.end(0);
    this.forget(entry);
  }

  async reboot(id: string): Promise<void> {
    const entry = this.entries.get(id);
    if (!entry || entry.halting) throw new Error(`machine ${id} is not there`);
    await this.inTurn(entry, () => this.newLife(entry));
  }

  signal(id: string, name: string, signal: "SIGTERM" | "SIGKILL"): boolean {
    const entry = this.entries.get(id);
    return entry?.process?.signal(name, (entry.service ?? DEFAULT).name, signal) ?? false;
  }

  tell(id: string, message: ToMachine): void {
    this.entries.get(id)?.process?.tell(message);
  }

  relabel(id: string, change: { tags?: Readonly<Record<string, string>>; role?: "writer" | "reader" }): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    entry.spec = { ...entry.spec, ...(change.tags ? { tags: change.tags } : {}), ...(change.role ? { role: change.role } : {}) };
    this.adapt(entry);
  }

  /** The description changed: every machine becomes what it now says, by a message where that is enough, else by a restart. */
  describe(): void {
    for (const entry of this.entries.values()) this.adapt(entry);
  }

  view(id: string): MachineView | undefined {
    const entry = this.entries.get(id);
    return entry && viewOf(entry);
  }

  views(): MachineView[] {
    return [...this.entries.values()].map(viewOf);
  }

  /** Where a connection to this machine goes now. */
  destination(id: string, port: number, lastPlace: Destination["station"]["place"]): Destination {
    const entry = this.entries.get(id);
    if (!entry) return { station: { place: lastPlace, machineId: id }, port, hostPort: "gone" };
    return { station: { place: entry.spec.place, machineId: id }, port, hostPort: entry.process?.port ?? "refusing" };
  }

  /** A link from somewhere to a service, as its callers' connections go. */
  openLink(to: string, role: CallDescription["role"], from: () => Endpoint | undefined): Promise<Link> {
    // Callers begin at different machines: a connection that is kept open would else bring all of them to the same one.
    let turn = Math.floor(this.deps.sky.air.random() * 1_000);
    const station = () => {
      const caller = from();
      return caller ? { place: caller.spec.place, machineId: caller.spec.id } : { place: "internet" as const, machineId: undefined };
    };
    return Link.open(this.deps.sky, station, () => {
      const chosen = chooseEndpoint([...this.entries.values()].map(endpointOf), to, role, from()?.spec.place, turn++);
      return chosen && this.destination(chosen.spec.id, chosen.port, chosen.spec.place);
    });
  }

  /** Ends everything at once. */
  async stop(): Promise<void> {
    await Promise.all([...this.entries.keys()].map((id) => this.halt(id, 0)));
  }

  private inTurn(entry: Entry, work: () => Promise<void>): Promise<void> {
    const done = entry.busy.then(work);
    entry.busy = done.catch(() => {});
    return done;
  }

  private forget(entry: Entry): void {
    if (this.entries.get(entry.spec.id) !== entry) return;
    this.entries.delete(entry.spec.id);
    for (const link of entry.links.values()) link.close();
    this.deps.sky.forgetMachine(entry.spec.id);
  }

  private async startLife(entry: Entry): Promise<void> {
    if (entry.halting) throw new Error(`machine ${entry.spec.id} was halted before it started`);
    const order = await this.order(entry);
    const { id, kind } = entry.spec;
    const service = entry.service ?? DEFAULT;
    const life = new MachineProcess(`${kind} ${id} (${service.name})`, order, (lastWords) => {
      this.deps.log("machine died", { machineId: id, service: service.name, lastWords });
      this.deps.bus.emit("machine-died", { machineId: id, at: this.deps.clock.now() });
    });
    entry.process = life;
    if (entry.halting) await life.end(0);
    await life.start();
  }

  /** What its process is told: its service, with a port for each thing it calls. */
  private async order(entry: Entry): Promise<StartOrder> {
    const service = entry.service ?? DEFAULT;
    const calls: LinkedCall[] = [];
    for (const call of service.calls) calls.push({ ...call, port: await this.linkPort(entry, call) });
    const { runs, health, name } = service;
    if (runs.kind === "declared") return { kind: "behave", name, behaviour: runs, health, calls };
    const { id, place } = entry.spec;
    const env = {
      ...plainEnvironment(process.env),
      FAULTLINE_MACHINE: id,
      FAULTLINE_SERVICE: name,
      FAULTLINE_ZONE: place.zone,
      ...Object.fromEntries(calls.map((call) => [addressName(call), `http://127.0.0.1:${call.port}`])),
      ...runs.env,
    };
    return {
      kind: "command",
      command: runs.command,
      directory: this.deps.system().directory ?? "",
      env,
      mark: randomUUID(),
      health,
      startTimeoutMs: runs.startTimeoutMs,
    };
  }

  private async linkPort(entry: Entry, call: CallDescription): Promise<number> {
    const key = `${call.to}/${call.role}`;
    const known = entry.links.get(key);
    if (known) return known.port;
    const link = await this.openLink(call.to, call.role, () => endpointOf(entry));
    entry.links.set(key, link);
    return link.port;
  }

  private adapt(entry: Entry): void {
    const before = entry.service ?? DEFAULT;
    const service = serviceFor(this.deps.system(), entry.spec);
    const after = service ?? DEFAULT;
    entry.service = service;
    if (canonicalJson(before) === canonicalJson(after) || entry.halting) return;
    const retold = before.runs.kind === "declared" && after.runs.kind === "declared";
    const change = this.inTurn(entry, async () => {
      if (entry.halting || this.entries.get(entry.spec.id) !== entry) return;
      if (retold) entry.process?.tell(await this.order(entry));
      else await this.newLife(entry);
    });
    change.catch((error: unknown) => {
      this.deps.log("a machine did not become what the new description says", { machineId: entry.spec.id, reason: messageOf(error) });
      this.deps.bus.emit("machine-died", { machineId: entry.spec.id, at: this.deps.clock.now() });
    });
  }

  private async newLife(entry: Entry): Promise<void> {
    await entry.process?.end(LIMITS.graceFloorMs);
    this.deps.sky.forgetMachine(entry.spec.id);
    await this.startLife(entry);
  }
}

/** `DB_URL`; for a cluster's readers `DB_READER_URL`. */
function addressName(call: CallDescription): string {
  return `${call.to.toUpperCase().replaceAll("-", "_")}${call.role === "reader" ? "_READER" : ""}_URL`;
}

function viewOf(entry: Entry): MachineView {
  const life = entry.process;
  const state = entry.halting && life?.state !== "dead" ? "stopping" : (life?.state ?? "booting");
  return { spec: entry.spec, state, pid: life?.pid, port: life?.port, service: (entry.service ?? DEFAULT).name };
}

function endpointOf(entry: Entry): Endpoint {
  const service = entry.service ?? DEFAULT;
  return { spec: entry.spec, service: service.name, port: service.port, running: entry.process?.state === "running" };
}
