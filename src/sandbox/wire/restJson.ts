import type { Member, Shape } from "../model/types";
import { errorMembers, jsonBody } from "./awsJson";
import { fromJson, structureFromJson, structureToJson } from "./jsonValue";
import { knownError, type Protocol } from "./message";
import { matchRoute } from "./routes";
import { base64Of, booleanOf, dateOf, floatOf, integerOf, isoOf } from "./scalars";

function fromText(shape: Shape, text: string, name: string): unknown {
  switch (shape.type) {
    case "integer":
    case "long":
      return integerOf(text, name);
    case "float":
    case "double":
      return floatOf(text, name);
    case "boolean":
      return booleanOf(text, name);
    case "timestamp":
      return dateOf(text, name);
    default:
      return text;
  }
}

function fromQuery(member: Member, query: URLSearchParams): unknown {
  const name = member.locationName ?? member.name;
  const { shape } = member;
  if (shape.type === "list") {
    const items = query.getAll(name);
    return items.length === 0 ? undefined : items.map((item) => fromText(shape.member.shape, item, name));
  }
  const text = query.get(name);
  return text === null ? undefined : fromText(shape, text, name);
}

const headerText = (shape: Shape, value: unknown) => (shape.type === "timestamp" ? isoOf(value) : String(value));

/** https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export const restJson1: Protocol = {
  parse: ({ request, operation, model }) => {
    const { input } = operation;
    const labels = matchRoute(model, request.method, request.path)?.labels ?? {};
    const query = new URLSearchParams(request.query);
    const payload = input.payload === undefined ? undefined : input.members.get(input.payload);
    const out: Record<string, unknown> = payload || request.body.length === 0 ? {} : structureFromJson(input, jsonBody(request), "");
    if (payload && request.body.length > 0) {
      const raw = payload.shape.type === "blob" || payload.shape.type === "string";
      out[payload.name] = raw ? request.body : fromJson(payload.shape, jsonBody(request), payload.name);
    }
    for (const [name, member] of input.members) {
      const wire = member.locationName ?? name;
      let value: unknown;
      if (member.location === "uri") value = labels[wire] === undefined ? undefined : fromText(member.shape, labels[wire], wire);
      else if (member.location === "querystring") value = fromQuery(member, query);
      else if (member.location === "header") {
        const text = request.headers[wire.toLowerCase()];
        value = typeof text === "string" ? fromText(member.shape, text, wire) : undefined;
      }
      if (value !== undefined) out[name] = value;
    }
    return out;
  },
  reply: (output, { operation, requestId }) => {
    const shape = operation.output;
    const headers: Record<string, string> = { "content-type": "application/json", "x-amzn-requestid": requestId };
    let status = operation.http.responseCode ?? 200;
    for (const [name, member] of shape.members) {
      const value = output[name];
      if (value === undefined || value === null) continue;
      if (member.location === "header") headers[(member.locationName ?? name).toLowerCase()] = headerText(member.shape, value);
      if (member.location === "statusCode") status = Number(value);
    }
    const payload = shape.payload === undefined ? undefined : shape.members.get(shape.payload);
    if (!payload) return { status, headers, body: JSON.stringify(structureToJson(shape, output)) };
    const value = output[payload.name];
    if (payload.shape.type === "structure") {
      return { status, headers, body: JSON.stringify(structureToJson(payload.shape, (value ?? {}) as Readonly<Record<string, unknown>>)) };
    }
    if (payload.shape.type === "blob") return { status, headers, body: Buffer.from(base64Of(value ?? ""), "base64") };
    return { status, headers, body: String(value ?? "") };
  },
  error: (error, _request, requestId, model) => {
    const known = knownError(error, model);
    return {
      status: known.status,
      headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": known.shapeName },
      body: JSON.stringify(errorMembers(error, model)),
    };
  },
};
