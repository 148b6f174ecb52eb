import fc from "fast-check";
import { judge, PRECEDENCE, REQUIRED } from "../../src/analysis";
import type { Plan } from "../../src/experiment";
import { chain, type Entry, type RunEvent, type Sample, type SeriesKey } from "../../src/journal";
import { metric, planOf } from "../run/manifest";
import { type Stage, stage } from "../run/stage";

/** Writes a journal anew from events, so that a changed one is as well made as a true one. */
function rewrite(entries: readonly Entry[], change: (event: RunEvent, entry: Entry) => RunEvent | undefined): Entry[] {
  const all: Entry[] = [];
  for (const entry of entries) {
    const event = change(entry.event, entry);
    if (event) all.push(chain(all.at(-1), entry.runId, entry.at, event));
  }
  return all;
}

/** The verdict as the conductor would reach it: what was judged before is not part of what is judged. */
const verdictOf = (entries: readonly Entry[]) => judge(entries.filter((entry) => !["judged", "run-ended"].includes(entry.event.type)));
const codesOf = (entries: readonly Entry[]) =>
  verdictOf(entries)
    .reasons.filter((reason) => reason.supports !== "passed")
    .map((reason) => reason.code);

async function journalOf(change: Partial<Plan> = {}, set: (s: Stage) => void = () => undefined): Promise<readonly Entry[]> {
  const s = stage(change);
  set(s);
  await s.run();
  return s.entries();
}

let passing: readonly Entry[];
beforeAll(async () => {
  passing = await journalOf();
});

test("the journal that the others are made from passes, and says why in every required fact", () => {
  const verdict = verdictOf(passing);
  expect(verdict.kind).toBe("passed");
  expect(verdict.reasons.every((reason) => reason.supports === "passed")).toBe(true);
  expect(verdict.reasons.length).toBeGreaterThanOrEqual(REQUIRED.length);
});

const evidence: RunEvent["type"][] = [
  "run-created",
  "preflight-answered",
  "sampled",
  "targets-observed",
  "start-requested",
  "start-accepted",
  "targets-resolved",
  "experiment-observed",
  "residue-checked",
  "restoration-checked",
  "recovered",
];

test.each(evidence)("without %s it does not pass", (type) => {
  expect(verdictOf(rewrite(passing, (event) => (event.type === type ? undefined : event))).kind).not.toBe("passed");
});

test("without any single answer, residue check, restoration, recovery or phase it does not pass", () => {
  const single = [
    "preflight-answered",
    "residue-checked",
    "restoration-checked",
    "recovered",
    "targets-resolved",
    "start-accepted",
    "start-requested",
    "phase-entered",
  ];
  const needed = passing.filter(
    ({ event }) =>
      single.includes(event.type) &&
      !(event.type === "phase-entered" && ["preflight", "start", "fault", "recovery", "ended"].includes(event.phase)),
  );
  expect(needed.length).toBeGreaterThan(20);
  for (const { seq } of needed)
    expect({ seq, kind: verdictOf(rewrite(passing, (event, entry) => (entry.seq === seq ? undefined : event))).kind }).not.toEqual({
      seq,
      kind: "passed",
    });
});

const judgedKeys: SeriesKey[] = ["check:errors", "check:latency", "traffic"];

/** Every sample of a judged series in the journal, by its key and instant. */
function judgedSamples(): { readonly key: SeriesKey; readonly at: number }[] {
  return passing.flatMap(({ event }) =>
    event.type === "sampled" ? judgedKeys.flatMap((key) => (event.series[key] ?? []).map(({ at }) => ({ key, at }))) : [],
  );
}

function withSample(key: SeriesKey, at: number, change: (sample: Sample) => Sample | undefined): Entry[] {
  return rewrite(passing, (event) => {
    if (event.type !== "sampled") return event;
    const series = (event.series[key] ?? []).flatMap((sample) => (sample.at === at ? (change(sample) ?? []) : [sample]));
    return { ...event, series: { ...event.series, [key]: series } };
  });
}

test("without any single sample of a judged series it does not pass", () => {
  const all = judgedSamples();
  expect(all.length).toBeGreaterThan(50);
  for (const { key, at } of all)
    expect({ key, at, kind: verdictOf(withSample(key, at, () => undefined)).kind }).not.toEqual({ key, at, kind: "passed" });
});

test("with any single sample unknown it does not pass", () => {
  for (const { key, at } of judgedSamples())
    for (const value of [null, Number.NaN])
      expect({ key, at, kind: verdictOf(withSample(key, at, (sample) => ({ ...sample, value }))).kind }).not.toEqual({
        key,
        at,
        kind: "passed",
      });
});

