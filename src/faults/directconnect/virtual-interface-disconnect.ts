import type { Duration } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS } from "../shapes";
import { type ResourcesTarget, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Takes down the BGP sessions of Direct Connect virtual interfaces. */
export interface VirtualInterfaceDisconnect extends FaultOptions {
  readonly virtualInterfaces: ResourcesTarget;
  /** 10 minutes to 12 hours. */
  readonly duration: Duration;
}

export const virtualInterfaceDisconnectFacts: FaultFacts = {
  actionId: "aws:directconnect:virtual-interface-disconnect",
  title: "disconnect Direct Connect virtual interfaces",
  targets: { VirtualInterfaces: "aws:directconnect:virtual-interface" },
  parameters: { duration: { kind: "duration", required: true, min: "10m", max: "12h" } },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["directconnect:StartBgpFailoverTest", "directconnect:StopBgpFailoverTest", "directconnect:ListVirtualInterfaceTestHistory"],
      resources: ["arn:{partition}:directconnect:{region}:{account}:dxvif/*"],
      narrowBy: "target-tags",
    },
    { actions: ["directconnect:DescribeVirtualInterfaces"], resources: ["*"] },
    FIND_BY_TAGS,
  ],
  prerequisites: ["The virtual interface is available, and every BGP peer of it is available and up."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#directconnect-virtual-interface-disconnect",
  readOn: "2026-11-20",
};

export function virtualInterfaceDisconnect(options: VirtualInterfaceDisconnect): Fault {
  return fault(
    virtualInterfaceDisconnectFacts.actionId,
    options,
    { VirtualInterfaces: resources("aws:directconnect:virtual-interface", options.virtualInterfaces) },
    { duration: iso(options.duration) },
  );
}
