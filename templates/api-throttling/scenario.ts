import { type Duration, fis, type Percent, type Text } from "../../src";
import type { Scenario } from "../scenario";
import { effectOfSteps, type StepEvidence } from "../steps";

const steps = ["throttle", "internal-errors", "unavailable"] as const;

/** Calls of AWS APIs fail for a role. */
export interface ApiThrottling {
  /** ARNs of the roles, one to five. */
  readonly roles: readonly Text[];
  /** Whose API: AWS does this to two services only. */
  readonly service: "ec2" | "kinesis";
  /** Names of operations, for example `DescribeInstances`. */
  readonly operations: readonly Text[];
  /** The share of calls that is hit, 1 to 100 %. Left out: half. */
  readonly share?: Percent;
  /** How long each step lasts, 1 minute to 12 hours. Left out: 5 minutes. */
  readonly step?: Duration;
  /** The metric that shows that a step took effect, and where it goes then, for all steps or for each by its name: normal must lie outside of that. */
  readonly evidence: StepEvidence<(typeof steps)[number]>;
}

/** Answers calls with throttling, then internal errors, then as unavailable. */
export function apiThrottling(options: ApiThrottling): Scenario {
  const { roles, service, operations, share = "50%", step = "5m", evidence } = options;
  const calls = { roles: { arns: roles }, service, operations, share, duration: step };
  return {
    faults: {
      throttle: fis.injectApiThrottleError(calls),
      "internal-errors": fis.injectApiInternalError({ ...calls, after: ["throttle"] }),
      unavailable: fis.injectApiUnavailableError({ ...calls, after: ["internal-errors"] }),
    },
    effect: effectOfSteps("calls-failed", steps, evidence),
  };
}
