import type { Fis } from "@aws-sdk/client-fis";

interface RawRequest {
  method: string;
  path: string;
  body?: unknown;
  headers: Record<string, string>;
}

interface RawReply {
  readonly body: AsyncIterable<Uint8Array>;
  readonly statusCode: number;
}

/**
 * An operation that this version of the FIS client does not know: an ordinary command whose request is given another method and path before it
 * is signed, and whose raw reply is kept. Retries, signing and typed errors stay the client's.
 */
export async function rawCall<Output>(fis: Fis, method: string, path: string, input?: object): Promise<Output> {
  const { ListTagsForResourceCommand } = require("@aws-sdk/client-fis") as typeof import("@aws-sdk/client-fis");
  const command = new ListTagsForResourceCommand({ resourceArn: "-" });
  let answer: Output | undefined;
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as RawRequest;
      request.method = method;
      request.path = path;
      if (input !== undefined) {
        request.body = JSON.stringify(input);
        request.headers["content-type"] = "application/json";
        request.headers["content-length"] = String(Buffer.byteLength(JSON.stringify(input)));
      }
      return next(args);
    },
    { step: "build", priority: "high", name: "faultlineOtherOperation" },
  );
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const reply = result.response as RawReply;
      if (reply.statusCode >= 300) return result;
      const chunks: Uint8Array[] = [];
      for await (const chunk of reply.body) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString("utf8");
      answer = (text === "" ? {} : JSON.parse(text)) as Output;
      return { ...result, response: { ...reply, body: Buffer.from("{}") } };
    },
    { step: "deserialize", priority: "low", name: "faultlineKeepReply" },
  );
  await fis.send(command);
  if (answer === undefined) throw new Error(`${method} ${path} gave no answer`);
  return answer;
}
