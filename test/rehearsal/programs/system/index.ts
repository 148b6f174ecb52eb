import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const zones = aws.getAvailabilityZonesOutput({ state: "available" });
const me = aws.getCallerIdentityOutput();
const vpc = new aws.ec2.Vpc("shop", { cidrBlock: "10.20.0.0/16" });
const subnets = [0, 1].map(
  (index) =>
    new aws.ec2.Subnet(`shop-${index}`, {
      vpcId: vpc.id,
      cidrBlock: `10.20.${index}.0/24`,
      availabilityZone: zones.names[index],
      tags: { Tier: "web" },
    }),
);
const image = aws.ec2.getAmiOutput({ mostRecent: true, owners: ["amazon"], filters: [{ name: "name", values: ["al2023-ami-*"] }] });
const template = new aws.ec2.LaunchTemplate("web", { imageId: image.id, instanceType: "t3.micro" });
const targets = new aws.lb.TargetGroup("web", { vpcId: vpc.id, port: 80, protocol: "HTTP" });
const balancer = new aws.lb.LoadBalancer("shop", { subnets: subnets.map((subnet) => subnet.id) });
new aws.lb.Listener("web", {
  loadBalancerArn: balancer.arn,
  port: 80,
  defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
});
const group = new aws.autoscaling.Group("web", {
  minSize: 2,
  maxSize: 2,
  vpcZoneIdentifiers: subnets.map((subnet) => subnet.id),
  launchTemplate: { id: template.id, version: "$Latest" },
  targetGroupArns: [targets.arn],
});
const trust = aws.iam.getPolicyDocumentOutput({
  statements: [{ actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["fis.amazonaws.com"] }] }],
});
const role = new aws.iam.Role("chaos", { assumeRolePolicy: trust.json });
const policy = new aws.iam.RolePolicy("chaos", {
  role: role,
  policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ec2:StopInstances", Resource: "*" }] },
});
const alarm = new aws.cloudwatch.MetricAlarm("errors", {
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 1,
  threshold: 5,
  metricQueries: [
    { id: "rate", expression: "100 * errors / requests", returnData: true },
    ...(["errors", "requests"] as const).map((id) => ({
      id,
      metric: {
        namespace: "AWS/ApplicationELB",
        metricName: id === "errors" ? "HTTPCode_Target_5XX_Count" : "RequestCount",
        dimensions: { LoadBalancer: balancer.arnSuffix },
        period: 60,
        stat: "Sum",
      },
    })),
  ],
});
const logs = new aws.cloudwatch.LogGroup("chaos", { retentionInDays: 7 });
const experiment = new aws.fis.ExperimentTemplate(
  "stop-one",
  {
    description: "stops one instance",
    roleArn: role.arn,
    actions: [{ name: "stop", actionId: "aws:ec2:stop-instances", target: { key: "Instances", value: "web" } }],
    targets: [{ name: "web", resourceType: "aws:ec2:instance", selectionMode: "COUNT(1)", resourceTags: [{ key: "Tier", value: "web" }] }],
    stopConditions: [{ source: "aws:cloudwatch:alarm", value: alarm.arn }],
    logConfiguration: { logSchemaVersion: 2, cloudwatchLogsConfiguration: { logGroupArn: pulumi.interpolate`${logs.arn}:*` } },
  },
  { dependsOn: policy },
);

export const accountId = me.accountId;
export const zoneNames = subnets.map((subnet) => subnet.availabilityZone);
export const dnsName = balancer.dnsName;
export const groupName = group.name;
export const templateId = experiment.id;
