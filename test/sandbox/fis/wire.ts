import type { Sandbox } from "../../../src/sandbox/kernel/start";

const PATHS: Readonly<Record<string, readonly [string, string]>> = {
  CreateExperimentTemplate: ["POST", "/experimentTemplates"],
  UpdateExperimentTemplate: ["PATCH", "/experimentTemplates/{id}"],
  StartExperiment: ["POST", "/experiments"],
  GetExperiment: ["GET", "/experiments/{id}"],
  GetSafetyLever: ["GET", "/safetyLevers/{id}"],
  UpdateSafetyLeverState: ["PATCH", "/safetyLevers/{id}/state"],
};

export interface Reply<T> {
  readonly status: number;
  /** `x-amzn-ErrorType` */
  readonly error: string | null;
  readonly body: T & { message?: string };
}

/** FIS by plain HTTP, for members that the SDK client in use does not know yet. */
export async function raw<T = Record<string, never>>(
  target: Pick<Sandbox, "url">,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Reply<T>> {
  const [method, path] = PATHS[operation] ?? ["", ""];
  const { id, ...rest } = input;
  const reply = await fetch(`${target.url}${path.replace("{id}", encodeURIComponent(String(id)))}`, {
    method,
    headers: {
      "content-type": "application/json",
      authorization: "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/fis/aws4_request, SignedHeaders=host, Signature=0",
    },
    ...(method === "GET" ? {} : { body: JSON.stringify(rest) }),
  });
  return { status: reply.status, error: reply.headers.get("x-amzn-errortype"), body: (await reply.json()) as Reply<T>["body"] };
}
