import { balancer, group, instance, until, world } from "./helpers";

test("traffic begins when somebody healthy answers, keeps its rate, and its callers' view is measured", async () => {
  const w = world();
  const { plane } = w;
  const shoppers = { Source: "shoppers" };
  try {
    plane.system.replace(`
version: 1
services:
  web: { on: { instances: { tags: { Service: web } } }, behaves: { latency: 5ms } }
traffic:
  - { name: shoppers, to: { loadBalancer: "shop-*" }, rate: 50/s, timeout: 2s }
  - { name: inside, to: { service: web }, rate: 10/s }
`);
    plane.putTargetGroup(group(["i-a", "i-b"]));
    await plane.putLoadBalancer(balancer("arn:tg"));
    expect(plane.system.read().traffic[0]).toMatchObject({ url: undefined, requests: 0 });
    await Promise.all([plane.boot(instance("i-a", "a")), plane.boot(instance("i-b", "b"))]);
    await until("there is traffic", () => w.sum("Requests", shoppers) > 20 && w.sum("Requests", { Source: "inside" }) > 5);
    const from = { at: performance.now(), requests: w.sum("Requests", shoppers) };
    await until("two seconds of it", () => performance.now() - from.at > 2_000);
    const rate = (w.sum("Requests", shoppers) - from.requests) / ((performance.now() - from.at) / 1_000);
    expect(rate).toBeGreaterThan(35);
    expect(rate).toBeLessThan(65);
    expect(w.sum("Errors", shoppers) / w.sum("Requests", shoppers)).toBeLessThan(0.02);
    // Nothing wrong is told as zero, not as silence.
    expect(w.values("Errors", shoppers).length).toBeGreaterThan(3);
    const latencies = w.values("Latency", shoppers).sort((a, b) => a - b);
    expect(latencies[Math.floor(latencies.length / 2)]).toBeGreaterThan(4);

    await Promise.all([plane.halt("i-a", 0), plane.halt("i-b", 0)]);
    await until("callers see errors, though nobody answers them", () => w.sum("Errors", shoppers) > 20, 20_000);
    const seen = plane.system.read().traffic.find(({ name }) => name === "shoppers");
    expect(seen?.causes.timeout).toBeGreaterThan(0);
    expect(seen?.requests).toBeGreaterThan(seen?.errors ?? 0);
    plane.system.replace("version: 1");
    expect(plane.system.read().traffic).toEqual([]);
  } finally {
    await w.close();
  }
});
