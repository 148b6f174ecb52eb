import { catalogue } from "./catalogue";
import { retiredActions } from "./retired";
import { targetTypes } from "./target-types";

/** An action as FIS describes it in one Region. */
export interface RegionAction {
  readonly id: string;
  /** Target key to resource type. */
  readonly targets: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, { readonly required: boolean }>>;
}

/** A resource type as FIS describes it in one Region. */
export interface RegionTargetType {
  readonly resourceType: string;
  readonly parameters: Readonly<Record<string, { readonly required: boolean }>>;
}

/** What FIS offers in one Region. */
export interface RegionCatalogue {
  readonly actions: readonly RegionAction[];
  readonly targetTypes: readonly RegionTargetType[];
}

/** One thing in which a Region and the catalogue differ. */
export interface Difference {
  readonly kind: "new" | "changed" | "gone";
  readonly of: "action" | "target type";
  readonly id: string;
  /** In words: `parameter percentage is required now`. Empty for what is new or gone. */
  readonly details: readonly string[];
}

/** How the catalogue stands against a Region. */
export interface Freshness {
  readonly differences: readonly Difference[];
  /** How many actions and target types are the same in both. */
  readonly same: { readonly actions: number; readonly targetTypes: number };
  /** The oldest and the newest day on which facts were read at AWS: `2026-11-20`. */
  readonly readOn: { readonly from: string; readonly to: string };
}

/**
 * Compares the catalogue with what FIS offers in a Region. Retired actions that a Region still lists are no news. What is gone may never have
 * been offered in that Region. https://docs.aws.amazon.com/fis/latest/APIReference/API_ListActions.html
 */
export function freshnessOf(region: RegionCatalogue): Freshness {
  const known = Object.values(catalogue).map(({ actionId: id, targets, parameters }): RegionAction => ({ id, targets, parameters }));
  const actions = compared(
    "action",
    byId(known, "id"),
    byId(
      region.actions.filter(({ id }) => !Object.hasOwn(retiredActions, id)),
      "id",
    ),
    (ours, theirs) => [...targetChanges(ours.targets, theirs.targets), ...parameterChanges(ours.parameters, theirs.parameters)],
  );
  const types = compared(
    "target type",
    byId(
      Object.entries(targetTypes).map(([resourceType, { parameters }]) => ({ resourceType, parameters })),
      "resourceType",
    ),
    byId(
      region.targetTypes.filter(({ resourceType }) => !isRetiredType(resourceType)),
      "resourceType",
    ),
    (ours, theirs) => parameterChanges(ours.parameters, theirs.parameters),
  );
  const days = Object.values(catalogue)
    .map(({ readOn }) => readOn)
    .sort();
  return {
    differences: [...actions.differences, ...types.differences],
    same: { actions: actions.same, targetTypes: types.same },
    readOn: { from: days[0] ?? "", to: days.at(-1) ?? "" },
  };
}

/** The type of a retired action is named where its retirement is told. */
function isRetiredType(resourceType: string): boolean {
  return !Object.hasOwn(targetTypes, resourceType) && Object.values(retiredActions).some(({ why }) => why.includes(`${resourceType},`));
}

function byId<Key extends string, T extends Readonly<Record<Key, string>>>(items: readonly T[], key: Key): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item[key], item]));
}

function compared<T>(
  of: Difference["of"],
  ours: ReadonlyMap<string, T>,
  theirs: ReadonlyMap<string, T>,
  changes: (ours: T, theirs: T) => readonly string[],
): { readonly differences: readonly Difference[]; readonly same: number } {
  const differences: Difference[] = [];
  for (const id of [...new Set([...ours.keys(), ...theirs.keys()])].sort()) {
    const [mine, there] = [ours.get(id), theirs.get(id)];
    if (mine === undefined) differences.push({ kind: "new", of, id, details: [] });
    else if (there === undefined) differences.push({ kind: "gone", of, id, details: [] });
    else {
      const details = changes(mine, there);
      if (details.length > 0) differences.push({ kind: "changed", of, id, details });
    }
  }
  const both = [...ours.keys()].filter((id) => theirs.has(id)).length;
  return { differences, same: both - differences.filter(({ kind }) => kind === "changed").length };
}

function targetChanges(ours: RegionAction["targets"], theirs: RegionAction["targets"]): readonly string[] {
  return keysOf(ours, theirs).flatMap((key) => {
    const [mine, there] = [ours[key], theirs[key]];
    if (mine === undefined) return [`target ${key} (${there}) is new`];
    if (there === undefined) return [`target ${key} (${mine}) is gone`];
    return mine === there ? [] : [`target ${key} is ${there} now, was ${mine}`];
  });
}

function parameterChanges(ours: RegionAction["parameters"], theirs: RegionAction["parameters"]): readonly string[] {
  return keysOf(ours, theirs).flatMap((key) => {
    const [mine, there] = [ours[key], theirs[key]];
    if (mine === undefined) return [`parameter ${key} is new${there?.required ? " and required" : ""}`];
    if (there === undefined) return [`parameter ${key} is gone`];
    return mine.required === there.required ? [] : [`parameter ${key} is ${there.required ? "required" : "optional"} now`];
  });
}

function keysOf(...maps: readonly object[]): readonly string[] {
  return [...new Set(maps.flatMap((map) => Object.keys(map)))].sort();
}
