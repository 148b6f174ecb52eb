import { requestStop } from "../../src/run";
import { RUN, stage, typesOf } from "./stage";
import { SECONDS } from "./world";

const budget = 2 * SECONDS;

/** The reason that decided, and the numbers of the stop. */
async function aborted(s: ReturnType<typeof stage>, options = {}) {
  const result = await s.run(options);
  const { abort } = result;
  const ms = (text: string | null | undefined) => (text ? Date.parse(text) : Number.NaN);
  return {
    result,
    code: result.reasons[0]?.code,
    message: result.reasons[0]?.message,
    verdict: result.verdict,
    toAccepted: ms(abort?.stopAcceptedAt) - ms(abort?.breachAt),
    toGone: ms(abort?.effectGoneAt) - ms(abort?.stopAcceptedAt),
  };
}

test("a breached guard metric stops the experiment within the budget, and the verdict names the guard", async () => {
  const s = stage();
  s.world.value = (metric, at) => (metric === "Errors" && s.world.isBroken(at) ? 60 : s.world.usual(metric, at));
  const out = await aborted(s);
  expect(out.verdict).toBe("aborted");
  expect(out.result.exitCode).toBe(3);
  expect(out.code).toBe("guard-breached");
  expect(out.message).toContain("guard errors-high stopped the experiment: 60% at sample");
  expect(out.toAccepted).toBeGreaterThanOrEqual(0);
  expect(out.toAccepted).toBeLessThanOrEqual(budget);
  expect(out.toGone).toBeGreaterThan(0);
  const types = typesOf(await s.entries());
  const order = ["guard-breached", "stop-requested", "stop-accepted", "effect-gone"].map((type) => types.indexOf(type));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
});

test("a guard that counts is breached in the middle of its period, as soon as that is certain", async () => {
  const s = stage({
    guards: [
      {
        name: "failures",
        metric: {
          queries: [{ kind: "metric", id: "m", namespace: "T", name: "Failures", dimensions: {}, statistic: "Sum" }],
          returns: "m",
          periodMs: 60_000,
          unit: "Count",
        },
        breachedWhen: { operator: "above", value: 100, text: "above 100 failures" },
        bad: 1,
        of: 1,
        missingData: "notBreaching",
      },
    ],
  });
  const ports = s.world.ports();
  const read = ports.metrics.read;
  const partial: typeof read = async (metrics, from, to, call) => {
    const series = await read(metrics, from, to, call);
    return series.map((samples, index) =>
      metrics[index]?.periodMs === 60_000
        ? samples.map((sample) => (s.world.isBroken(to) && sample.at + 60_000 > to ? { ...sample, value: 150 } : sample))
        : samples,
    );
  };
  const out = await aborted(s, { ports: { ...ports, metrics: { read: partial } } });
  expect(out.code).toBe("guard-breached");
  expect(out.toAccepted).toBeLessThanOrEqual(budget);
  const breached = (await s.entries()).find((entry) => entry.event.type === "guard-breached");
  const started = (await s.entries()).find((entry) => entry.event.type === "start-accepted");
  expect((breached?.at ?? 0) - (started?.at ?? 0)).toBeLessThan(5 * SECONDS);
});

test("an alarm that goes off stops the experiment, though the orchestrator's own eye sees nothing", async () => {
  const s = stage();
  s.world.alarmOf = () => (s.world.isBroken(s.time.now()) ? "ALARM" : "OK");
  const out = await aborted(s);
  expect(out.code).toBe("guard-breached");
  expect(out.message).toContain("its alarm went off");
  expect(out.toAccepted).toBeLessThanOrEqual(budget);
});

test.each([
  ["metrics", "read"],
  ["alarms", "states"],
] as const)("a guard loop whose %s fail three times in a row stops the experiment: unknown is never good news", async (what, broken) => {
  const s = stage();
  s.world.disturb = (call) => {
    if (call === broken && s.world.isBroken(s.time.now())) throw new Error("out of order");
  };
  const out = await aborted(s);
  expect(out.verdict).toBe("aborted");
  expect(out.code).toBe("stopped-by-orchestrator");
  expect(out.message).toContain(`guard ${what} could not be read 3 times in a row`);
});

