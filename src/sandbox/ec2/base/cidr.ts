import { AwsError } from "../../kernel/error";

/** An IPv4 block: first address and number of fixed bits. */
export interface Cidr {
  readonly base: number;
  readonly bits: number;
}

const ADDRESS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

export function parseAddress(text: string): number | undefined {
  const match = ADDRESS.exec(text);
  if (!match) return undefined;
  const parts = match.slice(1).map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

export const sizeOf = (cidr: Cidr) => 2 ** (32 - cidr.bits);

/** Any IPv4 block; host bits are cleared, as EC2 does for rules and routes (`10.0.0.1/16` → `10.0.0.0/16`). */
export function parseCidr(text: string): Cidr | undefined {
  const [address, bits, rest] = text.split("/");
  if (address === undefined || bits === undefined || rest !== undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  const size = 2 ** (32 - Number(bits));
  return { base: Math.floor(parsed / size) * size, bits: Number(bits) };
}

export const formatCidr = (cidr: Cidr) => `${formatAddress(cidr.base)}/${cidr.bits}`;

/** A rule's or route's destination in canonical form; throws as EC2 does on anything else. */
export function requireCidr(text: string): string {
  const cidr = parseCidr(text);
  if (!cidr) throw new AwsError("InvalidParameterValue", `CIDR block ${text} is malformed`);
  return formatCidr(cidr);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.base >= outer.base && inner.base + sizeOf(inner) <= outer.base + sizeOf(outer);
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.base < b.base + sizeOf(b) && b.base < a.base + sizeOf(a);
}

export function holds(cidr: Cidr, address: number): boolean {
  return address >= cidr.base && address < cidr.base + sizeOf(cidr);
}

/** A network's own block, between /16 and /28; host bits are cleared. `code` is the network kind's error code. */
export function requireNetwork(text: string, code: "InvalidVpc.Range" | "InvalidSubnet.Range"): Cidr {
  const cidr = parseCidr(text);
  if (!cidr)
    throw new AwsError("InvalidParameterValue", `Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  if (cidr.bits < 16 || cidr.bits > 28) throw new AwsError(code, `The CIDR '${text}' is invalid.`);
  return cidr;
}

/** Of each subnet's block the first four addresses and the last one are AWS's own. */
export const usableAddresses = (subnet: Cidr) => sizeOf(subnet) - 5;

/** The lowest address of the subnet that nobody has, or undefined when it is full. */
export function freeAddress(subnet: Cidr, taken: ReadonlySet<string>): string | undefined {
  for (let address = subnet.base + 4; address < subnet.base + sizeOf(subnet) - 1; address++) {
    const text = formatAddress(address);
    if (!taken.has(text)) return text;
  }
  return undefined;
}

/** May an instance have this address in this subnet? */
export function usable(subnet: Cidr, address: string): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && parsed >= subnet.base + 4 && parsed < subnet.base + sizeOf(subnet) - 1;
}
