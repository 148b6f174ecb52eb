import type { Member, Model, Shape } from "../model/types";
import { unchunked } from "./chunked";
import { knownError, type Protocol, type WireRequest } from "./message";
import { booleanOf, dateOf, integerOf, millisOf } from "./scalars";
import { element, escapeXml, structureXml } from "./xml";
import { structureFromXml } from "./xmlRead";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** The operation of an S3 request, path style: by method, depth of the path, and the most query words of the model. */
export function matchS3(model: Model, request: WireRequest): string | undefined {
  const query = new URLSearchParams(request.query);
  const depth = depthOf(request.path);
  const copies = request.method === "PUT" && request.headers["x-amz-copy-source"] !== undefined;
  if (depth === 2 && query.has("uploadId")) return copies ? "UploadPartCopy" : OF_UPLOADS[request.method];
  if (copies) return "CopyObject";
  let best: { name: string; words: number } | undefined;
  const offer = (name: string, method: string, uri: string) => {
    if (NEVER_BY_PATH.has(name)) return;
    const [path = "", words = ""] = uri.split("?");
    const wanted = [...new URLSearchParams(words)];
    if (method !== request.method || (path === "/" ? 0 : path.split("/").length - 1) !== depth) return;
    if (!wanted.every(([key, value]) => (value === "" ? query.has(key) : query.get(key) === value))) return;
    const count = wanted.filter(([key]) => key !== "x-id").length;
    if (!best || count > best.words) best = { name, words: count };
  };
  for (const [name, { http }] of model.operations) offer(name, http.method, http.requestUri);
  for (const [name, text] of model.otherOperations) offer(name, text.split(" ")[0] ?? "", text.split(" ")[1] ?? "");
  return best?.name;
}

/** Known by `uploadId`, which their paths in the model do not say. */
const OF_UPLOADS: Readonly<Record<string, string>> = {
  PUT: "UploadPart",
  POST: "CompleteMultipartUpload",
  GET: "ListParts",
  DELETE: "AbortMultipartUpload",
};
const NEVER_BY_PATH = new Set([...Object.values(OF_UPLOADS), "UploadPartCopy", "CopyObject"]);

const slash = (path: string) => path.indexOf("/", 1);
const depthOf = (path: string) => (path === "/" ? 0 : slash(path) < 0 || slash(path) === path.length - 1 ? 1 : 2);

function labelsOf(path: string): Record<string, string> {
  const at = slash(path);
  const text = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  return { Bucket: text(path.slice(1, at < 0 ? undefined : at)), Key: at < 0 ? "" : text(path.slice(at + 1)) };
}

function fromText(shape: Shape, text: string, name: string): unknown {
  if (shape.type === "integer" || shape.type === "long") return integerOf(text, name);
  if (shape.type === "boolean") return booleanOf(text, name);
  return shape.type === "timestamp" ? dateOf(text, name) : text;
}

function fromHeaders(member: Member, request: WireRequest): unknown {
  const name = (member.locationName ?? member.name).toLowerCase();
  if (member.location === "header") {
    const text = request.headers[name];
    return typeof text === "string" ? fromText(member.shape, text, name) : undefined;
  }
  const found = Object.entries(request.headers).filter(([key, value]) => key.startsWith(name) && typeof value === "string");
  return found.length === 0 ? undefined : Object.fromEntries(found.map(([key, value]) => [key.slice(name.length), value]));
}

const headerText = (shape: Shape, value: unknown) => (shape.type === "timestamp" ? new Date(millisOf(value)).toUTCString() : String(value));

