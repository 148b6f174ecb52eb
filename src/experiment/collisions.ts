import { catalogue } from "../faults";
import { canonicalJson } from "../words";
import type { ActionPlan, TargetPlan } from "./plan";
import { join, type Reader } from "./read";

/** What an action shares with others of its kind, if its parameters say so. */
function sharedBy(action: ActionPlan): string | undefined {
  const exclusive = catalogue[action.actionId]?.exclusive;
  if (!exclusive) return undefined;
  const { name, whenParameter, matches = "" } = exclusive;
  return whenParameter === undefined || new RegExp(matches).test(action.parameters[whenParameter] ?? "") ? name : undefined;
}

/** Warns of faults that may run at the same time on the same resource, where AWS says that the second would fail. */
export function warnOfCollisions(reader: Reader, path: string, actions: readonly ActionPlan[], targets: readonly TargetPlan[]): void {
  const after = new Map(actions.map((action) => [action.name, action.after]));
  const waitsFor = (name: string, other: string, seen = new Set<string>()): boolean =>
    (after.get(name) ?? []).some((before) => {
      if (before === other) return true;
      if (seen.has(before)) return false;
      return waitsFor(before, other, seen.add(before));
    });
  actions.forEach((one, index) => {
    const shared = sharedBy(one);
    for (const other of shared === undefined ? [] : actions.slice(index + 1)) {
      const apart = waitsFor(one.name, other.name) || waitsFor(other.name, one.name);
      if (shared !== sharedBy(other) || apart || !meet(one, other, targets)) continue;
      reader.warn({
        code: "collision",
        path: join(path, other.name),
        message: `"${one.name}" and "${other.name}" may run at the same time on the same resource: both act by ${shared}, and the second fails there`,
        remedy: "Order them with after, or give them other targets.",
      });
    }
  });
}

/** Whether two actions name the same ARN, or select in the same way: then they can hit the same resource. */
function meet(one: ActionPlan, other: ActionPlan, targets: readonly TargetPlan[]): boolean {
  const of = (action: ActionPlan) => targets.filter(({ name }) => Object.values(action.targets).includes(name));
  const how = ({ tags, filters, parameters }: TargetPlan) => canonicalJson([tags, filters, parameters]);
  return of(one).some((a) =>
    of(other).some((b) => (a.arns.length > 0 ? a.arns.some((arn) => b.arns.includes(arn)) : b.arns.length === 0 && how(a) === how(b))),
  );
}
