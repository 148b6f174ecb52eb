import { PREFLIGHT } from "../../src/analysis";
import type { Plan } from "../../src/experiment";
import { CHECKS, driftOf, mostHit } from "../../src/run";
import { manifestOf } from "./manifest";
import { type Stage, stage } from "./stage";
import { SECONDS, templateOf } from "./world";

/** Runs until the start is refused; the checks that refused, with their words. */
async function refusedBy(change: Partial<Plan>, set: (s: Stage) => void): Promise<Record<string, string>> {
  const s = stage(change);
  set(s);
  const result = await s.run();
  expect({ verdict: result.verdict, exitCode: result.exitCode, experiments: s.world.experiments }).toEqual({
    verdict: "blocked",
    exitCode: 5,
    experiments: [],
  });
  return Object.fromEntries(result.reasons.map((reason) => [String(reason.facts.check), reason.message]));
}

test("every name on the list has its check, and every check its name on the list", () => {
  expect(Object.keys(CHECKS)).toEqual([...PREFLIGHT]);
  expect(Object.values(CHECKS).map((check) => check.name)).toEqual([...PREFLIGHT]);
});

const cases: [string, string, string, (s: Stage) => void, Partial<Plan>?][] = [
  [
    "a missing template",
    "template-as-planned",
    "run pulumi up",
    (s) => {
      s.world.templateChange = () => undefined;
    },
  ],
  [
    "another role on the template",
    "template-as-planned",
    "its role is other",
    (s) => {
      s.world.templateChange = (template) => ({ ...template, roleArn: "other" });
    },
  ],
  [
    "a stop condition that was taken off",
    "template-as-planned",
    "stop condition",
    (s) => {
      s.world.templateChange = (template) => ({ ...template, stopConditionArns: template.stopConditionArns.slice(1) });
    },
  ],
  [
    "a target that was widened by hand",
    "template-as-planned",
    "target oneZone was changed",
    (s) => {
      s.world.templateChange = (template) => ({
        ...template,
        targets: { oneZone: { ...Object.values(template.targets)[0], selectionMode: "PERCENT(100)" } as never },
      });
    },
  ],
  [
    "a role that lost a permission of its fault",
    "role-permissions",
    "may not ec2:StartInstances on arn:aws:ec2:",
    (s) => {
      s.world.roleLacks = (action) => action === "ec2:StartInstances";
    },
  ],
  [
    "a role that may not log",
    "role-permissions",
    "may not logs:CreateLogDelivery on *",
    (s) => {
      s.world.roleLacks = (action) => action === "logs:CreateLogDelivery";
    },
  ],
  [
    "a role that nobody may look at",
    "role-permissions",
    "it could not be found out: iam:SimulatePrincipalPolicy is needed",
    (s) => {
      s.world.disturb = (call) => {
        if (call === "roles") throw new Error("iam:SimulatePrincipalPolicy is needed");
      };
    },
  ],
  [
    "an engaged lever",
    "safety-lever",
    "engaged",
    (s) => {
      s.world.lever = "engaged";
    },
  ],
  [
    "a lever that is being engaged",
    "safety-lever",
    "engaging",
    (s) => {
      s.world.lever = "engaging";
    },
  ],
  [
    "five active experiments",
    "active-experiments",
    "FIS allows 5",
    (s) => {
      s.world.others = ["1", "2", "3", "4", "5"];
    },
  ],
  [
    "residue of an earlier run",
    "residue-of-earlier-runs",
    "security group sg-1",
    (s) => {
      s.world.residueLeft = [{ id: "sg-1", what: "security group" }];
    },
  ],
  [
    "a guard alarm in ALARM",
    "guard-alarms",
    "is in ALARM",
    (s) => {
      s.world.alarmOf = () => "ALARM";
    },
  ],
  [
    "a guard alarm without data",
    "guard-alarms",
    "has no data",
    (s) => {
      s.world.alarmOf = () => "INSUFFICIENT_DATA";
    },
  ],
  [
    "a guard alarm that was deleted",
    "guard-alarms",
    "does not exist",
    (s) => {
      s.world.alarmOf = () => "missing";
    },
  ],
  [
    "beats that do not arrive",
    "heartbeat-alarm",
    "heartbeat alarm",
    (s) => {
      s.world.disturb = (call) => {
        if (call === "beat") throw new Error("denied");
      };
    },
  ],
  [
    "a guard metric without data",
    "guard-metrics",
    "errors-high has no data",
    (s) => {
      s.world.value = (name, at) => (name === "Errors" ? null : s.world.usual(name, at));
    },
  ],
  [
    "a guard metric that is bad now",
    "guard-metrics",
    "is breached now: 60",
    (s) => {
      s.world.value = (name, at) => (name === "Errors" ? 60 : s.world.usual(name, at));
    },
  ],
  [
    "no traffic data",
    "traffic",
    "no data",
    (s) => {
      s.world.value = (name, at) => (name === "Requests" ? null : s.world.usual(name, at));
    },
  ],
  [
    "traffic below the floor",
    "traffic",
    "traffic is 1/s",
    (s) => {
      s.world.value = (name, at) => (name === "Requests" ? 10 : s.world.usual(name, at));
    },
  ],
  [
    "no target",
    "targets-found",
    "hits nothing",
    (s) => {
      s.world.stateOf = (id) => (id === "i-1" ? { condition: "gone", state: "terminated" } : {});
    },
  ],
  [
    "more targets than allowed",
    "targets-found",
    "2 targets would be hit, and the experiment allows 1",
    (s) => {
      const ports = s.world.ports();
      const [state] = [
        {
          id: "i-2",
          resourceType: "aws:ec2:instance",
          target: "oneZone",
          zone: null,
          state: "running",
          condition: "healthy" as const,
          facts: {},
        },
      ];
      s.world.ports = () => ({
        ...ports,
        targets: { ...ports.targets, observe: async (...args) => [...(await ports.targets.observe(...args)), state] },
      });
    },
    { maxTargets: 1 },
  ],
  [
    "a target that is not well",
    "targets-healthy",
    "i-1 is stopped",
    (s) => {
      s.world.stateOf = (id) => (id === "i-1" ? { state: "stopped", condition: "impaired" } : {});
    },
  ],
  [
    "a group that lacks a member",
    "targets-healthy",
    "web is 1 of 2",
    (s) => {
      s.world.stateOf = (id) => (id === "web" ? { state: "1 of 2 in service", condition: "impaired" } : {});
    },
  ],
  [
    "a target that nobody can look at, and no effect that covers it",
    "targets-healthy",
    "add an effect",
    (s) => {
      s.world.stateOf = (id) => (id === "i-1" ? { state: "not visible", condition: "unknown" } : {});
    },
    {
      targets: [
        {
          name: "oneZone",
          resourceType: "aws:ec2:instance",
          selectionMode: "COUNT(1)",
          arns: [],
          tags: { Team: "web" },
          filters: [],
          parameters: {},
        },
      ],
    },
  ],
  [
    "a share of targets that nobody can count",
    "targets-found",
    "select a number",
    (s) => {
      s.world.stateOf = (id) => (id === "i-1" ? { state: "not visible", condition: "unknown" } : {});
    },
  ],
];

