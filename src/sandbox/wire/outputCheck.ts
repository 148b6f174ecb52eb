import type { Shape, StructureShape } from "../model/types";

/**
 * What a handler returned and AWS's model does not allow: members that the model lacks, values of another type, values outside an
 * enumeration, required members left out. Empty when the output is right. Used in strict mode, which every test runs in.
 */
export function outputProblems(shape: StructureShape, output: unknown): string[] {
  const found: string[] = [];
  inValue(shape, output ?? {}, "", found);
  return found;
}

const add = (path: string, name: string) => (path ? `${path}.${name}` : name);

function inValue(shape: Shape, value: unknown, path: string, found: string[]): void {
  const wrong = () => found.push(`${path || "the output"} is ${typeof value} where the model has a ${shape.type} (${shape.name})`);
  switch (shape.type) {
    case "structure":
      if (typeof value !== "object" || value === null || Array.isArray(value)) wrong();
      else inStructure(shape, value as Readonly<Record<string, unknown>>, path, found);
      return;
    case "list":
      if (!Array.isArray(value)) wrong();
      else for (const [index, item] of value.entries()) inValue(shape.member.shape, item, `${path}[${index}]`, found);
      return;
    case "map":
      if (typeof value !== "object" || value === null || Array.isArray(value)) wrong();
      else {
        for (const [key, item] of Object.entries(value as Readonly<Record<string, unknown>>)) {
          if (item !== undefined) inValue(shape.value.shape, item, add(path, key), found);
        }
      }
      return;
    case "string":
      if (typeof value !== "string") wrong();
      else if (shape.values && !shape.values.has(value)) found.push(`${path} is "${value}", which ${shape.name} does not have`);
      return;
    case "boolean":
      if (typeof value !== "boolean") wrong();
      return;
    case "integer":
      if (!Number.isInteger(value)) wrong();
      return;
    case "long":
      if (typeof value !== "bigint" && !Number.isInteger(value)) wrong();
      return;
    case "float":
    case "double":
      if (typeof value !== "number") wrong();
      return;
    case "timestamp":
      if (!(value instanceof Date ? Number.isFinite(value.getTime()) : Number.isFinite(value))) wrong();
      return;
    case "blob":
      if (!(value instanceof Uint8Array) && typeof value !== "string") wrong();
      return;
  }
}

function inStructure(shape: StructureShape, value: Readonly<Record<string, unknown>>, path: string, found: string[]): void {
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined || item === null) continue;
    const member = shape.members.get(name);
    if (member) inValue(member.shape, item, add(path, name), found);
    else found.push(`${add(path, name)} is not a member of ${shape.name}`);
  }
  for (const name of shape.required) {
    if (value[name] === undefined || value[name] === null) found.push(`${add(path, name)} is required by ${shape.name} and missing`);
  }
}
