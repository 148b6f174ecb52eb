import type { Call, Cloud, Requirement } from "../kernel/cloud";
import { identifierOf, type TagRecord, tablesFor } from "./records";

interface Named {
  DBClusterIdentifier?: string;
  DBInstanceIdentifier?: string;
  DBSubnetGroupName?: string;
  ResourceName?: string;
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html */
export function permissionsOf(cloud: Cloud) {
  const need = (call: Call, resource: string, tags: readonly TagRecord[] = []): Requirement[] => [
    {
      action: `rds:${call.operation}`,
      resource,
      context: Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value])),
    },
  ];
  const arn = (call: Call, kind: string, id: string) => `arn:aws:rds:${call.region}:${call.accountId}:${kind}:${id}`;
  const onCluster = (input: Named, call: Call): Requirement[] => {
    const id = identifierOf(input.DBClusterIdentifier ?? "*");
    return need(call, arn(call, "cluster", id), tablesFor(cloud, call).clusters.get(id)?.tags);
  };
  const onInstance = (input: Named, call: Call): Requirement[] => {
    const id = identifierOf(input.DBInstanceIdentifier ?? "*");
    return need(call, arn(call, "db", id), tablesFor(cloud, call).instances.get(id)?.tags);
  };
  const onGroup = (input: Named, call: Call): Requirement[] =>
    need(call, arn(call, "subgrp", (input.DBSubnetGroupName ?? "*").toLowerCase()));
  const onResource = (input: Named, call: Call): Requirement[] => need(call, input.ResourceName ?? "*");
  return {
    CreateDBCluster: onCluster,
    DescribeDBClusters: onCluster,
    ModifyDBCluster: onCluster,
    DeleteDBCluster: onCluster,
    FailoverDBCluster: onCluster,
    CreateDBInstance: onInstance,
    DescribeDBInstances: onInstance,
    ModifyDBInstance: onInstance,
    RebootDBInstance: onInstance,
    DeleteDBInstance: onInstance,
    CreateDBSubnetGroup: onGroup,
    ModifyDBSubnetGroup: onGroup,
    DeleteDBSubnetGroup: onGroup,
    DescribeDBSubnetGroups: onGroup,
    AddTagsToResource: onResource,
    RemoveTagsFromResource: onResource,
    ListTagsForResource: onResource,
  };
}
