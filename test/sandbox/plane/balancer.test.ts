import { Agent, get, request } from "node:http";
import { ask, balancer, group, instance, until, world } from "./helpers";

const lb = { LoadBalancer: "app/shop-1a2b3c/1" };
const tg = { ...lb, TargetGroup: "targetgroup/web/1" };

describe("a load balancer", () => {
  const w = world();
  const { plane } = w;
  const url = () => Number(new URL(plane.system.read().loadBalancers[0]?.listeners[0]?.url ?? "http://x:1").port);
  const states = () => Object.fromEntries(plane.targetHealth("arn:tg").map((target) => [target.machineId, target.state]));
  const service = (behaves: object) =>
    plane.system.replace(JSON.stringify({ version: 1, services: { web: { on: { instances: { tags: { Service: "web" } } }, behaves } } }));
  const ids = ["i-a", "i-b", "i-c"];

  beforeAll(async () => {
    service({});
    await Promise.all([plane.boot(instance("i-a", "a")), plane.boot(instance("i-b", "b")), plane.boot(instance("i-c", "c"))]);
  });
  afterAll(() => w.close());

  test("without targets answers 503, and its group without a listener is unused", async () => {
    plane.putTargetGroup(group(ids));
    expect(plane.targetHealth("arn:tg")[0]).toMatchObject({ state: "unused", reason: "Target.NotInUse" });
    await plane.putLoadBalancer({ ...balancer("arn:tg"), listeners: [{ arn: "arn:listener", port: 80, targetGroupArns: [] }] });
    expect((await ask(url())).status).toBe(503);
    await until("the node's own answers are counted", () => w.sum("HTTPCode_ELB_5XX_Count", lb) >= 1);
  });

  test("finds new targets healthy by its own checks and then sends every one of them requests", async () => {
    await plane.putLoadBalancer(balancer("arn:tg"));
    await until("all are healthy", () => Object.values(states()).every((state) => state === "healthy"));
    for (let i = 0; i < 30; i++) expect((await ask(url())).status).toBe(200);
    await until("requests are measured", () => w.sum("RequestCount", tg) === 30);
    expect(w.sum("HTTPCode_Target_2XX_Count", tg)).toBe(30);
    expect(w.values("TargetResponseTime", tg).every((seconds) => seconds > 0 && seconds < 2)).toBe(true);
    for (const zone of ["us-east-1a", "us-east-1b", "us-east-1c"]) {
      expect(w.sum("HTTPCode_Target_2XX_Count", { ...tg, AvailabilityZone: zone })).toBeGreaterThanOrEqual(9);
    }
    await until("hosts are counted", () => w.values("HealthyHostCount", tg).at(-1) === 3);
    expect(w.values("UnHealthyHostCount", { ...tg, AvailabilityZone: "us-east-1a" }).at(-1)).toBe(0);
  });

  test("carries bodies both ways, says who asked, and keeps connections", async () => {
    const agent = new Agent({ keepAlive: true });
    const once = () =>
      new Promise<number>((resolve, reject) => {
        const sent = request(
          { port: url(), host: "127.0.0.1", method: "POST", agent, headers: { "content-type": "text/plain" } },
          (response) => {
            response.resume().on("end", () => resolve(sent.reusedSocket ? 1 : 0));
          },
        );
        sent.on("error", reject);
        sent.end("x".repeat(300_000));
      });
    expect(await once()).toBe(0);
    await new Promise(setImmediate);
    expect(await once()).toBe(1);
    agent.destroy();
  });

  test("answers 502 while a dead target is still thought healthy, and none once its checks have failed", async () => {
    const statuses: number[] = [];
    plane.killProcess("i-a", "web", "SIGKILL");
    await until("it is unhealthy", async () => {
      statuses.push((await ask(url())).status);
      return states()["i-a"] === "unhealthy";
    });
    expect(statuses).toContain(502);
    expect(new Set(statuses)).toEqual(new Set([200, 502]));
    for (let i = 0; i < 6; i++) expect((await ask(url())).status).toBe(200);
    await until("the refused connections are counted", () => w.sum("TargetConnectionErrorCount", tg) >= 1);
    await until(
      "no healthy host is counted in its zone",
      () => w.values("HealthyHostCount", { ...tg, AvailabilityZone: "us-east-1a" }).at(-1) === 0,
    );
    await plane.reboot("i-a");
    await until("it is healthy again", () => states()["i-a"] === "healthy");
  });

  test("sends to all when none is healthy, and says which code the checks saw", async () => {
    plane.putTargetGroup(group(ids, { healthCheck: { ...group(ids).healthCheck, matcher: "418" } }));
    await until("none is healthy", () => Object.values(states()).every((state) => state === "unhealthy"));
    expect(plane.targetHealth("arn:tg")[0]).toMatchObject({
      reason: "Target.ResponseCodeMismatch",
      description: expect.stringContaining("[200]"),
    });
    expect((await ask(url())).status).toBe(200);
    plane.putTargetGroup(group(ids));
    await until("all are healthy", () => Object.values(states()).every((state) => state === "healthy"));
  });

  test("drains a target that was taken out: it gets nothing new, finishes what it began, and is gone after the delay", async () => {
    service({ latency: "400ms" });
    await until("answers are slow", async () => (await ask(url())).ms > 350);
    const begun = Promise.all(Array.from({ length: 9 }, () => ask(url())));
    await new Promise((resolve) => setTimeout(resolve, 100));
    plane.putTargetGroup(group(["i-a", "i-b"], { deregistrationDelayMs: 60_000 }));
    expect(states()).toMatchObject({ "i-c": "draining" });
    expect((await begun).map(({ status }) => status)).toEqual(Array(9).fill(200));
    service({});
    // Measured numbers are told within a tenth of a second, by this very process.
    const told = () => new Promise((resolve) => setTimeout(resolve, 200));
    const inZone = () => w.sum("HTTPCode_Target_2XX_Count", { ...tg, AvailabilityZone: "us-east-1c" });
    await told();
    const before = inZone();
    expect(before).toBeGreaterThan(0);
    for (let i = 0; i < 6; i++) expect((await ask(url())).status).toBe(200);
    await told();
    expect(inZone()).toBe(before);
    await until("it has drained", () => !("i-c" in states()));
    plane.putTargetGroup(group(ids));
    await until("it is back", () => states()["i-c"] === "healthy");
  });

  test("serves by its DNS name as well, through a request that arrived elsewhere", async () => {
    const { createServer } = await import("node:http");
    const door = createServer((asked, response) => {
      if (!plane.forward(asked, response)) response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
    const { port } = door.address() as { port: number };
    const status = (host: string) =>
      new Promise((resolve) =>
        get({ port, host: "127.0.0.1", headers: { host }, agent: false }, (response) => resolve(response.resume().statusCode)),
      );
    expect(await status("SHOP-1a2b3c.us-east-1.elb.amazonaws.com:4599")).toBe(200);
    expect(await status("other.us-east-1.elb.amazonaws.com")).toBe(404);
    door.closeAllConnections();
    door.close();
  });

  test("whose zone is cut off loses its node and the targets there, first by hanging, then not at all; and gets them back", async () => {
    plane.setNetwork((from, to) => {
      const cut = (end: typeof from) => end !== "internet" && end.subnetId === "subnet-a";
      return (cut(from) && cut(to)) || !(cut(from) || cut(to));
    });
    const early = await Promise.all(Array.from({ length: 9 }, () => ask(url(), "/", 600)));
    expect(early.some(({ status }) => status === 0)).toBe(true);
    expect(early.some(({ status }) => status === 200)).toBe(true);
    await until("the target in the zone is unhealthy", () => states()["i-a"] === "unhealthy");
    expect(states()).toMatchObject({ "i-b": "healthy", "i-c": "healthy" });
    expect(plane.targetHealth("arn:tg").find(({ machineId }) => machineId === "i-a")?.reason).toBe("Target.Timeout");
    await until(
      "DNS forgets the node",
      () => plane.system.read().loadBalancers[0]?.nodes.find(({ zone }) => zone === "us-east-1a")?.inDns === false,
    );
    const late = await Promise.all(Array.from({ length: 9 }, () => ask(url(), "/", 2_000)));
    expect(late.map(({ status }) => status)).toEqual(Array(9).fill(200));
    plane.setNetwork(() => true);
    await until(
      "all is as before",
      () => states()["i-a"] === "healthy" && (plane.system.read().loadBalancers[0]?.nodes.every(({ inDns }) => inDns) ?? false),
    );
  });

  test("whose target's host is gone waits for it in vain: that is a time-out, not a refusal", async () => {
    plane.putTargetGroup(group(["i-c"], { healthCheck: { ...group(ids).healthCheck, intervalMs: 300_000 } }));
    await plane.halt("i-c", 0);
    expect((await ask(url(), "/", 500)).status).toBe(0);
    await until("the caller that went away is counted", () => w.sum("HTTPCode_ELB_4XX_Count", lb) >= 1);
  });

  test("that is removed closes its ports", async () => {
    const port = url();
    await plane.removeLoadBalancer("arn:lb");
    expect((await ask(port)).status).toBe(-1);
    expect(plane.targetHealth("arn:tg")[0]?.state).not.toBe("healthy");
  });
});
