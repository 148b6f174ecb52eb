import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { cbor } from "@smithy/core/cbor";

/** The signature's header as far as the sandbox reads it. */
export const signed = (service: string, region = "us-east-1", key = "AKIDEXAMPLE") =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260105/${region}/${service}/aws4_request, SignedHeaders=host, Signature=00`;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Uint8Array;
}

export async function ask(url: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${url}${path}`, init);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, text: Buffer.from(bytes).toString("utf8"), bytes };
}

export const askQuery = (url: string, service: string, form: Readonly<Record<string, string>>) =>
  ask(url, "/", {
    method: "POST",
    headers: { authorization: signed(service), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });

export const askJson = (url: string, service: string, target: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  ask(url, "/", {
    method: "POST",
    headers: { authorization: signed(service), "x-amz-target": target, "content-type": "application/x-amz-json-1.1", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

export async function askCbor(url: string, operation: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const answer = await ask(url, `/service/GraniteServiceVersion20100801/operation/${operation}`, {
    method: "POST",
    headers: { authorization: signed("monitoring"), "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor", ...headers },
    body: body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(cbor.serialize(body)),
  });
  return { ...answer, value: cbor.deserialize(answer.bytes) as Record<string, unknown> };
}

export const zipped = (text: string) => gzipSync(Buffer.from(text));

/** Sends bytes as they are and gives back the first line of the answer, or nothing when the other side hangs up. */
export function rawRequest(port: number, text: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.end(text));
    let seen = "";
    socket.on("data", (chunk: Buffer) => {
      seen += chunk.toString("latin1");
    });
    socket.on("close", () => resolve(seen.split("\r\n")[0] ?? ""));
    socket.on("error", (problem: NodeJS.ErrnoException) => (problem.code === "ECONNRESET" ? resolve("") : reject(problem)));
  });
}