test.each([
  "missing",
  "INSUFFICIENT_DATA",
] as const)("an alarm that becomes %s during the fault stops the experiment: it guards nothing", async (state) => {
  const s = stage();
  s.world.alarmOf = () => (s.world.isBroken(s.time.now()) ? state : "OK");
  const out = await aborted(s);
  expect([out.verdict, out.code]).toEqual(["aborted", "stopped-by-orchestrator"]);
  expect(out.message).toContain(`guards nothing: it is ${state}`);
});

test("a guard loop whose metrics never answer stops the experiment within ten seconds", async () => {
  const s = stage();
  s.world.disturb = (call) => (call === "read" && s.world.isBroken(s.time.now()) ? new Promise(() => undefined) : undefined);
  const out = await aborted(s);
  expect(out.code).toBe("stopped-by-orchestrator");
  const entries = await s.entries();
  const accepted = entries.find((entry) => entry.event.type === "start-accepted")?.at ?? 0;
  const stopped = entries.find((entry) => entry.event.type === "stop-accepted")?.at ?? Number.POSITIVE_INFINITY;
  expect(stopped - accepted).toBeLessThan(12 * SECONDS);
});

test("ports that never answer do not slow the guard loop down", async () => {
  const s = stage();
  s.world.value = (metric, at) => (metric === "Errors" && s.world.isBroken(at) ? 60 : s.world.usual(metric, at));
  s.world.disturb = (call) =>
    ["targets", "resolvedTargets", "observe", "beat"].includes(call) &&
    s.world.isBroken(s.time.now()) &&
    s.world.experiment?.stopAt === null
      ? new Promise(() => undefined)
      : undefined;
  const out = await aborted(s);
  expect(out.code).toBe("guard-breached");
  expect(out.toAccepted).toBeLessThanOrEqual(budget);
});

test("FIS's own stop condition ends the run as aborted, and the verdict names the alarm", async () => {
  const s = stage();
  s.world.alarmOf = () => (s.world.experiment?.stopAt ? "ALARM" : "OK");
  s.world.disturb = (call) => {
    // FIS is faster than our own eye: the experiment is stopped before the alarm is read.
    if (
      call === "states" &&
      s.world.experiment &&
      s.world.status(s.world.experiment) === "running" &&
      s.time.now() > s.world.experiment.startedAt + 20 * SECONDS
    )
      s.world.stopByCondition();
  };
  const ports = s.world.ports();
  const late = {
    ...ports,
    alarms: {
      ...ports.alarms,
      states: async (arns: readonly string[]) =>
        Object.fromEntries(
          Object.entries(await ports.alarms.states(arns)).map(([arn, alarm]) => [
            arn,
            isOver() ? alarm : { ...alarm, state: "OK" as const },
          ]),
        ),
    },
  };
  const isOver = () => s.world.experiment !== undefined && s.world.status(s.world.experiment) === "stopped";
  const out = await aborted(s, { ports: late });
  expect(out.verdict).toBe("aborted");
  expect(out.code).toBe("stop-condition");
  expect(out.message).toContain("errors-high");
  expect(out.result.abort?.effectGoneAt).not.toBeNull();
});

test("an engaged safety lever ends the run as aborted, and the verdict names the lever", async () => {
  const s = stage();
  s.world.disturb = (call) => {
    if (call === "observe" && s.world.isBroken(s.time.now()) && s.world.lever === "disengaged") {
      s.world.lever = "engaged";
      s.world.stopByCondition("Experiment stopped by the safety lever.");
    }
  };
  const out = await aborted(s);
  expect(out.verdict).toBe("aborted");
  expect(out.code).toBe("safety-lever");
});

test("an experiment that is cancelled at its start, the lever having been engaged in between, ends as aborted", async () => {
  const s = stage();
  s.world.disturb = (call) => {
    if (call === "start") s.world.lever = "engaged";
  };
  const out = await aborted(s);
  expect(out.verdict).toBe("aborted");
  expect(out.code).toBe("safety-lever");
});

