import type { MachinePlane, Place } from "../../plane/types";
import type { AclEntry } from "../base/records";
import type { Store } from "../base/store";
import { connectionAllowed, INTERNET_ADDRESS } from "./acl-rules";

type Allows = Parameters<MachinePlane["setNetwork"]>[0];

/**
 * Whether a TCP connection may pass between two places, as the network ACLs of both subnets say. Traffic inside a subnet
 * is none of an ACL's business. Places of different VPCs meet over the internet: the sandbox has no peering. Security
 * groups and route tables are kept and answered, but do not decide here.
 */
export function reachability(store: Store): Allows {
  // Asked on every new connection: the subnet's entries are looked up once per change of the network.
  const known = new Map<string, readonly AclEntry[]>();
  store.cloud.bus.on("network-changed", () => known.clear());
  const entriesOf = ({ scope, subnetId }: Place) => {
    const key = `${scope}/${subnetId}`;
    const cached = known.get(key);
    if (cached) return cached;
    const acl = store.in(scope).acls.find((one) => one.associations.some((association) => association.subnetId === subnetId));
    if (acl) known.set(key, acl.entries);
    return acl?.entries;
  };
  return (from, to, port) => {
    if (from === "internet" && to === "internet") return true;
    if (from !== "internet" && to !== "internet" && from.scope === to.scope && from.subnetId === to.subnetId) return true;
    const together = from !== "internet" && to !== "internet" && from.scope === to.scope && from.vpcId === to.vpcId;
    const end = (place: Place | "internet") => ({
      address: place !== "internet" && together ? place.privateIp : INTERNET_ADDRESS,
      entries: place === "internet" ? undefined : entriesOf(place),
    });
    return connectionAllowed(end(from), end(to), port);
  };
}
