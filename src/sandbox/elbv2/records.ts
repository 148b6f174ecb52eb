import type { Cloud } from "../kernel/cloud";
import type { Records } from "../kernel/state";

export interface TagRecord {
  Key: string;
  Value?: string;
}

export interface BalancerRecord {
  arn: string;
  name: string;
  /** `app/name/id` */
  dimension: string;
  dnsName: string;
  scheme: "internet-facing" | "internal";
  vpcId: string;
  ipAddressType: string;
  subnets: { subnetId: string; zone: string; privateIp: string }[];
  securityGroups: string[];
  createdAt: number;
  /** Sandbox time from which it is `active`. */
  activeAt: number;
  /** Only what was set; the rest are AWS's defaults. */
  attributes: Record<string, string>;
  tags: TagRecord[];
}

export interface TargetRecord {
  id: string;
  port: number;
  /** Given by the caller, for IP targets. */
  zone?: string;
}

export interface TargetGroupRecord {
  arn: string;
  name: string;
  /** `targetgroup/name/id` */
  dimension: string;
  targetType: "instance" | "ip";
  protocol: string;
  protocolVersion: string;
  port: number;
  vpcId: string;
  ipAddressType: string;
  healthCheck: {
    protocol: string;
    port: string;
    path: string;
    intervalSeconds: number;
    timeoutSeconds: number;
    healthyThreshold: number;
    unhealthyThreshold: number;
    matcher: string;
  };
  targets: TargetRecord[];
  attributes: Record<string, string>;
  tags: TagRecord[];
}

/** An action as AWS gives it back. Only `forward` exists here. */
export interface ActionRecord {
  Type: "forward";
  Order?: number;
  TargetGroupArn?: string;
  ForwardConfig: {
    TargetGroups: { TargetGroupArn: string; Weight: number }[];
    TargetGroupStickinessConfig: { Enabled: boolean; DurationSeconds?: number };
  };
}

export interface ListenerRecord {
  arn: string;
  loadBalancerArn: string;
  port: number;
  protocol: string;
  actions: ActionRecord[];
  /** The rule that every listener has. */
  defaultRuleArn: string;
  attributes: Record<string, string>;
  tags: TagRecord[];
}

/** The service's records of one account and Region, by ARN. */
export interface Tables {
  readonly scope: string;
  readonly balancers: Records<BalancerRecord>;
  readonly groups: Records<TargetGroupRecord>;
  readonly listeners: Records<ListenerRecord>;
}

export const BALANCERS = "elbv2.loadBalancers";
export const GROUPS = "elbv2.targetGroups";
export const LISTENERS = "elbv2.listeners";

export function tablesOf(cloud: Cloud, scope: string): Tables {
  return {
    scope,
    balancers: cloud.state.table<BalancerRecord>(BALANCERS).in(scope),
    groups: cloud.state.table<TargetGroupRecord>(GROUPS).in(scope),
    listeners: cloud.state.table<ListenerRecord>(LISTENERS).in(scope),
  };
}

export function listenersOf(tables: Tables, loadBalancerArn: string): ListenerRecord[] {
  return tables.listeners.values().filter((listener) => listener.loadBalancerArn === loadBalancerArn);
}

/** The target groups that a listener's actions name, each once; weight zero gets no traffic. */
export function groupsOfActions(actions: readonly ActionRecord[]): string[] {
  const named = actions.flatMap((action) => action.ForwardConfig.TargetGroups);
  return [...new Set(named.map((one) => one.TargetGroupArn))];
}

/** The load balancers whose listeners forward to a target group. */
export function balancersOfGroup(tables: Tables, targetGroupArn: string): string[] {
  const using = tables.listeners.values().filter((listener) => groupsOfActions(listener.actions).includes(targetGroupArn));
  return [...new Set(using.map((listener) => listener.loadBalancerArn))];
}
