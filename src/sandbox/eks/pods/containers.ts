import { messageOf } from "../../../words";
import type { Cloud } from "../../kernel/cloud";
import { EKS_TIMINGS } from "../timings";
import { machineSpec, type PodRecord, podTables } from "./records";

/** Starts and ends the processes of pods, one thing at a time for each pod. */
export function containerRunner(cloud: Cloud) {
  let open = new AbortController();
  const starting = new Map<string, Promise<void>>();

  /** The pod is still on record, has a node that is there, and should run. */
  const wanted = (scope: string, pod: PodRecord): boolean => {
    const tables = podTables(cloud, scope);
    if (tables.pods.get(pod.id) !== pod || !pod.placement) return false;
    if (pod.phase !== "Pending" && pod.phase !== "Failed") return false;
    const node = tables.nodes.get(pod.placement.instanceId);
    return node !== undefined && node.lostAt === undefined;
  };

  const forget = async (id: string, graceMs: number): Promise<void> => {
    if (cloud.plane.machine(id)) await cloud.plane.halt(id, graceMs);
  };

  const backoff = (restarts: number) =>
    Math.min(EKS_TIMINGS.crashBackoffMs * 2 ** Math.max(0, restarts - 1), EKS_TIMINGS.crashBackoffMostMs);

  async function run(scope: string, pod: PodRecord, delayMs: number, signal: AbortSignal): Promise<void> {
    for (let wait = delayMs; ; wait = backoff(pod.restarts)) {
      await cloud.clock.sleep(wait, signal);
      const placement = pod.placement;
      if (signal.aborted || !placement || !wanted(scope, pod)) return;
      try {
        await forget(pod.id, 0);
        await cloud.plane.boot(machineSpec(scope, pod, placement));
        if (signal.aborted) return;
        if (!wanted(scope, pod)) return await forget(pod.id, 0);
        pod.phase = "Running";
        cloud.state.touch();
        return;
      } catch (error) {
        if (signal.aborted) return;
        pod.restarts++;
        pod.phase = "Failed";
        cloud.state.touch();
        cloud.log("eks: a pod's container could not be started", { pod: pod.id, restarts: pod.restarts, reason: messageOf(error) });
      }
    }
  }

  return {
    /** Starts a pod's container after `delayMs`, and again after a pause for as long as it does not come up. */
    start(scope: string, pod: PodRecord, delayMs: number): void {
      if (starting.has(pod.id)) return;
      const { signal } = open;
      const task = run(scope, pod, delayMs, signal).finally(() => {
        if (starting.get(pod.id) === task) starting.delete(pod.id);
      });
      starting.set(pod.id, task);
    },
    /** Starts the container of a pod whose process ended by itself: at once the first time, then after growing pauses. */
    restart(scope: string, pod: PodRecord): void {
      pod.phase = "Failed";
      pod.restarts++;
      cloud.state.touch();
      this.start(scope, pod, pod.restarts === 1 ? 0 : backoff(pod.restarts - 1));
    },
    /** Ends a pod's process; resolves when it is gone. */
    end: forget,
    isStarting: (id: string): boolean => starting.has(id),
    /** Gives up all that is under way. */
    stop(): void {
      open.abort();
      open = new AbortController();
      starting.clear();
    },
  };
}
