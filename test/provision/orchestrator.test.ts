import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Deployment, FUNCTION_ENVIRONMENT, type Manifest } from "../../src/experiment";
import { BUCKET, TABLE } from "../../src/journal";
import type { Properties } from "../../src/rehearsal/contract";
import { type Deployed, deploy } from "./evaluation";
import { manifestsOf } from "./observation";

const TYPE = {
  table: "aws:dynamodb/table:Table",
  bucket: "aws:s3/bucket:Bucket",
  versioning: "aws:s3/bucketVersioning:BucketVersioning",
  ownership: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  access: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  encryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  bucketPolicy: "aws:s3/bucketPolicy:BucketPolicy",
  object: "aws:s3/bucketObjectv2:BucketObjectv2",
  topic: "aws:sns/topic:Topic",
  topicPolicy: "aws:sns/topicPolicy:TopicPolicy",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  queue: "aws:sqs/queue:Queue",
  queuePolicy: "aws:sqs/queuePolicy:QueuePolicy",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  log: "aws:cloudwatch/logGroup:LogGroup",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
  role: "aws:iam/role:Role",
  policy: "aws:iam/rolePolicy:RolePolicy",
  made: "aws:lambda/function:Function",
  alias: "aws:lambda/alias:Alias",
  invokes: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  group: "aws:scheduler/scheduleGroup:ScheduleGroup",
  schedule: "aws:scheduler/schedule:Schedule",
} as const;

const ACCOUNT = "123456789012";
const OWNER = "faultline:index:Orchestrator";
const TAGS = { team: "shop", "faultline:orchestrator": "chaos" };
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:chaos-dead-letters-0c0ffee`;
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:chaos-0c0ffee`;

let made: Deployed;

beforeAll(async () => {
  made = await deploy("orchestrated");
}, 120_000);

const childrenOf = (of: Deployed, component: string) =>
  of.evaluation.registrations.filter(({ kind, parent }) => kind === "resource" && parent?.endsWith(`${OWNER}::${component}`));
const json = (inputs: Properties, property: string) => JSON.parse(String(inputs[property]));
const deploymentOf = (of: Deployed, output: string) => of.evaluation.outputs[output] as unknown as Deployment;

test("its children are these and no others, and their names are a promise", () => {
  expect(made.evaluation.failures).toEqual([]);
  const kinds = [
    "table bucket versioning ownership access encryption lifecycle bucketPolicy topic topicPolicy rule target log",
    "dashboard role policy made alias invokes group",
  ];
  const experiments = ["weekly", "asked", "nightly"];
  const alarms = ["errors", "throttles", "failed-runs", "timed-out-runs", "undelivered", "dropped", "dead-letters"];
  const expected = [
    ...kinds.flatMap((line) => line.split(" ")).map((kind) => `${TYPE[kind as keyof typeof TYPE]} chaos`),
    `${TYPE.queue} chaos-dead-letters`,
    `${TYPE.queuePolicy} chaos-dead-letters`,
    `${TYPE.subscription} chaos-oncall`,
    `${TYPE.policy} chaos-durable`,
    `${TYPE.role} chaos-schedules`,
    `${TYPE.policy} chaos-schedules`,
    ...alarms.map((alarm) => `${TYPE.alarm} chaos-${alarm}`),
    ...experiments.flatMap((name) => [`${TYPE.object} chaos-manifest-${name}`, `${TYPE.object} chaos-settings-${name}`]),
    `${TYPE.schedule} chaos-weekly`,
    `${TYPE.schedule} chaos-nightly`,
    `${TYPE.policy} chaos-chaos`,
    `${TYPE.object} chaos-chaos`,
    `${TYPE.schedule} chaos-plan.day`,
  ];
  expect(
    childrenOf(made, "chaos")
      .map(({ type, name }) => `${type} ${name}`)
      .sort(),
  ).toEqual(expected.sort());
});

