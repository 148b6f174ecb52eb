import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as ec2 from "@aws-sdk/client-ec2";
import * as eks from "@aws-sdk/client-eks";
import * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import * as fis from "@aws-sdk/client-fis";
import * as iam from "@aws-sdk/client-iam";
import * as rds from "@aws-sdk/client-rds";
import * as ssm from "@aws-sdk/client-ssm";
import fc from "fast-check";
import type { ServiceFactory, ServiceId } from "../../../src/sandbox/kernel/cloud";
import { modelOf } from "../../../src/sandbox/model/load";
import { awsConfig, sandbox } from "../support";
import { type Limits, structureArbitrary } from "./arbitrary";

interface AnyClient {
  send(command: unknown): Promise<Record<string, unknown>>;
  destroy(): void;
}

interface Subject {
  readonly service: ServiceId;
  readonly sdk: object;
  readonly client: string;
  readonly operations: readonly string[];
  readonly empty: boolean;
}

const SUBJECTS: readonly Subject[] = [
  {
    service: "ec2",
    sdk: ec2,
    client: "EC2Client",
    empty: false,
    operations: [
      "DescribeInstances",
      "CreateVpc",
      "CreateLaunchTemplate",
      "DescribeSubnets",
      "CreateNetworkAclEntry",
      "TerminateInstances",
    ],
  },
  {
    service: "autoscaling",
    sdk: autoscaling,
    client: "AutoScalingClient",
    empty: false,
    operations: ["CreateAutoScalingGroup", "DescribeAutoScalingGroups", "DescribeScalingActivities"],
  },
  {
    service: "elbv2",
    sdk: elbv2,
    client: "ElasticLoadBalancingV2Client",
    empty: false,
    operations: ["CreateListener", "DescribeTargetHealth", "CreateLoadBalancer"],
  },
  { service: "rds", sdk: rds, client: "RDSClient", empty: false, operations: ["DescribeDBClusters", "CreateDBSubnetGroup"] },
  { service: "iam", sdk: iam, client: "IAMClient", empty: false, operations: ["CreateRole", "ListRoles", "GetAccountSummary"] },
  { service: "ssm", sdk: ssm, client: "SSMClient", empty: true, operations: ["SendCommand", "DescribeInstanceInformation"] },
  { service: "logs", sdk: logs, client: "CloudWatchLogsClient", empty: true, operations: ["PutLogEvents", "DescribeLogGroups"] },
  {
    service: "cloudwatch",
    sdk: cloudwatch,
    client: "CloudWatchClient",
    empty: true,
    operations: ["PutMetricAlarm", "GetMetricData", "DescribeAlarms"],
  },
  {
    service: "eks",
    sdk: eks,
    client: "EKSClient",
    empty: true,
    operations: ["CreateNodegroup", "DescribeCluster", "UntagResource", "ListClusters"],
  },
  {
    service: "fis",
    sdk: fis,
    client: "FisClient",
    empty: true,
    operations: ["GetAction", "UntagResource"],
  },
];

const LIMITS: Limits = { depth: 4, empty: true, rules: false, seconds: false };

const lookUp = (sdk: object, name: string): unknown => Object.entries(sdk).find(([key]) => key === name)?.[1];
const construct = <T>(sdk: object, name: string, argument: object): T => {
  const made = lookUp(sdk, name);
  if (typeof made !== "function") throw new Error(`the client has no ${name}`);
  return Reflect.construct(made, [argument]) as T;
};

/** What both sides call equal: without absent members; bytes as bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `bytes:${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key, item]) => item !== undefined && key !== "$metadata" && key !== "$responseBodyText")
        .map(([key, item]) => [key, plain(item)]),
    );
  }
  return value;
}

/** Query protocols cannot say that a structure is there and empty. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).flatMap(([key, item]) => {
    const inner = pruned(item);
    const hollow = typeof inner === "object" && inner !== null && Object.keys(inner).length === 0;
    return hollow ? [] : [[key, inner] as const];
  });
  return Object.fromEntries(kept);
}

/** A text or list that a client would leave out of an address. */
const isVoid = (value: unknown) => value === "" || (Array.isArray(value) && value.length === 0);

describe.each(SUBJECTS)("$service, as its own AWS client speaks", ({ service, sdk, client: clientName, operations, empty }) => {
  let received: unknown;
  let returned: Record<string, unknown> = {};
  const model = modelOf(service);
  const fake: ServiceFactory = () => ({
    id: service,
    operations: Object.fromEntries(
      operations.map((name) => [
        name,
        (input: object) => {
          received = input;
          return returned;
        },
      ]),
    ),
  });
  let client: AnyClient;
  beforeAll(async () => {
    const box = await sandbox({ services: [fake], strict: false });
    client = construct<AnyClient>(sdk, clientName, awsConfig(box));
  });
  afterAll(() => client.destroy());

  test.each(operations)("%s: what the client sends is what the handler gets, and what it returns is what the client gets", async (name) => {
    const operation = model.operations.get(name);
    if (!operation) throw new Error(`the model lacks ${name}`);
    const inputs = structureArbitrary(operation.input, { ...LIMITS, empty, rules: true, seconds: true });
    const outputs = structureArbitrary(operation.output, { ...LIMITS, empty });
    if (!inputs || !outputs) throw new Error("nothing to send");
    // What is said in the address cannot be empty.
    const sendable = (input: Record<string, unknown>) =>
      [...operation.input.members.values()].every(({ name: member, location }) => !location || !isVoid(input[member]));
    await fc.assert(
      fc.asyncProperty(inputs.filter(sendable), outputs, async (sent, output) => {
        received = undefined;
        returned = output;
        const got = await client.send(construct(sdk, `${name}Command`, sent));
        const tokens = [...operation.input.members.values()].filter((member) => member.idempotencyToken).map((member) => member.name);
        const seen = Object.fromEntries(Object.entries((received ?? {}) as object).filter(([key]) => !tokens.includes(key) || key in sent));
        const same = empty ? plain : (value: unknown) => pruned(plain(value));
        expect(same(seen)).toEqual(same(sent));
        for (const member of operation.output.members.keys()) {
          expect({ [member]: same(got[member]) }).toEqual({ [member]: same(output[member]) });
        }
      }),
      { numRuns: 15 },
    );
  });
});
