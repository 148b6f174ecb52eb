import { ask } from "./ask";

/** What `GET /_faultline/health` tells of a sandbox. */
export interface SandboxHealth {
  readonly speed: number;
  readonly epochWall: number;
  readonly epochSandbox: number;
  readonly accountId: string;
}

/** Asks whether a Faultline sandbox answers at this endpoint; `undefined` when something else does, or nothing. */
export async function healthOf(url: string): Promise<SandboxHealth | undefined> {
  try {
    const reply = await ask(`${url}/_faultline/health`);
    if (!reply.ok) return undefined;
    const body = (await reply.json()) as Partial<SandboxHealth>;
    const { speed, epochWall, epochSandbox, accountId } = body;
    if (typeof speed !== "number" || typeof epochWall !== "number" || typeof epochSandbox !== "number" || typeof accountId !== "string")
      return undefined;
    return { speed, epochWall, epochSandbox, accountId };
  } catch {
    return undefined;
  }
}
