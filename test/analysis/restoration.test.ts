import { factsOf, restorationOf } from "../../src/analysis";
import { chain, type Entry, type ResolvedTarget, type RunEvent, type TargetState } from "../../src/journal";
import { manifestOf } from "../run/manifest";

const T = 1_000_000;
const state = (change: Partial<TargetState>): TargetState => ({
  id: "i-1",
  resourceType: "aws:ec2:instance",
  target: "oneZone",
  zone: null,
  state: "running",
  condition: "healthy",
  facts: {},
  ...change,
});
const group = (capacity: number, change: Partial<TargetState> = {}): TargetState =>
  state({
    id: "web",
    resourceType: "aws:ec2:autoscaling-group",
    target: null,
    state: `${capacity} in service`,
    facts: { name: "web", capacity },
    ...change,
  });
const hit: ResolvedTarget = { target: "oneZone", resourceType: "aws:ec2:instance", id: "i-1", zone: null, info: {} };

/** How each thing stands after the fault, by its id. */
function standing(
  before: readonly TargetState[],
  after: readonly TargetState[],
  resolved: readonly ResolvedTarget[] = [hit],
): Record<string, string> {
  const events: RunEvent[] = [
    {
      type: "run-created",
      manifest: manifestOf(),
      attempt: 1,
      clientToken: "t",
      by: "a",
      host: "h",
      speed: 1,
      platform: "sandbox",
      version: "t",
    },
    { type: "targets-observed", when: "before", states: before },
    { type: "targets-resolved", targets: resolved },
    { type: "targets-observed", when: "after", states: after },
  ];
  const entries: Entry[] = [];
  for (const event of events) entries.push(chain(entries.at(-1), "r", T, event));
  const facts = factsOf(entries);
  return Object.fromEntries((facts ? restorationOf(facts) : []).map(({ target, answer }) => [target, answer]));
}

test("what is as healthy as before is restored; what is impaired is not; what nobody sees is not known", () => {
  expect(standing([state({})], [state({})])).toEqual({ "i-1": "restored" });
  expect(standing([state({})], [state({ state: "stopped", condition: "impaired" })])).toEqual({ "i-1": "not-restored" });
  expect(standing([state({})], [state({ condition: "unknown" })])).toEqual({ "i-1": "unknown" });
  expect(standing([state({})], [])).toEqual({ "i-1": "unknown" });
  expect(standing([], [state({})])).toEqual({ "i-1": "unknown" });
});

test("what is gone is made good by its group, when that has its former capacity and is healthy", () => {
  const before = [state({ facts: { group: "web" } }), group(2)];
  const gone = state({ condition: "gone", state: "terminated" });
  expect(standing(before, [gone, group(2)])).toEqual({ "i-1": "restored", web: "restored" });
  expect(standing(before, [gone, group(1)])).toEqual({ "i-1": "not-restored", web: "not-restored" });
  expect(standing(before, [gone, group(2, { condition: "impaired" })])).toEqual({ "i-1": "not-restored", web: "not-restored" });
  expect(standing(before, [gone])).toEqual({ "i-1": "unknown", web: "unknown" });
  expect(standing([state({})], [gone])).toEqual({ "i-1": "not-restored" });
});

test("more capacity than before is no loss; less is, and capacity that is not told any more is", () => {
  expect(standing([state({}), group(2)], [state({}), group(3)])).toMatchObject({ web: "restored" });
  expect(standing([state({}), group(2)], [state({}), group(1, { condition: "healthy" })])).toMatchObject({ web: "not-restored" });
  expect(standing([state({}), group(2)], [state({}), group(2, { facts: { name: "web" } })])).toMatchObject({ web: "not-restored" });
});

test("an association must be the same again", () => {
  const subnet = (acl: string) => state({ resourceType: "aws:ec2:subnet", id: "subnet-1", facts: { as: { networkAcl: acl } } });
  const resolved = [{ ...hit, resourceType: "aws:ec2:subnet", id: "subnet-1" }];
  expect(standing([subnet("acl-1")], [subnet("acl-1")], resolved)).toEqual({ "subnet-1": "restored" });
  expect(standing([subnet("acl-1")], [subnet("acl-2")], resolved)).toEqual({ "subnet-1": "not-restored" });
});

test("what matched a target and was not chosen needs no restoration", () => {
  expect(standing([state({}), state({ id: "i-2" })], [state({})])).toEqual({ "i-1": "restored" });
});
