import type { CreateTargetGroupCommandInput, TargetGroup, TargetGroupAttribute } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { lb } from "@pulumi/aws";
import { compact, must, only } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { arnSuffix, attributes, lbTags, readLbTags, retagLb } from "./common";

type Args = Plainly<lb.TargetGroupArgs>;
const ATTRIBUTES = [
  "connectionTermination",
  "deregistrationDelay",
  "lambdaMultiValueHeadersEnabled",
  "loadBalancingAlgorithmType",
  "loadBalancingAnomalyMitigation",
  "loadBalancingCrossZoneEnabled",
  "preserveClientIp",
  "proxyProtocolV2",
  "slowStart",
  "stickiness",
] as const;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
export const targetGroup = resource<lb.TargetGroupArgs, lb.TargetGroupState>({
  type: "aws:lb/targetGroup:TargetGroup",
  alsoCalled: ["aws:alb/targetGroup:TargetGroup"],
  inputs: inputsOf<lb.TargetGroupArgs>()({
    required: [],
    replaces: ["name", "namePrefix", "port", "protocol", "protocolVersion", "targetType", "vpcId", "ipAddressType"],
    updates: [...ATTRIBUTES, "healthCheck", "tags"],
    inert: ["targetControlPort", "targetFailovers", "targetGroupHealth", "targetHealthStates"],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 32 },
  defaults: { targetType: "instance" },
  check: ({ targetType, port, protocol, vpcId }) =>
    targetType === "lambda"
      ? []
      : Object.entries({ port, protocol, vpcId })
          .filter(([, value]) => value === undefined)
          .map(([property]) => ({ property, reason: `is missing (targets of type ${targetType} need it)` })),
  async create(inputs, context) {
    const { lb } = context.clients;
    const { TargetGroups } = await lb.createTargetGroup(
      compact<CreateTargetGroupCommandInput>({
        Name: inputs.name,
        Port: inputs.port,
        Protocol: inputs.protocol as CreateTargetGroupCommandInput["Protocol"],
        ProtocolVersion: inputs.protocolVersion,
        TargetType: inputs.targetType as CreateTargetGroupCommandInput["TargetType"],
        VpcId: inputs.vpcId,
        ...healthInput(inputs.healthCheck),
        Tags: lbTags(inputs, context),
      }),
    );
    const arn = must(TargetGroups?.[0]?.TargetGroupArn, "TargetGroupArn");
    const given = attributesOf(inputs);
    if (given.length > 0) await lb.modifyTargetGroupAttributes({ TargetGroupArn: arn, Attributes: given });
    return arn;
  },
  async read(arn, context) {
    const { lb } = context.clients;
    const found = only((await lb.describeTargetGroups({ TargetGroupArns: [arn] })).TargetGroups, `target group ${arn}`);
    const { Attributes } = await lb.describeTargetGroupAttributes({ TargetGroupArn: arn });
    return {
      arn,
      arnSuffix: arnSuffix(arn),
      healthCheck: healthOf(found),
      ipAddressType: found.IpAddressType,
      loadBalancerArns: found.LoadBalancerArns ?? [],
      name: found.TargetGroupName,
      port: found.Port,
      protocol: found.Protocol,
      protocolVersion: found.ProtocolVersion,
      targetType: found.TargetType,
      vpcId: found.VpcId,
      ...attributeState(Attributes),
      tags: await readLbTags(arn, context),
    };
  },
  async update(arn, change, context) {
    const { lb } = context.clients;
    if (change.changed("healthCheck")) await lb.modifyTargetGroup({ TargetGroupArn: arn, ...healthInput(change.news.healthCheck) });
    const given = attributesOf(change.news);
    if (change.changed(...ATTRIBUTES) && given.length > 0) await lb.modifyTargetGroupAttributes({ TargetGroupArn: arn, Attributes: given });
    if (change.changed("tags")) await retagLb(arn, change, context);
  },
  async delete(arn, context) {
    await context.clients.lb.deleteTargetGroup({ TargetGroupArn: arn });
  },
});

function healthInput(check: Args["healthCheck"]) {
  if (!check) return {};
  return compact({
    HealthCheckEnabled: check.enabled,
    HealthCheckPath: check.path,
    HealthCheckPort: check.port,
    HealthCheckProtocol: check.protocol as CreateTargetGroupCommandInput["HealthCheckProtocol"],
    HealthCheckIntervalSeconds: check.interval,
    HealthCheckTimeoutSeconds: check.timeout,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
    Matcher: check.matcher === undefined ? undefined : { HttpCode: check.matcher },
  });
}

function healthOf(group: TargetGroup) {
  return compact({
    enabled: group.HealthCheckEnabled,
    path: group.HealthCheckPath,
    port: group.HealthCheckPort,
    protocol: group.HealthCheckProtocol,
    interval: group.HealthCheckIntervalSeconds,
    timeout: group.HealthCheckTimeoutSeconds,
    healthyThreshold: group.HealthyThresholdCount,
    unhealthyThreshold: group.UnhealthyThresholdCount,
    matcher: group.Matcher?.HttpCode,
  });
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html */
function attributesOf(inputs: Args) {
  const { stickiness } = inputs;
  const sticky = stickiness && (stickiness.enabled ?? true);
  return attributes({
    "deregistration_delay.timeout_seconds": inputs.deregistrationDelay,
    "deregistration_delay.connection_termination.enabled": inputs.connectionTermination,
    "lambda.multi_value_headers.enabled": inputs.lambdaMultiValueHeadersEnabled,
    "load_balancing.algorithm.type": inputs.loadBalancingAlgorithmType,
    "load_balancing.algorithm.anomaly_mitigation": inputs.loadBalancingAnomalyMitigation,
    "load_balancing.cross_zone.enabled": inputs.loadBalancingCrossZoneEnabled,
    "preserve_client_ip.enabled": inputs.preserveClientIp,
    "proxy_protocol_v2.enabled": inputs.proxyProtocolV2,
    "slow_start.duration_seconds": inputs.slowStart,
    "stickiness.enabled": sticky,
    "stickiness.type": stickiness?.type,
    "stickiness.lb_cookie.duration_seconds": stickiness?.type === "lb_cookie" ? stickiness.cookieDuration : undefined,
    "stickiness.app_cookie.duration_seconds": stickiness?.type === "app_cookie" ? stickiness.cookieDuration : undefined,
    "stickiness.app_cookie.cookie_name": stickiness?.cookieName,
  });
}

function attributeState(list: readonly TargetGroupAttribute[] | undefined) {
  const value = (key: string) => list?.find(({ Key }) => Key === key)?.Value;
  const delay = value("deregistration_delay.timeout_seconds");
  const slowStart = value("slow_start.duration_seconds");
  return compact({
    deregistrationDelay: delay === undefined ? undefined : Number(delay),
    slowStart: slowStart === undefined ? undefined : Number(slowStart),
    loadBalancingAlgorithmType: value("load_balancing.algorithm.type"),
    loadBalancingCrossZoneEnabled: value("load_balancing.cross_zone.enabled"),
  });
}
