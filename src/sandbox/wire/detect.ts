import { AwsError } from "../kernel/error";
import { modelOf } from "../model/load";
import { formOf } from "./awsQuery";
import type { ProtocolId, WireRequest } from "./message";
import { matchS3 } from "./restXml";
import { matchRoute } from "./routes";
import { SERVICES, type ServiceFacts } from "./services";

/** Who signed a request, and for what. Signatures are not verified: there are no secrets here. */
export interface Signature {
  readonly accessKeyId: string;
  readonly region: string | undefined;
  readonly signingName: string;
}

const SIGV4 = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;
const SIGV4A = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/aws4_request/;

export function signatureOf(request: WireRequest): Signature | undefined {
  let text = request.headers.authorization ?? "";
  if (!text && request.query.includes("X-Amz-Credential")) {
    text = `Credential=${new URLSearchParams(request.query).get("X-Amz-Credential") ?? ""}`;
  }
  const v4 = SIGV4.exec(text);
  if (v4) return { accessKeyId: v4[1] ?? "", region: v4[2], signingName: v4[3] ?? "" };
  const v4a = SIGV4A.exec(text);
  if (!v4a) return undefined;
  const regions = request.headers["x-amz-region-set"];
  return { accessKeyId: v4a[1] ?? "", region: typeof regions === "string" ? regions.split(",")[0] : undefined, signingName: v4a[2] ?? "" };
}

export type Detected =
  | { readonly found: true; readonly service: ServiceFacts; readonly protocol: ProtocolId; readonly operation: string }
  /** Not ours; answered in the protocol that the caller seems to speak. */
  | { readonly found: false; readonly protocol: ProtocolId; readonly service: ServiceFacts | undefined; readonly error: AwsError };

const RPC_PATH = /^\/service\/([^/]+)\/operation\/([^/]+)\/?$/;

const missing = (protocol: ProtocolId, what: string): Detected => ({
  found: false,
  protocol,
  service: undefined,
  error: new AwsError(
    "UnknownOperationException",
    `The Faultline sandbox does not have ${what}. It has: ${SERVICES.map(({ id }) => id).join(", ")}.`,
    404,
  ),
});

/** Which service and operation a request is for, by its path, target, form or signature. */
export function detect(request: WireRequest, signature: Signature | undefined): Detected {
  const rpc = RPC_PATH.exec(request.path);
  if (rpc) {
    const service = SERVICES.find(({ targetPrefix }) => targetPrefix === rpc[1]);
    if (!service) return missing("rpcV2Cbor", `the service ${rpc[1]}`);
    return { found: true, service, protocol: "rpcV2Cbor", operation: rpc[2] ?? "" };
  }
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") return byTarget(target, request);
  const signed = signature && SERVICES.find(({ signingName }) => signingName === signature.signingName);
  if (signed?.protocol === "restXml") {
    const operation = matchS3(modelOf(signed.id), request);
    return operation === undefined
      ? { ...missing("restXml", `an operation at ${request.method} ${request.path}`), service: signed }
      : { found: true, service: signed, protocol: "restXml", operation };
  }
  if (signed?.protocol === "restJson1") return byRoute(request, [signed]);
  const contentType = request.headers["content-type"] ?? "";
  if (contentType.startsWith("application/x-www-form-urlencoded") || /(^|&)Action=/.test(request.query)) {
    return byForm(request, signed, signature);
  }
  if (signature && !signed) return missing("restJson1", `the service ${signature.signingName}`);
  const found = byRoute(
    request,
    SERVICES.filter(({ protocol }) => protocol === "restJson1"),
  );
  return found.found ? found : (byBucket(request) ?? found);
}

const BUCKET_PATH = /^\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/|$)/;

/** What nobody signed and no other service has at its path is S3's, when it begins with what may be a bucket. */
function byBucket(request: WireRequest): Detected | undefined {
  const service = SERVICES.find(({ protocol }) => protocol === "restXml");
  const operation = service && BUCKET_PATH.test(request.path) ? matchS3(modelOf(service.id), request) : undefined;
  return service && operation !== undefined ? { found: true, service, protocol: "restXml", operation } : undefined;
}

function byTarget(target: string, request: WireRequest): Detected {
  const dot = target.lastIndexOf(".");
  const prefix = target.slice(0, dot);
  const service = SERVICES.find(({ targetPrefix }) => targetPrefix === prefix);
  const old = (request.headers["content-type"] ?? "").includes("json-1.0");
  const protocol = old ? "awsJson1_0" : "awsJson1_1";
  if (!service) return missing(protocol, `the target ${target}`);
  return { found: true, service, protocol, operation: target.slice(dot + 1) };
}

function byForm(request: WireRequest, signed: ServiceFacts | undefined, signature: Signature | undefined): Detected {
  const form = new URLSearchParams(formOf(request));
  const version = form.get("Version");
  const service = signed ?? SERVICES.find(({ apiVersion }) => apiVersion === version);
  if (!service || (signature && !signed))
    return missing("awsQuery", signature ? `the service ${signature.signingName}` : `an API of version ${version}`);
  const operation = form.get("Action");
  const protocol = service.protocol === "ec2Query" ? "ec2Query" : "awsQuery";
  if (!operation) {
    const error = new AwsError("MissingAction", "Could not find action in the request. Give the parameter Action.", 400);
    return { found: false, protocol, service, error };
  }
  return { found: true, service, protocol, operation };
}

function byRoute(request: WireRequest, services: readonly ServiceFacts[]): Detected {
  for (const service of services) {
    const match = matchRoute(modelOf(service.id), request.method, request.path);
    if (match) return { found: true, service, protocol: "restJson1", operation: match.operation };
  }
  return missing("restJson1", `an operation at ${request.method} ${request.path}`);
}
