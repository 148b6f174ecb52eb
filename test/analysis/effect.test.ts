import fc from "fast-check";
import { effectOf } from "../../src/analysis/effect";
import { factsOf } from "../../src/analysis/facts";
import type { ActionPlan, EffectPlan } from "../../src/experiment";
import { chain, type Entry, type RunEvent } from "../../src/journal";
import { manifestOf, metric } from "../run/manifest";

const PERIOD = 60_000;
const START = 100 * PERIOD;
const BASELINE = 5 * PERIOD;
const RECOVERY = 6 * PERIOD;
const LIMIT = 50;

interface Step {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly actionId?: string;
}

function actionOf({ name, actionId = "aws:ebs:volume-io-latency", from, to }: Step, index: number, all: readonly Step[]): ActionPlan {
  const before = all[index - 1];
  return {
    name,
    actionId,
    description: "",
    parameters: {},
    targets: {},
    after: before ? [before.name] : [],
    durationMs: to - from,
    reverts: "always",
    injectsFault: true,
    visibleIn: "metric",
  };
}

const probe = (of: readonly string[], name = "slow"): EffectPlan => ({
  name,
  metric: metric("Delay", "Maximum", "Milliseconds", PERIOD),
  becomes: { operator: "above", value: LIMIT, text: "above 50ms" },
  of,
});

/** What is found of each step, where `value` was measured in the period that begins at `at`. */
function findings(steps: readonly Step[], value: (at: number) => number | null, effects?: readonly EffectPlan[], known = true) {
  const end = Math.max(...steps.map(({ to }) => to));
  const over = end + RECOVERY;
  const probes = effects ?? [probe(steps.map(({ name }) => name))];
  const instants = Array.from({ length: (over - START + BASELINE) / PERIOD + 1 }, (_, n) => START - BASELINE + n * PERIOD);
  const samples = instants.map((at) => ({ at, value: value(at) }));
  const events: [number, RunEvent][] = [
    [
      START - BASELINE,
      {
        type: "run-created",
        manifest: manifestOf({ actions: steps.map(actionOf), targets: [], effects: probes }),
        platform: "sandbox",
        version: "test",
        by: "a",
        host: "b",
        attempt: 1,
        clientToken: "t",
        speed: 1,
      } as RunEvent,
    ],
    [START - BASELINE, { type: "phase-entered", phase: "baseline" }],
    [START, { type: "start-requested", templateId: "EXT1", clientToken: "t" }],
    [START, { type: "start-accepted", fisExperimentId: "EXP1", fisExperimentArn: "arn" }],
    [end, { type: "sampled", series: Object.fromEntries(probes.map(({ name }) => [`effect:${name}`, samples])) } as unknown as RunEvent],
    [
      end,
      {
        type: "experiment-observed",
        status: "completed",
        reason: "",
        errorCode: null,
        startedAt: START,
        endedAt: end,
        actions: Object.fromEntries(
          steps.map(({ name, from, to }) => [
            name,
            { status: "completed", reason: "", startedAt: known ? from : null, endedAt: known ? to : null },
          ]),
        ),
      },
    ],
    [over, { type: "phase-entered", phase: "judgement" }],
  ];
  const entries: Entry[] = [];
  for (const [at, event] of events) entries.push(chain(entries.at(-1), "run-1", at, event));
  const facts = factsOf(entries);
  if (!facts) throw new Error("the journal has no beginning");
  return facts.plan.actions.map((action) => effectOf(facts, action));
}

const seen = (...given: Parameters<typeof findings>) => findings(...given).map((finding) => finding.seen);
const minutes = (...lengths: readonly number[]): readonly Step[] => {
  let at = START;
  return lengths.map((length, index) => {
    const step = { name: `step-${index + 1}`, from: at, to: at + length * PERIOD };
    at = step.to;
    return step;
  });
};
const touches = (at: number, { from, to }: Pick<Step, "from" | "to">) => at + PERIOD > from && at < to;

