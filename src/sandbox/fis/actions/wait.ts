import type { Effect } from "./types";

/** aws:fis:wait — nothing happens for `duration`. Stop conditions are watched all the while. */
export const wait: Effect = {
  run: async (context) => {
    await context.hold(context.duration("duration"));
    return undefined;
  },
};