test("everything in it that takes tags carries them", () => {
  for (const kind of ["table", "bucket", "topic", "rule", "log", "role", "made", "group"] as const)
    expect({ kind, tags: made.inputs(TYPE[kind], "chaos").tags }).toEqual({ kind, tags: TAGS });
  expect(made.inputs(TYPE.queue, "chaos-dead-letters").tags).toEqual(TAGS);
  expect(made.inputs(TYPE.alarm, "chaos-errors").tags).toEqual(TAGS);
});

test("the table has the keys and the index that the store reads and writes, and cannot be deleted by mistake", () => {
  expect(made.inputs(TYPE.table, "chaos")).toEqual({
    billingMode: "PAY_PER_REQUEST",
    hashKey: TABLE.partitionKey,
    rangeKey: TABLE.sortKey,
    attributes: [
      { name: "pk", type: "S" },
      { name: "sk", type: "S" },
      { name: "listed", type: "S" },
      { name: "at", type: "S" },
    ],
    globalSecondaryIndexes: [
      { name: TABLE.index.name, hashKey: TABLE.index.partitionKey, rangeKey: TABLE.index.sortKey, projectionType: "ALL" },
    ],
    ttl: { attributeName: TABLE.ttl, enabled: true },
    pointInTimeRecovery: { enabled: true },
    deletionProtectionEnabled: true,
    tags: TAGS,
  });
});

