/**
 * Whether labels fit a Kubernetes label selector: `app=web,tier!=db`, `env in (a, b)`, `env notin (a)`, `app`, `!app`.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export function matchesSelector(selector: string, labels: Readonly<Record<string, string>>): boolean {
  return requirementsOf(selector).every((requirement) => fits(requirement, labels));
}

/** Splits at the commas that are not within parentheses. */
function requirementsOf(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter(Boolean);
}

function fits(requirement: string, labels: Readonly<Record<string, string>>): boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(requirement);
  if (set) {
    const [, key = "", operator, list = ""] = set;
    const value = labels[key];
    const listed = value !== undefined && list.split(",").some((one) => one.trim() === value);
    return operator === "in" ? listed : !listed;
  }
  const comparison = /^([^=!\s]+)\s*(!=|==|=)\s*(.*)$/.exec(requirement);
  if (comparison) {
    const [, key = "", operator, value = ""] = comparison;
    return operator === "!=" ? labels[key] !== value : labels[key] === value;
  }
  return requirement.startsWith("!") ? labels[requirement.slice(1).trim()] === undefined : labels[requirement] !== undefined;
}
