import { type Effect, NOT_SIMULATED } from "./types";

/** The names under which actions say how long they last. */
const LENGTHS = ["duration", "maxDuration", "durationBeforeInterruption"] as const;

/** Every action without an effect in the sandbox: it takes its time and says that it did nothing. */
export const notSimulated: Effect = {
  run: async (context) => {
    const length = LENGTHS.map((name) => context.duration(name)).find((ms) => ms > 0) ?? 0;
    if (length > 0) await context.hold(length);
    return NOT_SIMULATED;
  },
};