/** Java's client signs its chunks without naming the encoding: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
const isChunked = (headers: WireRequest["headers"]) =>
  (headers["content-encoding"] ?? "").includes("aws-chunked") || String(headers["x-amz-content-sha256"]).startsWith("STREAMING-");

/** https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html as S3 speaks it. */
export const restXml: Protocol = {
  parse: ({ request, operation }) => {
    const { input } = operation;
    const body = isChunked(request.headers) ? unchunked(request.body) : request.body;
    const labels = labelsOf(request.path);
    const query = new URLSearchParams(request.query);
    const out: Record<string, unknown> = {};
    for (const [name, member] of input.members) {
      const wire = member.locationName ?? name;
      let value: unknown;
      if (member.location === "uri") value = labels[wire];
      else if (member.location === "querystring") value = query.has(wire) ? fromText(member.shape, query.get(wire) ?? "", wire) : undefined;
      else if (member.location === "header" || member.location === "headers") value = fromHeaders(member, request);
      if (value !== undefined) out[name] = value;
    }
    const payload = input.payload === undefined ? undefined : input.members.get(input.payload);
    if (payload?.shape.type === "structure") {
      if (body.length > 0) out[payload.name] = structureFromXml(payload.shape, body.toString("utf8"));
    } else if (payload) out[payload.name] = payload.shape.type === "string" ? body.toString("utf8") : body;
    return out;
  },
  reply: (output, { operation, requestId }) => {
    const shape = operation.output;
    const headers: Record<string, string> = { "x-amz-request-id": requestId };
    for (const [name, member] of shape.members) {
      const value = output[name];
      if (value === undefined || value === null) continue;
      const wire = (member.locationName ?? name).toLowerCase();
      if (member.location === "header") headers[wire] = headerText(member.shape, value);
      if (member.location === "headers") for (const [key, text] of Object.entries(value)) headers[`${wire}${key}`] = String(text);
    }
    const usual = operation.http.responseCode ?? (operation.http.method === "DELETE" ? 204 : 200);
    // A part of an object: only the two reads of objects have a range.
    const status = output.ContentRange === undefined ? usual : 206;
    const payload = shape.payload === undefined ? undefined : shape.members.get(shape.payload);
    if (payload && payload.shape.type !== "structure") {
      const body = output[payload.name] ?? "";
      return { status, headers, body: body instanceof Uint8Array ? body : String(body) };
    }
    const members = [...shape.members.values()].filter(({ location }) => location === undefined);
    if (members.length === 0) return { status, headers, body: "" };
    const content = payload
      ? structureXml(payload.shape.type === "structure" ? payload.shape : shape, (output[payload.name] ?? {}) as Record<string, unknown>)
      : structureXml({ ...shape, members: new Map(members.map((member) => [member.name, member])) }, output);
    // GetBucketLocation's root is the constraint itself.
    const constraint = operation.name === "GetBucketLocation";
    const root = constraint
      ? "LocationConstraint"
      : payload
        ? (payload.locationName ?? payload.name)
        : (ROOTS[operation.name] ?? `${operation.name}Result`);
    const inner = constraint ? escapeXml(String(output.LocationConstraint ?? "")) : content;
    return {
      status,
      headers: { ...headers, "content-type": "application/xml" },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${inner}</${root}>`,
    };
  },
  error: (error, request, requestId, model) => ({
    status: knownError(error, model).status,
    headers: { "content-type": "application/xml", "x-amz-request-id": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${element(
      "Error",
      element("Code", escapeXml(error.code)) +
        element("Message", escapeXml(error.message)) +
        Object.entries(error.fields)
          .map(([name, value]) => element(name, escapeXml(String(value))))
          .join("") +
        element("Resource", escapeXml(request.path)) +
        element("RequestId", requestId),
    )}`,
  }),
};

const ROOTS: Readonly<Record<string, string>> = {
  ListObjects: "ListBucketResult",
  ListObjectsV2: "ListBucketResult",
  ListObjectVersions: "ListVersionsResult",
  ListBuckets: "ListAllMyBucketsResult",
  DeleteObjects: "DeleteResult",
  CreateMultipartUpload: "InitiateMultipartUploadResult",
  GetBucketAcl: "AccessControlPolicy",
  GetObjectAcl: "AccessControlPolicy",
  GetBucketTagging: "Tagging",
  GetObjectTagging: "Tagging",
  GetBucketLifecycleConfiguration: "LifecycleConfiguration",
  GetBucketCors: "CORSConfiguration",
  GetBucketVersioning: "VersioningConfiguration",
  GetBucketLogging: "BucketLoggingStatus",
  GetBucketRequestPayment: "RequestPaymentConfiguration",
  GetBucketAccelerateConfiguration: "AccelerateConfiguration",
  GetBucketNotificationConfiguration: "NotificationConfiguration",
};
