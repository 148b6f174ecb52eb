import { hex } from "../common/identity";
import { pageOf } from "../common/paging";
import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import { type AttributeInput, attributeList, GROUP_DEFAULTS, modifyAttributes } from "./attributes";
import { invalidMarker, notInSandbox, oneOrMoreGroupsNotFound, targetGroupNotFound, validation } from "./problems";
import { balancersOfGroup, groupsOfActions, listenersOf, type Tables, type TagRecord, type TargetGroupRecord, tablesOf } from "./records";
import { checkedTags } from "./tags";
import { tellGroup, tellGroupAndBalancers } from "./toplane";

interface HealthInput {
  HealthCheckEnabled?: boolean;
  HealthCheckIntervalSeconds?: number;
  HealthCheckPath?: string;
  HealthCheckPort?: string;
  HealthCheckProtocol?: string;
  HealthCheckTimeoutSeconds?: number;
  HealthyThresholdCount?: number;
  UnhealthyThresholdCount?: number;
  Matcher?: { HttpCode?: string; GrpcCode?: string };
}

interface CreateInput extends HealthInput {
  Name: string;
  Protocol?: string;
  ProtocolVersion?: string;
  Port?: number;
  VpcId?: string;
  TargetType?: string;
  IpAddressType?: string;
  Tags?: TagRecord[];
}

export function groupView(tables: Tables, record: TargetGroupRecord) {
  const { healthCheck } = record;
  return {
    TargetGroupArn: record.arn,
    TargetGroupName: record.name,
    Protocol: record.protocol,
    Port: record.port,
    VpcId: record.vpcId,
    HealthCheckProtocol: healthCheck.protocol,
    HealthCheckPort: healthCheck.port,
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: healthCheck.path,
    Matcher: { HttpCode: healthCheck.matcher },
    LoadBalancerArns: balancersOfGroup(tables, record.arn),
    TargetType: record.targetType,
    ProtocolVersion: record.protocolVersion,
    IpAddressType: record.ipAddressType,
  };
}

/** The health check after a change, or as first given; AWS's defaults for an HTTP group where nothing is said. */
function checkedHealth(input: HealthInput, port: number, before?: TargetGroupRecord["healthCheck"]): TargetGroupRecord["healthCheck"] {
  if (input.HealthCheckEnabled === false)
    throw validation("Health check enabled must be true for target groups with target type 'instance'");
  if (input.HealthCheckProtocol && input.HealthCheckProtocol !== "HTTP") {
    throw notInSandbox(`health checks by ${input.HealthCheckProtocol}`, "Use HTTP.");
  }
  if (input.HealthCheckPort && input.HealthCheckPort !== "traffic-port" && input.HealthCheckPort !== String(port)) {
    throw notInSandbox("health checks on another port than the traffic's", "Use 'traffic-port'.");
  }
  if (input.Matcher?.GrpcCode) throw notInSandbox("gRPC target groups", "Use HTTP1.");
  const after = {
    protocol: "HTTP",
    port: input.HealthCheckPort ?? before?.port ?? "traffic-port",
    path: input.HealthCheckPath ?? before?.path ?? "/",
    intervalSeconds: input.HealthCheckIntervalSeconds ?? before?.intervalSeconds ?? 30,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? before?.timeoutSeconds ?? 5,
    healthyThreshold: input.HealthyThresholdCount ?? before?.healthyThreshold ?? 5,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? before?.unhealthyThreshold ?? 2,
    matcher: input.Matcher?.HttpCode ?? before?.matcher ?? "200",
  };
  if (!after.path.startsWith("/")) throw validation(`Health check path '${after.path}' must begin with a '/' character`);
  if (after.timeoutSeconds >= after.intervalSeconds) {
    throw validation(`Health check timeout '${after.timeoutSeconds}' must be smaller than the interval '${after.intervalSeconds}'`);
  }
  if (!/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/.test(after.matcher))
    throw validation(`Health check matcher HTTP code '${after.matcher}' is not valid`);
  return after;
}

