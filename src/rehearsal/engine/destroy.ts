import type { FaultlineError } from "../../words";
import { isFaultlineError } from "../../words";
import type { Evaluation } from "./evaluate";
import type { Registration } from "./registration";

/**
 * Deletes what an evaluation created, each resource after everything that depends on it, as many at a time as the dependencies allow. Resources
 * that are protected or retained stay. Returns what could not be deleted; what such a resource depends on stays, too.
 */
export async function destroy(evaluation: Evaluation): Promise<readonly FaultlineError[]> {
  const made = evaluation.registrations.filter(({ status, options }) => status === "created" && !options.retainOnDelete);
  const byUrn = new Map(evaluation.registrations.map((registration) => [registration.urn, registration]));
  const dependents = dependentsOf(made, byUrn);
  const failures: FaultlineError[] = [];
  const tasks = new Map<string, Promise<boolean>>();
  const removeOne = (registration: Registration): Promise<boolean> => {
    const known = tasks.get(registration.urn);
    if (known) return known;
    const task = (async () => {
      const before = await Promise.all((dependents.get(registration.urn) ?? []).map(removeOne));
      if (before.includes(false) || registration.options.protect) return false;
      try {
        await evaluation.remove(registration);
        return true;
      } catch (thrown) {
        if (!isFaultlineError(thrown)) throw thrown;
        failures.push(thrown);
        return false;
      }
    })();
    tasks.set(registration.urn, task);
    return task;
  };
  await Promise.all(made.map(removeOne));
  return failures;
}

/** Who must go before each resource: those that name it among their dependencies, directly or through components. */
function dependentsOf(made: readonly Registration[], byUrn: ReadonlyMap<string, Registration>): Map<string, Registration[]> {
  const madeUrns = new Set(made.map(({ urn }) => urn));
  const dependents = new Map<string, Registration[]>();
  for (const registration of made) {
    for (const urn of reach(registration.dependencies, byUrn, madeUrns)) {
      const others = dependents.get(urn);
      if (others) others.push(registration);
      else dependents.set(urn, [registration]);
    }
  }
  return dependents;
}

/** The created resources that a list of dependencies leads to, passing through what was not created itself. */
function reach(urns: readonly string[], byUrn: ReadonlyMap<string, Registration>, made: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (urn: string) => {
    if (seen.has(urn)) return;
    seen.add(urn);
    if (made.has(urn)) found.add(urn);
    else for (const next of byUrn.get(urn)?.dependencies ?? []) visit(next);
  };
  for (const urn of urns) visit(urn);
  return found;
}
