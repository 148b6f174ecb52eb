import type { IncomingMessage } from "node:http";
import { gunzipSync, inflateSync } from "node:zlib";
import { AwsError } from "./error";

/** More than AWS takes in any of these APIs. */
const MOST_BYTES = 32 * 1_024 * 1_024;

const tooLarge = () => new AwsError("RequestEntityTooLargeException", "The request body is larger than 32 MiB.", 413);

/** The whole body, unpacked. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  const packed = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
  const encoding = request.headers["content-encoding"];
  // An object is kept as it was sent, packed or not.
  const object = request.headers.authorization?.includes("/s3/aws4_request") ?? false;
  if (object || encoding === undefined || encoding === "identity" || encoding.startsWith("aws-chunked") || packed.length === 0)
    return packed;
  if (encoding !== "gzip" && encoding !== "deflate") {
    throw new AwsError("UnsupportedMediaTypeException", `The content encoding ${encoding} is not supported.`, 415);
  }
  try {
    return (encoding === "gzip" ? gunzipSync : inflateSync)(packed, { maxOutputLength: MOST_BYTES });
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new AwsError("SerializationException", `The request body is not valid ${encoding}.`, 400);
  }
}