function checkKind(input: CreateInput): { targetType: "instance" | "ip"; protocol: string; port: number } {
  const { Name, TargetType = "instance", Protocol, Port } = input;
  if (Name.length > 32) throw validation(`Target group name '${Name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(Name) || Name.startsWith("-") || Name.endsWith("-")) {
    throw validation(
      `Target group name '${Name}' can only contain characters that are alphanumeric characters or hyphens(-), and cannot begin or end with a hyphen`,
    );
  }
  if (TargetType !== "instance" && TargetType !== "ip") {
    throw notInSandbox(`target groups of type '${TargetType}'`, "Use 'instance' or 'ip'.");
  }
  if (!Protocol) throw validation("A protocol must be specified");
  if (Protocol !== "HTTP") throw notInSandbox(`target groups with protocol ${Protocol}`, "Use HTTP.");
  if (Port === undefined) throw validation("A port must be specified");
  if (input.ProtocolVersion && input.ProtocolVersion !== "HTTP1") {
    throw notInSandbox(`target groups with protocol version ${input.ProtocolVersion}`, "Use HTTP1.");
  }
  return { targetType: TargetType, protocol: Protocol, port: Port };
}

export function requireGroup(tables: Tables, arn: string): TargetGroupRecord {
  const found = tables.groups.get(arn);
  if (!found) throw targetGroupNotFound(arn);
  return found;
}

export function groupOperations(cloud: Cloud) {
  const tables = (call: Call) => tablesOf(cloud, regionalScope(call));

  async function create(input: CreateInput, call: Call) {
    const here = tables(call);
    const { targetType, protocol, port } = checkKind(input);
    const vpcId = input.VpcId;
    if (!vpcId) throw validation("A VPC ID must be specified");
    const healthCheck = checkedHealth(input, port);
    const existing = here.groups.find((one) => one.name === input.Name);
    if (existing) {
      const same =
        existing.protocol === protocol && existing.port === port && existing.vpcId === vpcId && existing.targetType === targetType;
      if (same && JSON.stringify(existing.healthCheck) === JSON.stringify(healthCheck)) {
        return { TargetGroups: [groupView(here, existing)] };
      }
      throw new AwsError(
        "DuplicateTargetGroupName",
        `A target group with the same name '${input.Name}' exists, but with different settings`,
      );
    }
    const tags = checkedTags(input.Tags);
    await cloud.invoke("ec2", "DescribeVpcs", { VpcIds: [vpcId] }, acting(call)).catch(() => {
      throw validation(`The VPC ID '${vpcId}' is not found`);
    });
    const dimension = `targetgroup/${input.Name}/${hex(cloud, 16)}`;
    const record: TargetGroupRecord = {
      arn: `arn:aws:elasticloadbalancing:${call.region}:${call.accountId}:${dimension}`,
      name: input.Name,
      dimension,
      targetType,
      protocol,
      protocolVersion: "HTTP1",
      port,
      vpcId,
      ipAddressType: input.IpAddressType ?? "ipv4",
      healthCheck,
      targets: [],
      attributes: {},
      tags,
    };
    here.groups.set(record.arn, record);
    tellGroup(cloud, here, record.arn);
    return { TargetGroups: [groupView(here, record)] };
  }

  return {
    CreateTargetGroup: create,
    ModifyTargetGroup: (input: HealthInput & { TargetGroupArn: string }, call: Call) => {
      const here = tables(call);
      const found = requireGroup(here, input.TargetGroupArn);
      found.healthCheck = checkedHealth(input, found.port, found.healthCheck);
      cloud.state.touch();
      tellGroup(cloud, here, found.arn);
      return { TargetGroups: [groupView(here, found)] };
    },
    DescribeTargetGroups: (
      input: { LoadBalancerArn?: string; TargetGroupArns?: string[]; Names?: string[]; Marker?: string; PageSize?: number },
      call: Call,
    ) => {
      const here = tables(call);
      const used = input.LoadBalancerArn
        ? listenersOf(here, input.LoadBalancerArn).flatMap((listener) => groupsOfActions(listener.actions))
        : undefined;
      const found = here.groups
        .values()
        .filter(
          (one) =>
            (!input.TargetGroupArns?.length || input.TargetGroupArns.includes(one.arn)) &&
            (!input.Names?.length || input.Names.includes(one.name)) &&
            (!used || used.includes(one.arn)),
        );
      const asked = [...(input.TargetGroupArns ?? []), ...(input.Names ?? [])];
      if (asked.some((what) => !found.some((one) => one.arn === what || one.name === what))) throw oneOrMoreGroupsNotFound();
      const { items, next } = pageOf(found, input.PageSize ?? 400, input.Marker, invalidMarker);
      return { TargetGroups: items.map((one) => groupView(here, one)), NextMarker: next };
    },
    DeleteTargetGroup: (input: { TargetGroupArn: string }, call: Call) => {
      const here = tables(call);
      if (balancersOfGroup(here, input.TargetGroupArn).length > 0) {
        throw new AwsError("ResourceInUse", `Target group '${input.TargetGroupArn}' is currently in use by a listener or a rule`);
      }
      if (here.groups.delete(input.TargetGroupArn)) cloud.plane.removeTargetGroup(input.TargetGroupArn);
      return {};
    },
    DescribeTargetGroupAttributes: (input: { TargetGroupArn: string }, call: Call) => ({
      Attributes: attributeList(GROUP_DEFAULTS, requireGroup(tables(call), input.TargetGroupArn).attributes),
    }),
    ModifyTargetGroupAttributes: async (input: { TargetGroupArn: string; Attributes: AttributeInput[] }, call: Call) => {
      const here = tables(call);
      const found = requireGroup(here, input.TargetGroupArn);
      modifyAttributes("Target group", GROUP_DEFAULTS, found.attributes, input.Attributes);
      cloud.state.touch();
      await tellGroupAndBalancers(cloud, here, found.arn);
      return { Attributes: attributeList(GROUP_DEFAULTS, found.attributes) };
    },
  };
}
