import type { Duration, Text } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts, FaultOptions } from "../types";
import { documentParameters } from "./document-parameters";

/**
 * Runs an SSM Automation runbook, which can do whatever its role may do. Only the runbook undoes it: FIS stops it when the experiment is stopped,
 * so it must clean up in `onCancel`, `onFailure` and at its end.
 */
export interface StartAutomation extends FaultOptions {
  /** ARN of the runbook, with the account: `arn:aws:ssm:us-east-1:123456789012:document/name`. */
  readonly runbook: Text;
  /** Left out: the default version. */
  readonly version?: Text;
  /** The runbook's parameters; together with their names at most 1,024 characters. */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
  /** ARN of the role that the runbook assumes, given to it as `AutomationAssumeRole`; the experiment role may pass it. Left out: none. */
  readonly assumeRole?: string;
  /** 1 minute to 12 hours; then FIS stops the runbook. */
  readonly maxDuration: Duration;
}

export const startAutomationFacts: FaultFacts = {
  actionId: "aws:ssm:start-automation-execution",
  title: "run an SSM Automation runbook",
  targets: {},
  parameters: {
    documentArn: { kind: "text", required: true },
    documentVersion: { kind: "text", required: false },
    documentParameters: { kind: "json", required: false },
    maxDuration: { kind: "duration", required: true, min: "1m", max: "12h" },
  },
  reverts: "never",
  revertNote: "What the runbook does not undo itself stays; FIS only stops the runbook.",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["ssm:StartAutomationExecution"],
      resources: [
        "{parameter:documentArn}",
        "{automation-definition:documentArn}",
        "arn:{partition}:ssm:{region}:{account}:automation-execution/*",
      ],
    },
    {
      actions: ["ssm:GetAutomationExecution", "ssm:StopAutomationExecution"],
      resources: ["arn:{partition}:ssm:{region}:{account}:automation-execution/*"],
    },
    {
      actions: ["iam:PassRole"],
      resources: ["{parameter:documentParameters.AutomationAssumeRole}"],
      conditions: { StringEquals: { "iam:PassedToService": "ssm.amazonaws.com" } },
      when: { parameter: "documentParameters.AutomationAssumeRole" },
    },
  ],
  prerequisites: [
    "The runbook cleans up when it ends, fails and is cancelled.",
    "The role that the runbook assumes trusts ssm.amazonaws.com.",
  ],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#ssm-start-automation-execution",
  readOn: "2026-11-20",
};

export function startAutomation(options: StartAutomation): Fault {
  return fault(
    startAutomationFacts.actionId,
    options,
    {},
    {
      documentArn: options.runbook,
      documentVersion: options.version,
      documentParameters: documentParameters({
        ...options.parameters,
        ...(options.assumeRole === undefined ? {} : { AutomationAssumeRole: options.assumeRole }),
      }),
      maxDuration: iso(options.maxDuration),
    },
  );
}