test("the bucket is private, encrypted, versioned, by TLS alone, and forgets reports after their time", () => {
  const bucket = "chaos-0c0ffee";
  const inputs = (kind: keyof typeof TYPE) => made.inputs(TYPE[kind], "chaos");
  expect(inputs("bucket")).toEqual({ forceDestroy: false, tags: TAGS });
  expect(inputs("versioning")).toEqual({ bucket, versioningConfiguration: { status: "Enabled" } });
  expect(inputs("ownership")).toEqual({ bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
  const all = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
  expect(inputs("access")).toEqual({ bucket, ...all });
  expect(inputs("encryption")).toEqual({
    bucket,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false }],
  });
  expect(inputs("lifecycle").rules).toContainEqual({
    id: "runs",
    status: "Enabled",
    filter: { prefix: "runs/" },
    expiration: { days: 400 },
    noncurrentVersionExpiration: { noncurrentDays: 30 },
  });
  expect(json(inputs("bucketPolicy"), "policy").Statement).toEqual([
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
});

test("manifests and settings lie where the function reads them, after it may act on what they name", () => {
  for (const [name, manifest] of Object.entries(manifestsOf(made.evaluation.outputs))) {
    const object = made.inputs(TYPE.object, `chaos-manifest-${name}`);
    expect(object).toMatchObject({ bucket: "chaos-0c0ffee", key: BUCKET.manifest(name), contentType: "application/json" });
    expect(json(object, "content") as Manifest).toEqual(manifest);
    const { dependencies } = made.registration(TYPE.object, `chaos-manifest-${name}`);
    expect(dependencies).toContain(made.registration(TYPE.policy, "chaos").urn);
  }
  const weekly = made.inputs(TYPE.object, "chaos-settings-weekly");
  expect(weekly.key).toBe(BUCKET.settings("weekly"));
  expect(json(weekly, "content")).toEqual({
    version: 1,
    experiment: "weekly",
    approval: { by: ["anna@example.com", "bob@example.com"], withinMs: 7_200_000 },
    windows: [{ days: ["MON", "TUE"], from: "09:00", to: "16:00", timezone: "Europe/Berlin" }],
  });
  expect(json(made.inputs(TYPE.object, "chaos-settings-asked"), "content")).toEqual({ version: 1, experiment: "asked", windows: [] });
});

test("the function is durable, has what it needs to find the others, and is called by its alias alone", () => {
  const { code, ...inputs } = made.inputs(TYPE.made, "chaos");
  expect(JSON.stringify(code)).toContain('"index.js"');
  expect(inputs).toEqual({
    description: "Conducts Faultline's experiments",
    runtime: "nodejs22.x",
    architectures: ["arm64"],
    handler: "index.handler",
    role: `arn:aws:iam::${ACCOUNT}:role/chaos-0c0ffee`,
    memorySize: 512,
    timeout: 900,
    publish: true,
    durableConfig: { executionTimeout: 691_200, retentionPeriod: 14 },
    environment: {
      variables: {
        [FUNCTION_ENVIRONMENT.table]: "chaos-0c0ffee",
        [FUNCTION_ENVIRONMENT.bucket]: "chaos-0c0ffee",
        [FUNCTION_ENVIRONMENT.topic]: TOPIC,
        [FUNCTION_ENVIRONMENT.scheduleGroup]: "chaos-0c0ffee",
      },
    },
    loggingConfig: { logFormat: "JSON", applicationLogLevel: "INFO", systemLogLevel: "INFO", logGroup: "chaos-0c0ffee" },
    deadLetterConfig: { targetArn: QUEUE },
    tags: TAGS,
  });
  expect(made.inputs(TYPE.alias, "chaos")).toMatchObject({ name: "live", functionName: "chaos-0c0ffee", functionVersion: "1" });
  expect(made.inputs(TYPE.invokes, "chaos")).toEqual({
    functionName: "chaos-0c0ffee",
    qualifier: "live",
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: 900,
  });
  // Nothing can start a run before the function may keep its checkpoints.
  expect(made.registration(TYPE.alias, "chaos").dependencies).toContain(made.registration(TYPE.policy, "chaos-durable").urn);
});

test("a schedule asks for its experiment's run by the scheduled moment, and nothing else can be asked in its role", () => {
  const alias = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f:live`;
  const { target, ...weekly } = made.inputs(TYPE.schedule, "chaos-weekly");
  expect(weekly).toEqual({
    name: "weekly",
    groupName: "chaos-0c0ffee",
    description: "Runs the experiment weekly",
    scheduleExpression: "cron(0 10 ? * MON *)",
    scheduleExpressionTimezone: "Europe/Berlin",
    flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 30 },
    startDate: "2027-01-04T00:00:00Z",
    endDate: "2028-01-01T00:00:00Z",
    state: "ENABLED",
  });
  const { input, ...rest } = target as { input: string };
  expect(rest).toEqual({
    arn: alias,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/chaos-schedules-0c0ffee`,
    retryPolicy: { maximumEventAgeInSeconds: 900, maximumRetryAttempts: 5 },
    deadLetterConfig: { arn: QUEUE },
  });
  expect(JSON.parse(input)).toEqual({
    version: 1,
    kind: "run",
    experiment: "weekly",
    scheduledAt: "<aws.scheduler.scheduled-time>",
    by: "schedule weekly",
  });
  expect(made.inputs(TYPE.schedule, "chaos-nightly")).toMatchObject({
    scheduleExpression: "rate(1 day)",
    scheduleExpressionTimezone: "UTC",
    flexibleTimeWindow: { mode: "OFF" },
    state: "DISABLED",
  });
  expect(json(made.inputs(TYPE.policy, "chaos-schedules"), "policy").Statement).toEqual([
    { Sid: "StartRuns", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: alias },
    { Sid: "DeadLetters", Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE },
  ]);
  expect(json(made.inputs(TYPE.role, "chaos-schedules"), "assumeRolePolicy").Statement[0].Condition).toEqual({
    StringEquals: { "aws:SourceAccount": ACCOUNT },
    ArnEquals: { "aws:SourceArn": `arn:aws:scheduler:eu-west-1:${ACCOUNT}:schedule-group/chaos-0c0ffee` },
  });
});

