import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "./network";

const IMAGE = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

export interface Web {
  readonly loadBalancer: aws.lb.LoadBalancer;
  readonly targets: aws.lb.TargetGroup;
  readonly group: aws.autoscaling.Group;
}

/** The web tier: two instances a zone behind a load balancer, replaced by an Auto Scaling group. A system of one zone has no spare. */
export function makeWeb(network: Network, spot: boolean, tags: Readonly<Record<string, string>>): Web {
  const role = new aws.iam.Role("web", {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    }),
  });
  new aws.iam.RolePolicyAttachment("web-ssm", { role: role.name, policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" });
  const profile = new aws.iam.InstanceProfile("web", { role: role.name });

  const loadBalancer = new aws.lb.LoadBalancer("shop", {
    loadBalancerType: "application",
    subnets: network.subnets.map((subnet) => subnet.id),
    securityGroups: [network.open.id],
  });
  const targets = new aws.lb.TargetGroup("web", {
    vpcId: network.vpc.id,
    port: 80,
    protocol: "HTTP",
    deregistrationDelay: 30,
    healthCheck: { path: "/healthz", interval: 10, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 2, matcher: "200" },
  });
  new aws.lb.Listener("web", {
    loadBalancerArn: loadBalancer.arn,
    port: 80,
    protocol: "HTTP",
    defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
  });

  const template = new aws.ec2.LaunchTemplate("web", {
    imageId: IMAGE,
    instanceType: "t3.small",
    iamInstanceProfile: { arn: profile.arn },
    vpcSecurityGroupIds: [network.open.id],
    ...(spot ? { instanceMarketOptions: { marketType: "spot" } } : {}),
  });
  const size = network.zones === 1 ? 1 : network.zones * 2;
  const tag = (key: string, value: pulumi.Input<string>) => ({ key, value, propagateAtLaunch: true });
  const group = new aws.autoscaling.Group("web", {
    minSize: size,
    maxSize: size + network.zones,
    desiredCapacity: size,
    vpcZoneIdentifiers: network.subnets.slice(0, network.zones).map((subnet) => subnet.id),
    targetGroupArns: [targets.arn],
    healthCheckType: "ELB",
    healthCheckGracePeriod: 30,
    launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
    tags: [
      tag("Name", "web"),
      tag("Service", "web"),
      tag("AzImpairmentPower", "IceAsg"),
      ...Object.entries(tags).map(([key, value]) => tag(key, value)),
    ],
  });
  return { loadBalancer, targets, group };
}
