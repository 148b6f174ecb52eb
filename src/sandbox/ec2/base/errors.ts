import { AwsError } from "../../kernel/error";

/** What EC2 calls its resources in ids and errors: `[id prefix, error code, words of the message before the quoted id]`. */
const NOT_FOUND = {
  instance: ["InvalidInstanceID.NotFound", (id: string) => `The instance ID '${id}' does not exist`],
  vpc: ["InvalidVpcID.NotFound", (id: string) => `The vpc ID '${id}' does not exist`],
  subnet: ["InvalidSubnetID.NotFound", (id: string) => `The subnet ID '${id}' does not exist`],
  "internet-gateway": ["InvalidInternetGatewayID.NotFound", (id: string) => `The internetGateway ID '${id}' does not exist`],
  "route-table": ["InvalidRouteTableID.NotFound", (id: string) => `The routeTable ID '${id}' does not exist`],
  "network-acl": ["InvalidNetworkAclID.NotFound", (id: string) => `The networkAcl ID '${id}' does not exist`],
  "security-group": ["InvalidGroup.NotFound", (id: string) => `The security group '${id}' does not exist`],
  "security-group-rule": ["InvalidSecurityGroupRuleId.NotFound", (id: string) => `The security group rule ID '${id}' does not exist`],
  "network-interface": ["InvalidNetworkInterfaceID.NotFound", (id: string) => `The networkInterface ID '${id}' does not exist`],
  volume: ["InvalidVolume.NotFound", (id: string) => `The volume '${id}' does not exist.`],
  image: ["InvalidAMIID.NotFound", (id: string) => `The image id '[${id}]' does not exist`],
  "launch-template": [
    "InvalidLaunchTemplateId.NotFound",
    (id: string) => `The specified launch template, with template ID ${id}, does not exist.`,
  ],
  "elastic-ip": ["InvalidAllocationID.NotFound", (id: string) => `The allocation ID '${id}' does not exist`],
  natgateway: ["NatGatewayNotFound", (id: string) => `The Nat Gateway ${id} was not found`],
  "prefix-list": ["InvalidPrefixListID.NotFound", (id: string) => `The prefix list ID '${id}' does not exist`],
  association: ["InvalidAssociationID.NotFound", (id: string) => `The association ID '${id}' does not exist`],
} as const satisfies Record<string, readonly [string, (id: string) => string]>;

/** A kind of resource, spelled as `ResourceType` in tag specifications and as in ARNs. */
export type Kind = keyof typeof NOT_FOUND;

export function notFound(kind: Kind, id: string): AwsError {
  const [code, words] = NOT_FOUND[kind];
  return new AwsError(code, words(id));
}

export const invalidValue = (message: string) => new AwsError("InvalidParameterValue", message);
export const invalidCombination = (message: string) => new AwsError("InvalidParameterCombination", message);
export const missing = (name: string) => new AwsError("MissingParameter", `The request must contain the parameter ${name}`);
export const dependency = (message: string) => new AwsError("DependencyViolation", message);
/** A corner of EC2 that the sandbox does not have: it says so and what to do. */
export const unsupported = (what: string, instead: string) =>
  new AwsError("UnsupportedOperation", `The Faultline sandbox does not support ${what}. ${instead}`);