test("with any single sample until the end of the fault beyond its threshold it does not pass", () => {
  const end = passing.find(({ event }) => event.type === "experiment-observed" && event.status === "completed")?.at ?? 0;
  const samples = judgedSamples().filter(({ at }) => at < end);
  fc.assert(
    fc.property(fc.constantFrom(...samples), fc.double({ min: 0.001, max: 1e9, noNaN: true }), ({ key, at }, by) => {
      const value = { traffic: 200 - Math.min(by, 200), "check:errors": 5 + by, "check:latency": 500 + by }[key as "traffic"];
      expect(verdictOf(withSample(key, at, (sample) => ({ ...sample, value }))).kind).not.toBe("passed");
    }),
  );
});

test("a verdict never throws and never passes, for any beginning of any journal", async () => {
  const aborted = await journalOf({ maxDurationMs: 30_000 });
  const blocked = await journalOf({}, (s) => {
    s.world.lever = "engaged";
  });
  for (const journal of [passing, aborted, blocked]) {
    for (let length = 0; length < journal.length; length++) {
      const begun = journal.slice(0, length).filter(({ event }) => event.type !== "judged");
      const { kind, reasons } = judge(begun);
      expect(reasons.length).toBeGreaterThan(0);
      if (!begun.some(({ event }) => event.type === "phase-entered" && event.phase === "judgement")) expect(kind).not.toBe("passed");
    }
  }
});

test("a verdict never throws, whatever order or choice of entries it is given", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...passing]), (entries) => {
      expect(judge(entries).reasons.length).toBeGreaterThan(0);
    }),
    { numRuns: 200 },
  );
});

const harms: RunEvent[] = [
  {
    type: "guard-breached",
    guard: "errors-high",
    seenIn: "metric",
    value: 60,
    threshold: "above 20%",
    breachAt: 1,
    firstBadAt: 1,
    sample: 1,
  },
  { type: "stop-requested", cause: { kind: "guard", guard: "errors-high" } },
  { type: "stop-requested", cause: { kind: "person", by: "bob", reason: "enough" } },
  { type: "stop-attributed", to: "guard", guard: "errors-high", since: 1, message: "FIS stopped it" },
  { type: "residue-checked", answer: "residue", items: [{ id: "sg-1", what: "security group" }], message: "one" },
  { type: "restoration-checked", target: "i-1", answer: "not-restored", message: "stopped" },
  { type: "preflight-answered", check: "traffic", answer: "unknown", message: "?", facts: {} },
];

test.each(harms)("a journal to which %j is added never passes where that can be heard", (harm) => {
  for (const after of ["start-accepted", "targets-resolved", "recovered"] as const) {
    const index = passing.findIndex(({ event }) => event.type === after);
    const added: Entry[] = [];
    for (const { event, at } of passing.slice(0, index + 1)) added.push(chain(added.at(-1), "run-1", at, event));
    added.push(chain(added.at(-1), "run-1", passing[index]?.at ?? 0, harm));
    for (const { event, at } of passing.slice(index + 1)) added.push(chain(added.at(-1), "run-1", at, event));
    const isOverruled = (harm.type === "residue-checked" || harm.type === "restoration-checked") && after !== "recovered";
    if (!isOverruled) expect({ after, kind: verdictOf(added).kind }).not.toEqual({ after, kind: "passed" });
  }
});

