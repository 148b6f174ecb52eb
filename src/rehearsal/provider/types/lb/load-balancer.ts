import type { LoadBalancerAttribute } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { lb } from "@pulumi/aws";
import { compact, must, only } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { arnSuffix, attributes, lbTags, readLbTags, retagLb } from "./common";

type Args = Plainly<lb.LoadBalancerArgs>;
const ATTRIBUTES = [
  "accessLogs",
  "connectionLogs",
  "clientKeepAlive",
  "desyncMitigationMode",
  "dropInvalidHeaderFields",
  "enableCrossZoneLoadBalancing",
  "enableDeletionProtection",
  "enableHttp2",
  "enableWafFailOpen",
  "enableZonalShift",
  "idleTimeout",
  "preserveHostHeader",
  "xffHeaderProcessingMode",
] as const;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
export const loadBalancer = resource<lb.LoadBalancerArgs, lb.LoadBalancerState>({
  type: "aws:lb/loadBalancer:LoadBalancer",
  alsoCalled: ["aws:alb/loadBalancer:LoadBalancer"],
  inputs: inputsOf<lb.LoadBalancerArgs>()({
    required: [],
    replaces: ["name", "namePrefix", "internal", "loadBalancerType", "subnetMappings"],
    updates: [...ATTRIBUTES, "securityGroups", "subnets", "tags"],
    inert: [
      "customerOwnedIpv4Pool",
      "dnsRecordClientRoutingPolicy",
      "enablePrefixForIpv6SourceNat",
      "enableTlsVersionAndCipherSuiteHeaders",
      "enableXffClientPort",
      "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
      "healthCheckLogs",
      "ipAddressType",
      "ipamPools",
      "minimumLoadBalancerCapacity",
      "secondaryIpsAutoAssignedPerSubnet",
    ],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 32 },
  defaults: { loadBalancerType: "application", internal: false },
  check: ({ subnets, subnetMappings, loadBalancerType }) => [
    ...(subnets === undefined && subnetMappings === undefined ? [{ property: "subnets", reason: "is missing (or subnetMappings)" }] : []),
    ...(loadBalancerType === "gateway"
      ? [{ property: "loadBalancerType", reason: "gateway load balancers are not rehearsed; allowed: application, network" }]
      : []),
  ],
  async create(inputs, context) {
    const { lb } = context.clients;
    const { LoadBalancers } = await lb.createLoadBalancer(
      compact({
        Name: inputs.name,
        Type: inputs.loadBalancerType === "network" ? "network" : "application",
        Scheme: inputs.internal ? "internal" : "internet-facing",
        Subnets: inputs.subnets,
        SubnetMappings: inputs.subnetMappings?.map(({ subnetId, allocationId, privateIpv4Address }) =>
          compact({ SubnetId: subnetId, AllocationId: allocationId, PrivateIPv4Address: privateIpv4Address }),
        ),
        SecurityGroups: inputs.securityGroups,
        Tags: lbTags(inputs, context),
      }),
    );
    const arn = must(LoadBalancers?.[0]?.LoadBalancerArn, "LoadBalancerArn");
    const given = attributesOf(inputs);
    if (given.length > 0) await lb.modifyLoadBalancerAttributes({ LoadBalancerArn: arn, Attributes: given });
    await context.wait(`load balancer ${inputs.name} to be active`, async () => {
      const state = (await lb.describeLoadBalancers({ LoadBalancerArns: [arn] })).LoadBalancers?.[0]?.State;
      if (state?.Code === "failed") throw new Error(state.Reason ?? "the load balancer failed");
      return state?.Code === "active" ? true : undefined;
    });
    return arn;
  },
  async read(arn, context) {
    const { lb } = context.clients;
    const found = only((await lb.describeLoadBalancers({ LoadBalancerArns: [arn] })).LoadBalancers, `load balancer ${arn}`);
    const { Attributes } = await lb.describeLoadBalancerAttributes({ LoadBalancerArn: arn });
    return {
      arn,
      arnSuffix: arnSuffix(arn),
      dnsName: found.DNSName,
      internal: found.Scheme === "internal",
      ipAddressType: found.IpAddressType,
      loadBalancerType: found.Type,
      name: found.LoadBalancerName,
      securityGroups: found.SecurityGroups,
      subnets: found.AvailabilityZones?.map(({ SubnetId }) => SubnetId ?? ""),
      vpcId: found.VpcId,
      zoneId: found.CanonicalHostedZoneId,
      ...attributeState(Attributes),
      tags: await readLbTags(arn, context),
    };
  },
  async update(arn, change, context) {
    const { lb } = context.clients;
    const { news } = change;
    if (change.changed("subnets")) await lb.setSubnets({ LoadBalancerArn: arn, Subnets: news.subnets });
    if (change.changed("securityGroups")) await lb.setSecurityGroups({ LoadBalancerArn: arn, SecurityGroups: news.securityGroups });
    const given = attributesOf(news);
    if (change.changed(...ATTRIBUTES) && given.length > 0)
      await lb.modifyLoadBalancerAttributes({ LoadBalancerArn: arn, Attributes: given });
    if (change.changed("tags")) await retagLb(arn, change, context);
  },
  async delete(arn, context) {
    await context.clients.lb.deleteLoadBalancer({ LoadBalancerArn: arn });
  },
});

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */
function attributesOf(inputs: Args) {
  const zones = inputs.loadBalancerType === "network" ? inputs.enableCrossZoneLoadBalancing : undefined;
  return attributes({
    "deletion_protection.enabled": inputs.enableDeletionProtection,
    "load_balancing.cross_zone.enabled": zones,
    "idle_timeout.timeout_seconds": inputs.idleTimeout,
    "client_keep_alive.seconds": inputs.clientKeepAlive,
    "routing.http2.enabled": inputs.enableHttp2,
    "routing.http.desync_mitigation_mode": inputs.desyncMitigationMode,
    "routing.http.drop_invalid_header_fields.enabled": inputs.dropInvalidHeaderFields,
    "routing.http.preserve_host_header.enabled": inputs.preserveHostHeader,
    "routing.http.xff_header_processing.mode": inputs.xffHeaderProcessingMode,
    "waf.fail_open.enabled": inputs.enableWafFailOpen,
    "zonal_shift.config.enabled": inputs.enableZonalShift,
    "access_logs.s3.enabled": inputs.accessLogs?.enabled,
    "access_logs.s3.bucket": inputs.accessLogs?.bucket,
    "access_logs.s3.prefix": inputs.accessLogs?.prefix,
    "connection_logs.s3.enabled": inputs.connectionLogs?.enabled,
    "connection_logs.s3.bucket": inputs.connectionLogs?.bucket,
    "connection_logs.s3.prefix": inputs.connectionLogs?.prefix,
  });
}

function attributeState(list: readonly LoadBalancerAttribute[] | undefined) {
  const value = (key: string) => list?.find(({ Key }) => Key === key)?.Value;
  const flag = (key: string) => (value(key) === undefined ? undefined : value(key) === "true");
  const idle = value("idle_timeout.timeout_seconds");
  return compact({
    enableDeletionProtection: flag("deletion_protection.enabled"),
    enableCrossZoneLoadBalancing: flag("load_balancing.cross_zone.enabled"),
    enableHttp2: flag("routing.http2.enabled"),
    idleTimeout: idle === undefined ? undefined : Number(idle),
  });
}
