import { type Duration, ssm } from "../../src";
import { longer } from "../durations";
import type { Evidence, Scenario } from "../scenario";

/** A load balancer presents a certificate that clients refuse. */
export interface TlsCertificateExpiry {
  /** The name of the runbook. Left out: `faultline-tls-certificate`. */
  readonly runbook?: string;
  /** How long the bad certificate is presented, 1 minute to 12 hours. Left out: 5 minutes. */
  readonly lasts?: Duration;
  /** The metric that shows that it took effect, and where it goes then: normal must lie outside of that. */
  readonly evidence: Evidence;
}

/** FIS follows the runbook for so much longer than it holds: the time-outs of its other steps, and a minute. */
const SWAP_AND_RESTORE_MS = 6 * 60_000;

/** Swaps the certificate of a listener and puts it back. */
export function tlsCertificateExpiry(options: TlsCertificateExpiry): Scenario {
  const { runbook = "faultline-tls-certificate", lasts = "5m", evidence } = options;
  return {
    faults: {
      swap: ssm.startAutomation({
        runbook: `arn:{partition}:ssm:{region}:{account}:document/${runbook}`,
        assumeRole: `arn:{partition}:iam::{account}:role/${runbook}`,
        parameters: { HoldFor: longer(lasts, 0) },
        maxDuration: longer(lasts, SWAP_AND_RESTORE_MS),
      }),
    },
    effect: { "handshakes-failed": evidence },
  };
}
