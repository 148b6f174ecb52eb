import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../src/faults";
import { driftOf } from "../../src/run/guards/template";
import { hashOf } from "../../src/words";
import { type Deployed, deploy, TYPE } from "./evaluation";
import { manifestsOf, observationOf, templateInputs } from "./observation";

let full: Deployed;

beforeAll(async () => {
  full = await deploy("full");
});

const TAGS = { team: "shop", "faultline:experiment": "everything" };
const alarmArn = (name: string) => `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${name}-0c0ffee`;

function manifest(name: string, of = full) {
  const found = manifestsOf(of.evaluation.outputs)[name];
  if (!found) throw new Error(`no manifest of ${name}`);
  return found;
}

describe("the children of an experiment", () => {
  const ofEverything = [
    `${TYPE.role} everything`,
    `${TYPE.policy} everything`,
    `${TYPE.logGroup} everything`,
    `${TYPE.alarm} everything-errors`,
    `${TYPE.alarm} everything-latency`,
    `${TYPE.alarm} everything-traffic`,
    `${TYPE.alarm} everything-heartbeat`,
    `${TYPE.template} everything`,
  ];
  const ofWaived = [`${TYPE.role} waived`, `${TYPE.policy} waived`, `${TYPE.alarm} waived-heartbeat`, `${TYPE.template} waived`];

  test("are these and no others, and their names are a promise", () => {
    expect(full.evaluation.failures).toEqual([]);
    const made = full.evaluation.registrations.filter(({ kind }) => kind === "resource").map(({ type, name }) => `${type} ${name}`);
    expect(made.sort()).toEqual([...ofEverything, ...ofWaived].sort());
  });

  test("have the component as their parent, which is of the documented type", () => {
    for (const { type, name, urn, parent, kind } of full.evaluation.registrations) {
      if (kind !== "resource") continue;
      const experiment = name.startsWith("everything") ? "everything" : "waived";
      expect(parent).toBe(`urn:pulumi:test::full::${TYPE.experiment}::${experiment}`);
      expect(urn).toBe(`urn:pulumi:test::full::${TYPE.experiment}$${type}::${name}`);
    }
  });

  test("wait for one another only where one needs the other: the template for the policy, too", () => {
    const { dependencies } = full.registration(TYPE.template, "everything");
    const policy = full.registration(TYPE.policy, "everything").urn;
    expect(dependencies).toContain(policy);
    expect(full.registration(TYPE.alarm, "everything-errors").dependencies).toEqual([]);
    expect(full.registration(TYPE.role, "everything").dependencies).toEqual([]);
  });

  test("are replaced where the provider would pretend to update: a template whose account targeting changes", () => {
    expect(full.registration(TYPE.template, "everything").options.replaceOnChanges).toEqual(["experimentOptions.accountTargeting"]);
  });

  test("carry the experiment's tags, each of them that takes tags", () => {
    for (const [type, name] of [
      [TYPE.role, "everything"],
      [TYPE.logGroup, "everything"],
      [TYPE.alarm, "everything-errors"],
      [TYPE.alarm, "everything-heartbeat"],
      [TYPE.template, "everything"],
    ] as const)
      expect(full.inputs(type, name).tags).toEqual(TAGS);
  });
});

describe("the alarms", () => {
  test("of a metric expression asks for the expression's value and nothing else", () => {
    const metric = (id: string, metricName: string) => ({
      id,
      returnData: false,
      metric: { namespace: "AWS/ApplicationELB", metricName, dimensions: { LoadBalancer: "app/shop/1" }, period: 60, stat: "Sum" },
    });
    expect(full.inputs(TYPE.alarm, "everything-errors")).toEqual({
      alarmDescription: "Stops the experiment everything: errors at least 20%",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 20,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: "notBreaching",
      metricQueries: [
        metric("errors", "HTTPCode_Target_5XX_Count"),
        metric("requests", "RequestCount"),
        { id: "result", expression: "100 * FILL(errors, 0) / requests", label: "result", returnData: true },
      ],
      tags: TAGS,
    });
  });

  test("of a percentile has the threshold in the metric's unit", () => {
    expect(full.inputs(TYPE.alarm, "everything-latency")).toEqual({
      alarmDescription: "Stops the experiment everything: latency above 800ms",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0.8,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: "breaching",
      namespace: "AWS/ApplicationELB",
      metricName: "TargetResponseTime",
      dimensions: { LoadBalancer: "app/shop/1" },
      extendedStatistic: "p99.9",
      period: 20,
      tags: TAGS,
    });
  });

  test("of a single metric takes missing data for a breach unless told otherwise", () => {
    expect(full.inputs(TYPE.alarm, "everything-traffic")).toMatchObject({
      comparisonOperator: "LessThanThreshold",
      threshold: 10,
      treatMissingData: "breaching",
      statistic: "Sum",
      period: 120,
    });
  });

  test("of the dead-man's switch fires when beats are missing for thirty seconds, for this experiment of this stack alone", () => {
    const { alarmDescription, ...rest } = full.inputs(TYPE.alarm, "everything-heartbeat");
    expect(alarmDescription).toContain("In ALARM between runs");
    expect(rest).toEqual({
      namespace: "Faultline",
      metricName: "Heartbeat",
      dimensions: { Experiment: "full/test/everything" },
      statistic: "SampleCount",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: 10,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      treatMissingData: "breaching",
      tags: TAGS,
    });
  });
});

