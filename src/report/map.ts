import { type Entry, entriesOf, NOT_VISIBLE, type ResolvedTarget, type TargetState } from "../journal";
import { nameOf } from "./text";

/** One resource of the map, before, during and after. */
export interface MapItem {
  readonly id: string;
  /** The last part of the ARN, or the pod's name. */
  readonly label: string;
  readonly resourceType: string;
  /** Whether FIS chose it. */
  readonly hit: boolean;
  /** Whether this is only the part of a group that stands in one zone: the bystanders of a zone's fault. */
  readonly part: boolean;
  readonly before: TargetState | null;
  /** The state during the fault that differs most from the one before. */
  readonly during: TargetState | null;
  readonly after: TargetState | null;
}

/** Targets by zone; what stands in no zone (groups, clusters) is under `null`. */
export type ZoneMap = readonly { readonly zone: string | null; readonly items: readonly MapItem[] }[];

type Placed = MapItem & { readonly zone: string | null };
type When = "before" | "during" | "after";

const WORST: Readonly<Record<TargetState["condition"], number>> = { healthy: 0, unknown: 1, impaired: 2, gone: 3 };

/** What FIS chose and what stands around it, by zone, with what happened to each. */
export function mapOf(entries: readonly Entry[]): ZoneMap {
  const resolved = entriesOf(entries, "targets-resolved").flatMap(({ event }) => event.targets);
  const observed = entriesOf(entries, "targets-observed");
  const states = (when: When) =>
    observed.filter(({ event }) => event.when === when).flatMap(({ event }) => event.states.filter((state) => !standsIn(state, resolved)));
  const before = lastById(states("before"));
  const during = worstById(states("during"));
  const after = lastById(states("after"));
  const ids = new Set([...resolved.map((target) => target.id), ...before.keys(), ...during.keys(), ...after.keys()]);
  const items = [...ids].flatMap((id): readonly Placed[] => {
    const target = resolved.find((item) => item.id === id);
    const state = before.get(id) ?? during.get(id) ?? after.get(id);
    const item: Placed = {
      id,
      label: nameOf(id),
      resourceType: target?.resourceType ?? state?.resourceType ?? "",
      hit: target !== undefined,
      part: false,
      zone: state?.zone ?? target?.zone ?? null,
      before: before.get(id) ?? null,
      during: during.get(id) ?? null,
      after: after.get(id) ?? null,
    };
    return [item, ...partsOf(item)];
  });
  const zones = [...new Set(items.map((item) => item.zone))].sort((a, b) => (a === null ? 1 : b === null ? -1 : a.localeCompare(b)));
  return zones.map((zone) => ({ zone, items: items.filter((item) => item.zone === zone).sort(byImportance) }));
}

/** A state that only says that targets of this kind cannot be looked at; once they are known by name it says nothing more. */
function standsIn(state: TargetState, resolved: readonly ResolvedTarget[]): boolean {
  return state.state === NOT_VISIBLE && state.id === state.target && resolved.some(({ target }) => target === state.target);
}

/** A group's members in each zone: what the group lost in one, and what the others had then. */
function partsOf(item: Placed): readonly Placed[] {
  const counts = { before: zonesOf(item.before), during: zonesOf(item.during), after: zonesOf(item.after) };
  const zones = new Set(Object.values(counts).flatMap((count) => Object.keys(count ?? {})));
  return [...zones].map((zone): Placed => {
    const had = counts.before?.[zone] ?? 0;
    const at = (when: When): TargetState | null => {
      const whole = item[when];
      const count = counts[when];
      if (!whole || !count) return null;
      const now = count[zone] ?? 0;
      const condition = now >= had ? "healthy" : now === 0 ? "gone" : "impaired";
      return { ...whole, zone, state: `${now} in service`, condition, facts: {} };
    };
    return { ...item, hit: false, part: true, zone, before: at("before"), during: at("during"), after: at("after") };
  });
}

function zonesOf(state: TargetState | null): Readonly<Record<string, number>> | null {
  const zones = state?.facts.zones;
  if (typeof zones !== "object" || zones === null) return null;
  return Object.fromEntries(Object.entries(zones).flatMap(([zone, count]) => (typeof count === "number" ? [[zone, count]] : [])));
}

/** What was hit first, then by what it is. */
function byImportance(a: Placed, b: Placed): number {
  return Number(b.hit) - Number(a.hit) || a.resourceType.localeCompare(b.resourceType) || a.id.localeCompare(b.id);
}

function lastById(states: readonly TargetState[]): Map<string, TargetState> {
  return new Map(states.map((state) => [state.id, state]));
}

function worstById(states: readonly TargetState[]): Map<string, TargetState> {
  const worst = new Map<string, TargetState>();
  for (const state of states) {
    const known = worst.get(state.id);
    if (!known || WORST[state.condition] > WORST[known.condition]) worst.set(state.id, state);
  }
  return worst;
}
