import { AwsError } from "../../kernel/error";
import { dependency, invalidValue, missing } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { GroupRecord, RuleRecord } from "../base/records";
import { need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, type Tags, tagList, tagsFor } from "../base/tags";
import { permissionViews } from "./permissions-view";

/** A new group lets everything out; a VPC's default group also lets in what comes from its own members. */
export function makeGroup(
  region: Region,
  wanted: { vpcId: string; name: string; description: string; isDefault?: boolean; tags?: Tags },
): GroupRecord {
  const id = region.newId("sg");
  const everything = { groupId: id, protocol: "-1", fromPort: -1, toPort: -1, tags: {} };
  const outId = region.newId("sgr");
  region.rules.set(outId, { ...everything, id: outId, egress: true, cidr: "0.0.0.0/0" });
  if (wanted.isDefault) {
    const inId = region.newId("sgr");
    region.rules.set(inId, { ...everything, id: inId, egress: false, peerGroupId: id, peerOwnerId: region.accountId });
  }
  const { vpcId, name, description, tags = {} } = wanted;
  return region.groups.set(id, { id, vpcId, name, description, tags });
}

export const rulesOf = (region: Region, groupId: string) => region.rules.values().filter((rule) => rule.groupId === groupId);

function groupView(region: Region, group: GroupRecord) {
  const rules = rulesOf(region, group.id);
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    VpcId: group.vpcId,
    OwnerId: region.accountId,
    SecurityGroupArn: region.arn("security-group", group.id),
    IpPermissions: permissionViews(rules.filter((rule) => !rule.egress)),
    IpPermissionsEgress: permissionViews(rules.filter((rule) => rule.egress)),
    Tags: tagList(group.tags),
  };
}

/** The group of an id, or of a name in the default VPC. */
export function needGroup(region: Region, input: { GroupId?: string; GroupName?: string }): GroupRecord {
  if (input.GroupId) return need(region.groups, "security-group", input.GroupId);
  if (!input.GroupName) throw missing("groupId");
  const vpcId = region.vpcs.find((vpc) => vpc.isDefault)?.id;
  const group = region.groups.find((one) => one.name === input.GroupName && one.vpcId === vpcId);
  if (!group)
    throw new AwsError("InvalidGroup.NotFound", `The security group '${input.GroupName}' does not exist in default VPC '${vpcId}'`);
  return group;
}

const filterFields = (region: Region) => {
  const read =
    <V>(egress: boolean, value: (rule: RuleRecord) => V) =>
    (group: GroupRecord) =>
      rulesOf(region, group.id)
        .filter((rule) => rule.egress === egress)
        .map(value);
  const side = (prefix: string, egress: boolean) => ({
    [`${prefix}.cidr`]: read(egress, (rule) => rule.cidr),
    [`${prefix}.ipv6-cidr`]: read(egress, (rule) => rule.ipv6Cidr),
    [`${prefix}.from-port`]: read(egress, (rule) => rule.fromPort),
    [`${prefix}.to-port`]: read(egress, (rule) => rule.toPort),
    [`${prefix}.group-id`]: read(egress, (rule) => rule.peerGroupId),
    [`${prefix}.prefix-list-id`]: read(egress, (rule) => rule.prefixListId),
    [`${prefix}.protocol`]: read(egress, (rule) => rule.protocol),
  });
  return {
    description: (group: GroupRecord) => group.description,
    "group-id": (group: GroupRecord) => group.id,
    "group-name": (group: GroupRecord) => group.name,
    "owner-id": () => region.accountId,
    "vpc-id": (group: GroupRecord) => group.vpcId,
    ...side("ip-permission", false),
    ...side("egress.ip-permission", true),
  };
};

export function groupOperations(store: Store): Operations {
  return {
    CreateSecurityGroup(
      input: { GroupName?: string; Description?: string; VpcId?: string; TagSpecifications?: TagSpecification[] },
      call: Call,
    ) {
      const region = store.of(call);
      const { GroupName: name, Description: description } = input;
      if (!name) throw missing("groupName");
      if (!description) throw missing("groupDescription");
      const vpc = input.VpcId ? need(region.vpcs, "vpc", input.VpcId) : region.vpcs.find((one) => one.isDefault);
      if (!vpc) throw new AwsError("VPCIdNotSpecified", "No default VPC for this user");
      if (name === "default") throw new AwsError("InvalidParameterValue", "Cannot use reserved security group name: default");
      if (/^sg-/.test(name))
        throw invalidValue(`Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.`);
      if (name.length > 255 || description.length > 255)
        throw invalidValue("Value for parameter GroupName or GroupDescription is invalid. Character limit of 255 exceeded.");
      if (region.groups.find((one) => one.vpcId === vpc.id && one.name === name))
        throw new AwsError("InvalidGroup.Duplicate", `The security group '${name}' already exists for VPC '${vpc.id}'`);
      const tags = tagsFor("security-group", input.TagSpecifications, call.principal);
      const group = makeGroup(region, { vpcId: vpc.id, name, description, tags });
      return { GroupId: group.id, SecurityGroupArn: region.arn("security-group", group.id), Tags: tagList(group.tags) };
    },

    DescribeSecurityGroups(input: Describing & { GroupIds?: string[]; GroupNames?: string[] }, call: Call) {
      const region = store.of(call);
      const named = (input.GroupNames ?? []).map((GroupName) => needGroup(region, { GroupName }));
      const asked = input.GroupIds?.length || !named.length ? needAll(region.groups, "security-group", input.GroupIds) : [];
      const groups = filtered([...new Set([...asked, ...named])], input.Filters, filterFields(region), (group) => group.tags);
      const { page, nextToken } = paged(groups, input);
      return { SecurityGroups: page.map((group) => groupView(region, group)), NextToken: nextToken };
    },

    DeleteSecurityGroup(input: { GroupId?: string; GroupName?: string }, call: Call) {
      const region = store.of(call);
      const group = needGroup(region, input);
      if (group.name === "default")
        throw new AwsError("CannotDelete", `the specified group: "${group.id}" name: "default" cannot be deleted by a user`);
      const used =
        region.interfaces.find((one) => one.groupIds.includes(group.id)) ??
        region.rules.find((rule) => rule.peerGroupId === group.id && rule.groupId !== group.id);
      if (used) throw dependency(`resource ${group.id} has a dependent object`);
      for (const rule of rulesOf(region, group.id)) region.rules.delete(rule.id);
      region.groups.delete(group.id);
      return { Return: true, GroupId: group.id };
    },
  };
}
