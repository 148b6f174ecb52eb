import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alive, ask, balancer, group, instance, pod, until, world } from "./helpers";

test("pods that the description wants are told, and whoever schedules them hears of a new description", async () => {
  const w = world();
  let heard = 0;
  w.plane.onDescriptionChanged(() => heard++);
  w.plane.system.replace(
    `{version: 1, services: {orders: {on: {pods: {cluster: "shop-*", namespace: shop, deployment: orders, replicas: 2, labels: {app: orders}}}}}}`,
  );
  expect(heard).toBe(1);
  expect(w.plane.wantedDeployments()).toEqual([
    {
      service: "orders",
      cluster: "shop-*",
      namespace: "shop",
      deployment: "orders",
      replicas: 2,
      labels: { app: "orders" },
      containers: ["orders"],
    },
  ]);
  expect(() => w.plane.system.replace("version: 7")).toThrow(expect.objectContaining({ code: "invalid-input" }));
  expect(w.plane.wantedDeployments()).toHaveLength(1);
  await w.plane.boot(pod("orders-1"));
  const running = { ClusterName: "shop-1a2b", Namespace: "shop", Service: "orders" };
  await until("one pod is counted", () => w.values("service_number_of_running_pods", running).at(-1) === 1);
  await w.plane.halt("orders-1", 0);
  await until("none is counted", () => w.values("service_number_of_running_pods", running).at(-1) === 0);
  await w.close();
});

test("two planes side by side do not see each other, and a stopped one leaves nothing", async () => {
  const [one, two] = [world(), world()];
  for (const { plane } of [one, two]) {
    await plane.boot(instance("i-same"));
    plane.putTargetGroup(group(["i-same"]));
    await plane.putLoadBalancer(balancer("arn:tg"));
  }
  const pid = one.plane.machine("i-same")?.pid;
  const port = Number(new URL(one.plane.system.read().loadBalancers[0]?.listeners[0]?.url ?? "").port);
  const other = two.plane.machine("i-same");
  expect(other?.pid).not.toBe(pid);
  await one.close();
  expect(alive(pid)).toBe(false);
  expect((await ask(port)).status).toBe(-1);
  expect((await ask(other?.port)).status).toBe(200);
  expect(one.died).toEqual([]);
  await two.close();
});

test("a plane whose process is killed takes all its processes with it within seconds: services, burners, traffic, commands and their daemons", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plane-"));
  const script = join(folder, "sandbox.ts");
  // The command leaves a daemon behind that is below nobody and outside its group.
  writeFileSync(
    join(folder, "server.cjs"),
    `require("child_process").execSync("setsid sleep 334 >/dev/null 2>&1 & echo $! > daemon.pid", { shell: "/bin/sh" });
     require("http").createServer((q, r) => r.end("ok")).listen(process.env.PORT);`,
  );
  writeFileSync(
    script,
    `import { readFileSync } from "node:fs";
     import { createPlane } from ${JSON.stringify(join(__dirname, "../../../src/sandbox/plane"))};
     import { createBus } from ${JSON.stringify(join(__dirname, "../../../src/sandbox/kernel/bus"))};
     import { scaledClock } from ${JSON.stringify(join(__dirname, "../../../src/sandbox/kernel/clock"))};
     const plane = createPlane({ clock: scaledClock(10, Date.now), bus: createBus(() => {}), random: Math.random, measure: () => {}, log: () => {} });
     const place = { scope: "1/us-east-1", vpcId: "v", subnetId: "s", zone: "us-east-1a", privateIp: "10.0.0.1" };
     const machine = (id: string, Service: string) => ({ id, kind: "instance" as const, place, tags: { Service }, names: {} });
     (async () => {
       plane.system.replace(JSON.stringify({ version: 1, directory: ${JSON.stringify(folder)}, services: {
         web: { on: { instances: { tags: { Service: "web" } } }, behaves: {} },
         own: { on: { instances: { tags: { Service: "own" } } }, command: "node server.cjs" },
       }, traffic: [{ name: "t", to: { service: "web" }, rate: "20/s" }] }));
       await Promise.all([plane.boot(machine("i-1", "web")), plane.boot(machine("i-2", "own"))]);
       plane.impair({ kind: "cpu-stress", machineIds: ["i-1", "i-2"], workers: 1, loadPercent: 5 });
       const poll = setInterval(() => {
         if ((plane.system.read().traffic[0]?.requests ?? 0) < 3) return;
         clearInterval(poll);
         console.log(JSON.stringify([...plane.machines().map(({ pid }) => pid), Number(readFileSync(${JSON.stringify(join(folder, "daemon.pid"))}, "utf8"))]));
       }, 20);
     })();`,
  );
  const parent = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), script], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  parent.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until("it is up", () => said.includes("\n"), 20_000);
  const pids = JSON.parse(said) as number[];
  // All that it started, found by its group or as its child, before it is gone.
  const { readdirSync, readFileSync } = await import("node:fs");
  const family = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, "latin1");
        const [, ppid, pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return Number(ppid) === parent.pid || pids.includes(Number(pgrp));
      } catch {
        return false;
      }
    })
    .map(Number);
  const all = [...new Set([...pids, ...family])];
  // Two services, the command, two burners, the generator, the daemon.
  expect(all.length).toBeGreaterThanOrEqual(7);
  expect(all.every(alive)).toBe(true);
  parent.kill("SIGKILL");
  await until("all are gone", () => !all.some(running), 5_000);
  rmSync(folder, { recursive: true });

  /** A zombie that nobody has collected yet is gone. */
  function running(pid: number): boolean {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
    } catch {
      return false;
    }
  }
});
