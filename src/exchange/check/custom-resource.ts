import { CUSTOM_RESOURCE, checkCustomResource } from "../../experiment/compile-custom-resource";
import { Reader } from "../../experiment/read";
import type { Subject } from "./subject";

/** What FIS and Kubernetes take, and people regret: a field that is dropped in silence, a fault that nothing ends in time. */
const REGRETTED: ReadonlySet<string> = new Set(["unknown-property", "no-end", "outlives-action"]);

/** The specification of a Chaos Mesh or Litmus resource, as the cluster would check it. */
export function checkResource(subject: Subject, actionId: string, parameters: Readonly<Record<string, string>>, path: string): void {
  if (actionId !== CUSTOM_RESOURCE) return;
  const found = new Reader();
  checkCustomResource(found, parameters, path);
  for (const problem of found.problems) {
    if (REGRETTED.has(problem.code)) subject.warn(problem);
    else subject.reader.add(problem);
  }
}
