import { UNKNOWN } from "../../src/rehearsal/contract";
import type { Evaluation } from "../../src/rehearsal/engine/evaluate";
import { driftOf } from "../../src/run/guards/template";
import { deploy, TYPE } from "./evaluation";
import { manifestsOf, observationOf, templateInputs } from "./observation";

function failureOf(evaluation: Evaluation) {
  expect(evaluation.failures).toHaveLength(1);
  return evaluation.failures[0]?.message ?? "";
}

describe("a definition that is written with what is known only later", () => {
  test("shows every resource in a preview, with only those places open that are open", async () => {
    const { evaluation, inputs, registration } = await deploy("later", { preview: true });
    expect(evaluation.failures).toEqual([]);
    const planned = evaluation.registrations.filter(({ kind }) => kind === "resource").map(({ type, name }) => `${type} ${name}`);
    expect(planned.sort()).toEqual(
      [
        "aws:ecs/cluster:Cluster shop",
        "aws:ecs/cluster:Cluster balancer",
        `${TYPE.logGroup} own`,
        `${TYPE.role} later`,
        `${TYPE.policy} later`,
        `${TYPE.alarm} later-traffic`,
        `${TYPE.alarm} later-heartbeat`,
        `${TYPE.template} later`,
      ].sort(),
    );
    expect(inputs(TYPE.alarm, "later-traffic")).toMatchObject({
      namespace: "AWS/ApplicationELB",
      metricName: "RequestCount",
      dimensions: { LoadBalancer: UNKNOWN },
      threshold: 10,
    });
    const { actions, targets } = templateInputs(inputs(TYPE.template, "later"));
    expect(JSON.stringify(actions)).not.toContain(UNKNOWN);
    expect(targets.map(({ name, parameters, resourceTags }) => ({ name, parameters, resourceTags }))).toEqual([
      {
        name: "delete-Pods",
        parameters: { clusterIdentifier: UNKNOWN, namespace: "orders", selectorType: "deploymentName", selectorValue: "orders" },
      },
      {
        name: "stop-Instances",
        resourceTags: [
          { key: "Cluster", value: UNKNOWN },
          { key: "Zone", value: "eu-west-1a" },
        ],
      },
    ]);
    // Who and where is known before anything is made.
    expect(String(inputs(TYPE.role, "later").assumeRolePolicy)).toContain("arn:aws:fis:eu-west-1:123456789012:experiment/*");
    expect(registration(TYPE.template, "later").id).toBe("");
    expect(evaluation.outputs.faultline).toBe(UNKNOWN);
  });

  test("is filled in everywhere when it is deployed, in the template, the alarm, the role and the plan alike", async () => {
    const { evaluation, inputs, registration } = await deploy("later");
    expect(evaluation.failures).toEqual([]);
    const manifest = manifestsOf(evaluation.outputs).later;
    if (!manifest) throw new Error("no manifest");
    expect(inputs(TYPE.alarm, "later-traffic").dimensions).toEqual({ LoadBalancer: "app/balancer-0c0ffee/1" });
    expect(String(inputs(TYPE.policy, "later").policy)).toContain('"aws:ResourceTag/Cluster":"shop-0c0ffee"');
    expect(inputs(TYPE.template, "later").logConfiguration).toEqual({
      logSchemaVersion: 2,
      cloudwatchLogsConfiguration: { logGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:own-0c0ffee:*" },
    });
    expect(manifest.logGroupArn).toBe("arn:aws:logs:eu-west-1:123456789012:log-group:own-0c0ffee");
    const { id } = registration(TYPE.template, "later");
    expect(driftOf(manifest, observationOf(id, inputs(TYPE.template, "later")))).toEqual([]);
    expect(JSON.stringify(evaluation.registrations.map((item) => item.inputs))).not.toContain("⟦");
    expect(JSON.stringify(manifest)).not.toContain("⟦");
  });

  test("waits for all of it to be checked: a wrong value stops the deployment at its place, and no template is made", async () => {
    const { evaluation, created } = await deploy("invalid-later");
    const message = failureOf(evaluation);
    expect(message).toContain('The experiment "invalid-later" has 1 problem:');
    expect(message).toContain('faults.stop.targets.Instances.arns[0]: this is not an ARN (given: "not-an-instance-0c0ffee")');
    expect(message).not.toMatch(/^\s+at /m);
    expect(created.map(({ type }) => type)).not.toContain(TYPE.template);
    expect(created.map(({ type }) => type)).not.toContain(TYPE.policy);
  });
});

test("a wrong definition is one error with all of its problems, at the line that made the experiment, and nothing is made", async () => {
  const { evaluation, created } = await deploy("invalid");
  const message = failureOf(evaluation);
  expect(message).toMatch(/^index\.ts failed at index\.ts:4:\d+: The experiment "invalid" has 3 problems:\n {2}runbook: /);
  for (const place of ["  runbook: ", "  faults.stop.parameters.startInstancesAfterDuration: ", "  blastRadius.atMost: "])
    expect(message).toContain(place);
  expect(message).not.toMatch(/^\s+at /m);
  expect(created).toEqual([]);
});

test("two experiments of one name are Pulumi's duplicate error, at the line of the second", async () => {
  const { evaluation } = await deploy("twice");
  expect(failureOf(evaluation)).toMatch(/^Duplicate resource URN '.*faultline:index:Experiment::twice'; .* at index\.ts:7/);
});

test("an explicit provider makes the experiment in its own Region, the next one stays in the stack's", async () => {
  const { evaluation, inputs, registration } = await deploy("elsewhere");
  expect(evaluation.failures).toEqual([]);
  const { here, there } = manifestsOf(evaluation.outputs);
  expect([here?.region, there?.region]).toEqual(["eu-west-1", "cn-north-1"]);
  expect(registration(TYPE.template, "there").provider).toContain("::china::");
  expect(String(inputs(TYPE.role, "there").assumeRolePolicy)).toContain("arn:aws-cn:fis:cn-north-1:123456789012:experiment/*");
  const document = (name: string) =>
    templateInputs(inputs(TYPE.template, name)).actions[0]?.parameters?.find(({ key }) => key === "documentArn")?.value;
  expect(document("there")).toBe("arn:aws-cn:ssm:cn-north-1::document/AWSFIS-Run-CPU-Stress");
  expect(document("here")).toBe("arn:aws:ssm:eu-west-1::document/AWSFIS-Run-CPU-Stress");
  expect(String(inputs(TYPE.policy, "there").policy)).not.toContain("arn:aws:");
  for (const [name, manifest] of [
    ["here", here],
    ["there", there],
  ] as const) {
    if (!manifest) throw new Error(`no manifest of ${name}`);
    const { id } = registration(TYPE.template, name);
    expect(driftOf(manifest, observationOf(id, inputs(TYPE.template, name)))).toEqual([]);
  }
});
