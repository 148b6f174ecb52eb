import type { MachineSpec, Place } from "./types";

/** A machine as something that can be called. */
export interface Endpoint {
  readonly spec: MachineSpec;
  readonly service: string;
  /** The port by which the network's rules know its service. */
  readonly port: number;
  readonly running: boolean;
}

/**
 * The machine that the next connection to a service goes to: in turn over those that run, in the caller's own VPC where there are any,
 * else in its account and Region. Nobody asks whether they are healthy or can be reached. Of a database: the writer, or a reader; the
 * reader's address leads to the writer where there is no reader, as Aurora's does.
 */
export function chooseEndpoint(
  all: readonly Endpoint[],
  service: string,
  role: "writer" | "reader",
  from: Place | undefined,
  turn: number,
): Endpoint | undefined {
  const running = all.filter(
    (one) => one.service === service && one.running && (from === undefined || one.spec.place.scope === from.scope),
  );
  const nearby = running.filter((one) => one.spec.place.vpcId === from?.vpcId);
  const reachable = nearby.length > 0 ? nearby : running;
  const suited = reachable.filter((one) => one.spec.kind !== "database" || (one.spec.role ?? "writer") === role);
  const candidates = suited.length > 0 || role === "writer" ? suited : reachable;
  return candidates[turn % Math.max(1, candidates.length)];
}
