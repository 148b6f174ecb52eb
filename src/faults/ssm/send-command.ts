import { canonicalJson, type Duration, isoDuration, parseDuration, type Text } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { type InstancesTarget, instances } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";
import { hostDocuments } from "./documents";

/** Faults inside the operating system, run by the SSM agent with one of AWS's own documents. */
export interface HostFault extends FaultOptions {
  readonly instances: InstancesTarget;
  /** Install what the document needs (stress-ng, tc …) when it is absent. Left out: yes. */
  readonly installDependencies?: boolean;
  /** How long FIS watches the command. Left out: a minute longer than the document runs, so that its rollback is over when the action ends. */
  readonly watch?: Duration;
}

export const sendCommandFacts: FaultFacts = {
  actionId: "aws:ssm:send-command",
  title: "run an SSM document on instances",
  targets: { Instances: "aws:ec2:instance" },
  parameters: {
    documentArn: { kind: "text", required: true },
    documentVersion: { kind: "text", required: false },
    documentParameters: { kind: "json", required: false, membersBy: { parameter: "documentArn", known: hostDocuments } },
    duration: { kind: "duration", required: true, min: "1m", max: "12h" },
  },
  reverts: { whenParameter: "documentArn", matches: "document/AWSFIS-Run-(?!Kill-Process$)" },
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  exclusive: { name: "AWS's documents on the network of instances", whenParameter: "documentArn", matches: "document/AWSFIS-Run-Network-" },
  permissions: [
    { actions: ["ssm:SendCommand"], resources: ["arn:{partition}:ec2:{region}:{account}:instance/*"], narrowBy: "target-tags" },
    { actions: ["ssm:SendCommand"], resources: ["{parameter:documentArn}"] },
    { actions: ["ssm:ListCommands", "ec2:DescribeInstances"], resources: ["*"] },
    // Sources may be zones, whose subnets are looked up.
    { actions: ["ec2:DescribeSubnets"], resources: ["*"], when: { parameter: "documentArn", matches: "document/AWSFIS-.*-Sources$" } },
    // AWS knows no resource for CancelCommand; the Region at least bounds it.
    { actions: ["ssm:CancelCommand"], resources: ["*"], conditions: { StringEquals: { "aws:RequestedRegion": "{region}" } } },
  ],
  prerequisites: [
    "The SSM agent runs on the instances, and their instance profile has AmazonSSMManagedInstanceCore.",
    "Amazon Linux 2 or 2023, Ubuntu, RHEL 8 or 9, CentOS 9.",
  ],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/actions-ssm-agent.html",
  readOn: "2026-11-20",
};

/** FIS watches the command a little longer than the document runs, so that its rollback is over when the action ends. */
const ROLLBACK_MARGIN_MS = 60_000;

/** The Region and partition of AWS's own documents are filled in when the experiment is provisioned. */
export function hostDocument(name: string): string {
  return `arn:{partition}:ssm:{region}::document/${name}`;
}

export function sendCommand(
  options: HostFault,
  document: string,
  runsFor: Duration,
  parameters: Readonly<Record<string, string | undefined>>,
): Fault {
  const ms = parseDuration(String(runsFor));
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
  const install = options.installDependencies === undefined ? {} : { InstallDependencies: options.installDependencies ? "True" : "False" };
  const fields: Record<string, Text> = {
    documentArn: hostDocument(document),
    documentParameters: canonicalJson({ ...given, ...install }),
    duration: iso(options.watch) ?? (ms === undefined ? String(runsFor) : isoDuration(ms + ROLLBACK_MARGIN_MS)),
  };
  return fault(sendCommandFacts.actionId, options, { Instances: instances(options.instances) }, fields);
}
