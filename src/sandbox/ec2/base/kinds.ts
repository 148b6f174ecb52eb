import type { Kind } from "./errors";

const PREFIXES: Readonly<Record<string, Kind>> = {
  "i-": "instance",
  "vpc-": "vpc",
  "subnet-": "subnet",
  "igw-": "internet-gateway",
  "rtb-": "route-table",
  "acl-": "network-acl",
  "sg-": "security-group",
  "sgr-": "security-group-rule",
  "eni-": "network-interface",
  "vol-": "volume",
  "lt-": "launch-template",
  "eipalloc-": "elastic-ip",
  "nat-": "natgateway",
  "pl-": "prefix-list",
  "ami-": "image",
};

/** The kind of resource an id belongs to, by its prefix. */
export function kindOfId(id: string): Kind | undefined {
  return PREFIXES[`${id.split("-")[0]}-`];
}