test.each(cases)("%s refuses the start, named as %s", async (_, check, words, set, change = {}) => {
  const said = await refusedBy(change, set);
  expect(Object.keys(said)).toContain(check);
  expect(said[check]).toContain(words);
});

test.each([
  "template",
  "safetyLever",
  "activeExperiments",
  "residue",
  "states",
  "read",
  "targets",
] as const)("not knowing counts as no: %s that fails refuses the start", async (broken) => {
  const said = await refusedBy({}, (s) => {
    s.world.disturb = (call) => {
      if (call === broken) throw new Error("out of order");
    };
  });
  expect(Object.values(said).join()).toContain("could not be found out: out of order");
});

test("not knowing counts as no: a check that never answers refuses the start", async () => {
  const said = await refusedBy({}, (s) => {
    s.world.disturb = (call) => (call === "safetyLever" ? new Promise(() => undefined) : undefined);
  });
  expect(said["safety-lever"]).toContain("no answer within");
});

test("all that is wrong is told at once", async () => {
  const said = await refusedBy({}, (s) => {
    s.world.lever = "engaged";
    s.world.others = ["1", "2", "3", "4", "5"];
    s.world.residueLeft = [{ id: "sg-1", what: "security group" }];
  });
  expect(Object.keys(said)).toEqual(["safety-lever", "active-experiments", "residue-of-earlier-runs"]);
});

