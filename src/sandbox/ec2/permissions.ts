import type { Call, Requirement, ServiceModule } from "../kernel/cloud";
import type { Kind } from "./base/errors";
import { kindOfId } from "./base/kinds";
import type { Store } from "./base/store";
import { taggedResource } from "./base/tagging";
import type { TagSpecification, Tags } from "./base/tags";

/**
 * Which resources an operation touches, after AWS's service authorization reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html): `Member` is an id in the
 * input (a list of ids works too), `+kind` something the request makes. Operations that are not here need `*`.
 */
const TOUCHED: Readonly<Record<string, readonly string[]>> = {
  AssociateAddress: ["AllocationId", "InstanceId", "NetworkInterfaceId"],
  AssociateIamInstanceProfile: ["InstanceId"],
  AssociateRouteTable: ["RouteTableId", "SubnetId"],
  AttachInternetGateway: ["InternetGatewayId", "VpcId"],
  AllocateAddress: ["+elastic-ip"],
  AuthorizeSecurityGroupEgress: ["GroupId"],
  AuthorizeSecurityGroupIngress: ["GroupId"],
  CreateInternetGateway: ["+internet-gateway"],
  CreateLaunchTemplate: ["+launch-template"],
  CreateLaunchTemplateVersion: ["LaunchTemplateId"],
  CreateManagedPrefixList: ["+prefix-list"],
  CreateNatGateway: ["+natgateway", "SubnetId", "AllocationId"],
  CreateNetworkAcl: ["+network-acl", "VpcId"],
  CreateNetworkAclEntry: ["NetworkAclId"],
  CreateNetworkInterface: ["+network-interface", "SubnetId", "Groups"],
  CreateRoute: ["RouteTableId"],
  CreateRouteTable: ["+route-table", "VpcId"],
  CreateSecurityGroup: ["+security-group", "VpcId"],
  CreateSubnet: ["+subnet", "VpcId"],
  CreateTags: ["Resources"],
  CreateVpc: ["+vpc"],
  DeleteInternetGateway: ["InternetGatewayId"],
  DeleteLaunchTemplate: ["LaunchTemplateId"],
  DeleteLaunchTemplateVersions: ["LaunchTemplateId"],
  DeleteManagedPrefixList: ["PrefixListId"],
  DeleteNatGateway: ["NatGatewayId"],
  DeleteNetworkAcl: ["NetworkAclId"],
  DeleteNetworkAclEntry: ["NetworkAclId"],
  DeleteNetworkInterface: ["NetworkInterfaceId"],
  DeleteRoute: ["RouteTableId"],
  DeleteRouteTable: ["RouteTableId"],
  DeleteSecurityGroup: ["GroupId"],
  DeleteSubnet: ["SubnetId"],
  DeleteTags: ["Resources"],
  DeleteVpc: ["VpcId"],
  DetachInternetGateway: ["InternetGatewayId", "VpcId"],
  GetManagedPrefixListEntries: ["PrefixListId"],
  ModifyInstanceAttribute: ["InstanceId"],
  ModifyInstanceMetadataOptions: ["InstanceId"],
  ModifyLaunchTemplate: ["LaunchTemplateId"],
  ModifyManagedPrefixList: ["PrefixListId"],
  ModifySecurityGroupRules: ["GroupId"],
  MonitorInstances: ["InstanceIds"],
  RebootInstances: ["InstanceIds"],
  ReleaseAddress: ["AllocationId"],
  ReplaceNetworkAclEntry: ["NetworkAclId"],
  ReplaceRoute: ["RouteTableId"],
  RevokeSecurityGroupEgress: ["GroupId"],
  RevokeSecurityGroupIngress: ["GroupId"],
  RunInstances: ["+instance", "+network-interface", "+volume", "SubnetId", "SecurityGroupIds", "ImageId"],
  StartInstances: ["InstanceIds"],
  StopInstances: ["InstanceIds"],
  TerminateInstances: ["InstanceIds"],
  UnmonitorInstances: ["InstanceIds"],
};

