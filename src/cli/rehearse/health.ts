import type { RunClock } from "../../run";
import { EXIT, FaultlineError } from "../../words";

/** What `GET /_faultline/health` tells of a sandbox. */
export interface SandboxHealth {
  readonly speed: number;
  readonly epochWall: number;
  readonly epochSandbox: number;
  readonly accountId: string;
}

const ASK_TIMEOUT_MS = 5_000;

/** Asks whether a Faultline sandbox answers at this endpoint; `undefined` when something else does, or nothing. */
export async function healthOf(url: string): Promise<SandboxHealth | undefined> {
  try {
    const reply = await fetch(`${url}/_faultline/health`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
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

export interface SystemView {
  readonly machines: readonly {
    readonly id: string;
    readonly kind: string;
    readonly service: string;
    readonly zone: string;
    readonly state: string;
  }[];
  readonly loadBalancers: readonly {
    readonly name: string;
    readonly targets: readonly { readonly state: string; readonly zone?: string }[];
  }[];
  readonly traffic: readonly { readonly name: string }[];
  readonly services: readonly string[];
}

/** What runs in a sandbox now. */
export async function systemOf(url: string): Promise<SystemView> {
  const reply = await fetch(`${url}/_faultline/system`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
  return (await reply.json()) as SystemView;
}

/** Why the system is not ready for an experiment yet; empty when it is. */
function missing(view: SystemView): string[] {
  const booting = view.machines.filter((machine) => machine.state === "booting").length;
  const idle = view.services.filter(
    (service) => !view.machines.some((machine) => machine.service === service && machine.state === "running"),
  );
  const unhealthy = view.loadBalancers.flatMap(({ name, targets }) => {
    const bad = targets.filter((target) => target.state !== "healthy").length;
    return targets.length === 0
      ? [`the load balancer ${name} has no target`]
      : bad > 0
        ? [`${bad} of ${targets.length} targets of ${name} are not healthy yet`]
        : [];
  });
  return [...idle.map((service) => `nothing runs "${service}"`), ...(booting > 0 ? [`${booting} machines are booting`] : []), ...unhealthy];
}

/** Waits until every described service runs and every load balancer's targets are healthy; says why when that does not happen. */
export async function waitUntilReady(url: string, clock: RunClock, withinMs: number, onWait: (why: string) => void): Promise<SystemView> {
  const until = clock.now() + withinMs;
  for (;;) {
    const view = await systemOf(url);
    const why = missing(view);
    if (why.length === 0) return view;
    if (clock.now() > until) {
      throw new FaultlineError("system-not-ready", `The system did not become ready: ${why.join("; ")}.`, {
        exitCode: EXIT.errored,
        remedy: "Check that the services in rehearsal.yaml match what the program makes (tags, names), and that their commands start.",
        facts: { missing: why },
      });
    }
    onWait(why.join("; "));
    await clock.sleep(Math.max(100 * clock.speed, 500));
  }
}
