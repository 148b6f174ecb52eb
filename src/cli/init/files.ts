/** A first experiment on a first system: two instances behind a load balancer, one of which dies. */
export const PROGRAM = `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Experiment, manifests } from "faultline";
import { instanceTermination } from "faultline/templates";

// A small system to try it on. Point the experiment at your own by its load balancer and its tags, and delete this.
const vpc = new aws.ec2.Vpc("app", { cidrBlock: "10.30.0.0/16" });
const region = aws.getRegionOutput().region;
const subnets = ["a", "b"].map(
  (zone, index) => new aws.ec2.Subnet(\`app-\${zone}\`, { vpcId: vpc.id, cidrBlock: \`10.30.\${index}.0/24\`, availabilityZone: pulumi.interpolate\`\${region}\${zone}\` }),
);
const loadBalancer = new aws.lb.LoadBalancer("app", { loadBalancerType: "application", subnets: subnets.map((subnet) => subnet.id) });
const targets = new aws.lb.TargetGroup("app", { vpcId: vpc.id, port: 80, protocol: "HTTP", healthCheck: { path: "/healthz", interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 } });
new aws.lb.Listener("app", { loadBalancerArn: loadBalancer.arn, port: 80, protocol: "HTTP", defaultActions: [{ type: "forward", targetGroupArn: targets.arn }] });
const template = new aws.ec2.LaunchTemplate("app", {
  imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
  instanceType: "t3.small",
});
new aws.autoscaling.Group("app", {
  minSize: 4,
  maxSize: 6,
  desiredCapacity: 4,
  vpcZoneIdentifiers: subnets.map((subnet) => subnet.id),
  targetGroupArns: [targets.arn],
  healthCheckType: "ELB",
  healthCheckGracePeriod: 30,
  launchTemplate: { id: template.id, version: pulumi.interpolate\`\${template.latestVersion}\` },
  tags: [{ key: "Service", value: "app", propagateAtLaunch: true }],
});

const metric = (name: string) => ({
  namespace: "AWS/ApplicationELB",
  name,
  dimensions: { LoadBalancer: loadBalancer.arnSuffix },
  statistic: "Sum" as const,
  unit: "Count" as const,
});
const requests = metric("RequestCount");
const errors = {
  // A count that is zero is not published: FILL keeps "no errors" apart from "no data". Callers who give up are 4XX of the balancer's own.
  expression: "100 * (FILL(target, 0) + FILL(balancer, 0) + FILL(givenup, 0)) / requests",
  of: { target: metric("HTTPCode_Target_5XX_Count"), balancer: metric("HTTPCode_ELB_5XX_Count"), givenup: metric("HTTPCode_ELB_4XX_Count"), requests },
  unit: "Percent" as const,
};

const instanceLoss = new Experiment("instance-loss", {
  hypothesis: "When an instance dies, few requests fail, and a new one takes its place",
  owner: "you@example.com",
  runbook: "https://example.com/runbooks/instance-loss",
  ...instanceTermination({ tags: { Service: "app" }, watchFor: "3m" }),
  steadyState: { errors: { metric: errors, is: { below: "1%" }, duringFault: { below: "20%" } } },
  guards: { errors: { metric: errors, breachedWhen: { above: "50%" } } },
  blastRadius: { atMost: "1 instance" },
  traffic: { metric: requests, atLeast: "0.2/s" },
  baseline: "3m",
  recovery: { within: "10m" },
  maxDuration: "20m",
});

export const faultline = manifests(instanceLoss);
`;

export const REHEARSAL = `# What Pulumi cannot say: how the services behave and who uses them. Latencies, time-outs and rates are real time.
version: 1
services:
  app:
    on: { instances: { tags: { Service: app } } }
    health: /healthz
    behaves: { latency: 5ms, jitter: 2ms, concurrency: 64 }
    # Your own code instead:  command: node server.js   (it gets PORT, and the addresses of what it calls)
traffic:
  - { name: users, to: { loadBalancer: "app*" }, rate: 40/s, timeout: 1s, path: / }
`;

export const STACK = `# The local sandbox: npx faultline rehearse
config:
  aws:region: us-east-1
`;

export const TSCONFIG = `${JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", moduleResolution: "nodenext", strict: true, skipLibCheck: true, noEmit: true }, include: ["*.ts"] }, null, 2)}
`;
