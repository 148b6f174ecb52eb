import fc from "fast-check";
import { templateHash } from "../../../src/sandbox/eks/pods/names";
import { chooseNode, PODS_PER_NODE, replicaSetStep } from "../../../src/sandbox/eks/pods/schedule";
import { matchesSelector } from "../../../src/sandbox/eks/pods/selector";

const nodes = fc.uniqueArray(fc.record({ instanceId: fc.stringMatching(/^i-[0-9a-f]{4}$/), zone: fc.constantFrom("a", "b", "c") }), {
  minLength: 1,
  maxLength: 9,
  selector: (node) => node.instanceId,
});

describe("scheduling", () => {
  test("placing pods one by one never leaves two zones more than one pod apart", () => {
    fc.assert(
      fc.property(nodes, fc.integer({ min: 1, max: 30 }), (all, count) => {
        const placed: { instanceId: string; deployment: string }[] = [];
        for (let index = 0; index < count; index++) {
          const node = chooseNode("orders", all, placed);
          if (!node) throw new Error("no node");
          placed.push({ instanceId: node.instanceId, deployment: "orders" });
        }
        const zoneOf = new Map(all.map((node) => [node.instanceId, node.zone]));
        const zones = [...new Set(all.map((node) => node.zone))];
        const counts = zones.map((zone) => placed.filter((pod) => zoneOf.get(pod.instanceId) === zone).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("a full node takes no more", () => {
    const full = Array.from({ length: PODS_PER_NODE }, () => ({ instanceId: "i-1", deployment: "other" }));
    expect(chooseNode("orders", [{ instanceId: "i-1", zone: "a" }], full)).toBeUndefined();
    expect(chooseNode("orders", [], [])).toBeUndefined();
  });
});

describe("replica sets", () => {
  const phase = fc.constantFrom("Pending" as const, "Running" as const, "Failed" as const, "Terminating" as const);
  const replicas = fc
    .array(fc.record({ phase, createdAt: fc.nat(100) }), { maxLength: 12 })
    .map((all) => all.map((pod, index) => ({ ...pod, id: `p${index}` })));

  test("reach the wanted number in one step and never end a running pod while another is expendable", () => {
    fc.assert(
      fc.property(fc.nat(12), replicas, (wanted, all) => {
        const { make, end } = replicaSetStep(wanted, all);
        const counted = all.filter((pod) => pod.phase !== "Terminating");
        expect(counted.length + make - end.length).toBe(wanted);
        expect(make === 0 || end.length === 0).toBe(true);
        const kept = counted.filter((pod) => !end.includes(pod.id));
        const endsRunning = counted.some((pod) => end.includes(pod.id) && pod.phase === "Running");
        if (endsRunning) expect(kept.every((pod) => pod.phase === "Running")).toBe(true);
      }),
    );
  });
});

describe("label selectors", () => {
  const labels = { app: "web", env: "prod" };
  test.each([
    ["app=web", true],
    ["app==web,env=prod", true],
    ["app=web,env=test", false],
    ["app!=web", false],
    ["tier!=db", true],
    ["env in (test, prod)", true],
    ["env in (test),app=web", false],
    ["env notin (test)", true],
    ["tier notin (db)", true],
    ["app", true],
    ["tier", false],
    ["!tier", true],
    ["!app", false],
    ["", true],
  ])("%j fits app=web, env=prod: %s", (selector, fits) => {
    expect(matchesSelector(selector, labels)).toBe(fits);
  });
});

test("the same pod template has the same hash, another has another", () => {
  const template = { deployment: "orders", labels: { app: "orders" }, containers: ["main"] };
  expect(templateHash(template)).toBe(templateHash({ ...template }));
  expect(templateHash(template)).not.toBe(templateHash({ ...template, containers: ["other"] }));
});
