import { AwsError } from "../../kernel/error";
import { dependency, notFound } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { AclEntry, AclRecord, SubnetRecord } from "../base/records";
import { change, need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, type Tags, tagList, tagsFor } from "../base/tags";
import { remembered } from "../base/tokens";
import { type EntryInput, entryFrom, entryView } from "./acl-entries";
import { CLOSING_RULE } from "./acl-rules";

const closing = (egress: boolean): AclEntry => ({ ruleNumber: CLOSING_RULE, egress, protocol: "-1", action: "deny", cidr: "0.0.0.0/0" });
const opening = (egress: boolean): AclEntry => ({ ruleNumber: 100, egress, protocol: "-1", action: "allow", cidr: "0.0.0.0/0" });

/** A VPC's default ACL lets everything pass; one that is made by hand lets nothing pass. */
export function makeAcl(region: Region, vpcId: string, wanted: { isDefault?: boolean; tags?: Tags } = {}): AclRecord {
  const id = region.newId("acl");
  const directions = [true, false];
  return region.acls.set(id, {
    id,
    vpcId,
    isDefault: wanted.isDefault ?? false,
    entries: directions.flatMap((egress) => (wanted.isDefault ? [opening(egress), closing(egress)] : [closing(egress)])),
    associations: [],
    tags: wanted.tags ?? {},
  });
}

export function associateDefaultAcl(region: Region, subnet: SubnetRecord): void {
  const acl = region.acls.find((one) => one.vpcId === subnet.vpcId && one.isDefault);
  if (acl) change(region.acls, acl, { associations: [...acl.associations, { id: region.newId("aclassoc"), subnetId: subnet.id }] });
}

function aclView(region: Region, acl: AclRecord) {
  return {
    NetworkAclId: acl.id,
    VpcId: acl.vpcId,
    OwnerId: region.accountId,
    IsDefault: acl.isDefault,
    Entries: [...acl.entries].sort((a, b) => Number(b.egress) - Number(a.egress) || a.ruleNumber - b.ruleNumber).map(entryView),
    Associations: acl.associations.map((one) => ({
      NetworkAclAssociationId: one.id,
      NetworkAclId: acl.id,
      SubnetId: one.subnetId,
    })),
    Tags: tagList(acl.tags),
  };
}

const sameRule = (egress: boolean, ruleNumber: number) => (entry: AclEntry) => entry.egress === egress && entry.ruleNumber === ruleNumber;