describe("randomised chaos", () => {
  test("is planned every day an hour before its first window opens, by what lies in the bucket", () => {
    const { target, ...daily } = made.inputs(TYPE.schedule, "chaos-plan.day");
    expect(daily).toEqual({
      name: "plan.day",
      groupName: "chaos-0c0ffee",
      description: "Plans a day of randomised chaos, an hour before it can begin",
      scheduleExpression: "cron(0 9 * * ? *)",
      scheduleExpressionTimezone: "Europe/Berlin",
      flexibleTimeWindow: { mode: "OFF" },
      state: "ENABLED",
    });
    const { input, ...rest } = target as { input: string; roleArn: string };
    expect(JSON.parse(input)).toEqual({ version: 1, kind: "plan-day", scheduledAt: "<aws.scheduler.scheduled-time>" });
    expect(rest).toEqual({
      arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f:live`,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/chaos-schedules-0c0ffee`,
      retryPolicy: { maximumEventAgeInSeconds: 900, maximumRetryAttempts: 5 },
      deadLetterConfig: { arn: QUEUE },
    });
    const document = made.inputs(TYPE.object, "chaos-chaos");
    expect(document).toMatchObject({ bucket: "chaos-0c0ffee", key: BUCKET.chaos });
    expect(json(document, "content")).toMatchObject({
      version: 1,
      settings: { members: [{ experiment: "asked" }], outageGate: { alarms: ["shop-5xx"] } },
      deployment: deploymentOf(made, "faultlineOrchestrator"),
      schedulerRoleArn: rest.roleArn,
      deadLetterArn: QUEUE,
    });
  });

  test("nothing is planned before the function can read its settings and may make what it plans", () => {
    const { dependencies } = made.registration(TYPE.schedule, "chaos-plan.day");
    expect(dependencies).toContain(made.registration(TYPE.object, "chaos-chaos").urn);
    expect(made.registration(TYPE.object, "chaos-chaos").dependencies).toContain(made.registration(TYPE.policy, "chaos-chaos").urn);
  });

  test("may make schedules of plans in its own group, and hand the scheduler's role to EventBridge Scheduler alone", () => {
    const statements = json(made.inputs(TYPE.policy, "chaos-chaos"), "policy").Statement as { Action: string | string[] }[];
    expect(statements.filter(({ Action }) => /scheduler|iam/.test(String(Action)))).toEqual([
      {
        Sid: "PlanRuns",
        Effect: "Allow",
        Action: ["scheduler:CreateSchedule", "scheduler:GetSchedule"],
        Resource: `arn:aws:scheduler:eu-west-1:${ACCOUNT}:schedule/chaos-0c0ffee/chaos-*`,
      },
      {
        Sid: "HandOverTheSchedulersRole",
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: `arn:aws:iam::${ACCOUNT}:role/chaos-schedules-0c0ffee`,
        Condition: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      },
    ]);
  });
});

describe("the function's role", () => {
  const policy = (name: string) => json(made.inputs(TYPE.policy, name), "policy");

  test("may do exactly this: a wider permission is a decision that somebody reads", () => {
    const golden = JSON.parse(readFileSync(join(__dirname, "golden", "policy-of-orchestrator.json"), "utf8"));
    const asWritten = JSON.stringify([policy("chaos"), policy("chaos-durable"), policy("chaos-chaos")]).replace(/EXT\d+/g, "EXT");
    expect(JSON.parse(asWritten)).toEqual(golden);
  });

  test("may do what docs/running-in-aws.md gives to whoever runs experiments, and starts its own templates alone", () => {
    const page = readFileSync(join(__dirname, "../../docs/running-in-aws.md"), "utf8");
    const documented = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "null") as { Statement: { Action: string | string[] }[] };
    const granted = new Set((policy("chaos").Statement as { Action: string | string[] }[]).flatMap(({ Action }) => Action));
    expect(documented.Statement.flatMap(({ Action }) => Action).filter((action) => !granted.has(action))).toEqual([]);
    const start = (policy("chaos").Statement as { Sid: string; Resource: string[] }[]).find(({ Sid }) => Sid === "Start");
    expect(start?.Resource).toEqual(templateIds().map((id) => `arn:aws:fis:eu-west-1:${ACCOUNT}:experiment-template/${id}`));
  });

  test("touches no other table, bucket, topic or queue, and cannot pass a role", () => {
    const text = JSON.stringify(policy("chaos"));
    expect(text).not.toMatch(/PassRole|"\*:|undefined|\bs3:Delete/);
    for (const { Action, Resource } of policy("chaos").Statement as { Action: string | string[]; Resource: string | string[] }[]) {
      const service = [Action].flat()[0]?.split(":")[0] ?? "";
      if (["dynamodb", "s3", "sns", "sqs", "logs"].includes(service))
        for (const arn of [Resource].flat()) expect(arn).toMatch(/chaos(-dead-letters)?-0c0ffee/);
    }
  });
});