test("an experiment that somebody stops in the console ends as aborted from outside", async () => {
  const s = stage();
  s.world.disturb = (call) => {
    if (call === "observe" && s.world.isBroken(s.time.now())) s.world.stopByCondition("Experiment stopped by user.");
  };
  const out = await aborted(s);
  expect(out.code).toBe("stopped-outside");
});

test("a person's signal stops the experiment, and the run waits until the platform reports the end", async () => {
  const s = stage();
  const stop = new AbortController();
  s.world.disturb = () => {
    if (s.world.isBroken(s.time.now()) && !stop.signal.aborted) stop.abort("Ctrl-C");
  };
  const out = await aborted(s, { stop: stop.signal });
  expect(out.verdict).toBe("aborted");
  expect(out.code).toBe("stopped-by-person");
  expect(out.message).toContain("alice@test stopped the run: Ctrl-C");
  expect(s.world.experiment && s.world.status(s.world.experiment)).toBe("stopped");
});

test.each(["activeExperiments", "start"] as const)("a person's signal during %s never leaves an experiment running", async (at) => {
  const s = stage();
  const stop = new AbortController();
  s.world.disturb = (call) => {
    if (call === at) stop.abort("Ctrl-C");
  };
  const out = await aborted(s, { stop: stop.signal });
  expect(out.verdict).toBe("aborted");
  expect(s.world.experiments.map((experiment) => s.world.status(experiment)).filter((status) => status !== "stopped")).toEqual([]);
});

test("a stop that another process writes into the journal is obeyed within two seconds", async () => {
  const s = stage();
  let asked: number | undefined;
  s.world.disturb = (call) => {
    if (call !== "observe" || asked !== undefined || !s.world.isBroken(s.time.now())) return;
    asked = s.time.now();
    return requestStop({ store: s.store, runId: RUN, by: "bob@desk", reason: "customers complain", now: () => s.time.now() });
  };
  const out = await aborted(s);
  expect(out.code).toBe("stopped-by-person");
  expect(out.message).toContain("bob@desk");
  const accepted = (await s.entries()).find((entry) => entry.event.type === "stop-accepted")?.at ?? Number.POSITIVE_INFINITY;
  expect(accepted - (asked ?? 0)).toBeLessThanOrEqual(budget);
});

test("an experiment that lasts longer than it may is stopped", async () => {
  const s = stage({ maxDurationMs: 60_000 });
  const out = await aborted(s);
  expect(out.code).toBe("max-duration");
  expect(s.world.experiment && s.world.status(s.world.experiment)).toBe("stopped");
});

test("more targets than allowed stop the experiment, because FIS chose them after the checks", async () => {
  const s = stage();
  s.world.resolvedOverride = ["i-1", "i-2", "i-3"].map((id) => ({
    target: "oneZone",
    resourceType: "aws:ec2:instance",
    id,
    zone: null,
    info: {},
  }));
  const out = await aborted(s);
  expect(out.code).toBe("stopped-by-orchestrator");
  expect(out.message).toContain("3 targets");
});

test("when StopExperiment fails, the safety lever is engaged", async () => {
  const s = stage({ maxDurationMs: 30_000 });
  s.world.disturb = (call) => {
    if (call === "stop") throw new Error("throttled");
  };
  const out = await aborted(s);
  expect(out.verdict).toBe("aborted");
  expect(s.world.lever).toBe("engaged");
  expect(
    (await s.entries()).filter((entry) => entry.event.type === "stop-failed").map((entry) => "rung" in entry.event && entry.event.rung),
  ).toEqual(["stop-experiment"]);
});

