import { catalogue, retiredActions, targetTypes } from "../../src/faults";
import { freshnessOf, type RegionCatalogue } from "../../src/faults/freshness";

const AS_KNOWN: RegionCatalogue = {
  actions: Object.values(catalogue).map(({ actionId: id, targets, parameters }) => ({ id, targets, parameters })),
  targetTypes: Object.entries(targetTypes).map(([resourceType, { parameters }]) => ({ resourceType, parameters })),
};
const changed = (id: string, change: (action: RegionCatalogue["actions"][number]) => RegionCatalogue["actions"][number]) => ({
  ...AS_KNOWN,
  actions: AS_KNOWN.actions.map((action) => (action.id === id ? change(action) : action)),
});

test("a Region that offers what is known is no news", () => {
  expect(freshnessOf(AS_KNOWN)).toEqual({
    differences: [],
    same: { actions: Object.keys(catalogue).length, targetTypes: Object.keys(targetTypes).length },
    readOn: { from: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), to: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
  });
});

test("an unknown action and an unknown type are new; what a Region does not list is gone", () => {
  const region = {
    actions: [...AS_KNOWN.actions.slice(1), { id: "aws:sqs:lose-messages", targets: {}, parameters: {} }],
    targetTypes: [...AS_KNOWN.targetTypes.slice(1), { resourceType: "aws:sqs:queue", parameters: {} }],
  };
  const { differences, same } = freshnessOf(region);
  expect(differences.map(({ kind, of, id }) => [kind, of, id])).toEqual([
    ["gone", "action", AS_KNOWN.actions[0]?.id],
    ["new", "action", "aws:sqs:lose-messages"],
    ["gone", "target type", AS_KNOWN.targetTypes[0]?.resourceType],
    ["new", "target type", "aws:sqs:queue"],
  ]);
  expect(same).toEqual({ actions: AS_KNOWN.actions.length - 1, targetTypes: AS_KNOWN.targetTypes.length - 1 });
});

test("parameters and targets that came, went, or changed are named one by one", () => {
  const { differences } = freshnessOf(
    changed("aws:ec2:stop-instances", ({ id }) => ({
      id,
      targets: { Instances: "aws:ec2:spot-instance", Hosts: "aws:ec2:host" },
      parameters: { startInstancesAfterDuration: { required: true }, force: { required: true } },
    })),
  );
  expect(differences).toEqual([
    {
      kind: "changed",
      of: "action",
      id: "aws:ec2:stop-instances",
      details: [
        "target Hosts (aws:ec2:host) is new",
        "target Instances is aws:ec2:spot-instance now, was aws:ec2:instance",
        expect.stringContaining("parameter"),
        "parameter force is new and required",
        "parameter startInstancesAfterDuration is required now",
      ],
    },
  ]);
});

test("a retired action that a Region still lists is no news", () => {
  const retired = Object.keys(retiredActions).map((id) => ({ id, targets: {}, parameters: {} }));
  const types = ["aws:elasticache:redis-replicationgroup", "aws:dynamodb:encrypted-global-table"];
  const region = {
    actions: [...AS_KNOWN.actions, ...retired],
    targetTypes: [...AS_KNOWN.targetTypes, ...types.map((resourceType) => ({ resourceType, parameters: {} }))],
  };
  expect(freshnessOf(region).differences).toEqual([]);
});
