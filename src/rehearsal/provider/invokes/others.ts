import type { eks, iam, lb, ssm } from "@pulumi/aws";
import { compact, must, only, ownTags, tagMap } from "../convert";
import { decodeDocument } from "../types/iam/common";
import { arnSuffix, readLbTags } from "../types/lb/common";
import { exactlyOne, invoke } from "./types";

export const getParameter = invoke<ssm.GetParameterArgs, ssm.GetParameterResult>(async (args, context) => {
  const answer = await context.clients.ssm.getParameter({ Name: args.name, WithDecryption: args.withDecryption ?? true });
  const found = must(answer.Parameter, "Parameter");
  const value = found.Value ?? "";
  return compact({
    id: args.name,
    arn: found.ARN,
    insecureValue: found.Type === "SecureString" ? "" : value,
    name: found.Name,
    region: context.region,
    type: found.Type,
    value,
    version: found.Version,
    withDecryption: args.withDecryption ?? true,
  });
});

export const getRole = invoke<iam.GetRoleArgs, iam.GetRoleResult>(async (args, context) => {
  const found = must((await context.clients.iam.getRole({ RoleName: args.name })).Role, "Role");
  return compact({
    id: args.name,
    arn: found.Arn,
    assumeRolePolicy: decodeDocument(found.AssumeRolePolicyDocument),
    createDate: found.CreateDate?.toISOString(),
    description: found.Description ?? "",
    maxSessionDuration: found.MaxSessionDuration,
    name: found.RoleName,
    path: found.Path,
    permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn ?? "",
    tags: tagMap(found.Tags),
    uniqueId: found.RoleId,
  });
});

export const getCluster = invoke<eks.GetClusterArgs, eks.GetClusterResult>(async (args, context) => {
  const found = must((await context.clients.eks.describeCluster({ name: args.name })).cluster, "cluster");
  const vpc = found.resourcesVpcConfig;
  return compact({
    id: args.name,
    arn: found.arn,
    certificateAuthorities: [{ data: found.certificateAuthority?.data ?? "" }],
    createdAt: found.createdAt?.toISOString(),
    endpoint: found.endpoint,
    identities: [{ oidcs: [{ issuer: found.identity?.oidc?.issuer ?? "" }] }],
    name: found.name,
    platformVersion: found.platformVersion,
    region: context.region,
    roleArn: found.roleArn,
    status: found.status,
    tags: ownTags(found.tags),
    version: found.version,
    vpcConfig: {
      clusterSecurityGroupId: vpc?.clusterSecurityGroupId ?? "",
      controlPlaneEgressMode: "",
      endpointPrivateAccess: vpc?.endpointPrivateAccess ?? false,
      endpointPublicAccess: vpc?.endpointPublicAccess ?? true,
      publicAccessCidrs: vpc?.publicAccessCidrs ?? [],
      securityGroupIds: vpc?.securityGroupIds ?? [],
      subnetIds: vpc?.subnetIds ?? [],
      vpcId: vpc?.vpcId ?? "",
    },
  });
});

export const getLoadBalancer = invoke<lb.GetLoadBalancerArgs, lb.GetLoadBalancerResult>(async (args, context) => {
  const { lb } = context.clients;
  const { LoadBalancers = [] } = await lb.describeLoadBalancers(
    compact({ LoadBalancerArns: args.arn ? [args.arn] : undefined, Names: args.name ? [args.name] : undefined }),
  );
  const tagged = await Promise.all(
    LoadBalancers.map(async (found) => ({ found, tags: await readLbTags(found.LoadBalancerArn ?? "", context) })),
  );
  const wanted = Object.entries(args.tags ?? {});
  const { found, tags } = exactlyOne(
    tagged.filter((candidate) => wanted.every(([key, value]) => candidate.tags[key] === value)),
    "load balancer",
  );
  const arn = found.LoadBalancerArn ?? "";
  return compact({
    id: arn,
    arn,
    arnSuffix: arnSuffix(arn),
    dnsName: found.DNSName,
    internal: found.Scheme === "internal",
    ipAddressType: found.IpAddressType,
    loadBalancerType: found.Type,
    name: found.LoadBalancerName,
    region: context.region,
    securityGroups: found.SecurityGroups ?? [],
    subnets: found.AvailabilityZones?.map(({ SubnetId = "" }) => SubnetId),
    tags,
    vpcId: found.VpcId,
    zoneId: found.CanonicalHostedZoneId,
  });
});

export const getTargetGroup = invoke<lb.GetTargetGroupArgs, lb.GetTargetGroupResult>(async (args, context) => {
  const { TargetGroups } = await context.clients.lb.describeTargetGroups(
    compact({ TargetGroupArns: args.arn ? [args.arn] : undefined, Names: args.name ? [args.name] : undefined }),
  );
  const found = only(TargetGroups, "target group");
  const arn = found.TargetGroupArn ?? "";
  return compact({
    id: arn,
    arn,
    arnSuffix: arnSuffix(arn),
    loadBalancerArns: found.LoadBalancerArns ?? [],
    name: found.TargetGroupName,
    port: found.Port,
    protocol: found.Protocol,
    region: context.region,
    tags: await readLbTags(arn, context),
    targetType: found.TargetType,
    vpcId: found.VpcId,
  });
});
