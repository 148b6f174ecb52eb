/** A member as the planner sees it: those that leave the group are no members any more. */
export interface PlannedMember {
  readonly id: string;
  readonly zone: string;
  readonly inService: boolean;
  readonly protected: boolean;
  readonly launchedAt: number;
  /** Made from another version of the launch template than a new one would be. */
  readonly outdated: boolean;
  readonly rebalancing: boolean;
}

export interface Situation {
  readonly desired: number;
  /** The group's zones. */
  readonly zones: readonly string[];
  /** Zones where launches fail at present. */
  readonly blocked: ReadonlySet<string>;
  readonly members: readonly PlannedMember[];
  readonly mayRebalance: boolean;
}

export interface Step {
  /** Zones to launch in, one entry for each instance. */
  readonly launch: readonly string[];
  /** One instance more than desired, to even out the zones; the fullest zone gives one up once it serves. */
  readonly rebalance: string | undefined;
  readonly terminate: readonly string[];
}

const count = (members: readonly PlannedMember[], zone: string) => members.filter((one) => one.zone === zone).length;

/**
 * What brings a group closer to its desired capacity, spread evenly over its zones:
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html
 */
export function planGroup(situation: Situation): Step {
  const { desired, members, zones, blocked } = situation;
  const open = zones.filter((zone) => !blocked.has(zone));
  const none = { launch: [], rebalance: undefined, terminate: [] };
  if (members.length < desired) return { ...none, launch: fill(members, open, desired - members.length) };
  const bootingForBalance = members.filter((one) => one.rebalancing && !one.inService).length;
  const surplus = members.length - desired - bootingForBalance;
  if (surplus > 0) return { ...none, terminate: leaving(members, surplus) };
  const settled = members.length === desired && members.every((one) => one.inService);
  return settled && situation.mayRebalance ? { ...none, rebalance: lightZone(members, open) } : none;
}

/** Each new one goes to the open zone with the fewest. */
function fill(members: readonly PlannedMember[], open: readonly string[], wanted: number): string[] {
  if (open.length === 0) return [];
  const load = new Map(open.map((zone) => [zone, count(members, zone)]));
  return Array.from({ length: wanted }, () => {
    const [zone = "", held = 0] = [...load].reduce((least, one) => (one[1] < least[1] ? one : least));
    load.set(zone, held + 1);
    return zone;
  });
}

/**
 * The default termination policy: from the zone with the most, first what is outdated, then the oldest. What is protected stays.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html
 */
function leaving(members: readonly PlannedMember[], surplus: number): string[] {
  const left = [...members];
  const gone: string[] = [];
  while (gone.length < surplus) {
    const candidates = left.filter((one) => !one.protected);
    const [first] = candidates.sort(
      (a, b) =>
        count(left, b.zone) - count(left, a.zone) ||
        Number(b.outdated) - Number(a.outdated) ||
        a.launchedAt - b.launchedAt ||
        (a.id < b.id ? -1 : 1),
    );
    if (!first) break;
    left.splice(left.indexOf(first), 1);
    gone.push(first.id);
  }
  return gone;
}

/** The open zone that has at least two fewer than the fullest zone, if there is one. */
function lightZone(members: readonly PlannedMember[], open: readonly string[]): string | undefined {
  const most = Math.max(0, ...members.filter((one) => !one.protected).map((one) => count(members, one.zone)));
  const [lightest] = [...open].sort((a, b) => count(members, a) - count(members, b));
  return lightest !== undefined && most - count(members, lightest) > 1 ? lightest : undefined;
}
