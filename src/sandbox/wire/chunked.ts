import { AwsError } from "../kernel/error";

/** The payload of a body in `aws-chunked` encoding, signed or not; trailers (checksums) end it. */
export function unchunked(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  const broken = () => new AwsError("IncompleteBody", "The request body terminated unexpectedly", 400);
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    if (end < 0) throw broken();
    const header = body.toString("latin1", at, end).split(";")[0] ?? "";
    if (!/^[0-9a-fA-F]{1,8}$/.test(header)) throw broken();
    const size = Number.parseInt(header, 16);
    if (size === 0) return Buffer.concat(parts);
    const start = end + 2;
    if (start + size + 2 > body.length) throw broken();
    parts.push(body.subarray(start, start + size));
    at = start + size + 2;
  }
}
