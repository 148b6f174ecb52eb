import { parseDuration } from "../../../../words";
import { failing } from "../failure";
import type { Action } from "./types";

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-sleep.html */
const LONGEST_MS = 7 * 86_400_000;

/** Waits for a `Duration` (ISO 8601) or until a `Timestamp`. What is left of it after a restart is waited then. */
export const sleep: Action = async ({ cloud, inputs, state, signal, save }) => {
  if (state.endsAt === undefined) {
    state.endsAt = endOf(inputs, cloud.clock.now());
    save();
  }
  await cloud.clock.sleep(Math.max(0, state.endsAt - cloud.clock.now()), signal);
  return {};
};

function endOf({ Duration, Timestamp }: Readonly<Record<string, unknown>>, now: number): number {
  if (typeof Duration === "string") {
    const ms = Duration.startsWith("P") ? parseDuration(Duration) : undefined;
    if (ms === undefined) throw failing(`${Duration} is not a duration in ISO 8601`);
    if (ms > LONGEST_MS) throw failing(`${Duration} is longer than 7 days`);
    return now + ms;
  }
  const at = typeof Timestamp === "string" ? Date.parse(Timestamp) : Number.NaN;
  if (Number.isNaN(at)) throw failing("The step has neither a Duration nor a Timestamp");
  if (at - now > LONGEST_MS) throw failing(`${String(Timestamp)} is more than 7 days away`);
  return at;
}
