import type { Shape, StructureShape } from "../model/types";
import { base64Of, bytesOf, dateOf, isRecord, malformed, millisOf } from "./scalars";

const SPECIAL_FLOATS: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Infinity, "-Infinity": -Infinity };

const kindOf = (value: unknown) =>
  value === null
    ? "NULL_VALUE"
    : Array.isArray(value)
      ? "START_ARRAY"
      : `${typeof value === "object" ? "START_OBJECT" : `${typeof value}_value`}`.toUpperCase();

const refuse = (value: unknown, wanted: string, path: string) =>
  malformed(`${kindOf(value)} can not be converted to ${wanted}${path ? ` at '${path}'` : ""}`);

/** A structure from parsed JSON; members that the model does not know are left out, as AWS's services do. */
export function structureFromJson(shape: StructureShape, value: unknown, path: string): Record<string, unknown> {
  if (!isRecord(value)) throw refuse(value, "a structure", path);
  const out: Record<string, unknown> = {};
  for (const [name, member] of shape.members) {
    if (member.location !== undefined) continue;
    const key = member.locationName ?? name;
    if (!Object.hasOwn(value, key)) continue;
    const item = value[key];
    if (item === undefined || item === null) continue;
    out[name] = fromJson(member.shape, item, path ? `${path}.${key}` : key);
  }
  return out;
}

export function fromJson(shape: Shape, value: unknown, path: string): unknown {
  switch (shape.type) {
    case "structure":
      return structureFromJson(shape, value, path);
    case "list":
      if (!Array.isArray(value)) throw refuse(value, "a list", path);
      return value.map((item: unknown, index) => {
        if (item === null) throw refuse(item, "a list's element", path);
        return fromJson(shape.member.shape, item, `${path}.${index + 1}`);
      });
    case "map": {
      if (!isRecord(value)) throw refuse(value, "a map", path);
      const out: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(value)) {
        if (key === "__proto__" || item === null) continue;
        out[key] = fromJson(shape.value.shape, item, `${path}.${key}`);
      }
      return out;
    }
    case "string":
      if (typeof value !== "string") throw refuse(value, "a String", path);
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw refuse(value, "a Boolean", path);
      return value;
    case "integer":
    case "long":
      if (typeof value !== "number" || !Number.isInteger(value)) throw refuse(value, shape.type === "long" ? "a Long" : "an Integer", path);
      return value;
    case "float":
    case "double": {
      const special = typeof value === "string" ? SPECIAL_FLOATS[value] : undefined;
      if (special !== undefined) return special;
      if (typeof value !== "number") throw refuse(value, "a Double", path);
      return value;
    }
    case "timestamp":
      if (typeof value !== "number" && typeof value !== "string") throw refuse(value, "a Timestamp", path);
      return dateOf(String(value), path);
    case "blob":
      if (typeof value !== "string") throw refuse(value, "a Blob", path);
      return bytesOf(value, path);
  }
}

/** A structure for `JSON.stringify`; only what the model knows, by the wire's names. */
export function structureToJson(shape: StructureShape, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, member] of shape.members) {
    if (member.location !== undefined) continue;
    const item = value[name];
    if (item !== undefined && item !== null) out[member.locationName ?? name] = toJson(member.shape, item);
  }
  return out;
}

export function toJson(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case "structure":
      return structureToJson(shape, value as Readonly<Record<string, unknown>>);
    case "list":
      return (value as readonly unknown[]).map((item) => toJson(shape.member.shape, item));
    case "map": {
      const out: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(value as Record<string, unknown>)) {
        if (item !== undefined && item !== null) out[key] = toJson(shape.value.shape, item);
      }
      return out;
    }
    case "timestamp":
      return shape.format === "iso8601" ? new Date(millisOf(value)).toISOString() : millisOf(value) / 1_000;
    case "blob":
      return base64Of(value);
    case "float":
    case "double":
      return Number.isFinite(value) ? value : String(value);
    case "long":
      return typeof value === "bigint" ? Number(value) : value;
    default:
      return value;
  }
}