/** Operations that name an association: it is the subnet behind it that is touched, and the table or list given. */
const BY_ASSOCIATION: Readonly<Record<string, "RouteTableId" | "NetworkAclId" | undefined>> = {
  DisassociateRouteTable: undefined,
  ReplaceNetworkAclAssociation: "NetworkAclId",
  ReplaceRouteTableAssociation: "RouteTableId",
};

interface AnyInput {
  readonly [member: string]: unknown;
}

const texts = (value: unknown): string[] => [value].flat().filter((one): one is string => typeof one === "string");

/** The tags of a resource as condition keys; EC2 knows them by both names. */
function ownTags(tags: Readonly<Tags>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ec2:ResourceTag/${key}`, value],
    ]),
  );
}

function requestTags(tags: readonly { Key?: string; Value?: string }[] | undefined): Record<string, string | string[]> {
  if (!tags?.length) return {};
  const keys = tags.flatMap((tag) => (tag.Key === undefined ? [] : [tag.Key]));
  return {
    ...Object.fromEntries(tags.map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value ?? ""])),
    "aws:TagKeys": keys,
  };
}

export function ec2Permissions(store: Store): NonNullable<ServiceModule["permissions"]> {
  const existing = (action: string, id: string, call: Call, context: Requirement["context"] = {}): Requirement => {
    const region = store.of(call);
    const found = taggedResource(region, id);
    // What is not there is refused by the operation, not by IAM.
    const kind = found?.kind ?? kindOfId(id);
    const resource = kind ? region.arn(kind, id) : "*";
    return { action, resource, context: { "ec2:Region": call.region, ...ownTags(found?.record.tags ?? {}), ...context } };
  };

  const made = (action: string, kind: Kind, input: AnyInput, call: Call): Requirement[] => {
    const specifications = (input.TagSpecifications ?? []) as readonly TagSpecification[];
    const tags = specifications.filter((one) => one.ResourceType === kind).flatMap((one) => one.Tags ?? []);
    const resource = store.of(call).arn(kind, "*");
    const context = { "ec2:Region": call.region, ...requestTags(tags) };
    const tagging = { action: "ec2:CreateTags", resource, context: { ...context, "ec2:CreateAction": call.operation } };
    return [{ action, resource, context }, ...(tags.length > 0 ? [tagging] : [])];
  };

  const subnetBehind = (associationId: unknown, call: Call) => {
    const region = store.of(call);
    for (const owner of [...region.acls.values(), ...region.routeTables.values()])
      for (const association of owner.associations)
        if (association.id === associationId) return { owner: owner.id, subnetId: association.subnetId };
    return undefined;
  };

  const permissions: Record<string, (input: AnyInput, call: Call) => Requirement[]> = {};
  for (const [operation, touched] of Object.entries(TOUCHED)) {
    const action = `ec2:${operation}`;
    const tagging = operation === "CreateTags" || operation === "DeleteTags";
    permissions[operation] = (input, call) => {
      const context = tagging ? requestTags(input.Tags as { Key?: string; Value?: string }[]) : {};
      const requirements = touched.flatMap((member) =>
        member.startsWith("+")
          ? made(action, member.slice(1) as Kind, input, call)
          : texts(input[member]).map((id) => existing(action, id, call, context)),
      );
      return requirements.length > 0 ? requirements : [{ action, resource: "*" }];
    };
  }
  for (const [operation, member] of Object.entries(BY_ASSOCIATION)) {
    permissions[operation] = (input, call) => {
      const behind = subnetBehind(input.AssociationId, call);
      const ids = [member ? input[member] : behind?.owner, behind?.subnetId].filter((id): id is string => typeof id === "string");
      return ids.map((id) => existing(`ec2:${operation}`, id, call));
    };
  }
  return permissions;
}
