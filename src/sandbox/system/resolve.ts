import { parseDuration, parsePercent, parseRate } from "../../words";
import type { WrittenCall, WrittenService, WrittenSystem, WrittenTraffic } from "./schema";
import type { CallDescription, Placement, ServiceDescription, SystemDescription, TrafficDescription } from "./types";

const ms = (text: string | undefined, otherwise: number) => (text === undefined ? otherwise : (parseDuration(text) ?? otherwise));

/** Fills in the defaults of a checked description. */
export function resolveSystem(written: WrittenSystem): SystemDescription {
  return {
    directory: written.directory,
    services: Object.entries(written.services ?? {}).map(([name, service]) => resolveService(name, service)),
    traffic: (written.traffic ?? []).map(resolveTraffic),
  };
}

function resolveService(name: string, written: WrittenService): ServiceDescription {
  const on = resolvePlacement(name, written.on);
  const behaves = written.behaves ?? {};
  const concurrency = behaves.concurrency ?? 64;
  return {
    name,
    on,
    port: written.port ?? (on.kind === "database" ? 3306 : 80),
    health: written.health ?? (written.command === undefined ? "/healthz" : undefined),
    runs:
      written.command === undefined
        ? {
            kind: "declared",
            latencyMs: ms(behaves.latency, 0),
            jitterMs: ms(behaves.jitter, 0),
            cpuMs: ms(behaves.cpu, 0),
            concurrency,
            queue: behaves.queue ?? 2 * concurrency,
            errorPercent: behaves.errors === undefined ? 0 : (parsePercent(behaves.errors) ?? 0),
          }
        : { kind: "command", command: written.command, env: written.env ?? {}, startTimeoutMs: ms(written.startTimeout, 30_000) },
    calls: (written.calls ?? behaves.calls ?? []).map(resolveCall),
  };
}

function resolvePlacement(name: string, on: WrittenService["on"]): Placement {
  if (on.pods) {
    const { cluster, namespace, deployment, replicas, labels } = on.pods;
    return { kind: "pods", cluster, namespace: namespace ?? "default", deployment, replicas, labels: labels ?? { app: name } };
  }
  if (on.database) return { kind: "database", cluster: on.database.cluster };
  return { kind: "instances", tags: on.instances?.tags ?? {}, autoScalingGroup: on.instances?.autoScalingGroup };
}

function resolveCall(written: WrittenCall): CallDescription {
  const call = typeof written === "string" ? { to: written } : written;
  return {
    to: call.to,
    timeoutMs: ms(call.timeout, 1_000),
    retries: call.retries ?? 0,
    path: call.path ?? "/",
    optional: call.optional ?? false,
    role: call.role ?? "writer",
  };
}

function resolveTraffic(written: WrittenTraffic): TrafficDescription {
  const { loadBalancer, port, service } = written.to;
  return {
    name: written.name,
    to: loadBalancer === undefined ? { kind: "service", name: service ?? "" } : { kind: "loadBalancer", name: loadBalancer, port },
    perSecond: parseRate(written.rate) ?? 0,
    timeoutMs: ms(written.timeout, 1_000),
    path: written.path ?? "/",
    method: written.method ?? "GET",
    headers: written.headers ?? {},
    body: written.body,
    clients: written.clients ?? 20,
  };
}
