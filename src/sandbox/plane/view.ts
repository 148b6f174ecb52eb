import type { TrafficTotals } from "./traffic";
import type { Impairment, MachineView, TargetHealth } from "./types";

/** What runs now: the answer of `GET /_faultline/system`. */
export interface SystemView {
  readonly machines: readonly {
    readonly id: string;
    readonly kind: MachineView["spec"]["kind"];
    readonly service: string;
    readonly zone: string;
    readonly state: MachineView["state"];
    readonly pid: number | undefined;
    /** Its own loopback port, behind all proxies: for looking at it, not for traffic. */
    readonly port: number | undefined;
    readonly role: MachineView["spec"]["role"];
    readonly names: MachineView["spec"]["names"];
  }[];
  readonly loadBalancers: readonly {
    readonly name: string;
    readonly arn: string;
    readonly scope: string;
    readonly dnsName: string;
    /** One per listener: its port, and the loopback address that stands for it. */
    readonly listeners: readonly { readonly port: number; readonly url: string }[];
    readonly nodes: readonly { readonly zone: string; readonly reachable: boolean; readonly inDns: boolean }[];
    readonly targets: readonly (TargetHealth & { readonly zone: string | undefined })[];
  }[];
  readonly traffic: readonly TrafficTotals[];
  readonly impairments: readonly Impairment[];
  /** Services that are described. */
  readonly services: readonly string[];
}