test("its alarms watch itself, one failure is enough, and go to its topic and to the pager", () => {
  const alarm = (name: string) => made.inputs(TYPE.alarm, `chaos-${name}`);
  expect(alarm("errors")).toEqual({
    alarmDescription: "The function failed: Faultline's orchestrator chaos",
    namespace: "AWS/Lambda",
    metricName: "Errors",
    dimensions: { FunctionName: "chaos-0c0ffee" },
    statistic: "Sum",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    period: 60,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: "notBreaching",
    alarmActions: [TOPIC, `arn:aws:sns:eu-west-1:${ACCOUNT}:pager`],
    tags: TAGS,
  });
  const watched = ["throttles", "failed-runs", "timed-out-runs", "undelivered", "dropped", "dead-letters"].map((name) => [
    alarm(name).metricName,
    alarm(name).dimensions,
  ]);
  expect(watched).toEqual([
    ["Throttles", { FunctionName: "chaos-0c0ffee" }],
    ["DurableExecutionFailed", { FunctionName: "chaos-0c0ffee" }],
    ["DurableExecutionTimedOut", { FunctionName: "chaos-0c0ffee" }],
    ["TargetErrorCount", { ScheduleGroup: "chaos-0c0ffee" }],
    ["InvocationDroppedCount", { ScheduleGroup: "chaos-0c0ffee" }],
    ["ApproximateNumberOfMessagesVisible", { QueueName: "chaos-dead-letters-0c0ffee" }],
  ]);
});

test("ends of its experiments, as FIS tells them, reach the topic; only this rule and this account's alarms may write there", () => {
  const { "detail-type": detailType, detail } = json(made.inputs(TYPE.rule, "chaos"), "eventPattern");
  expect(detailType).toEqual(["FIS Experiment State Change"]);
  expect(detail).toEqual({
    "experiment-template-id": templateIds(),
    "new-state": { status: ["completed", "stopped", "failed", "cancelled"] },
  });
  expect(made.inputs(TYPE.target, "chaos")).toMatchObject({ rule: "chaos-0c0ffee", arn: TOPIC, deadLetterConfig: { arn: QUEUE } });
  const statements = json(made.inputs(TYPE.topicPolicy, "chaos"), "policy").Statement as { Principal: object; Condition: object }[];
  expect(statements.map(({ Principal, Condition }) => [Principal, Condition])).toEqual([
    [{ Service: "cloudwatch.amazonaws.com" }, { StringEquals: { "aws:SourceAccount": ACCOUNT } }],
    [{ Service: "events.amazonaws.com" }, { ArnEquals: { "aws:SourceArn": `arn:aws:events:eu-west-1:${ACCOUNT}:rule/chaos-0c0ffee` } }],
  ]);
});

