import type { Call, Cloud, Requirement } from "../kernel/cloud";
import { nodegroupKey } from "./nodegroups";
import { tablesFor } from "./records";

interface Named {
  name?: string;
  clusterName?: string;
  nodegroupName?: string;
  principalArn?: string;
  addonName?: string;
  resourceArn?: string;
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html */
export function permissionsOf(cloud: Cloud) {
  const need = (call: Call, resource: string, tags: Readonly<Record<string, string>> = {}): Requirement[] => [
    {
      action: `eks:${call.operation}`,
      resource,
      context: Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    },
  ];
  const prefix = (call: Call) => `arn:aws:eks:${call.region}:${call.accountId}`;
  const onCluster = (input: Named, call: Call): Requirement[] => {
    const name = input.name ?? input.clusterName ?? "";
    return need(call, `${prefix(call)}:cluster/${name}`, tablesFor(cloud, call).clusters.get(name)?.tags);
  };
  const onNodegroup = (input: Named, call: Call): Requirement[] => {
    const { clusterName = "", nodegroupName = "" } = input;
    const found = tablesFor(cloud, call).nodegroups.get(nodegroupKey(clusterName, nodegroupName));
    return need(call, found?.arn ?? `${prefix(call)}:nodegroup/${clusterName}/${nodegroupName}/*`, found?.tags);
  };
  const onEntry = (input: Named, call: Call): Requirement[] => {
    const found = tablesFor(cloud, call).entries.get(`${input.clusterName} ${input.principalArn}`);
    return need(call, found?.arn ?? `${prefix(call)}:access-entry/${input.clusterName}/*`, found?.tags);
  };
  const onAddon = (input: Named, call: Call): Requirement[] =>
    need(call, `${prefix(call)}:addon/${input.clusterName}/${input.addonName}/*`);
  const onResource = (input: Named, call: Call): Requirement[] => need(call, input.resourceArn ?? "*");
  return {
    CreateCluster: onCluster,
    DescribeCluster: onCluster,
    DeleteCluster: onCluster,
    UpdateClusterConfig: onCluster,
    UpdateClusterVersion: onCluster,
    DescribeUpdate: onCluster,
    ListUpdates: onCluster,
    ListNodegroups: onCluster,
    ListAccessEntries: onCluster,
    CreateAccessEntry: onCluster,
    ListAddons: onCluster,
    CreateAddon: onCluster,
    CreateNodegroup: onCluster,
    DescribeNodegroup: onNodegroup,
    DeleteNodegroup: onNodegroup,
    UpdateNodegroupConfig: onNodegroup,
    DescribeAccessEntry: onEntry,
    UpdateAccessEntry: onEntry,
    DeleteAccessEntry: onEntry,
    AssociateAccessPolicy: onEntry,
    DisassociateAccessPolicy: onEntry,
    ListAssociatedAccessPolicies: onEntry,
    DescribeAddon: onAddon,
    DeleteAddon: onAddon,
    TagResource: onResource,
    UntagResource: onResource,
    ListTagsForResource: onResource,
  };
}
