import type { Properties } from "../../../src/rehearsal";
import type { Made, World } from "./world";

/** One resource type: how one is made, what may change in place, what needs a new one. */
export interface Case {
  readonly type: string;
  readonly inputs: Properties;
  /** Changed inputs that are updated in place, and what the outputs say then. */
  readonly change?: { readonly inputs: Properties; readonly outputs?: Properties };
  /** A changed input that replaces. */
  readonly replace?: Properties;
  /** Outputs right after creation. */
  readonly outputs?: Properties;
}

const trust = (service: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }] });
const allow = (action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
const text = (value: unknown): string => String(value);

/** What most types need around them. */
export async function surroundings(world: World) {
  const vpc = await world.make("aws:ec2/vpc:Vpc", "around", { cidrBlock: "10.0.0.0/16" });
  const subnet = (letter: string, third: number) =>
    world.make("aws:ec2/subnet:Subnet", `around-${letter}`, {
      vpcId: vpc.id,
      cidrBlock: `10.0.${third}.0/24`,
      availabilityZone: `us-east-1${letter}`,
    });
  const [a, b, c] = [await subnet("a", 1), await subnet("b", 2), await subnet("c", 3)];
  const gateway = await world.make("aws:ec2/internetGateway:InternetGateway", "around", { vpcId: vpc.id });
  const table = await world.make("aws:ec2/routeTable:RouteTable", "around", { vpcId: vpc.id });
  const group = await world.make("aws:ec2/securityGroup:SecurityGroup", "around", { vpcId: vpc.id });
  const role = await world.make("aws:iam/role:Role", "around", { assumeRolePolicy: trust("fis.amazonaws.com") });
  const eksRole = await world.make("aws:iam/role:Role", "around-eks", { assumeRolePolicy: trust("eks.amazonaws.com") });
  const nodeRole = await world.make("aws:iam/role:Role", "around-node", { assumeRolePolicy: trust("ec2.amazonaws.com") });
  const template = await world.make("aws:ec2/launchTemplate:LaunchTemplate", "around", {
    imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    instanceType: "t3.micro",
  });
  const targets = await world.make("aws:lb/targetGroup:TargetGroup", "around", { vpcId: vpc.id, port: 80, protocol: "HTTP" });
  const balancer = await world.make("aws:lb/loadBalancer:LoadBalancer", "around", { subnets: [a.id, b.id] });
  const acl = await world.make("aws:ec2/networkAcl:NetworkAcl", "around", { vpcId: vpc.id });
  const asg = await world.make("aws:autoscaling/group:Group", "around", {
    minSize: 0,
    maxSize: 1,
    vpcZoneIdentifiers: [a.id],
    launchTemplate: { id: template.id, version: "$Latest" },
  });
  const cluster = await world.make("aws:eks/cluster:Cluster", "around", {
    roleArn: text(eksRole.outputs.arn),
    accessConfig: { authenticationMode: "API" },
    vpcConfig: { subnetIds: [a.id, b.id] },
  });
  const entry = await world.make("aws:eks/accessEntry:AccessEntry", "around", {
    clusterName: cluster.id,
    principalArn: text(nodeRole.outputs.arn),
  });
  const lonely = await world.make("aws:ec2/internetGateway:InternetGateway", "around-lonely", {});
  const bare = await world.make("aws:ec2/vpc:Vpc", "around-bare", { cidrBlock: "10.7.0.0/16" });
  const dbSubnets = await world.make("aws:rds/subnetGroup:SubnetGroup", "around", { subnetIds: [a.id, b.id] });
  const dbCluster = await world.make("aws:rds/cluster:Cluster", "around", {
    engine: "aurora-postgresql",
    masterUsername: "chaos",
    masterPassword: "not-a-secret-1",
    dbSubnetGroupName: dbSubnets.id,
    skipFinalSnapshot: true,
  });
  const alarm = await world.make("aws:cloudwatch/metricAlarm:MetricAlarm", "around", { ...alarmInputs });
  const fisTemplate = await world.make("aws:fis/experimentTemplate:ExperimentTemplate", "around", {
    ...waitTemplate(role),
    experimentOptions: { accountTargeting: "multi-account", emptyTargetResolutionMode: "skip" },
  });
  return {
    vpc,
    a,
    b,
    c,
    entry,
    acl,
    lonely,
    bare,
    gateway,
    table,
    group,
    role,
    eksRole,
    nodeRole,
    template,
    targets,
    balancer,
    asg,
    cluster,
    dbSubnets,
    dbCluster,
    alarm,
    fisTemplate,
  };
}

const alarmInputs = {
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 1,
  namespace: "Test",
  metricName: "Errors",
  period: 60,
  statistic: "Sum",
  threshold: 5,
};

const waitTemplate = (role: Made) => ({
  description: "waits",
  roleArn: text(role.outputs.arn),
  actions: [{ name: "wait", actionId: "aws:fis:wait", parameters: [{ key: "duration", value: "PT1M" }] }],
  stopConditions: [{ source: "none" }],
});

export type Around = Awaited<ReturnType<typeof surroundings>>;

export function networkCases(around: Around): readonly Case[] {
  const { vpc, a, c, gateway, table, group, lonely, bare, acl } = around;
  return [
    {
      type: "aws:ec2/vpc:Vpc",
      inputs: { cidrBlock: "10.1.0.0/16", tags: { Name: "one" } },
      outputs: {
        arn: expect.stringMatching(/^arn:aws:ec2:us-east-1:123456789012:vpc\/vpc-/),
        enableDnsSupport: true,
        enableDnsHostnames: false,
      },
      change: { inputs: { enableDnsHostnames: true, tags: { Name: "two" } }, outputs: { enableDnsHostnames: true, tags: { Name: "two" } } },
      replace: { cidrBlock: "10.2.0.0/16" },
    },
    {
      type: "aws:ec2/subnet:Subnet",
      inputs: { vpcId: vpc.id, cidrBlock: "10.0.9.0/24", availabilityZone: "us-east-1b" },
      outputs: { availabilityZoneId: "use1-az2", mapPublicIpOnLaunch: false },
      change: {
        inputs: { mapPublicIpOnLaunch: true, tags: { Tier: "web" } },
        outputs: { mapPublicIpOnLaunch: true, tags: { Tier: "web" } },
      },
      replace: { availabilityZone: "us-east-1c" },
    },
    {
      type: "aws:ec2/internetGateway:InternetGateway",
      inputs: {},
      change: { inputs: { tags: { Name: "gate" } }, outputs: { tags: { Name: "gate" } } },
    },
    { type: "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment", inputs: { internetGatewayId: lonely.id, vpcId: bare.id } },
    {
      type: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
      inputs: { vpcId: vpc.id, routeTableId: table.id },
      replace: { vpcId: bare.id },
    },
    {
      type: "aws:ec2/routeTable:RouteTable",
      inputs: { vpcId: vpc.id, routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }] },
      change: { inputs: { routes: [{ cidrBlock: "192.168.0.0/16", gatewayId: gateway.id }] } },
      replace: { vpcId: "vpc-other" },
    },
    {
      type: "aws:ec2/route:Route",
      inputs: { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
      outputs: { state: "active" },
      replace: { destinationCidrBlock: "10.99.0.0/16" },
    },
    {
      type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
      inputs: { routeTableId: table.id, subnetId: c.id },
      replace: { subnetId: a.id },
    },
    {
      type: "aws:ec2/securityGroup:SecurityGroup",
      inputs: { vpcId: vpc.id, ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }] },
      outputs: { description: "Managed by Pulumi", egress: [] },
      change: {
        inputs: { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, self: true }] },
        outputs: { ingress: [expect.objectContaining({ fromPort: 443, self: true })] },
      },
      replace: { description: "another" },
    },
    {
      type: "aws:ec2/securityGroupRule:SecurityGroupRule",
      inputs: { type: "ingress", securityGroupId: group.id, protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8"] },
      replace: { fromPort: 23 },
    },
    {
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      inputs: { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 8080, toPort: 8080, cidrIpv4: "10.0.0.0/8" },
      outputs: { arn: expect.stringContaining("security-group-rule/sgr-") },
      change: { inputs: { tags: { Name: "rule" } }, outputs: { tags: { Name: "rule" } } },
    },
    {
      type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      inputs: { securityGroupId: group.id, ipProtocol: "-1", referencedSecurityGroupId: group.id },
    },
    {
      type: "aws:ec2/networkAcl:NetworkAcl",
      inputs: {
        vpcId: vpc.id,
        subnetIds: [c.id],
        ingress: [{ ruleNo: 100, protocol: "tcp", action: "allow", cidrBlock: "0.0.0.0/0", fromPort: 80, toPort: 80 }],
      },
      outputs: { subnetIds: [c.id], egress: [] },
      change: {
        inputs: {
          subnetIds: [],
          egress: [{ ruleNo: 100, protocol: "-1", action: "allow", cidrBlock: "0.0.0.0/0", fromPort: 0, toPort: 0 }],
        },
        outputs: { subnetIds: [] },
      },
    },
    {
      type: "aws:ec2/networkAclRule:NetworkAclRule",
      inputs: {
        networkAclId: acl.id,
        ruleNumber: 100,
        protocol: "tcp",
        ruleAction: "deny",
        cidrBlock: "0.0.0.0/0",
        fromPort: 1,
        toPort: 9,
      },
      replace: { ruleAction: "allow" },
    },
    {
      type: "aws:ec2/managedPrefixList:ManagedPrefixList",
      inputs: { addressFamily: "IPv4", maxEntries: 3, entries: [{ cidr: "10.1.0.0/24", description: "one" }, { cidr: "10.2.0.0/24" }] },
      outputs: { version: 1, arn: expect.stringContaining(":prefix-list/pl-") },
      change: {
        inputs: { maxEntries: 4, entries: [{ cidr: "10.2.0.0/24" }, { cidr: "10.3.0.0/24" }], tags: { Name: "payments" } },
        outputs: { version: 2, maxEntries: 4, entries: [{ cidr: "10.2.0.0/24" }, { cidr: "10.3.0.0/24" }], tags: { Name: "payments" } },
      },
      replace: { addressFamily: "IPv6" },
    },
    { type: "aws:ec2/networkAclAssociation:NetworkAclAssociation", inputs: { networkAclId: acl.id, subnetId: a.id } },
    {
      type: "aws:ec2/tag:Tag",
      inputs: { resourceId: vpc.id, key: "Chaos", value: "on" },
      change: { inputs: { value: "off" }, outputs: { value: "off" } },
      replace: { key: "Other" },
    },
    {
      type: "aws:ec2/eip:Eip",
      inputs: { domain: "vpc" },
      outputs: { publicIp: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/) },
      change: { inputs: { tags: { Name: "ip" } } },
    },
    {
      type: "aws:ec2/natGateway:NatGateway",
      inputs: { subnetId: a.id, connectivityType: "private" },
      change: { inputs: { tags: { Name: "nat" } } },
      replace: { subnetId: c.id },
    },
  ];
}

