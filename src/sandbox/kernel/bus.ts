import type { Bus, Happenings } from "./cloud";

type Listener = (happening: never) => void;

/** A bus within the process. Listeners run at once and in order; what one throws is logged and does not reach the others. */
export function createBus(log: (message: string, facts?: Readonly<Record<string, unknown>>) => void): Bus {
  const listeners = new Map<keyof Happenings, Set<Listener>>();
  return {
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener as Listener);
      return () => {
        set.delete(listener as Listener);
      };
    },
    emit: (name, happening) => {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          (listener as (happening: unknown) => void)(happening);
        } catch (problem) {
          log(`a listener to ${name} failed`, { problem: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem) });
        }
      }
    },
  };
}
