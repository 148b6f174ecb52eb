import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alive, ask, database, instance, pod, until, world } from "./helpers";

// Callers begin with the first machine of a service.
const w = world(20, () => 0);
const { plane } = w;
const folder = mkdtempSync(join(tmpdir(), "plane-"));
afterAll(async () => {
  await w.close();
  rmSync(folder, { recursive: true });
});

const describeSystem = (services: object, traffic: readonly object[] = []) =>
  plane.system.replace(JSON.stringify({ version: 1, services, traffic }), { directory: folder });

describe("a machine", () => {
  test("that no service is described for answers 200 at once", async () => {
    await plane.boot(instance("i-default", "a", "nothing"));
    const machine = plane.machine("i-default");
    expect(machine).toMatchObject({ state: "running", service: "default" });
    expect((await ask(machine?.port)).status).toBe(200);
    await plane.halt("i-default", 0);
    expect(plane.machine("i-default")).toBeUndefined();
    expect(alive(machine?.pid)).toBe(false);
  });

  test("behaves as described: its latency is real, and changes while it runs when the description does", async () => {
    describeSystem({ web: { on: { instances: { tags: { Service: "web" } } }, behaves: { latency: "120ms" } } });
    await plane.boot(instance("i-slow"));
    const { port, pid } = plane.machine("i-slow") ?? {};
    const slow = await ask(port);
    expect(slow.status).toBe(200);
    expect(slow.ms).toBeGreaterThanOrEqual(115);
    expect((await ask(port, "/healthz")).ms).toBeLessThan(110);
    describeSystem({ web: { on: { instances: { tags: { Service: "web" } } }, behaves: { latency: "0ms" } } });
    await until("it is fast", async () => (await ask(port)).ms < 60);
    expect(plane.machine("i-slow")?.pid).toBe(pid);
    await plane.halt("i-slow", 0);
  });

  test("answers 503 when all places and the queue are taken", async () => {
    describeSystem({ web: { on: { instances: { tags: { Service: "web" } } }, behaves: { latency: "300ms", concurrency: 1, queue: 1 } } });
    await plane.boot(instance("i-busy"));
    const { port } = plane.machine("i-busy") ?? {};
    const answers = await Promise.all([ask(port), ask(port), ask(port)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 503]);
    await plane.halt("i-busy", 0);
  });

  test("that is killed from outside is told on the bus, and can be started again by a reboot", async () => {
    await plane.boot(instance("i-crash"));
    const before = plane.machine("i-crash")?.pid;
    expect(plane.killProcess("i-crash", "no-such-process", "SIGKILL")).toBe(false);
    expect(plane.killProcess("i-crash", "web", "SIGKILL")).toBe(true);
    await until("its death is told", () => w.died.includes("i-crash"));
    expect(plane.machine("i-crash")).toMatchObject({ state: "dead", pid: undefined });
    await plane.reboot("i-crash");
    expect(plane.machine("i-crash")?.pid).not.toBe(before);
    expect(plane.machine("i-crash")?.state).toBe("running");
    await plane.halt("i-crash", 0);
    expect(w.died.filter((id) => id === "i-crash")).toHaveLength(1);
  });

  test("that is halted with grace finishes what it began", async () => {
    describeSystem({ web: { on: { instances: { tags: { Service: "web" } } }, behaves: { latency: "250ms" } } });
    await plane.boot(instance("i-grace"));
    const { port } = plane.machine("i-grace") ?? {};
    const answer = ask(port);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await plane.halt("i-grace", 60_000);
    expect((await answer).status).toBe(200);
    expect(w.died).not.toContain("i-grace");
  });
});

