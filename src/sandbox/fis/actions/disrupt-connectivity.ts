import type { Acting } from "../../common/identity";
import type { Cloud } from "../../kernel/cloud";
import { ExperimentFailure } from "../errors";
import { everyPage, nameIn } from "../resolve/types";
import { type AclEntry, entriesFor, SCOPES } from "./acl-entries";
import { type ActionContext, type Effect, NOT_SIMULATED } from "./types";

interface Acl {
  NetworkAclId: string;
  VpcId: string;
  Associations?: { NetworkAclAssociationId: string; SubnetId: string }[];
  Entries?: AclEntry[];
}

interface PrefixList {
  PrefixListId: string;
  PrefixListName?: string;
}

/** AWS takes prefix lists of so many entries. */
const MOST_PREFIXES = 10;

interface Subnet {
  SubnetId: string;
  VpcId: string;
  AvailabilityZone?: string;
  CidrBlock?: string;
}

/**
 * aws:network:disrupt-connectivity — gives each subnet a network ACL of its own for `duration`, made after the one it
 * has and tagged managedByFIS=true, with rules that deny what `scope` says; then puts the old one back. Traffic within a
 * subnet is not touched. The scopes of single services have no effect in the sandbox.
 */
export const disruptConnectivity: Effect = {
  run: async (context) => {
    const scope = context.parameter("scope") ?? "all";
    const real = SCOPES.has(scope);
    for (const { as, arns } of real ? context.batches : []) {
      const denied = scope === "prefix-list" ? await prefixList(context, as) : [];
      for (const arn of arns) await disrupt(context, as, nameIn(arn), scope, denied);
    }
    await context.hold(context.duration("duration"));
    return real ? undefined : NOT_SIMULATED;
  },
  undo: {
    "restore-acl": async (cloud, as, data) => {
      const { subnetId, original, clone } = data as { subnetId: string; original: string; clone: string };
      const acl = await aclOf(cloud, as, subnetId);
      const association = acl?.NetworkAclId === clone ? associationOf(acl, subnetId) : undefined;
      if (association) {
        await cloud.invoke("ec2", "ReplaceNetworkAclAssociation", { AssociationId: association, NetworkAclId: original }, as);
      }
      try {
        await cloud.invoke("ec2", "DeleteNetworkAcl", { NetworkAclId: clone }, as);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "InvalidNetworkAclID.NotFound") throw error;
      }
    },
  },
};

async function aclOf(cloud: Cloud, as: Acting, subnetId: string): Promise<Acl | undefined> {
  const input = { Filters: [{ Name: "association.subnet-id", Values: [subnetId] }] };
  const { NetworkAcls = [] } = await cloud.invoke<{ NetworkAcls?: Acl[] }>("ec2", "DescribeNetworkAcls", input, as);
  return NetworkAcls[0];
}

const associationOf = (acl: Acl, subnetId: string): string | undefined =>
  acl.Associations?.find((one) => one.SubnetId === subnetId)?.NetworkAclAssociationId;

/** The ranges of the prefix list that the action names by name, id or ARN. */
async function prefixList({ cloud, parameter }: ActionContext, as: Acting): Promise<string[]> {
  const given = parameter("prefixListIdentifier") ?? "";
  const wanted = given.startsWith("arn:") ? nameIn(given) : given;
  const query = { cloud, as };
  const lists = await everyPage<PrefixList>(query, "ec2", "DescribeManagedPrefixLists", {}, "PrefixLists");
  const list = lists.find(({ PrefixListId, PrefixListName }) => [PrefixListId, PrefixListName].includes(wanted));
  if (!list) throw new ExperimentFailure({ code: "ConfigurationFailure", reason: `Prefix list ${given} was not found.` });
  const input = { PrefixListId: list.PrefixListId };
  const entries = await everyPage<{ Cidr: string }>(query, "ec2", "GetManagedPrefixListEntries", input, "Entries");
  if (entries.length > MOST_PREFIXES) {
    const reason = `Prefix list ${given} has ${entries.length} entries. The maximum is ${MOST_PREFIXES}.`;
    throw new ExperimentFailure({ code: "QuotaExceededFailure", reason });
  }
  return entries.map(({ Cidr }) => Cidr);
}

async function disrupt(
  { cloud, undo }: ActionContext,
  as: Acting,
  subnetId: string,
  scope: string,
  denied: readonly string[],
): Promise<void> {
  const acl = await aclOf(cloud, as, subnetId);
  const association = acl && associationOf(acl, subnetId);
  if (!acl || !association) throw new ExperimentFailure({ code: "InvalidTarget", reason: `Subnet ${subnetId} has no network ACL.` });
  const { Subnets = [] } = await cloud.invoke<{ Subnets?: Subnet[] }>(
    "ec2",
    "DescribeSubnets",
    { Filters: [{ Name: "vpc-id", Values: [acl.VpcId] }] },
    as,
  );
  const { Vpcs = [] } = await cloud.invoke<{ Vpcs?: { CidrBlock?: string }[] }>("ec2", "DescribeVpcs", { VpcIds: [acl.VpcId] }, as);
  const zone = Subnets.find((one) => one.SubnetId === subnetId)?.AvailabilityZone;
  const entries = entriesFor(scope, acl.Entries ?? [], {
    vpc: Vpcs.flatMap((one) => one.CidrBlock ?? []),
    prefixList: denied,
    otherZones: Subnets.filter((one) => one.AvailabilityZone !== zone).flatMap((one) => one.CidrBlock ?? []),
  });

  const TagSpecifications = [{ ResourceType: "network-acl", Tags: [{ Key: "managedByFIS", Value: "true" }] }];
  const { NetworkAcl } = await cloud.invoke<{ NetworkAcl: Acl }>("ec2", "CreateNetworkAcl", { VpcId: acl.VpcId, TagSpecifications }, as);
  const clone = NetworkAcl.NetworkAclId;
  undo("restore-acl", as, { subnetId, original: acl.NetworkAclId, clone });
  for (const entry of entries) await cloud.invoke("ec2", "CreateNetworkAclEntry", { ...entry, NetworkAclId: clone }, as);
  await cloud.invoke("ec2", "ReplaceNetworkAclAssociation", { AssociationId: association, NetworkAclId: clone }, as);
}
