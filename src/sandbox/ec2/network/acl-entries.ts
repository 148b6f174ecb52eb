import { requireCidr } from "../base/cidr";
import { invalidValue, missing } from "../base/errors";
import type { AclEntry } from "../base/records";

/** An entry as the API takes it. */
export interface EntryInput {
  RuleNumber: number;
  Egress: boolean;
  Protocol: string;
  RuleAction: string;
  CidrBlock?: string;
  Ipv6CidrBlock?: string;
  PortRange?: { From?: number; To?: number };
  IcmpTypeCode?: { Code?: number; Type?: number };
}

const PROTOCOLS: Readonly<Record<string, string>> = { all: "-1", icmp: "1", tcp: "6", udp: "17", icmpv6: "58" };

/** A protocol's number as text; names are understood. */
export function protocolNumber(text: string): string {
  const number = PROTOCOLS[text.toLowerCase()] ?? text;
  if (!/^(-1|\d{1,3})$/.test(number) || Number(number) > 255)
    throw invalidValue(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
  return number;
}

/** Checks an entry as EC2 does and brings it into the form that is kept. */
export function entryFrom(input: EntryInput): AclEntry {
  if (input.RuleNumber < 1 || input.RuleNumber > 32_766)
    throw invalidValue(`Value (${input.RuleNumber}) for parameter ruleNumber is invalid. The rule number must be between 1 and 32766.`);
  if (input.RuleAction !== "allow" && input.RuleAction !== "deny")
    throw invalidValue(`Invalid value '${input.RuleAction}' for rule action. Valid values: allow, deny`);
  if (!input.CidrBlock && !input.Ipv6CidrBlock) throw missing("cidrBlock");
  const protocol = protocolNumber(input.Protocol);
  const ports = input.PortRange;
  if ((protocol === "6" || protocol === "17") && (ports?.From === undefined || ports.To === undefined)) throw missing("portRange");
  if (protocol === "1" && !input.IcmpTypeCode) throw missing("icmpTypeCode");
  if (ports?.From !== undefined && ports.To !== undefined && (ports.From > ports.To || ports.From < 0 || ports.To > 65_535))
    throw invalidValue(`Invalid TCP/UDP port range (${ports.From}:${ports.To})`);
  const hasPorts = (protocol === "6" || protocol === "17") && ports?.From !== undefined && ports.To !== undefined;
  return {
    ruleNumber: input.RuleNumber,
    egress: input.Egress,
    protocol,
    action: input.RuleAction,
    ...(input.CidrBlock ? { cidr: requireCidr(input.CidrBlock) } : {}),
    ...(input.Ipv6CidrBlock ? { ipv6Cidr: input.Ipv6CidrBlock } : {}),
    ...(hasPorts ? { ports: { from: ports.From ?? 0, to: ports.To ?? 65_535 } } : {}),
    ...(input.IcmpTypeCode ? { icmp: { code: input.IcmpTypeCode.Code ?? -1, type: input.IcmpTypeCode.Type ?? -1 } } : {}),
  };
}

export function entryView(entry: AclEntry) {
  return {
    RuleNumber: entry.ruleNumber,
    Egress: entry.egress,
    Protocol: entry.protocol,
    RuleAction: entry.action,
    CidrBlock: entry.cidr,
    Ipv6CidrBlock: entry.ipv6Cidr,
    PortRange: entry.ports ? { From: entry.ports.from, To: entry.ports.to } : undefined,
    IcmpTypeCode: entry.icmp ? { Code: entry.icmp.code, Type: entry.icmp.type } : undefined,
  };
}