test("no guard is refused; a waiver is needed, and is told", async () => {
  const without = await refusedBy({ guards: [] }, () => undefined);
  expect(without["guards-declared"]).toContain("nobody has waived it");
  const s = stage({ guards: [], guardWaiver: { by: "alice", reason: "nothing can break" } });
  const result = await s.run();
  expect(result.verdict).toBe("passed");
  expect(result.reasons.map((reason) => reason.message)).toContain("no guard: waived by alice: nothing can break");
});

test("an alarm that is fresh gets the time to see its first data", async () => {
  const s = stage();
  const began = s.time.now();
  s.world.alarmOf = () => (s.time.now() - began > 40 * SECONDS ? "OK" : "ALARM");
  expect((await s.run()).verdict).toBe("passed");
});

test("an alarm that stays in ALARM is not waited for longer than a minute", async () => {
  const s = stage();
  s.world.alarmOf = () => "ALARM";
  const began = s.time.now();
  expect((await s.run()).verdict).toBe("blocked");
  expect(s.time.now() - began).toBeGreaterThan(55 * SECONDS);
  expect(s.time.now() - began).toBeLessThan(75 * SECONDS);
});

test("what changes between the checks and the start is seen in the last look", async () => {
  const s = stage();
  const began = s.time.now();
  s.world.disturb = () => {
    if (s.time.now() - began > 30 * SECONDS) s.world.lever = "engaged";
  };
  const result = await s.run();
  expect([result.verdict, result.reasons.map((reason) => reason.facts.check), s.world.experiments.length]).toEqual([
    "blocked",
    ["start/safety-lever"],
    0,
  ]);
});

test("while the fault of a run without a conductor is still on, no other run begins, and none beats for its dead-man's switch", async () => {
  const s = stage();
  const { templateId } = s.world.manifest;
  await s.world
    .ports()
    .injector.start({ templateId, clientToken: "other", tags: { "faultline:run": "run-dead", "faultline:experiment": "stop-one" } });
  const result = await s.run();
  expect([result.verdict, result.reasons[0]?.facts.check]).toEqual(["blocked", "experiment-free"]);
  expect(result.reasons[0]?.message).toContain("of run run-dead: wait for its end, or stop it");
  expect(s.world.calls.filter(({ call }) => call === "beat")).toHaveLength(0);
  expect(s.world.experiments).toHaveLength(1);
});

test("a role that was made a moment ago is waited for until it is a minute old, and that is told", async () => {
  const s = stage();
  s.world.roleMadeAt = s.time.now() - 10 * SECONDS;
  const result = await s.run();
  expect(result.verdict).toBe("passed");
  const began = s.world.roleMadeAt + 10 * SECONDS;
  const answered = (await s.entries()).find(({ event }) => event.type === "preflight-answered" && event.check === "role-permissions");
  expect((answered?.at ?? 0) - began).toBeGreaterThanOrEqual(50 * SECONDS);
  expect((answered?.at ?? 0) - began).toBeLessThan(60 * SECONDS);
});

test("a role whose age lies in the future of this clock, or is told by nobody, is not waited for without end", async () => {
  const ahead = stage();
  ahead.world.roleMadeAt = ahead.time.now() + 3_600 * SECONDS;
  expect((await ahead.run()).verdict).toBe("passed");
  const untold = stage();
  const ports = untold.world.ports();
  const roles = { ...ports.roles, createdAt: () => Promise.reject(new Error("iam:GetRole is not allowed")) };
  const began = untold.time.now();
  expect((await untold.run({ ports: { ...ports, roles } })).verdict).toBe("passed");
  const answered = (await untold.entries()).find(({ event }) => event.type === "preflight-answered" && event.check === "role-permissions");
  expect(answered?.event).toMatchObject({ answer: "ok", message: expect.stringContaining("iam:GetRole is not allowed") });
  expect((answered?.at ?? 0) - began).toBeLessThan(10 * SECONDS);
});

