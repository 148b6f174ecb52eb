import { type Duration, ec2, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";
import { effectOfSteps, type StepEvidence } from "../steps";

const steps = ["delay-100ms", "delay-200ms", "delay-400ms"] as const;

/** Traffic is delayed on EC2 instances, in steps. */
export interface Ec2NetworkLatency {
  /** Tags of the instances; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** How many. A number or a share is picked at random for each step anew. Left out: all of them. */
  readonly select?: Selection;
  /** Only in these zones, by name. Left out: everywhere. */
  readonly zones?: readonly Text[];
  /** IPv4 addresses or ranges, domain names, zones, `ALL`, `DYNAMODB`, `S3`. Left out: all. */
  readonly sources?: readonly string[];
  /** How long each step lasts, 1 minute to 12 hours. Left out: 5 minutes. */
  readonly step?: Duration;
  /** The metric that shows that a step took effect, and where it goes then, for all steps or for each by its name: normal must lie outside of that. */
  readonly evidence: StepEvidence<(typeof steps)[number]>;
}

/** Traffic is delayed in three steps, one after the other. */
export function ec2NetworkLatency(options: Ec2NetworkLatency): Scenario {
  const { tags, select = "all", zones, sources = ["ALL"], step = "5m", evidence } = options;
  const instances = { tags, select, ...(zones ? { zones } : {}) };
  const at = (delay: Duration, after?: string) =>
    ec2.networkLatencySources({
      instances,
      duration: step,
      delay,
      sources,
      traffic: "egress",
      ...(after === undefined ? {} : { after: [after] }),
    });
  return {
    faults: {
      "delay-100ms": at("100ms"),
      "delay-200ms": at("200ms", "delay-100ms"),
      "delay-400ms": at("400ms", "delay-200ms"),
    },
    effect: effectOfSteps("step-seen", steps, evidence),
  };
}
