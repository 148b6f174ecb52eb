import type { $Command, FisClient, FisClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-fis";
import type { CallOptions } from "../../run";

type Command<I extends ServiceInputTypes, O extends ServiceOutputTypes> = $Command<
  I,
  O,
  FisClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/** A request as it looks just before it is signed. */
interface Wire {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}

/** What is changed about an ordinary command, to reach members and operations that this version of the client does not know. */
export interface Change {
  readonly method?: string;
  readonly path?: (path: string) => string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/**
 * Sends a command and gives the reply as it came, with all members. The client is pinned at a version that lacks some of FIS; retries,
 * signing and typed errors stay its own.
 */
export async function sendRaw<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  client: FisClient,
  command: Command<I, O>,
  call: CallOptions = {},
  change: Change = {},
): Promise<unknown> {
  let text = "";
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Wire;
      if (change.method) request.method = change.method;
      if (change.path) request.path = change.path(request.path);
      if (change.body) {
        request.body = JSON.stringify(change.body);
        request.headers["content-type"] = "application/json";
      }
      return next(args);
    },
    { step: "build", priority: "high", name: "faultlineRequest" },
  );
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: unknown };
      const bytes = await read(response.body);
      text = bytes.toString("utf8");
      response.body = bytes;
      return result;
    },
    { step: "deserialize", priority: "low", name: "faultlineReply" },
  );
  await client.send(command, { abortSignal: call.signal });
  return text === "" ? {} : (JSON.parse(text) as unknown);
}

async function read(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === "string" || body instanceof Uint8Array) return Buffer.from(body as Uint8Array);
  const parts: Buffer[] = [];
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