export function aclOperations(store: Store): Operations {
  const changed = (region: Region) => store.cloud.bus.emit("network-changed", { scope: region.scope });
  const noEntry = (direction: boolean, number: number, aclId: string) =>
    new AwsError(
      "InvalidNetworkAclEntry.NotFound",
      `The specified ${direction ? "egress" : "ingress"} entry with rule number ${number} does not exist in network ACL ${aclId}`,
    );
  return {
    CreateNetworkAcl(input: { VpcId: string; ClientToken?: string; TagSpecifications?: TagSpecification[] }, call: Call) {
      const region = store.of(call);
      const vpc = need(region.vpcs, "vpc", input.VpcId);
      const tags = tagsFor("network-acl", input.TagSpecifications, call.principal);
      const [id] = remembered(region, call.operation, input, () => [makeAcl(region, vpc.id, { tags }).id]);
      return { NetworkAcl: aclView(region, need(region.acls, "network-acl", id)), ClientToken: input.ClientToken };
    },

    DescribeNetworkAcls(input: Describing & { NetworkAclIds?: string[] }, call: Call) {
      const region = store.of(call);
      const acls = filtered(
        needAll(region.acls, "network-acl", input.NetworkAclIds),
        input.Filters,
        {
          "association.association-id": (acl) => acl.associations.map((one) => one.id),
          "association.network-acl-id": (acl) => (acl.associations.length > 0 ? acl.id : undefined),
          "association.subnet-id": (acl) => acl.associations.map((one) => one.subnetId),
          default: (acl) => acl.isDefault,
          "entry.cidr": (acl) => acl.entries.map((entry) => entry.cidr),
          "entry.egress": (acl) => acl.entries.map((entry) => entry.egress),
          "entry.port-range.from": (acl) => acl.entries.map((entry) => entry.ports?.from),
          "entry.port-range.to": (acl) => acl.entries.map((entry) => entry.ports?.to),
          "entry.protocol": (acl) => acl.entries.map((entry) => entry.protocol),
          "entry.rule-action": (acl) => acl.entries.map((entry) => entry.action),
          "entry.rule-number": (acl) => acl.entries.map((entry) => entry.ruleNumber),
          "network-acl-id": (acl) => acl.id,
          "owner-id": () => region.accountId,
          "vpc-id": (acl) => acl.vpcId,
        },
        (acl) => acl.tags,
      );
      const { page, nextToken } = paged(acls, input);
      return { NetworkAcls: page.map((acl) => aclView(region, acl)), NextToken: nextToken };
    },

    CreateNetworkAclEntry(input: EntryInput & { NetworkAclId: string }, call: Call) {
      const region = store.of(call);
      const acl = need(region.acls, "network-acl", input.NetworkAclId);
      const entry = entryFrom(input);
      if (acl.entries.some(sameRule(entry.egress, entry.ruleNumber)))
        throw new AwsError("NetworkAclEntryAlreadyExists", `The network acl entry identified by ${entry.ruleNumber} already exists.`);
      change(region.acls, acl, { entries: [...acl.entries, entry] });
      changed(region);
      return {};
    },

    ReplaceNetworkAclEntry(input: EntryInput & { NetworkAclId: string }, call: Call) {
      const region = store.of(call);
      const acl = need(region.acls, "network-acl", input.NetworkAclId);
      const entry = entryFrom(input);
      const same = sameRule(entry.egress, entry.ruleNumber);
      if (!acl.entries.some(same)) throw noEntry(entry.egress, entry.ruleNumber, acl.id);
      change(region.acls, acl, { entries: acl.entries.map((one) => (same(one) ? entry : one)) });
      changed(region);
      return {};
    },

    DeleteNetworkAclEntry(input: { NetworkAclId: string; Egress: boolean; RuleNumber: number }, call: Call) {
      const region = store.of(call);
      const acl = need(region.acls, "network-acl", input.NetworkAclId);
      const same = sameRule(input.Egress, input.RuleNumber);
      if (input.RuleNumber >= CLOSING_RULE || !acl.entries.some(same)) throw noEntry(input.Egress, input.RuleNumber, acl.id);
      change(region.acls, acl, { entries: acl.entries.filter((one) => !same(one)) });
      changed(region);
      return {};
    },

    ReplaceNetworkAclAssociation(input: { AssociationId: string; NetworkAclId: string }, call: Call) {
      const region = store.of(call);
      const acl = need(region.acls, "network-acl", input.NetworkAclId);
      const previous = region.acls.find((one) => one.associations.some((association) => association.id === input.AssociationId));
      const association = previous?.associations.find((one) => one.id === input.AssociationId);
      if (!previous || !association) throw notFound("association", input.AssociationId);
      if (previous.vpcId !== acl.vpcId)
        throw new AwsError(
          "InvalidParameterValue",
          `The network ACL ${acl.id} and the subnet ${association.subnetId} belong to different networks`,
        );
      change(region.acls, previous, { associations: previous.associations.filter((one) => one.id !== association.id) });
      const newId = region.newId("aclassoc");
      const current = need(region.acls, "network-acl", acl.id);
      change(region.acls, current, { associations: [...current.associations, { id: newId, subnetId: association.subnetId }] });
      changed(region);
      return { NewAssociationId: newId };
    },

    DeleteNetworkAcl(input: { NetworkAclId: string }, call: Call) {
      const region = store.of(call);
      const acl = need(region.acls, "network-acl", input.NetworkAclId);
      if (acl.isDefault) throw new AwsError("InvalidParameterValue", `cannot delete default network ACL ${acl.id}`);
      if (acl.associations.length > 0) throw dependency(`The networkAcl '${acl.id}' has dependencies and cannot be deleted.`);
      region.acls.delete(acl.id);
      return {};
    },
  };
}