export function machineCases(around: Around): readonly Case[] {
  const { vpc, a, b, group, template, targets, balancer, asg } = around;
  return [
    {
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      inputs: {
        instanceType: "t3.micro",
        vpcSecurityGroupIds: [group.id],
        tagSpecifications: [{ resourceType: "instance", tags: { Team: "x" } }],
      },
      outputs: { latestVersion: 1, defaultVersion: 1, arn: expect.stringContaining(":launch-template/lt-") },
      change: {
        inputs: { instanceType: "t3.small", updateDefaultVersion: true },
        outputs: { latestVersion: 2, defaultVersion: 2, instanceType: "t3.small" },
      },
      replace: { name: "another" },
    },
    {
      type: "aws:ec2/instance:Instance",
      inputs: { launchTemplate: { id: template.id }, subnetId: a.id, vpcSecurityGroupIds: [group.id], tags: { Name: "one" } },
      outputs: { instanceState: "running", availabilityZone: "us-east-1a", instanceType: "t3.micro" },
      change: { inputs: { tags: { Name: "two" } }, outputs: { tags: { Name: "two" } } },
      replace: { subnetId: b.id },
    },
    {
      type: "aws:lb/targetGroup:TargetGroup",
      inputs: {
        vpcId: vpc.id,
        port: 80,
        protocol: "HTTP",
        deregistrationDelay: 30,
        healthCheck: { path: "/ok", interval: 10, timeout: 5 },
      },
      outputs: { arnSuffix: expect.stringMatching(/^targetgroup\//), deregistrationDelay: 30 },
      change: {
        inputs: { deregistrationDelay: 60, healthCheck: { path: "/up", interval: 10, timeout: 5 } },
        outputs: { deregistrationDelay: 60 },
      },
      replace: { port: 81 },
    },
    {
      type: "aws:alb/loadBalancer:LoadBalancer",
      inputs: { subnets: [a.id, b.id], securityGroups: [group.id], idleTimeout: 30 },
      outputs: { arnSuffix: expect.stringMatching(/^app\//), dnsName: expect.any(String), vpcId: vpc.id, idleTimeout: 30 },
      change: { inputs: { idleTimeout: 40, tags: { Name: "lb" } }, outputs: { idleTimeout: 40, tags: { Name: "lb" } } },
      replace: { internal: true },
    },
    {
      type: "aws:lb/listener:Listener",
      inputs: {
        loadBalancerArn: balancer.id,
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: targets.id }],
      },
      outputs: { port: 80 },
      change: { inputs: { port: 81 }, outputs: { port: 81 } },
    },
    { type: "aws:lb/targetGroupAttachment:TargetGroupAttachment", inputs: { targetGroupArn: targets.id, targetId: "TO-BE-MADE" } },
    {
      type: "aws:autoscaling/group:Group",
      inputs: {
        minSize: 0,
        maxSize: 2,
        desiredCapacity: 1,
        vpcZoneIdentifiers: [a.id],
        launchTemplate: { id: template.id, version: "$Latest" },
        tags: [{ key: "Name", value: "web", propagateAtLaunch: true }],
      },
      outputs: { desiredCapacity: 1, vpcZoneIdentifiers: [a.id] },
      change: {
        inputs: { desiredCapacity: 0, targetGroupArns: [targets.id] },
        outputs: { desiredCapacity: 0, targetGroupArns: [targets.id] },
      },
      replace: { name: "another" },
    },
    {
      type: "aws:autoscaling/tag:Tag",
      inputs: { autoscalingGroupName: asg.id, tag: { key: "AzImpairmentPower", value: "IceAsg", propagateAtLaunch: true } },
      change: { inputs: { tag: { key: "AzImpairmentPower", value: "Other", propagateAtLaunch: false } } },
    },
    { type: "aws:autoscaling/attachment:Attachment", inputs: { autoscalingGroupName: asg.id, lbTargetGroupArn: targets.id } },
  ];
}

export function managedCases(around: Around): readonly Case[] {
  const { a, b, role, nodeRole, eksRole, cluster, entry, dbCluster, dbSubnets } = around;
  return [
    {
      type: "aws:eks/cluster:Cluster",
      inputs: { roleArn: text(eksRole.outputs.arn), vpcConfig: { subnetIds: [a.id, b.id] } },
      outputs: { status: "ACTIVE", endpoint: expect.any(String) },
      change: { inputs: { tags: { Name: "two" } }, outputs: { tags: { Name: "two" } } },
      replace: { name: "another" },
    },
    {
      type: "aws:eks/nodeGroup:NodeGroup",
      inputs: {
        clusterName: cluster.id,
        nodeRoleArn: text(nodeRole.outputs.arn),
        subnetIds: [a.id],
        scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 2 },
      },
      outputs: { status: "ACTIVE", resources: [{ autoscalingGroups: [{ name: expect.any(String) }], remoteAccessSecurityGroupId: "" }] },
      change: {
        inputs: { scalingConfig: { minSize: 0, desiredSize: 0, maxSize: 2 }, labels: { tier: "x" } },
        outputs: { labels: { tier: "x" } },
      },
      replace: { subnetIds: [b.id] },
    },
    {
      type: "aws:eks/addon:Addon",
      inputs: { clusterName: cluster.id, addonName: "coredns" },
      outputs: { addonName: "coredns", arn: expect.stringContaining(":addon/") },
      change: { inputs: { tags: { Team: "a" } }, outputs: { tags: { Team: "a" } } },
      replace: { addonName: "kube-proxy" },
    },
    {
      type: "aws:eks/accessEntry:AccessEntry",
      inputs: { clusterName: cluster.id, principalArn: text(role.outputs.arn), kubernetesGroups: ["chaos"] },
      outputs: { type: "STANDARD", accessEntryArn: expect.stringContaining(":access-entry/") },
      change: { inputs: { kubernetesGroups: ["order"] }, outputs: { kubernetesGroups: ["order"] } },
    },
    {
      type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
      inputs: {
        clusterName: cluster.id,
        principalArn: text(entry.outputs.principalArn),
        policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
        accessScope: { type: "namespace", namespaces: ["shop"] },
      },
      replace: { policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy" },
    },
    {
      type: "aws:rds/subnetGroup:SubnetGroup",
      inputs: { subnetIds: [a.id, b.id] },
      outputs: { description: "Managed by Pulumi" },
      change: { inputs: { description: "other" }, outputs: { description: "other" } },
    },
    {
      type: "aws:rds/cluster:Cluster",
      inputs: {
        engine: "aurora-postgresql",
        masterUsername: "chaos",
        manageMasterUserPassword: true,
        dbSubnetGroupName: dbSubnets.id,
        skipFinalSnapshot: true,
      },
      outputs: { endpoint: expect.any(String), readerEndpoint: expect.any(String), port: 5432 },
      change: { inputs: { backupRetentionPeriod: 7, tags: { Tier: "db" } }, outputs: { backupRetentionPeriod: 7, tags: { Tier: "db" } } },
      replace: { engine: "aurora-mysql" },
    },
    {
      type: "aws:rds/clusterInstance:ClusterInstance",
      inputs: { clusterIdentifier: dbCluster.id, engine: "aurora-postgresql", instanceClass: "db.r6g.large" },
      outputs: { writer: true, endpoint: expect.any(String) },
      change: { inputs: { promotionTier: 2 }, outputs: { promotionTier: 2 } },
    },
    {
      type: "aws:rds/instance:Instance",
      inputs: {
        engine: "postgres",
        instanceClass: "db.t3.micro",
        allocatedStorage: 20,
        username: "chaos",
        password: "not-a-secret-1",
        dbSubnetGroupName: dbSubnets.id,
        skipFinalSnapshot: true,
      },
      outputs: { status: "available", endpoint: expect.stringMatching(/:5432$/) },
      change: { inputs: { multiAz: true }, outputs: { multiAz: true } },
      replace: { engine: "mysql" },
    },
  ];
}

export function controlCases(around: Around): readonly Case[] {
  const { role, alarm, fisTemplate } = around;
  return [
    {
      type: "aws:iam/role:Role",
      inputs: {
        assumeRolePolicy: trust("fis.amazonaws.com"),
        inlinePolicies: [{ name: "in", policy: allow("ec2:StopInstances") }],
        managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
      },
      outputs: { arn: expect.stringMatching(/^arn:aws:iam::123456789012:role\//), path: "/" },
      change: {
        inputs: { description: "chaos", inlinePolicies: [], managedPolicyArns: [] },
        outputs: { description: "chaos", managedPolicyArns: [] },
      },
      replace: { path: "/chaos/" },
    },
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      inputs: { role: role.id, policy: allow("ec2:StopInstances") },
      change: { inputs: { policy: allow("ec2:StartInstances") }, outputs: { policy: allow("ec2:StartInstances") } },
    },
    {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      inputs: { role: role.id, policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" },
    },
    {
      type: "aws:iam/policy:Policy",
      inputs: { policy: allow("ec2:StopInstances"), tags: { Team: "a" } },
      change: {
        inputs: { policy: allow("ec2:StartInstances"), tags: { Team: "b" } },
        outputs: { policy: allow("ec2:StartInstances"), tags: { Team: "b" } },
      },
      replace: { description: "other" },
    },
    { type: "aws:iam/instanceProfile:InstanceProfile", inputs: {}, change: { inputs: { role: role.id }, outputs: { role: role.id } } },
    {
      type: "aws:iam/serviceLinkedRole:ServiceLinkedRole",
      inputs: { awsServiceName: "fis.amazonaws.com" },
      outputs: { name: "AWSServiceRoleForFIS" },
    },
    {
      type: "aws:cloudwatch/metricAlarm:MetricAlarm",
      inputs: alarmInputs,
      outputs: { treatMissingData: "missing", arn: expect.stringContaining(":alarm:") },
      change: { inputs: { threshold: 9, tags: { Team: "a" } }, outputs: { threshold: 9, tags: { Team: "a" } } },
      replace: { name: "another" },
    },
    {
      type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
      inputs: { alarmName: "any", alarmRule: `ALARM("${alarm.id}")` },
      change: { inputs: { alarmRule: `OK("${alarm.id}")` }, outputs: { alarmRule: `OK("${alarm.id}")` } },
      replace: { alarmName: "other" },
    },
    {
      type: "aws:cloudwatch/logGroup:LogGroup",
      inputs: { retentionInDays: 7 },
      outputs: { arn: expect.stringMatching(/^arn:aws:logs:us-east-1:123456789012:log-group:[^:*]+$/) },
      change: { inputs: { retentionInDays: 14, tags: { Team: "a" } }, outputs: { retentionInDays: 14, tags: { Team: "a" } } },
    },
    {
      type: "aws:cloudwatch/dashboard:Dashboard",
      inputs: { dashboardName: "shop", dashboardBody: JSON.stringify({ widgets: [] }) },
      outputs: { dashboardArn: expect.stringContaining(":dashboard/shop") },
      replace: { dashboardName: "other" },
    },
    {
      type: "aws:fis/experimentTemplate:ExperimentTemplate",
      inputs: {
        ...waitTemplate(role),
        targets: [
          {
            name: "web",
            resourceType: "aws:ec2:instance",
            selectionMode: "PERCENT(50)",
            resourceTags: [{ key: "Service", value: "web" }],
            filters: [{ path: "State.Name", values: ["running"] }],
          },
        ],
        actions: [
          { name: "stop", actionId: "aws:ec2:stop-instances", target: { key: "Instances", value: "web" }, startAfters: ["wait"] },
          { name: "wait", actionId: "aws:fis:wait", parameters: [{ key: "duration", value: "PT1M" }] },
        ],
        stopConditions: [{ source: "aws:cloudwatch:alarm", value: text(alarm.outputs.arn) }],
        tags: { Team: "a" },
      },
      outputs: { targets: [expect.objectContaining({ name: "web", selectionMode: "PERCENT(50)" })] },
      change: { inputs: { description: "stops half" }, outputs: { description: "stops half" } },
      replace: { tags: { Team: "b" } },
    },
    {
      type: "aws:fis/targetAccountConfiguration:TargetAccountConfiguration",
      inputs: { accountId: "210987654321", experimentTemplateId: fisTemplate.id, roleArn: "arn:aws:iam::210987654321:role/target" },
      change: { inputs: { description: "the other account" }, outputs: { description: "the other account" } },
      replace: { accountId: "999999999999" },
    },
    {
      type: "aws:ssm/parameter:Parameter",
      inputs: { type: "String", value: "one" },
      outputs: { version: 1 },
      change: { inputs: { value: "two", tags: { Team: "a" } }, outputs: { value: "two", version: 2, tags: { Team: "a" } } },
      replace: { name: "another" },
    },
    {
      type: "aws:ssm/document:Document",
      inputs: { documentType: "Command", content: command("one") },
      outputs: { latestVersion: "1" },
      change: { inputs: { content: command("two") }, outputs: { latestVersion: "2", defaultVersion: "2" } },
    },
  ];
}

function command(description: string): string {
  return JSON.stringify({
    schemaVersion: "2.2",
    description,
    mainSteps: [{ action: "aws:runShellScript", name: "run", inputs: { runCommand: ["true"] } }],
  });
}
