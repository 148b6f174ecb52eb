import fc from "fast-check";
import { compile, type ExperimentDefinition, isLoose, type Plan } from "../../src/experiment";
import { catalogue, ec2, eks, fis, network, rds } from "../../src/faults";
import { digHoles, hashOf, hole, holesIn, problemsError } from "../../src/words";
import { errorRate, podFault, requests, sound } from "./definitions";

function planOf(definition: unknown): Plan {
  const compiled = compile("instance", definition);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems, null, 1));
  return compiled.value;
}

function problemsOf(change: object | ((definition: ExperimentDefinition) => object), name = "instance") {
  const definition = sound();
  const compiled = compile(name, typeof change === "function" ? change(definition) : { ...definition, ...change });
  return compiled.ok ? [] : compiled.problems.map((problem) => `${problem.path} ${problem.code}`);
}

test("a sound definition becomes a frozen plan whose hash covers everything in it", () => {
  const plan = planOf(sound());
  expect(Object.isFrozen(plan)).toBe(true);
  expect(Object.isFrozen(plan.actions[0]?.parameters)).toBe(true);
  const { hash, ...rest } = plan;
  expect(hash).toBe(hashOf(rest));
  expect(planOf({ ...sound(), owner: "other@example.com" }).hash).not.toBe(hash);
});

test("thresholds are converted to the metric's own unit", () => {
  const latency = { ...requests, name: "TargetResponseTime", statistic: "p95", unit: "Seconds" } as const;
  const plan = planOf({ ...sound(), steadyState: { latency: { metric: latency, is: { below: "300ms" } } } });
  expect(plan.checks[0]?.normal).toEqual({ operator: "below", value: 0.3, text: "below 300ms" });
});

test("an action is written as FIS takes it", () => {
  const plan = planOf(sound());
  expect(plan.actions[0]).toMatchObject({
    name: "stop",
    actionId: "aws:ec2:stop-instances",
    parameters: { startInstancesAfterDuration: "PT5M" },
    targets: { Instances: "stop-Instances" },
    durationMs: 300_000,
    reverts: "always",
  });
  expect(plan.targets[0]).toMatchObject({
    selectionMode: "COUNT(1)",
    tags: { Service: "web" },
    filters: [{ path: "State.Name", values: ["running"] }],
  });
});

test("stopped instances that nothing starts again do not revert", () => {
  const faults = { stop: ec2.stopInstances({ instances: { tags: { a: "b" } } }) };
  expect(planOf({ ...sound(), faults }).actions[0]?.reverts).toBe("never");
});

test("every problem is reported at once, each with its place and the next step", () => {
  const compiled = compile("1 bad name", { hypothesis: "", runbook: "ftp://x", guards: {}, faults: {}, steadyState: {}, surprise: 1 });
  if (compiled.ok) throw new Error("accepted");
  const places = compiled.problems.map((problem) => problem.path);
  expect(places).toEqual(
    expect.arrayContaining([
      "name",
      "surprise",
      "hypothesis",
      "owner",
      "runbook",
      "steadyState",
      "guards",
      "faults",
      "blastRadius",
      "traffic",
      "recovery",
      "maxDuration",
    ]),
  );
  for (const problem of compiled.problems) expect(problem.remedy).not.toBe("");
});

