import { type Count, type Duration, ssm } from "../../src";
import { longer } from "../durations";
import type { Evidence, Scenario } from "../scenario";

/** Bad data arrives in an SQS queue. */
export interface PoisonMessages {
  /** The name of the runbook. Left out: `faultline-poison-messages`. */
  readonly runbook?: string;
  /** How many bad messages, 1 to 500: `"20 messages"`. Left out: 20. */
  readonly messages?: Count;
  /** What they hold, in turn. Left out: broken JSON, `null`, an empty list, and text. */
  readonly bodies?: readonly string[];
  /** How long consumers have for them, 1 minute to 12 hours. Left out: 5 minutes. */
  readonly lasts?: Duration;
  /** The metric that shows that it took effect, and where it goes then: normal must lie outside of that. */
  readonly evidence: Evidence;
}

const BAD = ["{", "null", "[]", "not what you expect"];
/** FIS follows the runbook for so much longer than it holds: the time-outs of sending and sweeping, and a minute. */
const SEND_AND_SWEEP_MS = 8 * 60_000;

/** Sends messages that nobody can read, waits, and sweeps the dead-letter queue. */
export function poisonMessages(options: PoisonMessages): Scenario {
  const { runbook = "faultline-poison-messages", messages = "20 messages", bodies = BAD, lasts = "5m", evidence } = options;
  return {
    faults: {
      poison: ssm.startAutomation({
        runbook: `arn:{partition}:ssm:{region}:{account}:document/${runbook}`,
        assumeRole: `arn:{partition}:iam::{account}:role/${runbook}`,
        parameters: { Messages: messages.split(" ")[0] ?? "", Bodies: bodies, HoldFor: longer(lasts, 0) },
        maxDuration: longer(lasts, SEND_AND_SWEEP_MS),
      }),
    },
    effect: { "messages-put-aside": evidence },
  };
}
