import { runUnsafeSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import fc from "fast-check";
import { compile, isLoose, type Plan, rolePolicy } from "../../../src/experiment";
import { requestsOf, SAMPLE_PLACE } from "../../../src/experiment/fis-requests";
import { evaluateAccess } from "../../../src/experiment/iam";
import { commonNeighbours, neighboursOf } from "../../../src/experiment/neighbours";
import { isRead, needsOf } from "../../../src/experiment/permissions";
import { selfCheck } from "../../../src/experiment/self-check";
import { catalogue, fault } from "../../../src/faults";
import { fillLocality } from "../../../src/words";
import { every } from "../../faults/every";
import { requests, sound } from "../definitions";

const effect = { some: { metric: requests, becomes: { below: "10 requests" } } };
/** Something that does harm, for an experiment of waits and looks. */
const harm = every.reboot;

const plans = Object.entries(every).map(([name, one]): readonly [string, Plan] => {
  const faults = catalogue[one.actionId]?.injectsFault ? { one } : { one, harm };
  const compiled = compile("judged", { ...sound(), faults, effect, maxDuration: "12h" });
  if (!compiled.ok) throw new Error(`${name}: ${JSON.stringify(compiled.problems)}`);
  return [name, compiled.value];
});

test.each(plans)("the role of %s passes its own check", (_, plan) => {
  expect(selfCheck(plan)).toEqual([]);
});

test.each(plans)("no statement of the role of %s changes anything everywhere without a condition", (_, plan) => {
  expect(plan.permissions.filter(isLoose)).toEqual([]);
});

test.each(plans)("without any one action of its faults' statements, the role of %s is found wanting", (_, plan) => {
  const needed = new Set(needsOf(plan.actions, plan.targets).flatMap(({ facts }) => facts.actions));
  for (const [index, statement] of plan.permissions.entries()) {
    for (const action of statement.actions.filter(
      (one) => needed.has(one) && !statement.neededBy.every((by) => by === "the experiment's log"),
    )) {
      const less = { ...statement, actions: statement.actions.filter((one) => one !== action) };
      const permissions = plan.permissions.map((one, at) => (at === index ? less : one));
      expect({ action, found: selfCheck({ ...plan, permissions }).map(({ code }) => code) }).toEqual({
        action,
        found: expect.arrayContaining(["role-lacks-permission"]),
      });
    }
  }
});

test.each(plans)("a role of %s that may change everything is found loose", (_, plan) => {
  const changes = plan.permissions.filter(({ actions, neededBy }) => !actions.every(isRead) && !neededBy.includes("the experiment's log"));
  for (const statement of changes) {
    const wide = { ...statement, resources: ["*"], conditions: {} };
    const permissions = plan.permissions.map((one) => (one === statement ? wide : one));
    const found = selfCheck({ ...plan, permissions }).map(({ code }) => code);
    const [need] = needsOf(plan.actions, plan.targets).filter(({ facts }) =>
      facts.actions.some((action) => statement.actions.includes(action)),
    );
    // A blow that no Region, account, tag or fault bounds has no neighbours but the common ones.
    if (need && neighboursOf(need).length > 0)
      expect({ statement, found }).toEqual({ statement, found: expect.arrayContaining(["loose-role"]) });
  }
});

test.each([
  "iam:CreateUser",
  "sts:AssumeRole",
  "kms:Decrypt",
  "s3:GetObject",
])("an untyped fault that wants %s on anything is refused", (action) => {
  const greedy = fault.raw({
    actionId: "aws:new:fault",
    permissions: [{ actions: [action], resources: ["*"], conditions: { StringEquals: { "aws:RequestedRegion": "{region}" } } }],
  });
  const compiled = compile("greedy", { ...sound(), faults: { greedy }, effect });
  expect(compiled.ok ? [] : compiled.problems.map(({ code, path }) => [code, path])).toEqual([["loose-role", "faults"]]);
});

test("a condition that the evaluator does not know is refused, not guessed", () => {
  const odd = fault.raw({
    actionId: "aws:new:fault",
    permissions: [{ actions: ["s3:GetObject"], resources: ["*"], conditions: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }],
  });
  const compiled = compile("odd", { ...sound(), faults: { odd }, effect });
  expect(compiled.ok ? [] : compiled.problems.map(({ code }) => code)).toContain("unknown-condition");
});

test("iam-simulate agrees on what the generated roles allow, of what they need and of its neighbours", () => {
  const all = plans.flatMap(([, plan]) => {
    const policy = fillLocality(rolePolicy(plan.permissions), SAMPLE_PLACE);
    const needs = needsOf(plan.actions, plan.targets);
    return [...needs.flatMap((need) => [...requestsOf(need), ...neighboursOf(need)]), ...commonNeighbours(needs)].map((request) => ({
      policy,
      request,
    }));
  });
  // Of keys the role's policy does not decide alone: the simulator wants the key's policy too.
  const asked = all.filter(({ request }) => !request.action.startsWith("kms:"));
  expect(asked.length).toBeGreaterThan(all.length / 2);
  fc.assert(
    fc.property(fc.constantFrom(...asked), ({ policy, request: { action, resource, context = {} } }) => {
      const simulation: Simulation = {
        request: {
          principal: `arn:aws:iam::${SAMPLE_PLACE.accountId}:role/tester`,
          action,
          resource: { resource, accountId: SAMPLE_PLACE.accountId },
          contextVariables: Object.fromEntries(
            Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
          ),
        },
        identityPolicies: [{ name: "role", policy }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      };
      const ours = evaluateAccess({ identity: [policy] }, { action, resource, context });
      expect({ action, resource, allowed: ours.allowed }).toEqual({
        action,
        resource,
        allowed: runUnsafeSimulation(simulation, {}) === "Allowed",
      });
    }),
    { numRuns: 1_500 },
  );
});
