import { cbor, tag } from "@smithy/core/cbor";
import type { Shape, StructureShape } from "../model/types";
import { errorMembers, queryErrorHeader } from "./awsJson";
import { knownError, type Protocol } from "./message";
import { isRecord, malformed, millisOf } from "./scalars";

const HEADERS = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };

function fromCbor(shape: Shape, value: unknown, path: string): unknown {
  const refuse = (wanted: string) => malformed(`The value at '${path}' can not be converted to ${wanted}`);
  switch (shape.type) {
    case "structure": {
      if (!isRecord(value)) throw refuse("a structure");
      const out: Record<string, unknown> = {};
      for (const [name, member] of shape.members) {
        const item = Object.hasOwn(value, name) ? value[name] : undefined;
        if (item !== undefined && item !== null) out[name] = fromCbor(member.shape, item, path ? `${path}.${name}` : name);
      }
      return out;
    }
    case "list":
      if (!Array.isArray(value)) throw refuse("a list");
      return value.map((item: unknown, index) => fromCbor(shape.member.shape, item, `${path}.${index + 1}`));
    case "map": {
      if (!isRecord(value)) throw refuse("a map");
      const out: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(value)) {
        if (key !== "__proto__" && item !== null) out[key] = fromCbor(shape.value.shape, item, `${path}.${key}`);
      }
      return out;
    }
    case "string":
      if (typeof value !== "string") throw refuse("a String");
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw refuse("a Boolean");
      return value;
    case "integer":
    case "long":
      if (typeof value === "bigint") return Number(value);
      if (typeof value !== "number" || !Number.isInteger(value)) throw refuse("an Integer");
      return value;
    case "float":
    case "double":
      if (typeof value === "bigint") return Number(value);
      if (typeof value !== "number") throw refuse("a Double");
      return value;
    case "timestamp": {
      const seconds = isRecord(value) && Number(value.tag) === 1 ? Number(value.value) : typeof value === "number" ? value : Number.NaN;
      const date = new Date(Math.round(seconds * 1_000));
      if (Number.isNaN(date.getTime())) throw refuse("a Timestamp");
      return date;
    }
    case "blob":
      if (!(value instanceof Uint8Array)) throw refuse("a Blob");
      return value;
  }
}

function structureToCbor(shape: StructureShape, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, member] of shape.members) {
    const item = value[name];
    if (item !== undefined && item !== null) out[name] = toCbor(member.shape, item);
  }
  return out;
}

function toCbor(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case "structure":
      return structureToCbor(shape, value as Readonly<Record<string, unknown>>);
    case "list":
      return (value as readonly unknown[]).map((item) => toCbor(shape.member.shape, item));
    case "map": {
      const out: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(value as Record<string, unknown>)) {
        if (item !== undefined && item !== null) out[key] = toCbor(shape.value.shape, item);
      }
      return out;
    }
    case "timestamp":
      return tag({ tag: 1, value: millisOf(value) / 1_000 });
    default:
      return value;
  }
}

/** https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
export const rpcV2Cbor: Protocol = {
  parse: ({ request, operation }) => {
    if (request.body.length === 0) return {};
    let value: unknown;
    try {
      value = cbor.deserialize(request.body);
    } catch {
      throw malformed("The request body is not valid CBOR.");
    }
    return fromCbor(operation.input, value, "") as Record<string, unknown>;
  },
  reply: (output, { operation, requestId }) => ({
    status: 200,
    headers: { ...HEADERS, "x-amzn-requestid": requestId },
    body: cbor.serialize(structureToCbor(operation.output, output)),
  }),
  error: (error, request, requestId, model) => {
    const known = knownError(error, model);
    return {
      status: known.status,
      headers: { ...HEADERS, "x-amzn-requestid": requestId, ...queryErrorHeader(error, request, model) },
      body: cbor.serialize({ __type: `com.amazonaws.${model?.id ?? "sandbox"}#${known.shapeName}`, ...errorMembers(error, model) }),
    };
  },
};
