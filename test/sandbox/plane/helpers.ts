import { get as httpGet } from "node:http";
import { createBus } from "../../../src/sandbox/kernel/bus";
import { scaledClock } from "../../../src/sandbox/kernel/clock";
import type { Measurement } from "../../../src/sandbox/kernel/cloud";
import {
  createPlane,
  type LoadBalancerSpec,
  type MachineSpec,
  type Place,
  type SandboxPlane,
  type TargetGroupSpec,
} from "../../../src/sandbox/plane";

export const scope = "123456789012/us-east-1";

export const place = (zone: "a" | "b" | "c", number = 1): Place => ({
  scope,
  vpcId: "vpc-1",
  subnetId: `subnet-${zone}`,
  zone: `us-east-1${zone}`,
  privateIp: `10.0.${zone.charCodeAt(0) - 97}.${number}`,
});

export const instance = (id: string, zone: "a" | "b" | "c" = "a", service = "web"): MachineSpec => ({
  id,
  kind: "instance",
  place: place(zone),
  tags: { Service: service },
  names: { autoScalingGroup: "web-asg" },
});

export const pod = (id: string, zone: "a" | "b" | "c" = "a"): MachineSpec => ({
  id,
  kind: "pod",
  place: place(zone, 2),
  tags: { app: "orders" },
  names: { cluster: "shop-1a2b", namespace: "shop", deployment: "orders" },
});

export const database = (id: string, role: "writer" | "reader" = "writer"): MachineSpec => ({
  id,
  kind: "database",
  place: place("a", 3),
  tags: {},
  names: { databaseCluster: "shop-db" },
  role,
});

/** A plane of its own with everything it says. */
export function world(speed = 20, random: () => number = Math.random) {
  const measured: Measurement[] = [];
  const logged: { message: string; facts: unknown }[] = [];
  const clock = scaledClock(speed, Date.now);
  const bus = createBus(() => {});
  const plane: SandboxPlane = createPlane({
    clock,
    bus,
    random,
    measure: (measurement) => measured.push(measurement),
    log: (message, facts) => logged.push({ message, facts }),
  });
  const died: string[] = [];
  bus.on("machine-died", ({ machineId }) => died.push(machineId));
  return {
    plane,
    clock,
    bus,
    measured,
    logged,
    died,
    /** Values of a number so far, added up. */
    sum: (name: string, dimensions: Readonly<Record<string, string>>) =>
      measured
        .filter((one) => one.name === name && same(one.dimensions, dimensions))
        .flatMap((one) => one.values)
        .reduce((a, b) => a + b, 0),
    values: (name: string, dimensions: Readonly<Record<string, string>>) =>
      measured.filter((one) => one.name === name && same(one.dimensions, dimensions)).flatMap((one) => one.values),
    close: async () => {
      await plane.stop();
      clock.close();
    },
  };
}

const same = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>) =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(b).every(([key, value]) => a[key] === value);

/** Asks again until it holds; says what was asked for when it never does. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** One request on a connection of its own. Status 0 is a time-out, -1 a broken or refused connection. */
export function ask(
  port: number | undefined,
  path = "/",
  timeoutMs = 3_000,
): Promise<{ status: number; body: string; ms: number; headers: NodeJS.Dict<string | string[]> }> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const done = (status: number, body = "", headers: NodeJS.Dict<string | string[]> = {}) => {
      clearTimeout(timer);
      resolve({ status, body, ms: performance.now() - startedAt, headers });
    };
    const asked = httpGet({ host: "127.0.0.1", port: port ?? 1, path, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => done(response.statusCode ?? -1, body, response.headers));
      response.on("error", () => done(-1));
    });
    const timer = setTimeout(() => {
      done(0);
      asked.destroy();
    }, timeoutMs);
    asked.on("error", () => done(-1));
  });
}

export const balancer = (targetGroup: string, zones: readonly ("a" | "b" | "c")[] = ["a", "b", "c"]): LoadBalancerSpec => ({
  arn: "arn:lb",
  name: "shop-1a2b3c",
  dimension: "app/shop-1a2b3c/1",
  dnsName: "shop-1a2b3c.us-east-1.elb.amazonaws.com",
  scope,
  subnets: zones.map((zone) => ({ ...place(zone, 9) })),
  listeners: [{ arn: "arn:listener", port: 80, targetGroupArns: [targetGroup] }],
  crossZone: true,
  idleTimeoutMs: 60_000,
});

export const group = (machineIds: readonly string[], change: Partial<TargetGroupSpec> = {}): TargetGroupSpec => ({
  arn: "arn:tg",
  dimension: "targetgroup/web/1",
  scope,
  healthCheck: { path: "/healthz", intervalMs: 5_000, timeoutMs: 2_000, healthyThreshold: 2, unhealthyThreshold: 2, matcher: "200" },
  deregistrationDelayMs: 20_000,
  targets: machineIds.map((machineId) => ({ machineId, port: 80 })),
  ...change,
});

export const alive = (pid: number | undefined): boolean => {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