describe("steps that one metric shows", () => {
  test("each is seen in its own time, and one that is too weak hides behind no other", () => {
    const steps = minutes(3, 3, 3);
    const [weak, strong] = [10, 80];
    const [first, second, third] = steps.map((step) => (at: number) => touches(at, step));
    const at = (instant: number) => (first?.(instant) ? weak : second?.(instant) || third?.(instant) ? strong : 1);
    const [one, two, three] = findings(steps, at);
    expect([one?.seen, two?.seen, three?.seen]).toEqual([false, true, true]);
    expect(one).toMatchObject({ code: "no-effect" });
    expect(one?.message).toContain("while it was on, apart from step-2, step-3");
  });

  test("a step for which the metric's period is too long is not seen, and the reason says so", () => {
    const between = { name: "short", from: START + 2 * PERIOD + 10_000, to: START + 2 * PERIOD + 50_000 };
    const steps = [{ name: "before", from: START, to: between.from }, between, { name: "after", from: between.to, to: START + 6 * PERIOD }];
    const [before, short, after] = findings(steps, (at) => (at < START ? 1 : 80));
    expect([before?.seen, short?.seen, after?.seen]).toEqual([true, false, true]);
    expect(short).toMatchObject({ code: "effect-not-distinct", message: expect.stringContaining("period of 1m") });
  });

  test("what comes late counts for the last, and for no step before it", () => {
    const steps = minutes(3, 3);
    const late = START + 7 * PERIOD;
    expect(seen(steps, (at) => (at === late ? 80 : 1))).toEqual([false, true]);
  });

  test("with a metric of its own each, a stronger step shows nothing of the weaker before it", () => {
    const steps = minutes(3, 3);
    const own = steps.map(({ name }) => probe([name], `${name}-seen`));
    const second = (at: number) => (at >= START + 3 * PERIOD && at < START + 6 * PERIOD ? 80 : 1);
    expect(seen(steps, second, own)).toEqual([false, true]);
  });

  test("when nobody knows when the steps ran, none is seen", () => {
    expect(seen(minutes(3, 3), (at) => (at < START ? 1 : 80), undefined, false)).toEqual([false, false]);
  });

  test("faults that are on at the same time share what is measured", () => {
    const both = ["a", "b"].map((name) => ({ name, from: START, to: START + 3 * PERIOD }));
    expect(seen(both, (at) => (at < START ? 1 : 80))).toEqual([true, true]);
  });

  test("a fault of another kind with a metric of its own takes nothing away", () => {
    const steps = [
      { name: "kill", from: START, to: START, actionId: "aws:ssm:send-command" },
      { name: "delay", from: START, to: START + 5 * PERIOD, actionId: "aws:eks:pod-network-latency" },
    ];
    const own = steps.map(({ name }) => probe([name], `${name}-seen`));
    expect(seen(steps, (at) => (at === START + 2 * PERIOD ? 80 : 1), own)).toEqual([true, true]);
  });
});

/** Steps of any lengths, one after the other, some with pauses between. */
const anySteps = fc
  .array(fc.record({ pause: fc.integer({ min: 0, max: 150_000 }), length: fc.integer({ min: 0, max: 400_000 }) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => {
    let at = START;
    return parts.map(({ pause, length }, index): Step => {
      const from = at + pause + 1;
      at = from + length;
      return { name: `step-${index + 1}`, from, to: at };
    });
  });
const anyValues = fc.array(fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 100 })), { minLength: 60, maxLength: 60 });
const measured = (values: readonly (number | null)[]) => (at: number) => (at < START ? 1 : (values[(at - START) / PERIOD] ?? null));

describe("for all steps and all that is measured", () => {
  test("what is measured while another step is on changes nothing about a step", () => {
    fc.assert(
      fc.property(anySteps, anyValues, anyValues, fc.nat(), (steps, values, others, pick) => {
        const index = pick % steps.length;
        const elsewhere = steps.filter((_, other) => other !== index);
        const changed = (at: number) => (elsewhere.some((step) => touches(at, step)) ? measured(others)(at) : measured(values)(at));
        expect(seen(steps, changed)[index]).toBe(seen(steps, measured(values))[index]);
      }),
    );
  });

  test("one sample is evidence for at most one of them", () => {
    fc.assert(
      fc.property(anySteps, fc.nat({ max: 59 }), (steps, n) => {
        const shown = seen(steps, (at) => (at === START + n * PERIOD ? 80 : 1));
        expect(shown.filter(Boolean).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("a single fault is seen whenever the metric got there between its start and the end of the run", () => {
    fc.assert(
      fc.property(anySteps, anyValues, ([step], values) => {
        if (!step) return;
        const at = Array.from({ length: 60 }, (_, n) => START + n * PERIOD).filter(
          (instant) => instant + PERIOD > step.from && instant < step.to + RECOVERY,
        );
        expect(seen([step], measured(values))).toEqual([at.some((instant) => (measured(values)(instant) ?? 0) > LIMIT)]);
      }),
    );
  });
});
