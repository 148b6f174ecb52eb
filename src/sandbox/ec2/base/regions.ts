/** Regions whose zone ids are known by their short names; others are answered by the same rule. */
const SHORT: Readonly<Record<string, string>> = {
  "us-east-1": "use1",
  "us-east-2": "use2",
  "us-west-1": "usw1",
  "us-west-2": "usw2",
  "ca-central-1": "cac1",
  "sa-east-1": "sae1",
  "eu-west-1": "euw1",
  "eu-west-2": "euw2",
  "eu-west-3": "euw3",
  "eu-central-1": "euc1",
  "eu-central-2": "euc2",
  "eu-north-1": "eun1",
  "eu-south-1": "eus1",
  "eu-south-2": "eus2",
  "ap-south-1": "aps1",
  "ap-south-2": "aps2",
  "ap-southeast-1": "apse1",
  "ap-southeast-2": "apse2",
  "ap-southeast-3": "apse3",
  "ap-southeast-4": "apse4",
  "ap-northeast-1": "apne1",
  "ap-northeast-2": "apne2",
  "ap-northeast-3": "apne3",
  "ap-east-1": "ape1",
  "af-south-1": "afs1",
  "me-south-1": "mes1",
  "me-central-1": "mec1",
  "il-central-1": "ilc1",
};

/** Regions an account must opt in to. */
const OPT_IN = /^(af|me|il|ap-east|ap-south-2|ap-southeast-[34]|eu-south|eu-central-2)/;

export const REGIONS = Object.keys(SHORT).map((name) => ({
  name,
  endpoint: `ec2.${name}.amazonaws.com`,
  optIn: OPT_IN.test(name) ? "opted-in" : "opt-in-not-required",
}));

/** `use1` of `us-east-1`. */
export function regionPrefix(region: string): string {
  const known = SHORT[region];
  if (known) return known;
  const government = /^us-gov-(east|west)-(\d)$/.exec(region);
  if (government) return `usg${government[1]?.charAt(0)}${government[2]}`;
  const [area = "", direction = "", number = ""] = region.split("-");
  return `${area}${direction.replace(/(north|south|east|west|central)/g, (word) => word.charAt(0))}${number}`;
}

export interface Zone {
  readonly name: string;
  readonly id: string;
}

/** Every Region of the sandbox has three Availability Zones, `a`, `b` and `c`, with the ids 1, 2 and 3. */
export function zonesOf(region: string): readonly Zone[] {
  return ["a", "b", "c"].map((letter, index) => ({ name: `${region}${letter}`, id: `${regionPrefix(region)}-az${index + 1}` }));
}

/** A zone by its name or id. */
export function findZone(region: string, nameOrId: string): Zone | undefined {
  return zonesOf(region).find((zone) => zone.name === nameOrId || zone.id === nameOrId);
}