describe("inconclusive", () => {
  test("when the traffic falls below the floor during the fault, whatever else was seen", async () => {
    const journal = await journalOf({}, (s) => {
      s.world.value = (name, at) =>
        name === "Requests" && s.world.isBroken(at) ? 10 : name === "Errors" && s.world.isBroken(at) ? 9 : s.world.usual(name, at);
    });
    expect(verdictOf(journal).kind).toBe("inconclusive");
    expect(codesOf(journal)[0]).toBe("low-traffic");
  });

  test("when the baseline is bad: nothing is started", async () => {
    const s = stage();
    s.world.value = (name, at) => (name === "Errors" ? 2 : s.world.usual(name, at));
    const result = await s.run();
    expect([result.verdict, result.reasons[0]?.code, s.world.experiments.length]).toEqual(["inconclusive", "baseline-bad", 0]);
  });

  test("when a check has no data", async () => {
    const s = stage();
    s.world.value = (name, at) => (name === "Latency" ? null : s.world.usual(name, at));
    const result = await s.run();
    expect([result.verdict, result.reasons[0]?.code, s.world.experiments.length]).toEqual(["inconclusive", "missing-data", 0]);
  });

  test("when a check loses its data during the fault", async () => {
    const journal = await journalOf({}, (s) => {
      s.world.value = (name, at) => (name === "Latency" && s.world.isBroken(at) ? null : s.world.usual(name, at));
    });
    expect([verdictOf(journal).kind, codesOf(journal)[0]]).toEqual(["inconclusive", "missing-data"]);
  });

  test("when FIS finds no target", async () => {
    const journal = await journalOf({}, (s) => {
      s.world.disturb = () => {
        const { experiment } = s.world;
        if (experiment) experiment.failure = { reason: "Target resolution returned empty set", code: "InvalidTarget" };
      };
    });
    expect([verdictOf(journal).kind, codesOf(journal)[0]]).toEqual(["inconclusive", "no-targets"]);
  });

  test("when the experiment completed having chosen nothing", async () => {
    const journal = await journalOf({ emptyTargets: "skip" }, (s) => {
      s.world.resolvedOverride = [];
    });
    expect([verdictOf(journal).kind, codesOf(journal)[0]]).toEqual(["inconclusive", "no-targets"]);
  });

  test("when no target was seen to change", async () => {
    const journal = await journalOf({}, (s) => {
      s.world.stateOf = (id) => (id === "i-1" ? { state: "running", condition: "healthy" } : {});
    });
    expect([verdictOf(journal).kind, codesOf(journal)[0]]).toEqual(["inconclusive", "no-effect"]);
  });

  test("when the sandbox only timed the action", async () => {
    const journal = await journalOf({}, (s) => {
      s.world.actionReason = "Not simulated by the Faultline sandbox.";
    });
    expect([verdictOf(journal).kind, codesOf(journal)[0]]).toEqual(["inconclusive", "not-simulated"]);
  });

  test("when whether the targets are back is not known", async () => {
    const journal = await journalOf({}, (s) => {
      s.world.stateOf = (id) =>
        id === "i-1" && s.world.experiment && s.world.status(s.world.experiment) === "completed" ? { condition: "unknown" } : {};
    });
    expect([verdictOf(journal).kind, codesOf(journal)[0]]).toEqual(["inconclusive", "restoration-unknown"]);
  });
});

test("inconclusive, when what is left behind may be of somebody else's experiment", async () => {
  const journal = await journalOf({}, (s) => {
    s.world.disturb = () => {
      if (!s.world.experiment) return;
      s.world.others = ["EXPother"];
      s.world.residueLeft = [{ id: "sg-1", what: "security group" }];
    };
  });
  expect([verdictOf(journal).kind, codesOf(journal)]).toEqual(["inconclusive", ["residue-unknown"]]);
});

test("passed, when what FIS made goes away in time", async () => {
  let seen = 0;
  const journal = await journalOf({}, (s) => {
    s.world.disturb = (call) => {
      if (call === "residue" && s.world.experiment) s.world.residueLeft = ++seen < 4 ? [{ id: "acl-1", what: "network ACL" }] : [];
    };
  });
  expect(codesOf(journal)).toEqual([]);
});

describe("an effect that only a metric shows", () => {
  const hosts = {
    name: "hosts",
    metric: metric("Hosts", "Minimum" as "Sum", "Count"),
    becomes: { operator: "below" as const, value: 2, text: "below 2 hosts" },
    of: ["stopOne"],
  };
  const hidden = (s: Stage) => {
    s.world.stateOf = (id) => (id === "i-1" ? { state: "not visible", condition: "unknown", facts: {} } : {});
  };

  test("counts, and its end counts as the restoration of what nobody can look at", async () => {
    const journal = await journalOf({ effects: [hosts], targets: [oneOf()] }, hidden);
    expect(codesOf(journal)).toEqual([]);
  });

  test("does not count when the metric was in that range before the fault", async () => {
    const journal = await journalOf({ effects: [hosts], targets: [oneOf()] }, (s) => {
      hidden(s);
      s.world.value = (name, at) => (name === "Hosts" ? 1 : s.world.usual(name, at));
    });
    expect(codesOf(journal)).toContain("effect-not-distinct");
    expect(verdictOf(journal).kind).not.toBe("passed");
  });

  test("that does not end is a target that is not restored", async () => {
    const journal = await journalOf({ effects: [hosts], targets: [oneOf()] }, (s) => {
      hidden(s);
      s.world.value = (name, at) =>
        name === "Hosts" && s.world.experiment && at > s.world.experiment.startedAt ? 1 : s.world.usual(name, at);
    });
    expect([verdictOf(journal).kind, codesOf(journal)[0]]).toEqual(["failed", "not-restored"]);
  });

  describe("of a fault without targets, such as a runbook,", () => {
    const runbook = planOf().actions.map((action) =>
      action.name === "stopOne"
        ? { ...action, actionId: "aws:ssm:start-automation-execution", targets: {}, visibleIn: "metric" as const }
        : action,
    );
    const change = { actions: runbook, targets: [], effects: [hosts] };
    const nothingChosen = (s: Stage) => {
      s.world.resolvedOverride = [];
      s.world.stateOf = () => ({ state: "running", condition: "healthy" });
    };

    test("stands for what was hit, and its end for the restoration", async () => {
      const journal = await journalOf(change, nothingChosen);
      expect([verdictOf(journal).kind, codesOf(journal)]).toEqual(["passed", []]);
      expect(verdictOf(journal).reasons.map(({ code }) => code)).toContain("without-targets");
    });

    test("is needed", async () => {
      const journal = await journalOf({ ...change, effects: [] }, nothingChosen);
      expect([verdictOf(journal).kind, codesOf(journal)]).toEqual(["inconclusive", expect.arrayContaining(["restoration-unknown"])]);
    });

    test("must end", async () => {
      const journal = await journalOf(change, (s) => {
        nothingChosen(s);
        s.world.value = (name, at) =>
          name === "Hosts" && s.world.experiment && at > s.world.experiment.startedAt ? 1 : s.world.usual(name, at);
      });
      expect([verdictOf(journal).kind, codesOf(journal)[0]]).toEqual(["failed", "not-restored"]);
    });

    test("must have been looked at", async () => {
      const journal = rewrite(await journalOf(change, nothingChosen), (event) =>
        event.type === "restoration-checked" && event.target === "stopOne" ? undefined : event,
      );
      expect(codesOf(journal)).toEqual(["restoration-unknown"]);
    });
  });

  function oneOf() {
    return {
      name: "oneZone",
      resourceType: "aws:ec2:instance",
      selectionMode: "COUNT(1)",
      arns: [],
      tags: { Team: "web" },
      filters: [],
      parameters: {},
    };
  }
});