test.each([
  ["no guard", { guards: {} }, "guards no-guard"],
  ["a waiver beside guards", { guardWaiver: { by: "a", reason: "b" } }, "guardWaiver needless-waiver"],
  ["a number without a unit", { recovery: { within: 300 } }, "recovery.within no-unit"],
  [
    "a threshold of another kind",
    { guards: { g: { metric: errorRate, breachedWhen: { above: "300ms" } } } },
    "guards.g.breachedWhen.above wrong-unit",
  ],
  [
    "two comparisons at once",
    { guards: { g: { metric: errorRate, breachedWhen: { above: "3%", below: "1%" } } } },
    "guards.g.breachedWhen bad-comparison",
  ],
  ["a blast radius of none", { blastRadius: { atMost: "0 instances" } }, "blastRadius.atMost out-of-range"],
  ["more than twelve hours", { maxDuration: "13h" }, "maxDuration duration-out-of-range"],
  ["a duration shorter than the faults", { maxDuration: "4m" }, "maxDuration too-short"],
  ["a baseline of too few samples", { baseline: "1m" }, "baseline too-few-samples"],
  [
    "a period that alarms do not take",
    { traffic: { metric: { ...requests, period: "45s" }, atLeast: "1/s" } },
    "traffic.metric.period bad-period",
  ],
  [
    "traffic that is not a count",
    { traffic: { metric: { ...requests, statistic: "Average" }, atLeast: "1/s" } },
    "traffic.metric bad-traffic",
  ],
  [
    "more bad samples than samples",
    { guards: { g: { metric: errorRate, breachedWhen: { above: "3%" }, datapoints: { bad: 3, of: 2 } } } },
    "guards.g.datapoints bad-datapoints",
  ],
  ["a retention that does not exist", { logs: { retentionDays: 31 } }, "logs.retentionDays not-allowed"],
])("refuses %s", (_, change, expected) => {
  expect(problemsOf(change)).toContain(expected);
});

test.each([
  [
    "ARNs together with tags",
    { resourceType: "aws:ec2:instance", arns: ["arn:aws:ec2:us-east-1:123456789012:instance/i-1"], tags: { a: "b" }, select: "all" },
    "arns-and-tags",
  ],
  [
    "six ARNs",
    { resourceType: "aws:ec2:instance", arns: Array(6).fill("arn:aws:ec2:us-east-1:123456789012:instance/i-1"), select: "all" },
    "arn-count",
  ],
  ["text that is no ARN", { resourceType: "aws:ec2:instance", arns: ["i-1"], select: "all" }, "bad-arn"],
  [
    "filters without tags",
    { resourceType: "aws:ec2:instance", filters: [{ path: "State.Name", values: ["running"] }], select: "all" },
    "only-filters",
  ],
  ["a target that selects nothing", { resourceType: "aws:ec2:instance", select: "all" }, "no-selection"],
  ["a target of another type", { resourceType: "aws:rds:cluster", tags: { a: "b" }, select: "all" }, "wrong-target"],
  ["a selection without words", { resourceType: "aws:ec2:instance", tags: { a: "b" }, select: "COUNT(1)" }, "bad-selection"],
  ["none of them", { resourceType: "aws:ec2:instance", tags: { a: "b" }, select: "0%" }, "bad-selection"],
])("refuses %s", (_, target, code) => {
  const faults = { stop: { actionId: "aws:ec2:stop-instances", parameters: {}, targets: { Instances: target } } };
  expect(problemsOf({ faults }).map((text) => text.split(" ").at(-1))).toContain(code);
});

test("a pod is never selected by ARN", () => {
  const pod = { resourceType: "aws:eks:pod", arns: ["arn:aws:eks:us-east-1:123456789012:pod/x"], select: "all" };
  expect(problemsOf({ faults: { x: { ...podFault, targets: { Pods: pod } } } }).join()).toContain("not-by-arn");
});

test("a fault that cannot be seen in its targets needs a metric as evidence", () => {
  expect(problemsOf({ faults: { delete: podFault } })).toContain("effect no-evidence");
  const effect = { missing: { metric: { ...requests, name: "pods", statistic: "Minimum" }, becomes: { below: "3 pods" } } };
  expect(problemsOf({ faults: { delete: podFault }, effect })).toEqual([]);
});

test("faults may not wait for one another in a circle, nor for what is not there", () => {
  const waits = (after: string[]) => fis.wait({ duration: "1m", after });
  const stop = sound().faults.stop;
  expect(problemsOf({ faults: { stop, a: waits(["b"]), b: waits(["a"]) } })).toContain("faults circle");
  expect(problemsOf({ faults: { stop, a: waits(["nobody"]) } })).toContain("faults.a.after[0] unknown-fault");
});