test("its output is what the command line needs to find it", () => {
  expect(deploymentOf(made, "faultlineOrchestrator")).toEqual({
    version: 1,
    project: "orchestrated",
    stack: "test",
    accountId: ACCOUNT,
    region: "eu-west-1",
    functionArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f:live`,
    tableName: "chaos-0c0ffee",
    bucketName: "chaos-0c0ffee",
    topicArn: TOPIC,
    scheduleGroup: "chaos-0c0ffee",
    experiments: ["weekly", "asked", "nightly"],
  });
  expect(made.registration(OWNER, "chaos").outputs).toMatchObject({ deployment: deploymentOf(made, "faultlineOrchestrator") });
});

test("the dashboard's name holds project, stack and Region, because all dashboards of an account share one set of names", () => {
  const inputs = made.inputs(TYPE.dashboard, "chaos");
  expect(inputs.dashboardName).toBe("orchestrated-test-chaos-eu-west-1");
  expect(json(inputs, "dashboardBody").widgets).toHaveLength(6);
});

test("a preview lists every resource that the deployment makes", async () => {
  const preview = await deploy("orchestrated", { preview: true });
  expect(preview.evaluation.failures).toEqual([]);
  const names = (of: Deployed) => of.evaluation.registrations.map(({ type, name }) => `${type} ${name}`).sort();
  expect(names(preview)).toEqual(names(made));
}, 120_000);

test("a second evaluation asks for exactly the same, wherever the function's code lies", async () => {
  const again = await deploy("orchestrated");
  const asked = (of: Deployed) => childrenOf(of, "chaos").map(({ type, name, inputs }) => [type, name, withoutPaths(inputs)]);
  const sorted = (of: Deployed) => asked(of).sort((a, b) => (String(a) < String(b) ? -1 : 1));
  expect(sorted(again)).toEqual(sorted(made));
  expect(codeOf(made)).toMatch(/^[0-9a-f]{64}$/);
  expect(codeOf(again)).toEqual(codeOf(made));
}, 120_000);

test("two stacks of one program in one account name nothing alike: what Pulumi does not name holds the stack's name", async () => {
  const PHYSICAL = ["name", "bucket", "dashboardName"];
  const named = childrenOf(made, "chaos").filter(({ type, inputs }) => {
    const ownName = type.includes("s3/bucket:") || !type.startsWith("aws:s3/") ? PHYSICAL : [];
    return ownName.some((property) => inputs[property] !== undefined);
  });
  // Schedules are named within their group, the alias within its function.
  expect(named.map(({ type }) => type).sort()).toEqual([TYPE.dashboard, TYPE.alias, TYPE.schedule, TYPE.schedule, TYPE.schedule].sort());
});

describe("options that every component takes", () => {
  let both: Deployed;
  beforeAll(async () => {
    both = await deploy("orchestrators");
  }, 120_000);

  test("an explicit provider makes all of it in its Region", () => {
    expect(both.evaluation.failures).toEqual([]);
    expect([deploymentOf(both, "here").region, deploymentOf(both, "there").region]).toEqual(["eu-west-1", "eu-central-1"]);
    for (const { provider } of childrenOf(both, "there")) expect(provider).toContain("::frankfurt::");
    expect(both.inputs(TYPE.dashboard, "there").dashboardName).toBe("orchestrators-test-there-eu-central-1");
  });

  test("an orchestrator without randomised chaos has no right to make schedules or to pass a role", () => {
    expect(childrenOf(both, "here").map(({ name }) => name)).not.toContain("here-chaos");
    for (const { type, inputs } of childrenOf(both, "here"))
      if (type === TYPE.policy) expect(inputs.policy).not.toMatch(/PassRole|CreateSchedule/);
  });

  test("an orchestrator whose experiments have no schedule makes no role for schedules", () => {
    const types = childrenOf(both, "there").map(({ type, name }) => `${type} ${name}`);
    expect(types).not.toContain(`${TYPE.role} there-schedules`);
    expect(types.filter((type) => type.startsWith(TYPE.schedule))).toEqual([]);
  });

  test("history that is thrown away has no protection; history that is kept stays in the account with all that guards it", () => {
    expect(both.inputs(TYPE.table, "there").deletionProtectionEnabled).toBe(false);
    expect(both.inputs(TYPE.bucket, "there").forceDestroy).toBe(true);
    expect(both.inputs(TYPE.table, "here").deletionProtectionEnabled).toBe(true);
    expect(both.inputs(TYPE.bucket, "here").forceDestroy).toBe(false);
    const guards = [TYPE.versioning, TYPE.ownership, TYPE.access, TYPE.encryption, TYPE.lifecycle, TYPE.bucketPolicy];
    const retained = childrenOf(both, "here").filter(({ options }) => options.retainOnDelete);
    expect(retained.map(({ type }) => type).sort()).toEqual([TYPE.table, TYPE.bucket, ...guards].sort());
  });

  test("protect and retainOnDelete of the component hold for all of its children", () => {
    expect(childrenOf(both, "here").filter(({ options }) => !options.protect)).toEqual([]);
    expect(childrenOf(both, "there").filter(({ options }) => !options.retainOnDelete)).toEqual([]);
  });

  test.each([
    ["there", "over-there", OWNER],
    ["far", "far-away", "faultline:index:Experiment"],
  ])("an alias of %s reaches the engine, and all of its children are named so that the engine finds them under %s", (now, before, type) => {
    const component = both.registration(type, now);
    expect(component.options.aliases).toEqual([expect.stringMatching(new RegExp(`^name=${before}(,|$)`))]);
    const children = both.evaluation.registrations.filter(({ kind, parent }) => kind === "resource" && parent === component.urn);
    expect(children.length).toBeGreaterThan(1);
    // What an alias of a parent gives to its child: the old parent, and the old name where the child's begins with the parent's.
    for (const { name } of children) expect(name).toMatch(new RegExp(`^${now}(-|$)`));
    // Whatever else hangs there hangs on the component itself: a parent between them would have to be found first.
    const inside = both.evaluation.registrations.filter(({ kind, name }) => kind === "resource" && name.startsWith(`${now}-`));
    for (const { parent } of inside) expect(parent).toBe(component.urn);
  });

  test("a customer's key encrypts each thing that can be encrypted, and the function may use it", () => {
    const key = "arn:aws:kms:eu-central-1:123456789012:key/1";
    expect(both.inputs(TYPE.table, "there").serverSideEncryption).toEqual({ enabled: true, kmsKeyArn: key });
    expect(JSON.stringify(both.inputs(TYPE.encryption, "there").rules)).toContain(key);
    expect(both.inputs(TYPE.topic, "there").kmsMasterKeyId).toBe(key);
    expect(both.inputs(TYPE.queue, "there-dead-letters").kmsMasterKeyId).toBe(key);
    expect(both.inputs(TYPE.log, "there").kmsKeyId).toBe(key);
    expect(both.inputs(TYPE.made, "there").kmsKeyArn).toBe(key);
    expect(String(both.inputs(TYPE.policy, "there").policy)).toContain('"kms:GenerateDataKey"');
  });

  test("a secret address of a subscriber stays secret", () => {
    expect(both.registration(TYPE.subscription, "there-pager").secretInputs).toContain("endpoint");
  });
});

test("wrong arguments are one error with all of its problems, and nothing is made", async () => {
  const { evaluation, created } = await deploy("orchestrator-invalid");
  expect(evaluation.failures).toHaveLength(1);
  const message = evaluation.failures[0]?.message ?? "";
  const places = [
    "name",
    "topics",
    "durableFunctions",
    "experiments[0].schedule.every",
    "experiments[0].schedule.at",
    "experiments[0].schedule.timezone",
    "experiments[0].schedule.within",
    "experiments[0].schedule.from",
    "experiments[0].approval.by",
    "experiments[0].approval.within",
    "experiments[0].windows[0].days",
    "experiments[0].windows[0].from",
    "experiments[0].windows[0].timezone",
    "experiments[1]",
    "experiments[2]",
    "retention.reportDays",
    "retention.logDays",
    "subscribers.oncall.protocol",
    "history",
  ];
  for (const place of places) expect(message).toContain(`\n  ${place}: `);
  expect(message).toContain(`has ${places.length} problems:`);
  expect(created.map(({ name }) => name)).not.toContain("Chaos!");
}, 120_000);

function withoutPaths(inputs: Properties): unknown {
  return JSON.parse(JSON.stringify(inputs, (key, value: unknown) => (key === "path" ? "" : value)));
}

function templateIds(): readonly (string | undefined)[] {
  return ["weekly", "asked", "nightly"].map((name) => manifestsOf(made.evaluation.outputs)[name]?.templateId);
}

/** What is in the function's code, as the provider got it. */
function codeOf(of: Deployed): unknown {
  const code = of.created.find(({ type }) => type === TYPE.made)?.inputs.code;
  return (code as { hash: unknown }).hash;
}