describe("calls between machines", () => {
  const services = (orders: object, calls: object = {}) => ({
    web: { on: { instances: { tags: { Service: "web" } } }, behaves: { calls: [{ to: "orders", timeout: "200ms", ...calls }] } },
    orders: { on: { pods: { cluster: "shop-*", namespace: "shop", deployment: "orders", replicas: 2 } }, behaves: orders },
  });

  test("fail with 504 when the dependency is late, 502 when it is not there, and only degrade when it is optional", async () => {
    describeSystem(services({ latency: "400ms" }));
    await Promise.all([plane.boot(instance("i-web")), plane.boot(pod("orders-1"))]);
    const { port } = plane.machine("i-web") ?? {};
    expect((await ask(port)).status).toBe(504);
    describeSystem(services({ latency: "0ms" }));
    await until("the pod is fast", async () => (await ask(port)).status === 200);
    await plane.halt("orders-1", 0);
    expect((await ask(port)).status).toBe(502);
    describeSystem(services({}, { optional: true }));
    await until("it degrades", async () => (await ask(port)).headers["x-degraded"] === "orders");
    await plane.halt("i-web", 0);
  });

  test("go to all running machines of the service in turn, and a retry reaches another one", async () => {
    describeSystem(services({}, { retries: 1, timeout: "300ms" }));
    await plane.boot(instance("i-web", "a"));
    await plane.boot(pod("orders-1", "b"));
    await plane.boot(pod("orders-2", "a"));
    // Zone b is cut off: the first connection hangs until its time-out, and the retry goes to zone a.
    plane.setNetwork((from, to) => from === "internet" || to === "internet" || from.zone === to.zone);
    const answer = await ask(plane.machine("i-web")?.port);
    expect(answer.status).toBe(200);
    expect(answer.ms).toBeGreaterThanOrEqual(290);
    plane.setNetwork(() => true);
    await Promise.all(["i-web", "orders-1", "orders-2"].map((id) => plane.halt(id, 0)));
  });

  test("to a database go to its writer, also after the roles were changed", async () => {
    const command = `node -e 'require("http").createServer((q,r)=>fetch(process.env.DB_URL).then(a=>a.text()).then(t=>r.end(process.env.DB_URL?"ok "+t:"no"),e=>{r.statusCode=500;r.end(String(e))})).listen(process.env.PORT)'`;
    describeSystem({
      web: { on: { instances: { tags: { Service: "web" } } }, command, calls: ["db"] },
      db: { on: { database: { cluster: "shop-db" } }, behaves: { latency: "3ms" } },
    });
    await Promise.all([plane.boot(instance("i-web")), plane.boot(database("db-1", "writer")), plane.boot(database("db-2", "reader"))]);
    const { port } = plane.machine("i-web") ?? {};
    expect(await ask(port)).toMatchObject({ status: 200, body: "ok db\n" });
    await plane.halt("db-1", 0);
    expect((await ask(port)).status).toBe(500);
    plane.relabel("db-2", { role: "writer" });
    await until("the new writer is used", async () => (await ask(port)).status === 200);
    await Promise.all(["i-web", "db-2"].map((id) => plane.halt(id, 0)));
  });
});