describe("the template", () => {
  test("is what the plan says, for faults of many kinds: a run would start it", () => {
    for (const name of ["everything", "waived"]) {
      const { id, inputs } = full.registration(TYPE.template, name);
      expect(driftOf(manifest(name), observationOf(id, inputs))).toEqual([]);
    }
    const used = new Set(manifest("everything").plan.actions.map(({ actionId }) => actionId));
    const known = Object.keys(catalogue);
    for (const id of used) expect(known).toContain(id);
  });

  test("is stopped by every guard and by the dead-man's switch, or by the switch alone", () => {
    const stops = (name: string) => templateInputs(full.inputs(TYPE.template, name)).stopConditions;
    const alarms = ["everything-errors", "everything-latency", "everything-traffic", "everything-heartbeat"];
    expect(stops("everything")).toEqual(alarms.map((alarm) => ({ source: "aws:cloudwatch:alarm", value: alarmArn(alarm) })));
    expect(stops("waived")).toEqual([{ source: "aws:cloudwatch:alarm", value: alarmArn("waived-heartbeat") }]);
  });

  test("acts in the experiment's role, writes to its log, and says what the definition says of empty targets", () => {
    expect(full.inputs(TYPE.template, "everything")).toMatchObject({
      description: "The system survives it",
      roleArn: "arn:aws:iam::123456789012:role/everything-0c0ffee",
      experimentOptions: { accountTargeting: "single-account", emptyTargetResolutionMode: "skip" },
      logConfiguration: {
        logSchemaVersion: 2,
        cloudwatchLogsConfiguration: { logGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:everything-0c0ffee:*" },
      },
    });
    expect(full.inputs(TYPE.logGroup, "everything")).toEqual({ retentionInDays: 7, tags: TAGS });
    expect(full.inputs(TYPE.template, "waived")).toMatchObject({
      experimentOptions: { emptyTargetResolutionMode: "fail" },
      logConfiguration: { cloudwatchLogsConfiguration: { logGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:/shop/chaos:*" } },
    });
  });

  test("selects targets by tags with filters, by ARNs, and by parameters", () => {
    const { targets } = templateInputs(full.inputs(TYPE.template, "everything"));
    const target = (name: string) => targets.find((item) => item.name === name);
    expect(target("stop-Instances")).toEqual({
      name: "stop-Instances",
      resourceType: "aws:ec2:instance",
      selectionMode: "PERCENT(50)",
      resourceTags: [{ key: "Service", value: "web" }],
      filters: [
        { path: "State.Name", values: ["running"] },
        { path: "Placement.AvailabilityZone", values: ["eu-west-1a", "eu-west-1b"] },
        { path: "VpcId", values: ["vpc-1"] },
        { path: "Tags.Key", values: ["x"] },
      ],
    });
    expect(target("terminate-Instances")).toEqual({
      name: "terminate-Instances",
      resourceType: "aws:ec2:instance",
      selectionMode: "COUNT(1)",
      resourceArns: ["arn:aws:ec2:eu-west-1:123456789012:instance/i-2", "arn:aws:ec2:eu-west-1:123456789012:instance/i-1"],
    });
    expect(target("delete-Pods")).toEqual({
      name: "delete-Pods",
      resourceType: "aws:eks:pod",
      selectionMode: "COUNT(2)",
      parameters: {
        clusterIdentifier: "shop",
        namespace: "orders",
        selectorType: "deploymentName",
        selectorValue: "orders",
        availabilityZoneIdentifier: "eu-west-1a",
        targetContainerName: "app",
      },
    });
  });

  test("names AWS's own SSM documents in the Region where it is made", () => {
    const { actions } = templateInputs(full.inputs(TYPE.template, "everything"));
    expect(actions.find(({ name }) => name === "kill")).toEqual({
      name: "kill",
      actionId: "aws:ssm:send-command",
      description: "run an SSM document on instances",
      parameters: [
        { key: "documentArn", value: "arn:aws:ssm:eu-west-1::document/AWSFIS-Run-Kill-Process" },
        { key: "documentParameters", value: '{"ProcessName":"nginx","Signal":"SIGKILL"}' },
        { key: "duration", value: "PT2M" },
      ],
      startAfters: ["lose"],
      target: { key: "Instances", value: "kill-Instances" },
    });
  });
});

describe("the role", () => {
  const document = (of: Deployed, type: string, name: string, property: string) => JSON.parse(String(of.inputs(type, name)[property]));

  test("may be assumed by FIS for experiments of this account and Region only", () => {
    expect(document(full, TYPE.role, "everything", "assumeRolePolicy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "fis.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:fis:eu-west-1:123456789012:experiment/*" },
          },
        },
      ],
    });
  });

  test("may do what its one fault needs, on its targets, and write the log", () => {
    expect(document(full, TYPE.policy, "waived", "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["ec2:TerminateInstances"],
          Resource: ["arn:aws:ec2:eu-west-1:123456789012:instance/*"],
          Condition: { StringEquals: { "aws:ResourceTag/Service": "web" } },
        },
        {
          Effect: "Allow",
          Action: ["ec2:DescribeInstances", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies"],
          Resource: ["*"],
        },
        {
          Effect: "Allow",
          Action: ["logs:CreateLogDelivery", "logs:PutResourcePolicy"],
          Resource: ["*"],
          Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
        },
      ],
    });
    expect(full.inputs(TYPE.policy, "waived").role).toBe("waived-0c0ffee");
  });

  test("may do exactly this for faults of many kinds: a wider permission is a decision that somebody reads", () => {
    const golden = readFileSync(join(__dirname, "golden", "policy-of-every-fault.json"), "utf8");
    expect(document(full, TYPE.policy, "everything", "policy")).toEqual(JSON.parse(golden));
  });

  test("changes instances that are named by ARN by that ARN alone", () => {
    const { Statement } = document(full, TYPE.policy, "everything", "policy") as { Statement: { Action: string[]; Resource: string[] }[] };
    const terminate = Statement.filter(({ Action }) => Action.includes("ec2:TerminateInstances"));
    expect(terminate.map(({ Resource }) => Resource)).toContainEqual([
      "arn:aws:ec2:eu-west-1:123456789012:instance/i-2",
      "arn:aws:ec2:eu-west-1:123456789012:instance/i-1",
    ]);
  });

  test("has a policy that IAM would take: nothing open in it, and within the 10,240 characters of inline policies", () => {
    const text = String(full.inputs(TYPE.policy, "everything").policy);
    expect(text).not.toMatch(/\{(partition|region|account|parameter)|⟦/);
    expect(text.replace(/\s/g, "").length).toBeLessThan(10_240);
  });
});

describe("the manifest", () => {
  test("is the stack output that runs read: the plan and the ids of what was made", () => {
    const { plan, ...made } = manifest("everything");
    expect(made).toEqual({
      version: 1,
      project: "full",
      stack: "test",
      accountId: "123456789012",
      region: "eu-west-1",
      templateId: full.registration(TYPE.template, "everything").id,
      roleArn: "arn:aws:iam::123456789012:role/everything-0c0ffee",
      alarms: ["errors", "latency", "traffic"].map((guard) => ({
        guard,
        name: `everything-${guard}-0c0ffee`,
        arn: alarmArn(`everything-${guard}`),
      })),
      heartbeat: {
        alarmName: "everything-heartbeat-0c0ffee",
        alarmArn: alarmArn("everything-heartbeat"),
        namespace: "Faultline",
        metricName: "Heartbeat",
        dimensions: { Experiment: "full/test/everything" },
        everyMs: 5_000,
      },
      logGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:everything-0c0ffee",
    });
    expect(plan.name).toBe("everything");
  });

  test("holds the whole plan with its hash, and nothing in it is left open", () => {
    for (const name of ["everything", "waived"]) {
      const { hash, ...plan } = manifest(name).plan;
      expect(hash).toBe(hashOf(plan));
      expect(JSON.stringify(plan)).not.toMatch(/\{(partition|region|account)\}|⟦/);
    }
    expect(manifest("waived").plan.guardWaiver).toEqual({ by: "anna@example.com", reason: "an empty account" });
    expect(manifest("waived").logGroupArn).toBe("arn:aws:logs:eu-west-1:123456789012:log-group:/shop/chaos");
  });

  test("is registered as an output of the component, with what it names", () => {
    const { outputs } = full.registration(TYPE.experiment, "everything");
    const { templateId, roleArn } = manifest("everything");
    expect(outputs).toEqual({ manifest: manifest("everything"), templateId, roleArn });
  });
});
