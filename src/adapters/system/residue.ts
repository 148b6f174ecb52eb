import {
  DescribeManagedPrefixListsCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import type { CallOptions } from "../../run";
import { abortable, allPages } from "../clients";

/** FIS tags what it makes for network faults; what still bears the tag when no experiment runs was left behind. */
const OF_FIS = { Filters: [{ Name: "tag:managedByFIS", Values: ["true"] }] };

export async function residueIn(
  ec2: EC2Client,
  call: CallOptions | undefined,
): Promise<readonly { readonly id: string; readonly what: string }[]> {
  const query = (NextToken: string | undefined) => ({ ...OF_FIS, ...(NextToken ? { NextToken } : {}) });
  const next = (page: { NextToken?: string | undefined }) => page.NextToken;
  const [acls, groups, lists, tables] = await Promise.all([
    allPages(
      (token) => ec2.send(new DescribeNetworkAclsCommand(query(token)), abortable(call)),
      (page) => page.NetworkAcls,
      next,
    ),
    allPages(
      (token) => ec2.send(new DescribeSecurityGroupsCommand(query(token)), abortable(call)),
      (page) => page.SecurityGroups,
      next,
    ),
    allPages(
      (token) => ec2.send(new DescribeManagedPrefixListsCommand(query(token)), abortable(call)),
      (page) => page.PrefixLists,
      next,
    ),
    allPages(
      (token) => ec2.send(new DescribeRouteTablesCommand(query(token)), abortable(call)),
      (page) => page.RouteTables,
      next,
    ),
  ]);
  return [
    ...acls.map((item) => ({ id: item.NetworkAclId ?? "", what: "network ACL" })),
    ...groups.map((item) => ({ id: item.GroupId ?? "", what: "security group" })),
    ...lists.map((item) => ({ id: item.PrefixListId ?? "", what: "prefix list" })),
    ...tables.map((item) => ({ id: item.RouteTableId ?? "", what: "route table" })),
  ];
}
