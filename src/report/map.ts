import { type Entry, entriesOf, type ResolvedTarget, type TargetState } from "../journal";

/** One resource of the map, before, during and after. */
export interface MapItem {
  readonly id: string;
  /** The last part of the ARN, or the pod's name. */
  readonly label: string;
  readonly resourceType: string;
  /** Whether FIS chose it. */
  readonly hit: boolean;
  readonly before: TargetState | null;
  /** The state during the fault that differs most from the one before. */
  readonly during: TargetState | null;
  readonly after: TargetState | null;
}

/** Targets by zone; what stands in no zone (groups, clusters) is under `null`. */
export type ZoneMap = readonly { readonly zone: string | null; readonly items: readonly MapItem[] }[];

const WORST: Readonly<Record<TargetState["condition"], number>> = { healthy: 0, unknown: 1, impaired: 2, gone: 3 };

export function mapOf(entries: readonly Entry[]): ZoneMap {
  const resolved = entriesOf(entries, "targets-resolved").flatMap(({ event }) => event.targets);
  const observed = entriesOf(entries, "targets-observed");
  const states = (when: "before" | "during" | "after") =>
    observed.filter(({ event }) => event.when === when).flatMap(({ event }) => event.states);
  const before = lastById(states("before"));
  const during = worstById(states("during"));
  const after = lastById(states("after"));
  const ids = new Set([...resolved.map((target) => target.id), ...before.keys(), ...during.keys(), ...after.keys()]);
  const items = [...ids].map((id): MapItem & { zone: string | null } => {
    const target = resolved.find((item) => item.id === id);
    const state = before.get(id) ?? during.get(id) ?? after.get(id);
    return {
      id,
      label: labelOf(id),
      resourceType: target?.resourceType ?? state?.resourceType ?? "",
      hit: target !== undefined,
      zone: zoneOf(target, state),
      before: before.get(id) ?? null,
      during: during.get(id) ?? null,
      after: after.get(id) ?? null,
    };
  });
  const zones = [...new Set(items.map((item) => item.zone))].sort((a, b) => (a === null ? 1 : b === null ? -1 : a.localeCompare(b)));
  return zones.map((zone) => ({
    zone,
    items: items
      .filter((item) => item.zone === zone)
      .sort((a, b) => a.resourceType.localeCompare(b.resourceType) || a.id.localeCompare(b.id)),
  }));
}

function zoneOf(target: ResolvedTarget | undefined, state: TargetState | undefined): string | null {
  return state?.zone ?? target?.zone ?? null;
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

function labelOf(id: string): string {
  return id.split(/[/:]/).at(-1) ?? id;
}