test("no more than ten faults run at the same time", () => {
  const many = (count: number, chained: boolean) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `f${index}`,
        { ...sound().faults.stop, ...(chained && index > 0 ? { after: [`f${index - 1}`] } : {}) },
      ]),
    );
  expect(problemsOf({ faults: many(11, false) })).toContain("faults too-parallel");
  expect(problemsOf({ faults: many(11, true), maxDuration: "2h" })).toEqual([]);
  expect(problemsOf({ faults: many(21, true), maxDuration: "3h" })).toContain("faults fault-count");
});

test("values that are known later pass the checks as holes", () => {
  const later = { apply: () => undefined };
  const { value, laters } = digHoles({
    ...sound(),
    faults: { stop: ec2.stopInstances({ instances: { arns: [later], select: "all" }, restartAfter: "5m" }) },
  });
  expect(laters).toEqual([later]);
  expect(holesIn(planOf(value).targets)).toEqual([0]);
  expect(holesIn(hole(7))).toEqual([7]);
});

test("the role may do what the faults need, on the targets only", () => {
  const plan = planOf(sound());
  const stop = plan.permissions.find((statement) => statement.actions.includes("ec2:StopInstances"));
  expect(stop).toEqual({
    actions: ["ec2:StartInstances", "ec2:StopInstances"],
    resources: ["arn:{partition}:ec2:{region}:{account}:instance/*"],
    conditions: { StringEquals: { "aws:ResourceTag/Service": "web" } },
    neededBy: ["stop"],
  });
});

test("faults side by side let no change loose on everything", () => {
  const every = {
    a: ec2.stopInstances({ instances: { tags: { a: "b" } } }),
    b: ec2.terminateInstances({ instances: { tags: { a: "b" } } }),
    c: ec2.rebootInstances({ instances: { tags: { a: "b" } } }),
    d: ec2.insufficientCapacity({ groups: { tags: { a: "b" } }, zones: ["us-east-1a"], duration: "5m" }),
    e: network.disruptConnectivity({ subnets: { tags: { a: "b" } }, scope: "all", duration: "2m" }),
    f: rds.failoverDbCluster({ clusters: { tags: { a: "b" } } }),
    g: podFault,
    h: eks.podNetworkLatency({ pods: { cluster: "c", namespace: "n", labels: "app=x" }, serviceAccount: "s", duration: "5m" }),
    i: eks.terminateNodegroupInstances({ nodegroups: { tags: { a: "b" } }, share: "50%" }),
    j: ec2.cpuStress({ instances: { tags: { a: "b" } }, duration: "2m", after: ["a"] }),
    k: fis.wait({ duration: "5m", after: ["a"] }),
  };
  const effect = { some: { metric: requests, becomes: { below: "10 requests" } } };
  const plan = planOf({ ...sound(), faults: every, effect });
  for (const { actionId } of plan.actions) expect(catalogue).toHaveProperty([actionId]);
  expect(plan.permissions.filter(isLoose)).toEqual([]);
});

test("compile never throws, whatever it is given", () => {
  const keys = Object.keys(sound());
  const anything = fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...keys, "metric", "is", "faults"), fc.anything()));
  fc.assert(
    fc.property(fc.anything(), anything, (name, definition) => {
      const compiled = compile(name as string, definition);
      expect(compiled.ok).toBe(false);
      if (!compiled.ok) expect(problemsError("it", compiled.problems).message).not.toBe("");
    }),
  );
});

test("spoiling any member of a sound definition is told at that member", () => {
  const keys = Object.keys(sound()) as (keyof ExperimentDefinition)[];
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.constantFrom(null, 7, true, [], Symbol.iterator), (key, value) => {
      expect(problemsOf({ [key]: value }).some((text) => text.startsWith(key))).toBe(true);
    }),
  );
});
