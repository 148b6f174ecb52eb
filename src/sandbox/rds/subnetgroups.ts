import { defaultSubnets, describeSubnets, type SubnetFacts } from "../common/network";
import { pageOf } from "../common/paging";
import type { Call, Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import { invalidMarker, invalidValue, subnetGroupNotFound } from "./problems";
import { type SubnetGroupRecord, type Tables, type TagRecord, tablesFor } from "./records";

export function subnetGroupView(record: SubnetGroupRecord) {
  return {
    DBSubnetGroupName: record.name,
    DBSubnetGroupDescription: record.description,
    VpcId: record.vpcId,
    SubnetGroupStatus: "Complete",
    Subnets: record.subnets.map(({ subnetId, zone }) => ({
      SubnetIdentifier: subnetId,
      SubnetAvailabilityZone: { Name: zone },
      SubnetOutpost: {},
      SubnetStatus: "Active",
    })),
    DBSubnetGroupArn: record.arn,
    SupportedNetworkTypes: ["IPV4"],
  };
}

async function checkedSubnets(cloud: Cloud, call: Call, ids: readonly string[]): Promise<SubnetFacts[]> {
  const subnets = await describeSubnets(cloud, acting(call), ids).catch(() => {
    throw new AwsError("InvalidSubnet", `Some input subnets in :[${ids.join(", ")}] are invalid.`);
  });
  if (new Set(subnets.map((one) => one.vpcId)).size > 1) {
    throw new AwsError("InvalidSubnet", "The specified subnets do not belong to the same VPC.");
  }
  const zones = [...new Set(subnets.map((one) => one.zone))];
  if (zones.length < 2) {
    throw new AwsError(
      "DBSubnetGroupDoesNotCoverEnoughAZs",
      `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(", ")}. Add subnets to cover at least 2 AZs.`,
    );
  }
  return subnets;
}

export const subnetFacts = (subnets: readonly SubnetFacts[]) => subnets.map(({ subnetId, zone, cidr }) => ({ subnetId, zone, cidr }));

/**
 * The subnet group of a database. Where none is named it is `default`, which AWS makes of the default VPC's subnets
 * when it is first needed.
 */
export async function subnetGroupFor(cloud: Cloud, call: Call, tables: Tables, name: string | undefined): Promise<SubnetGroupRecord> {
  const found = tables.subnetGroups.get((name ?? "default").toLowerCase());
  if (found) return found;
  if (name && name.toLowerCase() !== "default") throw subnetGroupNotFound(name);
  const subnets = await defaultSubnets(cloud, acting(call));
  const vpcId = subnets[0]?.vpcId;
  if (!vpcId) {
    throw new AwsError("InvalidSubnet", "No default subnet detected in VPC. Please contact AWS Support to recreate the default Subnets.");
  }
  return tables.subnetGroups.set("default", {
    name: "default",
    arn: `arn:aws:rds:${call.region}:${call.accountId}:subgrp:default`,
    description: "default",
    vpcId,
    subnets: subnetFacts(subnets),
    tags: [],
  });
}

export function subnetGroupOperations(cloud: Cloud) {
  const require = (tables: Tables, name: string): SubnetGroupRecord => {
    const found = tables.subnetGroups.get(name.toLowerCase());
    if (!found) throw subnetGroupNotFound(name);
    return found;
  };
  return {
    CreateDBSubnetGroup: async (
      input: { DBSubnetGroupName: string; DBSubnetGroupDescription: string; SubnetIds: string[]; Tags?: TagRecord[] },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const name = input.DBSubnetGroupName.toLowerCase();
      if (name === "default" || !/^[a-z0-9 ._-]{1,255}$/.test(name)) {
        throw invalidValue(`The parameter DBSubnetGroupName is not a valid identifier: ${input.DBSubnetGroupName}`);
      }
      const taken = () => new AwsError("DBSubnetGroupAlreadyExists", `The DB subnet group '${name}' already exists.`);
      if (tables.subnetGroups.has(name)) throw taken();
      const subnets = await checkedSubnets(cloud, call, input.SubnetIds);
      if (tables.subnetGroups.has(name)) throw taken();
      const record = tables.subnetGroups.set(name, {
        name,
        arn: `arn:aws:rds:${call.region}:${call.accountId}:subgrp:${name}`,
        description: input.DBSubnetGroupDescription,
        vpcId: subnets[0]?.vpcId ?? "",
        subnets: subnetFacts(subnets),
        tags: input.Tags ?? [],
      });
      return { DBSubnetGroup: subnetGroupView(record) };
    },
    ModifyDBSubnetGroup: async (
      input: { DBSubnetGroupName: string; DBSubnetGroupDescription?: string; SubnetIds: string[] },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const found = require(tables, input.DBSubnetGroupName);
      const subnets = await checkedSubnets(cloud, call, input.SubnetIds);
      const used = tables.instances.find(
        (one) => one.subnetGroup === found.name && !subnets.some((subnet) => subnet.subnetId === one.subnetId),
      );
      if (used) throw new AwsError("SubnetAlreadyInUse", `The subnet ${used.subnetId} is in use by the DB instance ${used.id}.`);
      found.description = input.DBSubnetGroupDescription ?? found.description;
      found.subnets = subnetFacts(subnets);
      cloud.state.touch();
      return { DBSubnetGroup: subnetGroupView(found) };
    },
    DeleteDBSubnetGroup: (input: { DBSubnetGroupName: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const found = require(tables, input.DBSubnetGroupName);
      const user =
        tables.instances.find((one) => one.subnetGroup === found.name) ?? tables.clusters.find((one) => one.subnetGroup === found.name);
      if (user) {
        throw new AwsError(
          "InvalidDBSubnetGroupStateFault",
          `Cannot delete the subnet group '${found.name}' because at least one database instance: ${user.id} is still using it.`,
        );
      }
      tables.subnetGroups.delete(found.name);
      return {};
    },
    DescribeDBSubnetGroups: (input: { DBSubnetGroupName?: string; Marker?: string; MaxRecords?: number }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const found = input.DBSubnetGroupName ? [require(tables, input.DBSubnetGroupName)] : tables.subnetGroups.values();
      const { items, next } = pageOf(found, input.MaxRecords ?? 100, input.Marker, invalidMarker);
      return { DBSubnetGroups: items.map(subnetGroupView), Marker: next };
    },
  };
}
