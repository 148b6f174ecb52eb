import { compile, type ExperimentDefinition } from "../../src/experiment";
import { ec2, ecs, eks, type Fault } from "../../src/faults";
import { requests, sound } from "./definitions";

const effect: ExperimentDefinition["effect"] = { some: { metric: requests, becomes: { below: "10 requests" } } };

function warnings(faults: Readonly<Record<string, Fault>>): readonly string[] {
  const compiled = compile("collisions", { ...sound(), faults, effect, maxDuration: "2h" });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return (compiled.value.warnings ?? []).map(({ path, code }) => `${path} ${code}`);
}

const web = { tags: { Service: "web" } };
const duration = "5m";
const latency = (after?: readonly string[]) => ec2.networkLatency({ instances: web, duration, ...(after ? { after } : {}) });
const loss = (after?: readonly string[]) => ec2.networkPacketLoss({ instances: web, duration, ...(after ? { after } : {}) });

test("two of AWS's network documents on the same instances at the same time are told: the second would fail", () => {
  expect(warnings({ a: latency(), b: loss() })).toEqual(["faults.b collision"]);
});

test("one after the other, also by a third, is well", () => {
  expect(warnings({ a: latency(), b: loss(["a"]) })).toEqual([]);
  expect(warnings({ a: loss(["c"]), b: latency(), c: ec2.cpuStress({ instances: web, duration, after: ["b"] }) })).toEqual([]);
});

test("on other instances it is well, and on one instance in common it is not", () => {
  expect(warnings({ a: latency(), b: ec2.networkPacketLoss({ instances: { tags: { Service: "api" } }, duration }) })).toEqual([]);
  const named = (...ids: readonly string[]) => ({ arns: ids.map((id) => `arn:aws:ec2:us-east-1:123456789012:instance/${id}`) });
  const both = (one: readonly string[], other: readonly string[]) => ({
    a: ec2.networkLatency({ instances: named(...one), duration }),
    b: ec2.networkPacketLoss({ instances: named(...other), duration }),
  });
  expect(warnings(both(["i-1", "i-2"], ["i-3"]))).toEqual([]);
  expect(warnings(both(["i-1", "i-2"], ["i-2"]))).toEqual(["faults.b collision"]);
});

test("stress beside a network document is well", () => {
  expect(warnings({ a: latency(), b: ec2.cpuStress({ instances: web, duration }) })).toEqual([]);
});

test("tasks and pods have the same rule", () => {
  const tasks = { cluster: "shop", service: "orders" };
  const port = ecs.taskNetworkBlackholePort({ tasks, duration, port: 80, traffic: "ingress" });
  expect(warnings({ a: port, b: ecs.taskNetworkLatency({ tasks, duration }) })).toEqual(["faults.b collision"]);
  const on = { pods: { cluster: "c", namespace: "n", deployment: "d" }, serviceAccount: "s", duration } as const;
  expect(warnings({ a: eks.podNetworkLatency(on), b: eks.podNetworkPacketLoss(on) })).toEqual(["faults.b collision"]);
  expect(warnings({ a: eks.podNetworkLatency(on), b: eks.podCpuStress(on) })).toEqual([]);
});
