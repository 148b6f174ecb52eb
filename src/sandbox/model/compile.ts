import type { ServiceId } from "../kernel/cloud";
import { expression } from "./pattern";
import type { Member, Model, Operation, RawMember, RawModel, RawShape, Shape, StructureShape } from "./types";

const EMPTY: StructureShape = {
  type: "structure",
  name: "Unit",
  members: new Map(),
  required: new Set(),
  payload: undefined,
  exception: false,
  error: undefined,
};

/** Resolves a model's references, so that walking a value needs no look-ups. */
export function compile(id: ServiceId, raw: RawModel): Model {
  const shapes = shapeTable(id, raw);
  const structure = (name: string | undefined): StructureShape => {
    if (name === undefined) return EMPTY;
    const found = shapes(name);
    if (found.type !== "structure") throw new Error(`${id}: ${name} is not a structure`);
    return found;
  };
  const operations = new Map<string, Operation>();
  for (const [name, operation] of Object.entries(raw.operations)) {
    // Inputs and outputs are resolved when the operation is first called: most of a large model is never needed.
    operations.set(name, {
      name,
      http: operation.http,
      get input() {
        return structure(operation.input?.shape);
      },
      get output() {
        return structure(operation.output?.shape);
      },
      resultWrapper: operation.output?.resultWrapper,
    });
  }
  const errors = new Map<string, StructureShape>();
  for (const [name, shape] of Object.entries(raw.shapes)) {
    if (!shape.exception) continue;
    const compiled = structure(name);
    if (shape.error?.code !== undefined && !errors.has(shape.error.code)) errors.set(shape.error.code, compiled);
    errors.set(name, compiled);
  }
  return {
    id,
    metadata: raw.metadata,
    signingName: raw.metadata.signingName ?? raw.metadata.endpointPrefix,
    operations,
    otherOperations: new Map(Object.entries(raw.otherOperations)),
    errors,
  };
}

function shapeTable(id: ServiceId, raw: RawModel): (name: string) => Shape {
  const made = new Map<string, Shape>();
  const member = (name: string, from: RawMember): Member => ({
    name,
    // Shapes may contain themselves.
    get shape() {
      return shape(from.shape);
    },
    locationName: from.locationName,
    queryName: from.queryName,
    location: from.location,
    flattened: from.flattened ?? false,
    idempotencyToken: from.idempotencyToken ?? false,
    xmlAttribute: from.xmlAttribute ?? false,
  });
  const shape = (name: string): Shape => {
    const known = made.get(name);
    if (known) return known;
    const from = raw.shapes[name];
    if (!from) throw new Error(`${id}: the model has no shape ${name}`);
    const compiled = compileShape(id, name, from, member);
    made.set(name, compiled);
    return compiled;
  };
  return shape;
}

function compileShape(id: ServiceId, name: string, from: RawShape, member: (name: string, from: RawMember) => Member): Shape {
  const { min, max } = from;
  switch (from.type) {
    case "structure":
      return {
        type: "structure",
        name,
        members: new Map(Object.entries(from.members ?? {}).map(([key, value]) => [key, member(key, value)])),
        required: new Set(from.required ?? []),
        payload: from.payload,
        exception: from.exception ?? false,
        error: from.error,
      };
    case "list":
      return {
        type: "list",
        name,
        member: member("member", from.member ?? { shape: "String" }),
        flattened: from.flattened ?? false,
        min,
        max,
      };
    case "map":
      return {
        type: "map",
        name,
        key: member("key", from.key ?? { shape: "String" }),
        value: member("value", from.value ?? { shape: "String" }),
        flattened: from.flattened ?? false,
        min,
        max,
      };
    case "integer":
    case "long":
    case "float":
    case "double":
      return { type: from.type, name, min, max };
    case "timestamp":
      return { type: "timestamp", name, format: from.timestampFormat };
    case "boolean":
    case "blob":
      return { type: from.type, name };
    default:
      return {
        type: "string",
        name,
        min,
        max,
        pattern: from.pattern,
        matches: expression(id, from.pattern),
        values: from.enum ? new Set(from.enum) : undefined,
      };
  }
}
