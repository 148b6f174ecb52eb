// What the sandbox's proxies cost: requests per second and latency at 50 keep-alive connections, direct, through a link (L4) and
// through a load balancer (L7), taken in turn in one run so that the ratios compare. Prints one JSON object.
//   node tools/bench/proxy.mjs [--seconds 3] [--rounds 3] [--toxiproxy PATH]
// With --toxiproxy the binary at PATH is measured beside it. Needs a build (npm run build), or --dist DIR.
import { fork, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { connect, createServer } from "node:net";
import { cpus, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const CONNECTIONS = 50;
const self = fileURLToPath(import.meta.url);
const { values: options } = parseArgs({
  options: {
    role: { type: "string", default: "main" },
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    toxiproxy: { type: "string" },
    dist: { type: "string", default: fileURLToPath(new URL("../../dist", import.meta.url)) },
  },
});
const seconds = Number(options.seconds);
const once = (child) => new Promise((done) => child.once("message", done));
const roles = { main, proxies, client };
await roles[options.role]();

/** The process with the machine, the link and the load balancer: what a sandbox is, without its control plane. */
async function proxies() {
  process.on("disconnect", () => process.exit());
  const load = createRequire(join(resolve(options.dist), "src/"));
  const { createPlane } = load("./sandbox/plane/index.js");
  const { Link } = load("./sandbox/plane/net/link.js");
  const { Sky } = load("./sandbox/plane/net/sky.js");
  const { createBus } = load("./sandbox/kernel/bus.js");
  const { scaledClock } = load("./sandbox/kernel/clock.js");
  const scope = "123456789012/us-east-1";
  const place = { scope, vpcId: "vpc-1", subnetId: "subnet-1", zone: "us-east-1a", privateIp: "10.0.0.1" };
  const plane = createPlane({
    clock: scaledClock(1, Date.now),
    bus: createBus(() => {}),
    random: Math.random,
    measure: () => {},
    log: () => {},
  });
  await plane.boot({ id: "i-1", kind: "instance", place, tags: {}, names: {} });
  const direct = plane.machine("i-1").port;
  const healthCheck = { path: "/", intervalMs: 10_000, timeoutMs: 5_000, healthyThreshold: 2, unhealthyThreshold: 2, matcher: "200" };
  plane.putTargetGroup({
    arn: "tg",
    dimension: "targetgroup/a/1",
    scope,
    healthCheck,
    deregistrationDelayMs: 0,
    targets: [{ machineId: "i-1", port: 80 }],
  });
  await plane.putLoadBalancer({
    arn: "lb",
    name: "a",
    dimension: "app/a/1",
    dnsName: "a.elb",
    scope,
    subnets: [place],
    listeners: [{ arn: "l", port: 80, targetGroupArns: ["tg"] }],
    crossZone: true,
    idleTimeoutMs: 60_000,
  });
  const sky = new Sky({ random: Math.random, retransmitCapMs: 4_000 });
  const station = { place: "internet", machineId: undefined };
  const link = await Link.open(
    sky,
    () => station,
    () => ({ station: { place, machineId: "i-1" }, port: 80, hostPort: direct }),
  );
  const balancer = Number(new URL(plane.system.read().loadBalancers[0].listeners[0].url).port);
  process.send({ direct, link: link.port, balancer });
}

/** Callers that send the next request when the last one is answered. */
function client() {
  process.on("disconnect", () => process.exit());
  const request = Buffer.from("GET / HTTP/1.1\r\nHost: bench\r\n\r\n");
  process.on("message", ({ port }) => {
    const latencies = [];
    let counting = false;
    const sockets = Array.from({ length: CONNECTIONS }, () => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      let sentAt = 0;
      const send = () => {
        sentAt = performance.now();
        socket.write(request);
      };
      socket.on("connect", send);
      socket.on("data", () => {
        if (counting) latencies.push(performance.now() - sentAt);
        send();
      });
      socket.on("error", (error) => process.send({ error: error.message }));
      return socket;
    });
    setTimeout(() => {
      counting = true;
    }, 400);
    setTimeout(
      () => {
        for (const socket of sockets) socket.destroy();
        latencies.sort((a, b) => a - b);
        const at = (share) => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 1_000) / 1_000;
        process.send({ perSecond: Math.round(latencies.length / seconds), p50Ms: at(0.5), p99Ms: at(0.99) });
      },
      400 + seconds * 1_000,
    );
  });
}

async function main() {
  const args = (role) => ["--role", role, "--seconds", options.seconds, "--dist", options.dist];
  const sandbox = fork(self, args("proxies"));
  const { direct, link, balancer } = await once(sandbox);
  const ports = { direct, link, balancer };
  const toxiproxy = options.toxiproxy ? await startToxiproxy(options.toxiproxy, direct) : undefined;
  if (toxiproxy) ports.toxiproxy = toxiproxy.port;
  const callers = fork(self, args("client"));
  const rounds = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const measured = {};
    for (const [name, port] of Object.entries(ports)) {
      callers.send({ port });
      measured[name] = await once(callers);
    }
    rounds.push(measured);
  }
  const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  const ratio = (name) => ({
    rate: Number(median(rounds.map((round) => round[name].perSecond / round.direct.perSecond)).toFixed(3)),
    p50: Number(median(rounds.map((round) => round[name].p50Ms / round.direct.p50Ms)).toFixed(2)),
  });
  const ratios = Object.fromEntries(
    Object.keys(ports)
      .filter((name) => name !== "direct")
      .map((name) => [name, ratio(name)]),
  );
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0] };
  console.log(JSON.stringify({ bench: "proxy", connections: CONNECTIONS, seconds, machine, ratios, rounds }, null, 2));
  toxiproxy?.process.kill("SIGKILL");
  sandbox.kill("SIGKILL");
  process.exit();
}

async function startToxiproxy(binary, upstream) {
  const free = () =>
    new Promise((done) => {
      const probe = createServer().listen(0, "127.0.0.1", () => {
        const { port } = probe.address();
        probe.close(() => done(port));
      });
    });
  const [api, port] = [await free(), await free()];
  const server = spawn(binary, ["-host", "127.0.0.1", "-port", String(api)], { stdio: "ignore" });
  const body = JSON.stringify({ name: "bench", listen: `127.0.0.1:${port}`, upstream: `127.0.0.1:${upstream}`, enabled: true });
  for (let tries = 0; tries < 50; tries++) {
    const answer = await fetch(`http://127.0.0.1:${api}/proxies`, { method: "POST", body }).catch(() => undefined);
    if (answer?.status === 201) return { process: server, port };
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("toxiproxy did not start");
}
