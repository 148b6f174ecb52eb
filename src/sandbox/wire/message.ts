import type { IncomingHttpHeaders } from "node:http";
import type { AwsError } from "../kernel/error";
import type { Model, Operation } from "../model/types";

/** An HTTP request with its body read and unpacked. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, without the query string. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface WireReply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

export type ProtocolId = "ec2Query" | "awsQuery" | "awsJson1_0" | "awsJson1_1" | "restJson1" | "restXml" | "rpcV2Cbor";

/** What was asked, as a protocol sees it. */
export interface Exchange {
  readonly request: WireRequest;
  readonly model: Model;
  readonly operation: Operation;
  readonly requestId: string;
}

/** How one of AWS's protocols reads requests and writes replies: https://smithy.io/2.0/aws/protocols/index.html */
export interface Protocol {
  /** The input by the model's member names; throws an AwsError when the message is not what the model says. */
  parse(exchange: Exchange): Record<string, unknown>;
  reply(output: Readonly<Record<string, unknown>>, exchange: Exchange): WireReply;
  /** The model is missing when the request named no service that the sandbox has. */
  error(error: AwsError, request: WireRequest, requestId: string, model: Model | undefined): WireReply;
}

/** What the model knows of an error: its shape, its code for query clients, its status. */
export interface KnownError {
  readonly shapeName: string;
  readonly queryCode: string;
  readonly status: number;
  readonly senderFault: boolean;
}

/**
 * Codes come as a handler threw them (`NoSuchEntity` or `NoSuchEntityException`) and leave as each protocol spells them.
 * A status that the thrower did not set is the model's.
 */
export function knownError(error: AwsError, model: Model | undefined): KnownError {
  const shape = model?.errors.get(error.code);
  const status = error.status === 400 ? (shape?.error?.httpStatusCode ?? 400) : error.status;
  return {
    shapeName: shape?.name ?? error.code,
    queryCode: shape?.error?.code ?? error.code,
    status,
    senderFault: shape?.error?.senderFault ?? status < 500,
  };
}