describe("a user's own command", () => {
  const on = { instances: { tags: { Service: "web" } } };

  test("gets its port and its environment, none of our secrets, and runs in the folder of the description", async () => {
    writeFileSync(
      join(folder, "server.cjs"),
      `require("http").createServer((q, r) => r.end(JSON.stringify({ env: process.env, cwd: process.cwd() }))).listen(process.env.PORT);`,
    );
    process.env.AWS_SECRET_ACCESS_KEY = "not-for-you";
    describeSystem({ web: { on, command: "node server.cjs", env: { GREETING: "hello" } } });
    await plane.boot(instance("i-own"));
    delete process.env.AWS_SECRET_ACCESS_KEY;
    const { port } = plane.machine("i-own") ?? {};
    const seen = JSON.parse((await ask(port)).body) as { env: Record<string, string>; cwd: string };
    expect(seen.env).toMatchObject({ GREETING: "hello", PORT: String(port), FAULTLINE_ZONE: "us-east-1a" });
    expect(seen.env.AWS_SECRET_ACCESS_KEY).toBeUndefined();
    expect(seen.env.NODE_CHANNEL_FD).toBeUndefined();
    expect(seen.cwd).toBe(folder);
    expect(plane.killProcess("i-own", "server.cjs", "SIGTERM")).toBe(true);
    await until("its end is told", () => w.died.includes("i-own"));
    await plane.halt("i-own", 0);
  });

  test("that fails at once is an error with its last words and what to do", async () => {
    describeSystem({ web: { on, command: "echo cannot find the thing >&2; exit 3" } });
    await expect(plane.boot(instance("i-bad"))).rejects.toMatchObject({
      code: "machine-failed-to-start",
      message: expect.stringMatching(/code 3[\s\S]*cannot find the thing/),
      details: { remedy: expect.stringContaining("exit 3") },
    });
    expect(plane.machine("i-bad")).toBeUndefined();
  });

  test("that never answers is an error after its start time-out, and nothing of it is left", async () => {
    describeSystem({ web: { on, command: "sleep 333.25", startTimeout: "300ms", health: "/healthz" } });
    await expect(plane.boot(instance("i-mute"))).rejects.toThrow("/healthz");
    await until("no process of it is left", () => spawnSync("pgrep", ["-f", "sleep 333.25"]).stdout.toString() === "");
  });

  test("is ended with all its children, those that left its group too", async () => {
    writeFileSync(
      join(folder, "family.cjs"),
      `const { spawn } = require("child_process"); const child = spawn("sleep", ["333"], { detached: true, stdio: "ignore" });
       require("http").createServer((q, r) => r.end(String(child.pid))).listen(process.env.PORT);`,
    );
    describeSystem({ web: { on, command: "node family.cjs" } });
    await plane.boot(instance("i-family"));
    const child = Number((await ask(plane.machine("i-family")?.port)).body);
    expect(alive(child)).toBe(true);
    await plane.halt("i-family", 0);
    await until("the grandchild is gone", () => !alive(child));
  });
});

describe("CPU stress", () => {
  test("burns for real in the machine's own group, and is gone exactly when it is cancelled", async () => {
    describeSystem({ web: { on: { instances: { tags: { Service: "web" } } }, behaves: {} } });
    await plane.boot(instance("i-hot"));
    const cancel = plane.impair({ kind: "cpu-stress", machineIds: ["i-hot"], workers: 1, loadPercent: 60 });
    expect(plane.system.read().impairments).toHaveLength(1);
    await until(
      "CPUUtilization is measured high",
      () => w.values("CPUUtilization", { InstanceId: "i-hot" }).some((percent) => percent > 8),
      20_000,
    );
    expect(w.values("CPUUtilization", { AutoScalingGroupName: "web-asg" }).length).toBeGreaterThan(0);
    cancel();
    await until("no burner is left", () => plane.killProcess("i-hot", "stress-ng", "SIGKILL") === false);
    expect(plane.system.read().impairments).toEqual([]);
    expect(plane.machine("i-hot")?.state).toBe("running");
    await plane.halt("i-hot", 0);
  });

  test("of a pod is measured as Container Insights does, by its deployment", async () => {
    describeSystem({ orders: { on: { pods: { cluster: "shop*", namespace: "shop", deployment: "orders", replicas: 1 } }, behaves: {} } });
    await plane.boot(pod("hot-pod"));
    const cancel = plane.impair({ kind: "cpu-stress", machineIds: ["hot-pod"], workers: 1, loadPercent: 60 });
    const dimensions = { ClusterName: "shop-1a2b", Namespace: "shop", PodName: "orders" };
    await until("it is measured high", () => w.values("pod_cpu_utilization", dimensions).some((percent) => percent > 8), 20_000);
    expect(w.values("CPUUtilization", { InstanceId: "hot-pod" })).toEqual([]);
    cancel();
    await plane.halt("hot-pod", 0);
  });
});
