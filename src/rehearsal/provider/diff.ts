import { canonicalJson } from "../../words";
import { type ChangedPlace, type ChangeRequest, type DiffResult, holdsUnknown, type Plain, type Properties } from "../contract";
import { contentsOf, isFile } from "./assets";
import type { ResourceType } from "./resource-type";

/** Compares inputs with those of the last deployment. */
export function diffInputs(type: ResourceType, request: ChangeRequest, deletesFirst: boolean): DiffResult {
  const olds = previousInputs(type, request);
  const names = [...type.inputs.replaces, ...type.inputs.updates, ...type.inputs.inert, "region"];
  const changed = names.filter((name) => !request.ignoreChanges.includes(name) && differs(olds[name], request.news[name]));
  const replaces = changed.filter((name) => type.inputs.replaces.includes(name) || name === "region");
  const places = changed.flatMap((name) => changedPlaces(name, olds[name], request.news[name]));
  return { changed, places, replaces, deleteBeforeReplace: replaces.length > 0 && deletesFirst };
}

/** Where two values differ: what Pulumi's option `replaceOnChanges` looks at. */
function changedPlaces(path: string, before: Plain | undefined, after: Plain | undefined): readonly ChangedPlace[] {
  if (!differs(before, after)) return [];
  if (before === undefined || after === undefined) return [{ path, kind: before === undefined ? "add" : "delete" }];
  const [olds, news] = [membersOf(before), membersOf(after)];
  if (!olds || !news || Array.isArray(before) !== Array.isArray(after)) return [{ path, kind: "update" }];
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  const place = (name: string) => {
    if (Array.isArray(before)) return `${path}[${name}]`;
    return /^\w+$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
  };
  return names.flatMap((name) => changedPlaces(place(name), olds[name], news[name]));
}

function membersOf(value: Plain): Properties | undefined {
  // Assets and archives are one value.
  return typeof value === "object" && value !== null && !isFile(value) ? Object.fromEntries(Object.entries(value)) : undefined;
}

/** The inputs of the last deployment; for a resource that was imported, what its outputs say. */
export function previousInputs(type: ResourceType, request: Pick<ChangeRequest, "inputs" | "outputs">): Properties {
  if (request.inputs) return request.inputs;
  return inputsFromOutputs(type, request.outputs);
}

export function inputsFromOutputs(type: ResourceType, outputs: Properties): Properties {
  const names = [...type.inputs.replaces, ...type.inputs.updates];
  return Object.fromEntries(names.filter((name) => outputs[name] !== undefined).map((name) => [name, outputs[name] ?? null]));
}

/** An unknown value may turn out to be anything: it counts as a change. */
export function differs(before: Plain | undefined, after: Plain | undefined): boolean {
  if (holdsUnknown(after)) return true;
  return canonicalJson(contentsOf(before ?? null)) !== canonicalJson(contentsOf(after ?? null));
}

/** Inputs as they are, where AWS says otherwise than was asked: so that a refresh shows drift. Only plain values and tags are compared. */
export function driftedInputs(inputs: Properties, outputs: Properties): Properties {
  const drifted = Object.entries(inputs).map(([name, value]) => {
    const actual = outputs[name];
    const comparable = actual !== undefined && (name === "tags" || typeof value !== "object");
    return [name, comparable && differs(value, actual) ? actual : value] as const;
  });
  return Object.fromEntries(drifted);
}
