import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { eventually, fastSandbox } from "./clients";

const FILE = resolve(__dirname, "../../../../shared/cases/provider-wire/main.ndjson");
const present = existsSync(FILE);
if (!present) console.warn("test/sandbox/ec2/provider-wire: skipped, ../shared/cases/provider-wire is not here");

interface Recorded {
  readonly svc: string;
  readonly op: string;
  readonly ctype: string;
  readonly req: string;
}

const ours = new Set(["ec2", "autoscaling", "elasticloadbalancing"]);
const recorded = present
  ? readFileSync(FILE, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Recorded)
      .filter((one) => ours.has(one.svc))
  : [];

const ID = /\b(?:vpc|subnet|igw|rtb|rtbassoc|acl|sg|lt|eni)-[0-9a-f]{8,17}\b/g;
const ARN =
  /arn:aws:elasticloadbalancing:[a-z0-9-]+:\d{12}:(targetgroup|loadbalancer\/app|listener\/app)\/([A-Za-z0-9-]+)(?:\/[0-9a-f]+)+/g;

/** Ids of the recorded run become ids of this one: the first that is asked for is the first that was made. */
function translator() {
  const known = new Map<string, string>();
  const made = new Map<string, string[]>();
  const arns = new Map<string, string>();
  const kindOf = (id: string) => id.slice(0, id.lastIndexOf("-"));
  return {
    learn(operation: string, body: string) {
      const [id] = /^(Create|Associate)/.test(operation) ? (body.match(resultIds(operation)) ?? []) : [];
      if (id) made.set(kindOf(id), [...(made.get(kindOf(id)) ?? []), id]);
      for (const [arn, kind, name] of body.matchAll(ARN)) arns.set(`${kind}/${name}`, arn);
    },
    translate(body: string): string {
      return body
        .replaceAll(ID, (id) => {
          const now = known.get(id) ?? made.get(kindOf(id))?.shift();
          if (now) known.set(id, now);
          return now ?? id;
        })
        .replaceAll(ARN, (arn, kind, name) => arns.get(`${kind}/${name}`) ?? arn);
    },
  };
}

/** The id that an operation's answer is about. */
function resultIds(operation: string): RegExp {
  const kinds: Record<string, string> = {
    CreateVpc: "vpc",
    CreateSubnet: "subnet",
    CreateInternetGateway: "igw",
    CreateRouteTable: "rtb",
    AssociateRouteTable: "rtbassoc",
    CreateSecurityGroup: "sg",
    CreateLaunchTemplate: "lt",
  };
  return new RegExp(`\\b${kinds[operation] ?? "none"}-[0-9a-f]{17}\\b`);
}

(present ? test : test.skip)(
  "every request that the AWS provider made for a network, a group and a load balancer is answered as it expects",
  async () => {
    const { sandbox, autoscaling } = await fastSandbox();
    const ids = translator();
    const answers: { op: string; status: number; body: string }[] = [];
    const send = async (one: Recorded) => {
      const response = await fetch(sandbox.url, {
        method: "POST",
        headers: {
          "content-type": one.ctype,
          authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/us-east-1/${one.svc}/aws4_request, SignedHeaders=host, Signature=00`,
        },
        body: new URLSearchParams(
          Object.fromEntries([...new URLSearchParams(one.req)].map(([key, value]) => [key, ids.translate(value)])),
        ).toString(),
      });
      const body = await response.text();
      ids.learn(one.op, body);
      answers.push({ op: one.op, status: response.status, body });
      return body;
    };
    for (const one of recorded) {
      if (one.op === "DeleteAutoScalingGroup") {
        const describe = recorded.find(({ op }) => op === "DescribeAutoScalingGroups") ?? one;
        await eventually(
          () => send(describe),
          (body) => !body.includes("<InstanceId>"),
        );
      }
      await send(one);
    }
    autoscaling.destroy();
    const refused = answers.filter((one) => one.status !== 200);
    // Before it makes something by name the provider makes sure that nothing bears it; and it takes away a default rule for
    // IPv6 that this VPC does not have, knowing the error.
    expect(refused.map((one) => [one.op, /<Code>([^<]+)/.exec(one.body)?.[1]])).toEqual([
      ["DescribeTargetGroups", "TargetGroupNotFound"],
      ["RevokeSecurityGroupEgress", "InvalidPermission.NotFound"],
      ["DescribeLoadBalancers", "LoadBalancerNotFound"],
    ]);
    expect(answers.length).toBeGreaterThan(70);
  },
);
