/** The clock of a sandbox: see `scaledClock`. */
export interface SandboxTime {
  readonly speed: number;
  readonly epochWall: number;
  readonly epochSandbox: number;
}

const ANSWER_WITHIN_MS = 10_000;

/**
 * Asks whether the endpoint is a sandbox of Faultline's. `undefined`: something else answers, as an endpoint of a VPC would. Rejects when nobody
 * answers, because a run on the wrong clock would be judged wrongly.
 */
export async function sandboxAt(endpoint: string): Promise<SandboxTime | undefined> {
  const reply = await fetch(`${endpoint}/_faultline/health`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const body: unknown = await reply.json().catch(() => undefined);
  if (!reply.ok || typeof body !== "object" || body === null) return undefined;
  const { speed, epochWall, epochSandbox } = body as Partial<SandboxTime>;
  const isSandbox = typeof speed === "number" && typeof epochWall === "number" && typeof epochSandbox === "number";
  return isSandbox ? { speed, epochWall, epochSandbox } : undefined;
}
