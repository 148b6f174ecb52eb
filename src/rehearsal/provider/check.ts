import { type CheckRequest, type CheckResult, type Plain, type Properties, type PropertyFailure, UNKNOWN } from "../contract";
import { withHashes } from "./assets";
import { autoName } from "./naming";
import type { ResourceType } from "./resource-type";
import { closest, fitted, misfits } from "./shapes";

/** Checks the inputs of a resource and fills in defaults and its name. All problems are told at once. */
export function checkInputs(type: ResourceType, request: CheckRequest): CheckResult {
  const given = withHashes(withoutNulls(request.inputs));
  const { required, replaces, updates, inert } = type.inputs;
  const known = new Set([...replaces, ...updates, ...inert, "region"]);
  const failures: PropertyFailure[] = [
    ...Object.keys(given)
      .filter((name) => !known.has(name))
      .map((property) => ({ property, reason: `is not an input of ${type.type}${closest(property, known)}` })),
    ...required.filter((name) => given[name] === undefined).map((property) => ({ property, reason: "is missing" })),
    ...misfits(type.type, given),
  ];
  const named = nameOf(type, request, given);
  const inputs = { ...type.defaults, ...(failures.length === 0 ? fitted(type.type, given) : given), ...named };
  const { naming } = type;
  const name = naming ? inputs[naming.property] : undefined;
  if (naming && typeof name === "string" && name !== UNKNOWN && name.length > naming.max) {
    failures.push({ property: naming.property, reason: `"${name}" is longer than ${naming.max} characters` });
  }
  if (failures.length === 0) failures.push(...(type.check?.(inputs) ?? []));
  return { inputs, failures, inert: Object.keys(given).filter((input) => inert.includes(input)) };
}

function nameOf(type: ResourceType, request: CheckRequest, given: Properties): Properties {
  const { naming } = type;
  if (!naming || given[naming.property] !== undefined) return {};
  const before = request.previous?.[naming.property];
  if (typeof before === "string") return { [naming.property]: before };
  const prefix = naming.prefix === undefined ? undefined : given[naming.prefix];
  if (prefix === UNKNOWN) return {};
  return { [naming.property]: autoName(naming, request.name, typeof prefix === "string" ? prefix : undefined, request.seed) };
}

/** Members that are null count as not given. */
export function withoutNulls(properties: Properties): Properties {
  const clean = (value: Plain): Plain => {
    if (Array.isArray(value)) return value.filter((item) => item !== null).map(clean);
    if (typeof value === "object" && value !== null) return withoutNulls(value as Properties);
    return value;
  };
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, clean(value)]),
  );
}