test("when the lever fails too, a person is paged with the command that stops it, the beats cease, and the stop is tried on", async () => {
  const s = stage({ maxDurationMs: 30_000 });
  s.world.disturb = (call, count) => {
    if (call === "stop" && count < 12) throw new Error("throttled");
    if (call === "engageSafetyLever") throw new Error("denied");
  };
  const out = await aborted(s);
  expect(out.verdict).toBe("aborted");
  const pages = (await s.entries()).flatMap(({ event, at }) =>
    event.type === "stop-failed" && event.rung === "page" ? [{ at, message: event.message }] : [],
  );
  expect(pages).toHaveLength(1);
  expect(pages[0]?.message).toContain("aws fis stop-experiment --id EXP1 --region us-east-1");
  expect(pages[0]?.message).toContain("https://example.com/runbook");
  const lastBeat = s.world.calls.findLast((call) => call.call === "beat")?.at ?? 0;
  expect(lastBeat).toBeLessThanOrEqual(pages[0]?.at ?? 0);
});

test("an experiment that nothing can stop and whose end nobody sees ends the run as errored, never as anything better", async () => {
  const s = stage({ maxDurationMs: 30_000 });
  s.world.lasts = 10 * 3_600 * SECONDS;
  s.world.disturb = (call) => {
    if (["stop", "engageSafetyLever"].includes(call)) throw new Error("denied");
  };
  const out = await aborted(s);
  expect(out.verdict).toBe("errored");
  expect(out.code).toBe("end-unknown");
});

test("a stop that is accepted and ignored climbs the ladder", async () => {
  const s = stage({ maxDurationMs: 30_000 });
  const ports = s.world.ports();
  const out = await aborted(s, { ports: { ...ports, injector: { ...ports.injector, stop: async () => undefined } } });
  expect(out.verdict).toBe("aborted");
  expect(s.world.lever).toBe("engaged");
});

test("a person's signal during the recovery ends the run at once, after one more look", async () => {
  const s = stage();
  s.world.heals = 3_600 * SECONDS;
  const stop = new AbortController();
  s.world.disturb = () => {
    const { experiment } = s.world;
    if (experiment && s.world.status(experiment) === "completed" && s.time.now() > experiment.startedAt + 150 * SECONDS)
      stop.abort("enough");
  };
  const out = await aborted(s, { stop: stop.signal });
  expect([out.verdict, out.code]).toEqual(["aborted", "stopped-by-person"]);
  const entries = await s.entries();
  const asked = entries.find((entry) => entry.event.type === "stop-requested")?.at ?? 0;
  expect((entries.at(-1)?.at ?? 0) - asked).toBeLessThan(10 * SECONDS);
  expect(out.result.reasons.map((reason) => reason.code)).toContain("not-restored");
});

test("when the whole platform falls silent in the fault, a person is paged within a minute, and the run ends as errored", async () => {
  const s = stage();
  s.world.lasts = 3_600 * SECONDS;
  s.world.disturb = () => {
    if (s.world.isBroken(s.time.now())) throw new Error("connect ECONNREFUSED");
  };
  const out = await aborted(s);
  expect([out.verdict, out.code]).toEqual(["errored", "end-unknown"]);
  const entries = await s.entries();
  const paged = entries.find(({ event }) => event.type === "stop-failed" && event.rung === "page")?.at ?? Number.POSITIVE_INFINITY;
  const started = entries.find(({ event }) => event.type === "start-accepted")?.at ?? 0;
  expect(paged - started).toBeLessThan(60 * SECONDS);
});

test("an experiment that could not be observed for fifteen seconds is stopped", async () => {
  const s = stage();
  s.world.disturb = (call) => {
    if (call === "observe" && s.world.isBroken(s.time.now()) && s.world.experiment?.stopAt === null) throw new Error("out of order");
  };
  const out = await aborted(s);
  expect([out.verdict, out.code]).toEqual(["aborted", "stopped-by-orchestrator"]);
  expect(out.message).toContain("could not be observed");
});

test("targets that FIS does not tell stop the experiment: what is hit must be known", async () => {
  const s = stage();
  s.world.disturb = (call) => {
    if (call === "resolvedTargets") throw new Error("out of order");
  };
  const out = await aborted(s);
  expect([out.verdict, out.code]).toEqual(["aborted", "stopped-by-orchestrator"]);
  expect(out.message).toContain("did not say which targets");
});
