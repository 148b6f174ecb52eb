import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Plain, type Properties, type PropertyFailure, UNKNOWN } from "../contract";
import { isFile } from "./assets";

/** Members by their names, a required one with `!` after it; each with the shape of its value. */
type Members = Readonly<Record<string, string>>;

/** `shapes.json`: what @pulumi/aws declares. Made by `node tools/model/pulumi-inputs.mjs`. */
interface Shapes {
  readonly resources: Readonly<Record<string, Members>>;
  /** By the names that shapes use. */
  readonly objects: Readonly<Record<string, Members>>;
}

type Map = { readonly [key: string]: Plain };

const isMap = (value: Plain): value is Map => isObject(value) && !isFile(value);

let loaded: Shapes | undefined;

function shapes(): Shapes {
  loaded ??= JSON.parse(readFileSync(join(__dirname, "shapes.json"), "utf8")) as Shapes;
  return loaded;
}

/** Whether the insides of a type's inputs are known. */
export function isShaped(type: string): boolean {
  return Object.hasOwn(shapes().resources, type);
}

/** Whatever in the inputs of a resource the SDK's own types do not allow, below the inputs themselves: names, what is missing, kinds of values. */
export function misfits(type: string, inputs: Properties): readonly PropertyFailure[] {
  const members = shapes().resources[type] ?? {};
  return Object.entries(inputs).flatMap(([name, value]) => {
    const shape = members[name] ?? members[`${name}!`];
    return shape === undefined ? [] : misfit(value, shape, name);
  });
}

function misfit(value: Plain, shape: string, path: string): readonly PropertyFailure[] {
  if (shape === "any" || value === UNKNOWN || value === null) return [];
  if (shape.endsWith("[]")) {
    if (!Array.isArray(value)) return [wrong(path, "a list", value)];
    return (value as readonly Plain[]).flatMap((item, index) => misfit(item, shape.slice(0, -2), `${path}[${index}]`));
  }
  if (shape.endsWith("{}")) {
    if (!isMap(value)) return [wrong(path, "a map", value)];
    return Object.entries(value).flatMap(([key, member]) => misfit(member, shape.slice(0, -2), `${path}.${key}`));
  }
  const members = shapes().objects[shape];
  if (members) return isMap(value) ? inside(value, members, path) : [wrong(path, "an object", value)];
  return isScalar(value, shape) ? [] : [wrong(path, `a ${shape}`, value)];
}

function inside(value: Map, members: Members, path: string): readonly PropertyFailure[] {
  const names = Object.keys(members).map((name) => name.replace(/!$/, ""));
  const required = Object.keys(members).flatMap((name) => (name.endsWith("!") ? [name.slice(0, -1)] : []));
  return [
    ...required.filter((name) => value[name] === undefined).map((name) => ({ property: `${path}.${name}`, reason: "is missing" })),
    ...Object.entries(value).flatMap(([name, member]) => {
      const shape = members[name] ?? members[`${name}!`];
      if (shape !== undefined) return misfit(member, shape, `${path}.${name}`);
      return [{ property: `${path}.${name}`, reason: `is not known here${closest(name, new Set(names))}` }];
    }),
  ];
}

/** The same inputs with numbers and truths read from their texts, and texts made of them, where the SDK declares so: as AWS's provider does. */
export function fitted(type: string, inputs: Properties): Properties {
  const members = shapes().resources[type] ?? {};
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, converted(value, members[name] ?? members[`${name}!`] ?? "any")]),
  );
}

function converted(value: Plain, shape: string): Plain {
  if (value === UNKNOWN || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Plain[]).map((item) => converted(item, shape.replace(/\[\]$/, "")));
  if (isMap(value)) {
    const members = shapes().objects[shape];
    const shapeOf = (name: string) => (shape.endsWith("{}") ? shape.slice(0, -2) : (members?.[name] ?? members?.[`${name}!`] ?? "any"));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, converted(member, shapeOf(name))]));
  }
  if (shape === "number" && typeof value === "string") return Number(value);
  if (shape === "boolean" && typeof value === "string") return value === "true";
  return shape === "string" && (typeof value === "number" || typeof value === "boolean") ? String(value) : value;
}

/** As lenient as AWS's provider. */
function isScalar(value: Plain, shape: string): boolean {
  if (typeof value === "object") return false;
  if (shape === "number")
    return typeof value === "number" || (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)));
  if (shape === "boolean") return typeof value === "boolean" || value === "true" || value === "false";
  return true;
}

function wrong(property: string, wanted: string, value: Plain): PropertyFailure {
  const given = Array.isArray(value) ? "a list" : isObject(value) ? "an object" : JSON.stringify(value);
  return { property, reason: `must be ${wanted}, not ${given}` };
}

/** `: did you mean tags?`, where a known name is nearly the given one. */
export function closest(name: string, known: ReadonlySet<string>): string {
  const same = [...known].find(
    (candidate) => candidate.toLowerCase() === name.toLowerCase() || candidate === `${name}s` || `${candidate}s` === name,
  );
  return same ? `: did you mean ${same}?` : "";
}
