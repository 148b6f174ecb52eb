import fc from "fast-check";
import { type PlannedMember, planGroup, type Situation } from "../../../src/sandbox/autoscaling/plan";

const ZONES = ["a", "b", "c"] as const;
let serial = 0;
const member = (zone: string, facts: Partial<PlannedMember> = {}): PlannedMember => ({
  id: `i-${++serial}`,
  zone,
  inService: true,
  protected: false,
  launchedAt: serial,
  outdated: false,
  rebalancing: false,
  ...facts,
});

const situation = (facts: Partial<Situation>): Situation => ({
  desired: 0,
  zones: ZONES,
  blocked: new Set(),
  members: [],
  mayRebalance: true,
  ...facts,
});

/** What happens to a group when its plans are carried out, until nothing more is planned. */
function carriedOut(start: Situation): { members: readonly PlannedMember[]; steps: number; most: number; least: number } {
  let members = start.members;
  let most = members.length;
  let least = members.length;
  for (let steps = 0; ; steps++) {
    const step = planGroup({ ...start, members });
    const launched = [...step.launch.map((zone) => member(zone, { inService: false }))];
    if (step.rebalance) launched.push(member(step.rebalance, { inService: false, rebalancing: true }));
    const booted = members.map((one) => ({ ...one, inService: true, rebalancing: false }));
    const idle = launched.length === 0 && step.terminate.length === 0;
    if (idle && members.every((one) => one.inService)) return { members, steps, most, least };
    if (steps > 200) throw new Error("the group does not settle");
    members = [...booted.filter((one) => !step.terminate.includes(one.id)), ...launched];
    most = Math.max(most, members.length);
    least = Math.min(least, members.length);
  }
}

const perZone = (members: readonly PlannedMember[], zones: readonly string[]) =>
  zones.map((zone) => members.filter((one) => one.zone === zone).length);

const anyMembers = fc.array(fc.record({ zone: fc.constantFrom(...ZONES), inService: fc.boolean() }), { maxLength: 12 });
const anyBlocked = fc.subarray([...ZONES]);

test("a group always settles at its desired capacity, evenly over the zones that take launches", () => {
  fc.assert(
    fc.property(anyMembers, anyBlocked, fc.integer({ min: 0, max: 12 }), (made, blocked, desired) => {
      const open = ZONES.filter((zone) => !blocked.includes(zone));
      const start = made.map(({ zone, inService }) => member(zone, { inService }));
      const { members } = carriedOut(situation({ desired, members: start, blocked: new Set(blocked) }));
      if (open.length === 0) {
        expect(members.length).toBe(Math.min(desired, start.length));
        return;
      }
      expect(members.length).toBe(desired);
      const counts = perZone(members, open);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      // A blocked zone keeps at most its fair share.
      for (const zone of blocked) expect(perZone(members, [zone])[0]).toBeLessThanOrEqual(Math.min(...counts) + 1);
    }),
  );
});

test("nothing is launched where launches fail", () => {
  fc.assert(
    fc.property(anyMembers, anyBlocked, fc.integer({ min: 0, max: 12 }), (made, blocked, desired) => {
      const members = made.map(({ zone, inService }) => member(zone, { inService }));
      const step = planGroup(situation({ desired, members, blocked: new Set(blocked) }));
      for (const zone of [...step.launch, ...(step.rebalance ? [step.rebalance] : [])]) expect(blocked).not.toContain(zone);
    }),
  );
});

test("evening out the zones never takes the group below what it desires, and one above at most", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 12 }), (zones) => {
      const members = zones.map((zone) => member(zone));
      const { least, most } = carriedOut(situation({ desired: members.length, members }));
      expect(least).toBe(members.length);
      expect(most).toBeLessThanOrEqual(members.length + 1);
    }),
  );
});

test("a settled, even group is left alone", () => {
  const members = ["a", "b", "c", "a"].map((zone) => member(zone));
  expect(planGroup(situation({ desired: 4, members }))).toEqual({ launch: [], rebalance: undefined, terminate: [] });
});

test("scaling in begins in the fullest zone, with what is outdated, then the oldest, and spares what is protected", () => {
  const old = member("a");
  const outdated = member("a", { outdated: true });
  const other = member("b");
  const kept = member("a", { protected: true, outdated: true, launchedAt: 0 });
  expect(planGroup(situation({ desired: 3, members: [old, outdated, other, kept] })).terminate).toEqual([outdated.id]);
  expect(planGroup(situation({ desired: 2, members: [old, outdated, other, kept] })).terminate).toEqual([outdated.id, old.id]);
  expect(planGroup(situation({ desired: 0, members: [old, outdated, other, kept] })).terminate).not.toContain(kept.id);
});
