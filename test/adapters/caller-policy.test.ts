import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { awsPorts } from "../../src/adapters/aws";
import { wallClock } from "../../src/adapters/clock";
import { manifest } from "../report/journal";
import { awsConfig, sandbox } from "../sandbox/support";

/** The policy that docs/running-in-aws.md gives to whoever runs experiments. */
interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Sid: string }[];
}

function documented(): Policy {
  const page = readFileSync(join(__dirname, "../../docs/running-in-aws.md"), "utf8");
  return JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "null") as Policy;
}

const REGION = "us-east-1";
const ACCOUNT = "123456789012";

/** Everything that a run asks of AWS, each by its name; `undefined` where it was allowed. */
async function denials(url: string, policy: Policy, roleName: string): Promise<Record<string, string>> {
  const iam = new IAMClient(awsConfig({ url }));
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "sts:AssumeRole" }],
  };
  await iam.send(new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: "run", PolicyDocument: JSON.stringify(policy) }));
  const sts = new STSClient(awsConfig({ url }));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${roleName}`, RoleSessionName: "ci" }),
  );
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  const clock = wallClock({ now: Date.now, sleep: async () => {} });
  const { injector, metrics, alarms, targets, roles } = awsPorts({
    region: REGION,
    endpoint: url,
    accountId: ACCOUNT,
    partition: "aws",
    clock,
    credentials,
  });
  const what = manifest();
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    template: () => injector.template(what.templateId),
    start: () =>
      injector
        .start({ templateId: what.templateId, clientToken: "t", tags: { "faultline:run": "r" } })
        .then((answer) => answer.ok || Promise.reject(new Error(answer.code))),
    observe: () => injector.observe("EXPaaaaaaaaaaaaaaa"),
    stop: () => injector.stop("EXPaaaaaaaaaaaaaaa"),
    resolvedTargets: () => injector.resolvedTargets("EXPaaaaaaaaaaaaaaa"),
    findByTag: () => injector.findByTag("faultline:run", "r"),
    activeExperiments: () => injector.activeExperiments(),
    safetyLever: () => injector.safetyLever(),
    engageSafetyLever: () => injector.engageSafetyLever("test"),
    metrics: () => metrics.read([what.plan.traffic.metric], Date.now() - 300_000, Date.now()),
    alarms: () => alarms.states(what.alarms.map((alarm) => alarm.arn)),
    beat: () => alarms.beat(what.heartbeat),
    targets: () => targets.observe(what, []),
    residue: () => targets.residue(what),
    roles: () => roles.denied(what.roleArn, [{ action: "ec2:StopInstances", resource: "*" }]),
    roleAge: () => roles.createdAt(what.roleArn),
  };
  const denied: Record<string, string> = {};
  for (const [name, call] of Object.entries(calls)) {
    const thrown = await call().then(
      () => undefined,
      (problem: unknown) => problem,
    );
    if (thrown instanceof Error && /AccessDenied|UnauthorizedOperation|not authorized/i.test(`${thrown.name} ${thrown.message}`))
      denied[name] = thrown.message;
  }
  return denied;
}

test("the documented policy allows everything that a run asks of AWS", async () => {
  const { url } = await sandbox();
  expect(await denials(url, documented(), "runner")).toEqual({});
});

test("without any one of its statements, save the one for an account's first experiment, something is denied", async () => {
  const { url } = await sandbox();
  const policy = documented();
  expect(policy.Statement.length).toBeGreaterThan(5);
  for (const { Sid } of policy.Statement) {
    if (Sid === "FirstExperimentOfTheAccount") continue;
    const rest = { ...policy, Statement: policy.Statement.filter((statement) => statement.Sid !== Sid) };
    expect({ Sid, denied: Object.keys(await denials(url, rest, `without-${Sid}`)).length > 0 }).toEqual({ Sid, denied: true });
  }
});
