import type { RunClock } from "../../run";
import { EXIT, FaultlineError } from "../../words";
import { ask } from "../sandbox/ask";

/** Long enough for some requests of a slow traffic, in real milliseconds. */
const LOOK_EVERY_REAL_MS = 400;

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
  readonly traffic: readonly { readonly name: string; readonly requests: number; readonly errors: number }[];
  readonly services: readonly string[];
}

/** What runs in a sandbox now. */
async function systemOf(url: string, signal: AbortSignal): Promise<SystemView> {
  const reply = await ask(`${url}/_faultline/system`, {}, signal);
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

/** Traffic that still fails: a system that is only just up has not warmed up yet. */
function failing(before: SystemView | undefined, now: SystemView): string[] {
  return now.traffic.flatMap(({ name, requests, errors }) => {
    const last = before?.traffic.find((item) => item.name === name);
    const answered = requests - errors - ((last?.requests ?? 0) - (last?.errors ?? 0));
    const failed = errors - (last?.errors ?? 0);
    return last && answered > 0 && failed === 0
      ? []
      : [`of the traffic "${name}" ${answered} requests were answered and ${failed} failed just now`];
  });
}

/** Waits until every described service runs, every load balancer's targets are healthy and the traffic is answered; says why when that does not happen. */
export async function waitUntilReady(
  url: string,
  clock: RunClock,
  withinMs: number,
  away: AbortSignal,
  onWait: (why: string) => void,
): Promise<SystemView> {
  const until = clock.now() + withinMs;
  let last: SystemView | undefined;
  for (;;) {
    const view = await systemOf(url, away);
    const why = [...missing(view), ...failing(last, view)];
    if (why.length === 0) return view;
    last = view;
    if (clock.now() > until) {
      throw new FaultlineError("system-not-ready", `The system did not become ready: ${why.join("; ")}.`, {
        exitCode: EXIT.errored,
        remedy: "Check that the services in rehearsal.yaml match what the program makes (tags, names), and that their commands start.",
        facts: { missing: why },
      });
    }
    onWait(why.join("; "));
    await clock.sleep(LOOK_EVERY_REAL_MS * clock.speed, away);
    away.throwIfAborted();
  }
}

/** What a system consists of, for people. */
export function population(view: SystemView): string {
  const byService = new Map<string, number>();
  for (const machine of view.machines) byService.set(machine.service, (byService.get(machine.service) ?? 0) + 1);
  const parts = [...byService].map(([service, count]) => `${count} × ${service}`);
  return `${view.machines.length} machines in ${new Set(view.machines.map((machine) => machine.zone)).size} zones (${parts.join(", ")}), traffic: ${view.traffic.map((item) => item.name).join(", ") || "none"}`;
}
