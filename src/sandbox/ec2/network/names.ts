import { formatAddress } from "../base/cidr";
import type { Region } from "../base/store";

const dashed = (address: string) => address.replaceAll(".", "-");

/** `ip-10-0-0-4.ec2.internal`, or with the Region outside us-east-1. */
export function privateDnsName(region: string, address: string): string {
  return `ip-${dashed(address)}.${region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`}`;
}

/** `ec2-198-18-0-4.compute-1.amazonaws.com`, or with the Region outside us-east-1. */
export function publicDnsName(region: string, address: string): string {
  return `ec2-${dashed(address)}.${region === "us-east-1" ? "compute-1" : `${region}.compute`}.amazonaws.com`;
}

/** A public address that nobody in the Region has, out of 198.18.0.0/15, which the internet does not route. */
export function freePublicAddress(region: Region): string {
  const taken = new Set([...region.interfaces.values(), ...region.addresses.values()].map((one) => one.publicIp));
  for (;;) {
    const address = formatAddress(198 * 2 ** 24 + 18 * 2 ** 16 + 1 + Math.floor(region.cloud.random() * (2 ** 17 - 2)));
    if (!taken.has(address)) return address;
  }
}

/** A locally administered hardware address made of the private one. */
export function macAddress(privateIp: string): string {
  return ["02", "fa", ...privateIp.split(".").map((part) => Number(part).toString(16).padStart(2, "0"))].join(":");
}