describe("failed", () => {
  test("when the hypothesis does not hold, and the reason has the worst value and the bound", async () => {
    const journal = await journalOf({}, (s) => {
      s.world.value = (name, at) => (name === "Errors" && s.world.isBroken(at) ? 9 : s.world.usual(name, at));
    });
    const verdict = verdictOf(journal);
    expect([verdict.kind, verdict.reasons[0]?.code]).toEqual(["failed", "check-missed"]);
    expect(verdict.reasons[0]?.facts).toMatchObject({ worst: 9, bound: "below 5%" });
  });

  test("when the recovery comes too late, were it by seconds", async () => {
    const journal = await journalOf({ recoveryMs: 30_000 }, (s) => {
      s.world.heals = 32_000;
    });
    expect([verdictOf(journal).kind, codesOf(journal)]).toEqual(["failed", ["recovered-late"]]);
  });

  test("when the system does not recover", async () => {
    const journal = await journalOf({ recoveryMs: 30_000 }, (s) => {
      s.world.heals = 3_600_000;
    });
    expect(verdictOf(journal).kind).toBe("failed");
    expect(codesOf(journal)).toEqual(expect.arrayContaining(["not-recovered", "not-restored"]));
  });

  test("when something that FIS made is left behind", async () => {
    const journal = await journalOf({}, (s) => {
      s.world.disturb = () => {
        if (s.world.experiment) s.world.residueLeft = [{ id: "sg-1", what: "security group" }];
      };
    });
    expect([verdictOf(journal).kind, codesOf(journal)[0]]).toEqual(["failed", "residue-left"]);
  });

  test("when a guard's samples show a breach that nobody acted on in time", () => {
    const journal = rewrite(passing, (event) => {
      if (event.type !== "sampled") return event;
      const series = event.series["guard:errors-high"]?.map((sample) => (sample.value === 2 ? { ...sample, value: 60 } : sample));
      return series ? { ...event, series: { ...event.series, "guard:errors-high": series } } : event;
    });
    expect([verdictOf(journal).kind, codesOf(journal)[0]]).toEqual(["failed", "guard-breached-late"]);
  });
});

test("errored, when the experiment failed by the platform, with its code", async () => {
  const journal = await journalOf({}, (s) => {
    s.world.disturb = () => {
      const { experiment } = s.world;
      if (experiment) experiment.failure = { reason: "Unable to stop instances", code: "AuthorizationFailure" };
    };
  });
  const verdict = verdictOf(journal);
  expect([verdict.kind, verdict.reasons[0]?.code]).toEqual(["errored", "experiment-failed"]);
  expect(verdict.reasons[0]?.message).toContain("AuthorizationFailure");
});

test("every code stands in the table of precedence once", () => {
  const codes = PRECEDENCE.flatMap((row) => row.codes.map((code) => `${row.verdict} ${code}`));
  expect(new Set(codes).size).toBe(codes.length);
});
