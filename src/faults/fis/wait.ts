import type { Duration } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Does nothing for a while, to space other faults by `after`. */
export interface Wait extends FaultOptions {
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
}

export const waitFacts: FaultFacts = {
  actionId: "aws:fis:wait",
  title: "wait",
  targets: {},
  parameters: { duration: { kind: "duration", required: true, min: "1m", max: "12h" } },
  reverts: "always",
  instantaneous: false,
  injectsFault: false,
  visibleIn: "target-state",
  permissions: [],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#wait",
  readOn: "2026-11-20",
};

export function wait(options: Wait): Fault {
  return fault(waitFacts.actionId, options, {}, { duration: iso(options.duration) });
}