test("a template that is changed while the baseline is watched is not started: FIS would start what nobody has checked", async () => {
  const s = stage();
  const began = s.time.now();
  s.world.disturb = () => {
    if (s.time.now() - began > 30 * SECONDS)
      s.world.templateChange = (template) => ({ ...template, emptyTargets: template.emptyTargets === "fail" ? "skip" : "fail" });
  };
  const result = await s.run();
  expect([result.verdict, result.reasons.map((reason) => reason.facts.check), s.world.experiments.length]).toEqual([
    "blocked",
    ["start/template-as-planned"],
    0,
  ]);
});

test("a guard that is breached in the baseline blocks the start", async () => {
  const s = stage();
  const began = s.time.now();
  s.world.value = (name, at) => (name === "Errors" && at > began + 25 * SECONDS ? 60 : s.world.usual(name, at));
  const result = await s.run();
  expect([result.verdict, result.reasons[0]?.code, s.world.experiments.length]).toEqual(["blocked", "guard-breached-before-start", 0]);
});

test("a start that FIS refuses for its quota blocks; any other refusal is an error of the platform", async () => {
  const answers = [
    [{ ok: false, code: "ServiceQuotaExceededException", message: "five are active", retryable: true }, "blocked", "start-quota"],
    [{ ok: false, code: "AccessDeniedException", message: "no", retryable: false }, "errored", "start-refused"],
  ] as const;
  for (const [answer, verdict, code] of answers) {
    const s = stage();
    const ports = s.world.ports();
    const result = await s.run({ ports: { ...ports, injector: { ...ports.injector, start: async () => answer } } });
    expect([result.verdict, result.reasons[0]?.code]).toEqual([verdict, code]);
  }
});

test("a start that a throttle refuses at first succeeds later, as one experiment", async () => {
  const s = stage();
  const ports = s.world.ports();
  let tries = 0;
  const start: typeof ports.injector.start = async (...args) =>
    ++tries < 3 ? { ok: false, code: "ThrottlingException", message: "slow down", retryable: true } : ports.injector.start(...args);
  expect((await s.run({ ports: { ...ports, injector: { ...ports.injector, start } } })).verdict).toBe("passed");
  expect(s.world.experiments).toHaveLength(1);
});

test("a start whose answers are lost is repeated with the same token, as one experiment", async () => {
  const s = stage();
  const ports = s.world.ports();
  let tries = 0;
  const start: typeof ports.injector.start = async (...args) => {
    const answer = await ports.injector.start(...args);
    if (++tries < 3) throw new Error("connection reset");
    return answer;
  };
  expect((await s.run({ ports: { ...ports, injector: { ...ports.injector, start } } })).verdict).toBe("passed");
  expect(s.world.experiments).toHaveLength(1);
});

test("the most that a target can hit follows its selection, and FIS rounds down", () => {
  const [target] = manifestOf().plan.targets;
  if (!target) throw new Error("a target");
  const most = (selectionMode: string, matching: number | undefined) => mostHit({ ...target, selectionMode }, matching);
  expect([most("ALL", 7), most("COUNT(3)", 7), most("COUNT(3)", 2), most("PERCENT(50)", 5), most("PERCENT(50)", 1)]).toEqual([
    7, 3, 2, 2, 0,
  ]);
  expect([most("ALL", undefined), most("COUNT(3)", undefined), most("PERCENT(50)", undefined)]).toEqual([undefined, 3, undefined]);
});

test("a template that only orders its lists otherwise has not drifted; placeholders of the plan are filled", () => {
  const manifest = manifestOf();
  const template = templateOf(manifest);
  expect(driftOf(manifest, { ...template, stopConditionArns: [...template.stopConditionArns].reverse() })).toEqual([]);
  const [action] = manifest.plan.actions;
  if (!action) throw new Error("an action");
  const placed = manifestOf({ actions: [{ ...action, parameters: { documentArn: "arn:{partition}:ssm:{region}::document/X" } }] });
  const filled = {
    ...templateOf(placed),
    actions: {
      stopOne: { ...templateOf(placed).actions.stopOne, parameters: { documentArn: "arn:aws:ssm:us-east-1::document/X" } } as never,
    },
  };
  expect(driftOf(placed, filled)).toEqual([]);
});
