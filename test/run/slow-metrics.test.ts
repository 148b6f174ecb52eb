import { metric, planOf } from "./manifest";
import { stage } from "./stage";
import { SECONDS } from "./world";

/** The same plan with metrics of one minute, as load balancers publish them. */
function minutes() {
  const plan = planOf();
  return {
    checks: plan.checks.map((check) => ({ ...check, metric: { ...check.metric, periodMs: 60_000 } })),
    guards: plan.guards.map((guard) => ({ ...guard, metric: { ...guard.metric, periodMs: 60_000 } })),
    traffic: { ...plan.traffic, metric: metric("Requests", "Sum", "Count", 60_000), atLeast: 5 },
    recoveryMs: 300_000,
  };
}

test("metrics of one minute that come in two minutes late: the run waits for them, and passes", async () => {
  const s = stage(minutes());
  s.world.lagMs = 120 * SECONDS;
  s.world.lasts = 240 * SECONDS;
  const result = await s.run();
  expect({ verdict: result.verdict, reasons: result.reasons.filter((reason) => reason.supports !== "passed") }).toEqual({
    verdict: "passed",
    reasons: [],
  });
});

test("a fault too short for three samples of its metrics is inconclusive, and says so", async () => {
  const s = stage(minutes());
  s.world.lasts = 20 * SECONDS;
  const result = await s.run();
  expect([result.verdict, result.reasons[0]?.code]).toEqual(["inconclusive", "too-few-samples"]);
});

test("a guard whose late metric shows a breach stops the experiment as soon as the sample is in", async () => {
  const s = stage(minutes());
  s.world.lagMs = 60 * SECONDS;
  s.world.lasts = 400 * SECONDS;
  s.world.value = (name, at) => (name === "Errors" && s.world.isBroken(at) ? 60 : s.world.usual(name, at));
  const result = await s.run();
  expect([result.verdict, result.reasons[0]?.code]).toEqual(["aborted", "guard-breached"]);
  const { breachAt, stopAcceptedAt } = result.abort ?? {};
  const latency = Date.parse(stopAcceptedAt ?? "") - Date.parse(breachAt ?? "");
  expect(latency).toBeGreaterThanOrEqual(60 * SECONDS);
  expect(latency).toBeLessThan(63 * SECONDS);
});

test("metrics that stop altogether during the fault stop the experiment: a guard that cannot see guards nothing", async () => {
  const s = stage();
  s.world.lasts = 400 * SECONDS;
  s.world.value = (name, at) => (name === "Errors" && s.world.isBroken(at) ? null : s.world.usual(name, at));
  const result = await s.run();
  expect([result.verdict, result.reasons[0]?.code]).toEqual(["aborted", "guard-breached"]);
  expect(result.reasons[0]?.message).toContain("no data");
});

test("a sample that is not over is not written down, and one that grows afterwards is corrected", async () => {
  const s = stage();
  const ports = s.world.ports();
  const read: typeof ports.metrics.read = async (metrics, from, to, call) => {
    const series = await ports.metrics.read(metrics, from, to, call);
    const now = s.time.now();
    return series.map((samples, index) => {
      const isLatency = metrics[index]?.queries.some((query) => query.kind === "metric" && query.name === "Latency");
      if (!isLatency) return samples;
      // A third of the truth until the period is over, two thirds until ten seconds later.
      return samples.map((sample) => ({ at: sample.at, value: sample.at + 10_000 > now ? 30 : sample.at + 20_000 > now ? 60 : 90 }));
    });
  };
  expect((await s.run({ ports: { ...ports, metrics: { read } } })).verdict).toBe("passed");
  const written = (await s.entries()).flatMap(({ event }) => (event.type === "sampled" ? (event.series["check:latency"] ?? []) : []));
  expect(written.map((sample) => sample.value)).not.toContain(30);
  expect(written.map((sample) => sample.value)).toContain(60);
  expect([...new Map(written.map((sample) => [sample.at, sample.value])).values()].every((value) => value === 90)).toBe(true);
});

test("in a rehearsal of thirty times the speed a run passes as well, and its guards look every hundred real milliseconds", async () => {
  const s = stage({}, { speed: 30 });
  const result = await s.run();
  expect(result.verdict).toBe("passed");
  const reads = s.world.calls.filter((call) => call.call === "states").map((call) => call.at);
  const gaps = reads.slice(1).map((at, index) => at - (reads[index] ?? at));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(3_000);
  expect(gaps.filter((gap) => gap >= 3_000).length).toBeGreaterThan(20);
});

test("a run of hours writes no more than its samples and its changes", async () => {
  const s = stage({ maxDurationMs: 12 * 3_600_000 });
  s.world.lasts = 3_600 * SECONDS;
  const result = await s.run();
  expect(result.verdict).toBe("passed");
  const entries = await s.entries();
  const sampled = entries.filter((entry) => entry.event.type === "sampled").length;
  expect(sampled).toBeGreaterThan(360);
  expect(entries.length - sampled).toBeLessThan(80);
}, 60_000);
