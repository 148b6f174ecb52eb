import { isLoose, type PermissionPlan } from "../../experiment";
import type { Output } from "../output";

/** Statements for people: what, on what, under which conditions, and for which faults. */
export function tellStatements(out: Output, permissions: readonly PermissionPlan[]): void {
  const { bad, dim } = out.paint;
  for (const statement of permissions) {
    out.line(`  ${isLoose(statement) ? bad("!") : " "} ${statement.actions.join(" ")}  ${dim(`for ${statement.neededBy.join(", ")}`)}`);
    out.line(dim(`      on ${statement.resources.join(", ")}`));
    for (const [operator, keys] of Object.entries(statement.conditions))
      for (const [key, value] of Object.entries(keys)) out.line(dim(`      if ${key} ${operator} ${[value].flat().join(", ")}`));
  }
}
