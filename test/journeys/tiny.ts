import { project } from "../cli/faultline";

export interface Tiny {
  /** Instances of the group. */
  readonly instances?: number;
  /** Experiments, each with its own name; all on the same group. */
  readonly names?: readonly string[];
  /** Above which percentage of errors the guard stops. */
  readonly guard?: number;
  /** What the machines run: a script of the project, or nothing for the sandbox's own. */
  readonly command?: string;
  /** Added to the program. */
  readonly more?: string;
  /** A system description of its own, or none with `null`. */
  readonly rehearsal?: string | null;
  readonly watchFor?: string;
  /** Makes an Orchestrator too, in which each experiment has a schedule. */
  readonly orchestrated?: boolean;
  /** Who must approve each run of the Orchestrator. */
  readonly approvers?: readonly string[];
  /** Settings of randomised chaos, as JSON; experiments then have no schedule of their own. */
  readonly chaos?: object;
}

/** Far from the sandbox's own service: it answers on its own port, and says whose it is. */
export const SERVER = `import { createServer } from "node:http";
const server = createServer((request, response) => response.end("the user's own code"));
server.listen(Number(process.env.PORT), "127.0.0.1");
`;

/** A user's own Pulumi project in another folder: one group behind a load balancer, and an experiment that terminates one of its instances. */
export function tiny(options: Tiny = {}): string {
  return project({
    "Pulumi.yaml": "name: tiny\nruntime: nodejs\n",
    "Pulumi.local.yaml": "config:\n  aws:region: us-east-1\n",
    "index.ts": program(options),
    "server.mjs": SERVER,
    ...(options.rehearsal === null ? {} : { "rehearsal.yaml": options.rehearsal ?? rehearsal(options) }),
  });
}

function rehearsal({ command }: Tiny): string {
  return `version: 1
services:
  app:
    on: { instances: { tags: { Service: app } } }
    health: /healthz
    ${command === undefined ? "behaves: { latency: 2ms }" : `command: ${command}`}
traffic:
  - { name: users, to: { loadBalancer: "app*" }, rate: 40/s, timeout: 500ms, path: / }
`;
}

function program(options: Tiny): string {
  const { instances = 3, names = ["instance-loss"], guard = 70, more = "", watchFor = "3m", orchestrated = false } = options;
  return `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Experiment, manifests, Orchestrator } from "faultline";
import { instanceTermination } from "faultline/templates";

const vpc = new aws.ec2.Vpc("app", { cidrBlock: "10.30.0.0/16" });
const subnets = ["a", "b"].map(
  (zone, index) => new aws.ec2.Subnet(\`app-\${zone}\`, { vpcId: vpc.id, cidrBlock: \`10.30.\${index}.0/24\`, availabilityZone: \`us-east-1\${zone}\` }),
);
const balancer = new aws.lb.LoadBalancer("app", { loadBalancerType: "application", subnets: subnets.map((subnet) => subnet.id) });
const targets = new aws.lb.TargetGroup("app", { vpcId: vpc.id, port: 80, protocol: "HTTP", healthCheck: { path: "/healthz", interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 } });
new aws.lb.Listener("app", { loadBalancerArn: balancer.arn, port: 80, protocol: "HTTP", defaultActions: [{ type: "forward", targetGroupArn: targets.arn }] });
const template = new aws.ec2.LaunchTemplate("app", { imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64", instanceType: "t3.small" });
new aws.autoscaling.Group("app", {
  minSize: ${instances}, maxSize: ${instances + 1}, desiredCapacity: ${instances},
  vpcZoneIdentifiers: subnets.map((subnet) => subnet.id), targetGroupArns: [targets.arn],
  healthCheckType: "ELB", healthCheckGracePeriod: 30,
  launchTemplate: { id: template.id, version: pulumi.interpolate\`\${template.latestVersion}\` },
  tags: [{ key: "Service", value: "app", propagateAtLaunch: true }],
});
const metric = (name: string) => ({ namespace: "AWS/ApplicationELB", name, dimensions: { LoadBalancer: balancer.arnSuffix }, statistic: "Sum" as const, unit: "Count" as const });
const requests = metric("RequestCount");
const errors = {
  expression: "100 * (FILL(target, 0) + FILL(balancer, 0)) / requests",
  of: { target: metric("HTTPCode_Target_5XX_Count"), balancer: metric("HTTPCode_ELB_5XX_Count"), requests },
  unit: "Percent" as const,
};
${more}
const made = ${JSON.stringify(names)}.map((name) => new Experiment(name, {
  hypothesis: "When an instance dies, few requests fail, and a new one takes its place",
  owner: "you@example.com",
  runbook: "https://example.com/runbooks/instance-loss",
  ...instanceTermination({ tags: { Service: "app" }, watchFor: "${watchFor}" }),
  steadyState: { errors: { metric: errors, is: { below: "5%" }, duringFault: { below: "60%" } } },
  guards: { errors: { metric: errors, breachedWhen: { above: "${guard}%" } } },
  blastRadius: { atMost: "1 instance" },
  traffic: { metric: requests, atLeast: "0.1/s" },
  baseline: "3m",
  recovery: { within: "15m" },
  maxDuration: "20m",
}));
export const faultline = manifests(...made);
${orchestrated ? orchestrator(options) : ""}`;
}

function orchestrator({ approvers, chaos }: Tiny): string {
  const how = {
    ...(chaos ? {} : { schedule: { at: "cron(0 10 ? * TUE *)", timezone: "Europe/Berlin" } }),
    ...(approvers ? { approval: { by: approvers, within: "4h" } } : {}),
  };
  return `
const how = ${JSON.stringify(how)} as const;
const experiments = made.map((experiment) => ({ experiment, ...how }));
const chaos = ${JSON.stringify(chaos ?? null)};
export const faultlineOrchestrator = new Orchestrator("chaos", { experiments, history: "delete", ...(chaos ? { chaos } : {}) }).deployment;
`;
}
