import fc from "fast-check";
import { emptySystem, matchesPattern, parseSystem, serviceFor } from "../../../src/sandbox/system";

const shop = `
version: 1
services:
  web:
    on: { instances: { tags: { Service: web } } }
    behaves:
      latency: 8ms
      jitter: 4ms
      concurrency: 64
      calls:
        - { to: orders, timeout: 400ms, retries: 1, path: / }
  orders:
    on: { pods: { cluster: "shop-*", namespace: shop, deployment: orders, replicas: 6, labels: { app: orders } } }
    command: node orders.mjs
    calls: [ db ]
    health: /healthz
  db:
    on: { database: { cluster: shop-db } }
    behaves: { latency: 3ms }
traffic:
  - { name: shoppers, to: { loadBalancer: shop }, rate: 60/s, timeout: 1s, path: / }
`;

const problemsOf = (text: string, directory?: string) => {
  const checked = parseSystem(text, { directory });
  return checked.ok ? [] : checked.problems;
};

describe("a system description", () => {
  test("is read with its units resolved and its defaults filled in", () => {
    const checked = parseSystem(shop, { directory: "/srv/shop" });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    const [web, orders, db] = checked.value.services;
    expect(web).toMatchObject({
      name: "web",
      port: 80,
      health: "/healthz",
      runs: { kind: "declared", latencyMs: 8, jitterMs: 4, concurrency: 64, queue: 128 },
      calls: [{ to: "orders", timeoutMs: 400, retries: 1, path: "/", optional: false, role: "writer" }],
    });
    expect(orders).toMatchObject({
      runs: { kind: "command", command: "node orders.mjs", env: {} },
      calls: [{ to: "db", timeoutMs: 1000 }],
    });
    expect(db).toMatchObject({ port: 3306, on: { kind: "database", cluster: "shop-db" } });
    expect(checked.value.traffic[0]).toMatchObject({
      perSecond: 60,
      timeoutMs: 1000,
      method: "GET",
      to: { kind: "loadBalancer", name: "shop" },
    });
    expect(checked.value.directory).toBe("/srv/shop");
  });

  test("may be JSON and may carry its folder itself", () => {
    const checked = parseSystem(
      JSON.stringify({ version: 1, directory: "/srv", services: { a: { on: { instances: { tags: { A: "b" } } }, command: "true" } } }),
    );
    expect(checked).toMatchObject({ ok: true, value: { directory: "/srv" } });
  });

  test("tells every problem at once, each with path, line, given value, what is allowed and what to do", () => {
    const problems = problemsOf(`version: 2
services:
  web:
    on: { instances: { tags: { Service: web } }, database: { cluster: x } }
    behaves: { latency: 8, jiter: 4ms, calls: [ { to: nobody, retries: -1 }, orders ] }
  Orders:
    on: { pods: { cluster: c, deployment: d, replicas: many } }
    command: run
traffic:
  - { name: a, to: { service: ghost }, rate: 60 }
  - { name: a, to: { loadBalancer: x }, rate: 5/s, timeout: 1 }
`);
    const at = Object.fromEntries(problems.map((problem) => [problem.path, problem]));
    expect(Object.keys(at).sort()).toEqual(
      [
        "services.Orders",
        "services.Orders.command",
        "services.Orders.on.pods.replicas",
        "services.web.behaves.calls[0].retries",
        "services.web.behaves.calls[0].to",
        "services.web.behaves.calls[1]",
        "services.web.behaves.jiter",
        "services.web.behaves.latency",
        "services.web.on",
        "traffic[0].rate",
        "traffic[0].to.service",
        "traffic[1].name",
        "traffic[1].timeout",
        "version",
      ].sort(),
    );
    expect(at["services.web.behaves.latency"]).toMatchObject({
      given: 8,
      message: expect.stringContaining("line 5"),
      allowed: expect.stringContaining("8ms"),
    });
    expect(at["services.web.behaves.jiter"]?.allowed).toContain("jitter");
    for (const problem of problems) expect(problem.remedy).not.toBe("");
  });

  test("with a key that is missing says that it is missing, at the line of its parent", () => {
    expect(problemsOf("version: 1\ntraffic:\n  - name: a\n    to: { loadBalancer: x }\n")).toEqual([
      expect.objectContaining({ code: "missing", path: "traffic[0].rate", message: expect.stringContaining("line 3") }),
    ]);
  });

  test("that is not YAML, or not a map, is a problem and never a throw", () => {
    expect(problemsOf("a: [1")[0]).toMatchObject({ code: "not-yaml", message: expect.stringContaining("line 1") });
    expect(problemsOf("a: *nowhere")[0]).toMatchObject({ code: "not-yaml", message: expect.stringContaining("nowhere") });
    expect(problemsOf("- 1")[0]).toMatchObject({ code: "wrong-shape" });
    expect(problemsOf("version: 1\nservices: 5")[0]).toMatchObject({ path: "services" });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const checked = parseSystem(text);
        return checked.ok || checked.problems.length > 0;
      }),
    );
  });
});

describe("matching", () => {
  const system = (() => {
    const checked = parseSystem(shop, { directory: "/srv" });
    return checked.ok ? checked.value : emptySystem;
  })();

  test("finds the service by tags, by cluster, namespace and deployment, or by database cluster", () => {
    expect(serviceFor(system, { kind: "instance", tags: { Service: "web", Team: "x" }, names: {} })?.name).toBe("web");
    expect(
      serviceFor(system, { kind: "pod", tags: {}, names: { cluster: "shop-1a2b", namespace: "shop", deployment: "orders" } })?.name,
    ).toBe("orders");
    expect(
      serviceFor(system, { kind: "pod", tags: { Service: "web" }, names: { cluster: "other", namespace: "shop", deployment: "orders" } }),
    ).toBeUndefined();
    expect(serviceFor(system, { kind: "database", tags: {}, names: { databaseCluster: "shop-db" } })?.name).toBe("db");
    expect(serviceFor(emptySystem, { kind: "instance", tags: {}, names: {} })).toBeUndefined();
  });

  test("a pattern matches what its stars can be filled to, and nothing else", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", "b", "-") }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.string({ unit: fc.constantFrom("a", "b") }), { minLength: 3, maxLength: 3 }),
        (parts, fill) => {
          const text = parts.reduce((all, part, i) => all + (i === 0 ? "" : (fill[i - 1] ?? "")) + part, "");
          return matchesPattern(parts.join("*"), text);
        },
      ),
    );
    expect(matchesPattern("shop-*", "shop")).toBe(false);
    expect(matchesPattern("a*a", "a")).toBe(false);
    expect(matchesPattern("*db*", "my-db-1")).toBe(true);
  });
});
