import type { AwsError } from "../kernel/error";
import type { Model } from "../model/types";
import { structureFromJson, structureToJson } from "./jsonValue";
import { knownError, type Protocol, type WireRequest } from "./message";
import { sqsQueryCode } from "./queryCodes";
import { malformed } from "./scalars";

/** The body as JSON; nothing at all is an empty object. */
export function jsonBody(request: WireRequest): unknown {
  if (request.body.length === 0) return {};
  try {
    return JSON.parse(request.body.toString("utf8"));
  } catch {
    throw malformed("The request body is not valid JSON.");
  }
}

/** The members of an error's body: its message as the shape spells it, and what else its shape has. */
export function errorMembers(error: AwsError, model: Model | undefined): Record<string, unknown> {
  const shape = model?.errors.get(error.code);
  const messageName = shape?.members.has("Message") ? "Message" : "message";
  return { ...(shape ? structureToJson(shape, error.fields) : {}), [messageName]: error.message };
}

/**
 * The code that the query protocol had for the error. Clients that once spoke it ask for it by `x-amzn-query-mode: true`; SQS tells it
 * to all, since older clients expect it without asking.
 */
export function queryErrorHeader(error: AwsError, request: WireRequest, model: Model | undefined): Record<string, string> {
  if (model?.metadata.awsQueryCompatible === undefined) return {};
  if (request.headers["x-amzn-query-mode"] !== "true" && model.id !== "sqs") return {};
  const known = knownError(error, model);
  const code = model.id === "sqs" ? sqsQueryCode(known.queryCode) : known.queryCode;
  return { "x-amzn-query-error": `${code};${known.senderFault ? "Sender" : "Receiver"}` };
}

function awsJson(version: "1.0" | "1.1"): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  return {
    parse: ({ request, operation }) => structureFromJson(operation.input, jsonBody(request), ""),
    reply: (output, { operation, requestId }) => ({
      status: 200,
      headers: { "content-type": contentType, "x-amzn-requestid": requestId },
      body: JSON.stringify(structureToJson(operation.output, output)),
    }),
    error: (error, request, requestId, model) => {
      const known = knownError(error, model);
      return {
        status: known.status,
        headers: { "content-type": contentType, "x-amzn-requestid": requestId, ...queryErrorHeader(error, request, model) },
        body: JSON.stringify({ __type: known.shapeName, ...errorMembers(error, model) }),
      };
    },
  };
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export const awsJson1_0 = awsJson("1.0");
/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export const awsJson1_1 = awsJson("1.1");
