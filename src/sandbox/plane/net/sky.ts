import { among } from "../sources";
import type { Impairment, Place } from "../types";
import type { Air, Weather } from "./pipe";

/** One end of a connection: where it stands and, if it is a machine, which. */
export interface Station {
  readonly place: Place | "internet";
  readonly machineId: string | undefined;
}

type NetworkImpairment = Extract<Impairment, { kind: "latency" | "loss" }>;
type Allows = (from: Place | "internet", to: Place | "internet", port: number) => boolean;

/** A connection as the sky sees it. */
export interface Route {
  readonly from: Station;
  readonly to: Station;
  /** The port by which the network's rules know it. */
  readonly port: number;
  /** 0 ≤ lot < 100: which connections an impairment picks. */
  readonly lot: number;
  /** Looks at the sky again. */
  refresh(): void;
}

/** Over all connections: the network's rules and the impairments that are on. Whatever changes here is felt by open connections at once. */
export class Sky {
  private readonly impairments = new Set<{ what: NetworkImpairment; machines: Set<string>; meets: (place: Station["place"]) => boolean }>();
  private readonly routes = new Set<Route>();
  private allows: Allows = () => true;

  constructor(readonly air: Air) {}

  setNetwork(allows: Allows): void {
    this.allows = allows;
    this.refreshAll();
  }

  refreshAll(): void {
    for (const route of [...this.routes]) route.refresh();
  }

  impair(what: NetworkImpairment): () => void {
    const entry = { what, machines: new Set(what.machineIds), meets: among(what.sources) };
    this.impairments.add(entry);
    this.refreshAll();
    return () => {
      if (this.impairments.delete(entry)) this.refreshAll();
    };
  }

  /** A machine's kernel forgets what was set on it when it restarts. */
  forgetMachine(machineId: string): void {
    let changed = false;
    for (const entry of this.impairments) changed = entry.machines.delete(machineId) || changed;
    if (changed) this.refreshAll();
  }

  add(route: Route): void {
    this.routes.add(route);
  }

  remove(route: Route): void {
    this.routes.delete(route);
  }

  /** Open connections to each machine. */
  connectionsTo(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { to } of this.routes) if (to.machineId !== undefined) counts.set(to.machineId, (counts.get(to.machineId) ?? 0) + 1);
    return counts;
  }

  permits(from: Station["place"], to: Station["place"], port: number): boolean {
    return this.allows(from, to, port);
  }

  active(): NetworkImpairment[] {
    return [...this.impairments]
      .filter(({ machines }) => machines.size > 0)
      .map(({ what, machines }) => ({ ...what, machineIds: [...machines] }));
  }

  /** Both directions of a connection; `undefined` is good weather. */
  over(route: Pick<Route, "from" | "to" | "port" | "lot">): { forward: Weather | undefined; backward: Weather | undefined } {
    const cut = !this.permits(route.from.place, route.to.place, route.port);
    const forward = this.sum(route.from, route.to, route.lot);
    const backward = this.sum(route.to, route.from, route.lot);
    const roundTripMs = forward.delayMs + backward.delayMs;
    const weather = (one: Sum): Weather | undefined =>
      cut || one.delayMs > 0 || one.jitterMs > 0 || one.lossPercent > 0 ? { cut, ...one, roundTripMs } : undefined;
    return { forward: weather(forward), backward: weather(backward) };
  }

  /** Packets from one station to another leave the one (egress) and enter the other (ingress). */
  private sum(sender: Station, receiver: Station, lot: number): Sum {
    let delayMs = 0;
    let jitterMs = 0;
    let passing = 1;
    for (const { what, machines, meets } of this.impairments) {
      if (lot >= what.flowsPercent) continue;
      const leaves =
        sender.machineId !== undefined && what.direction !== "ingress" && machines.has(sender.machineId) && meets(receiver.place);
      const enters =
        receiver.machineId !== undefined && what.direction !== "egress" && machines.has(receiver.machineId) && meets(sender.place);
      for (let times = Number(leaves) + Number(enters); times > 0; times--) {
        if (what.kind === "loss") passing *= 1 - Math.min(100, Math.max(0, what.percent)) / 100;
        else {
          delayMs += what.delayMs;
          jitterMs += what.jitterMs;
        }
      }
    }
    return { delayMs, jitterMs, lossPercent: (1 - passing) * 100 };
  }
}

interface Sum {
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly lossPercent: number;
}
