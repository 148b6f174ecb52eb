import type { WireRequest } from "./message";

/** `BUCKET.s3.us-east-1.amazonaws.com`, `BUCKET.s3.localhost:4566`: known by the word s3. */
const NAMED = /^(.+)\.s3(?:[.-][a-z0-9-]+)*\.(?:amazonaws\.com|localhost)(?::\d+)?$/i;
/** `BUCKET.localhost:4566`: any service's endpoint might be called so, therefore only where the request is signed for S3. */
const PLAIN = /^(.+)\.localhost(?::\d+)?$/i;

/** The request with its bucket in the path, wherever the client put it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export function pathStyle(request: WireRequest, signingName: string | undefined): WireRequest {
  const { host } = request.headers;
  if (host === undefined || (signingName !== undefined && signingName !== "s3")) return request;
  const bucket = NAMED.exec(host)?.[1] ?? (signingName === "s3" ? PLAIN.exec(host)?.[1] : undefined);
  if (bucket === undefined || bucket === "s3") return request;
  return { ...request, path: `/${bucket}${request.path === "/" ? "" : request.path}` };
}
