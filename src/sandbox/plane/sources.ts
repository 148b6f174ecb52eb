import { BlockList, isIPv4 } from "node:net";
import type { Place, Sources } from "./types";

const ZONE = /^[a-z]{2}(-[a-z]+)+-\d+[a-z]$/;

/**
 * What `Sources` of a document or of an action says: `all`, or zones by name, addresses and ranges. `undefined` when one of them is anything else
 * (a domain name, the id of a zone, a service of AWS): machines here cannot be told by it.
 */
export function sourcesIn(texts: readonly string[]): Sources | "all" | undefined {
  const given = texts.flatMap((text) => text.split(",")).flatMap((text) => text.trim() || []);
  if (given.includes("ALL")) return "all";
  const zones = given.filter((text) => ZONE.test(text));
  const ranges = given.filter((text) => !ZONE.test(text)).map((text) => (text.includes("/") ? text : `${text}/32`));
  return given.length > 0 && ranges.every(isRange) ? { zones, ranges } : undefined;
}

function isRange(text: string): boolean {
  const [address = "", bits = "", ...rest] = text.split("/");
  return isIPv4(address) && /^\d{1,2}$/.test(bits) && Number(bits) <= 32 && rest.length === 0;
}

/** Tells far ends that are among the sources; everybody is when there are none. Who is outside of every VPC has no address here: only `0.0.0.0/0` holds it. */
export function among(sources: Sources | undefined): (place: Place | "internet") => boolean {
  if (!sources) return () => true;
  const list = new BlockList();
  for (const range of sources.ranges) {
    const [address = "", bits] = range.split("/");
    list.addSubnet(address, Number(bits));
  }
  return (place) =>
    place === "internet" ? sources.ranges.includes("0.0.0.0/0") : sources.zones.includes(place.zone) || list.check(place.privateIp);
}
