import { ExperimentFailure } from "../errors";

/** A rule of a network ACL as EC2 describes and takes it. */
export interface AclEntry {
  readonly RuleNumber: number;
  readonly Protocol: string;
  readonly RuleAction: string;
  readonly Egress: boolean;
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlock?: string;
  readonly PortRange?: { readonly From?: number; readonly To?: number };
  readonly IcmpTypeCode?: { readonly Code?: number; readonly Type?: number };
}

/** The scopes that have an effect in the sandbox. */
export const SCOPES: ReadonlySet<string> = new Set(["all", "availability-zone", "prefix-list", "vpc"]);

/** The rule that every ACL ends with; EC2 makes it itself. */
const LAST = 32767;
const MOST_ENTRIES = 20;

/**
 * The rules of the ACL that a subnet gets: those that deny come first, then the old ones in their order. `all` has none at
 * all, which denies everything. `availability-zone` denies the subnets of other zones, `vpc` all that is outside, `prefix-list` its ranges.
 */
export function entriesFor(
  scope: string,
  old: readonly AclEntry[],
  cidrs: { readonly vpc: readonly string[]; readonly otherZones: readonly string[]; readonly prefixList: readonly string[] },
): AclEntry[] {
  if (scope === "all") return [];
  const rules =
    {
      "availability-zone": cidrs.otherZones.map(deny),
      "prefix-list": cidrs.prefixList.map(deny),
      vpc: [...cidrs.vpc.map(allow), deny("0.0.0.0/0")],
    }[scope] ?? [];
  return [false, true].flatMap((Egress) => {
    const before = old.filter((entry) => entry.Egress === Egress && entry.RuleNumber < LAST).sort((a, b) => a.RuleNumber - b.RuleNumber);
    const all = [...rules.map((rule) => ({ ...rule, Egress })), ...before];
    if (all.length > MOST_ENTRIES) {
      const reason = `The network ACL would have ${all.length} rules in one direction. The maximum is ${MOST_ENTRIES}.`;
      throw new ExperimentFailure({ code: "QuotaExceededFailure", reason });
    }
    return all.map((entry, index) => ({ ...entry, RuleNumber: index + 1 }));
  });
}

const rule = (RuleAction: string) => (CidrBlock: string) => ({ RuleNumber: 0, Protocol: "-1", RuleAction, CidrBlock });
const deny = rule("deny");
const allow = rule("allow");
