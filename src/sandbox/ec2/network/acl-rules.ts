import { type Cidr, holds, parseAddress, parseCidr } from "../base/cidr";
import type { AclEntry } from "../base/records";

/** The rule that closes every network ACL; it cannot be changed. */
export const CLOSING_RULE = 32_767;

/** A packet as an ACL sees it: the protocol's number, the other side's address and the port it goes to. */
export interface Packet {
  readonly direction: "ingress" | "egress";
  readonly protocol: number;
  readonly remote: number;
  readonly port: number;
}

const blocks = new Map<string, Cidr | undefined>();

function blockOf(text: string): Cidr | undefined {
  if (!blocks.has(text)) blocks.set(text, parseCidr(text));
  return blocks.get(text);
}

function matches(entry: AclEntry, packet: Packet): boolean {
  if (entry.egress !== (packet.direction === "egress")) return false;
  if (entry.protocol !== "-1" && Number(entry.protocol) !== packet.protocol) return false;
  const block = entry.cidr === undefined ? undefined : blockOf(entry.cidr);
  if (!block || !holds(block, packet.remote)) return false;
  // Ports belong to TCP (6) and UDP (17) rules; a rule for every protocol is for every port.
  if (entry.protocol === "-1" || !entry.ports) return true;
  return packet.port >= entry.ports.from && packet.port <= entry.ports.to;
}

/**
 * Rules are asked in ascending order of their numbers and the first that matches decides; what no rule names is denied.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
 */
export function aclAllows(entries: readonly AclEntry[], packet: Packet): boolean {
  let decisive: AclEntry | undefined;
  for (const entry of entries) {
    if ((decisive === undefined || entry.ruleNumber < decisive.ruleNumber) && matches(entry, packet)) decisive = entry;
  }
  return decisive?.action === "allow";
}

const TCP = 6;

/**
 * The port that replies go to. It lies in the ephemeral ranges of Linux, Windows, NAT gateways and load balancers,
 * so that any usual rule for replies matches it.
 */
export const REPLY_PORT = 49_200;

/** An address outside every VPC (TEST-NET-3): only rules for the whole internet match it. */
export const INTERNET_ADDRESS = "203.0.113.77";

/** One end of a connection: the ACL of its subnet, or none when it stands outside. */
export interface End {
  readonly address: string;
  readonly entries: readonly AclEntry[] | undefined;
}

/**
 * Whether a TCP connection can live between two ends in different subnets. ACLs keep no state: the requests must pass out of
 * `from` and into `to`, the replies out of `to` and into `from`.
 */
export function connectionAllowed(from: End, to: End, port: number): boolean {
  const client = parseAddress(from.address);
  const server = parseAddress(to.address);
  if (client === undefined || server === undefined) return false;
  const passes = (end: End, direction: "ingress" | "egress", remote: number, toPort: number) =>
    end.entries === undefined || aclAllows(end.entries, { direction, protocol: TCP, remote, port: toPort });
  return (
    passes(from, "egress", server, port) &&
    passes(to, "ingress", client, port) &&
    passes(to, "egress", client, REPLY_PORT) &&
    passes(from, "ingress", server, REPLY_PORT)
  );
}
