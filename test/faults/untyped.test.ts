import { compile, type ExperimentDefinition, type Plan } from "../../src/experiment";
import { ec2, type Fault, fault, lambda, retiredActions, type Target } from "../../src/faults";
import { requests, sound } from "../experiment/definitions";
import { every } from "./every";

const effect: ExperimentDefinition["effect"] = { some: { metric: requests, becomes: { below: "10 requests" } } };
const besides = every.terminate as Fault;

const queues: Target = { resourceType: "aws:sqs:queue", arns: ["arn:aws:sqs:us-east-1:123456789012:orders"], select: "all" };
const permissions = [{ actions: ["sqs:InjectError"], resources: ["arn:{partition}:sqs:{region}:{account}:*"] }];
const options = { actionId: "aws:sqs:pause-delivery", parameters: { duration: "PT5M" }, targets: { Queues: queues }, permissions };
const raw = fault.raw(options);

const compiledWith = (it: unknown, change: object = { effect }) =>
  compile("untyped", { ...sound(), faults: { it, besides }, maxDuration: "1h", ...change });

function planOf(it: unknown): Plan {
  const compiled = compiledWith(it);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.value;
}

function problems(it: unknown, change?: object): readonly string[] {
  const compiled = compiledWith(it, change);
  return compiled.ok ? [] : compiled.problems.map(({ path, code }) => `${path.replace("faults.it.", "")} ${code}`);
}

describe("an action that the catalogue does not know", () => {
  test("is taken as it is written, and the plan says that nobody checked it", () => {
    const plan = planOf(raw);
    expect(plan.actions[0]).toMatchObject({
      actionId: "aws:sqs:pause-delivery",
      parameters: { duration: "PT5M" },
      durationMs: 300_000,
      reverts: "never",
      injectsFault: true,
      visibleIn: "metric",
      untyped: { permissions },
    });
    expect(plan.targets[0]).toMatchObject({ resourceType: "aws:sqs:queue", arns: queues.arns });
    expect(plan.warnings?.map(({ path, code }) => `${path} ${code}`)).toEqual([
      "faults.it.actionId untyped-action",
      "faults.it.targets.Queues provider-target-key",
    ]);
    expect(plan.permissions).toContainEqual({
      actions: ["sqs:InjectError"],
      resources: permissions[0]?.resources,
      conditions: {},
      neededBy: ["it"],
    });
  });

  test("counts as having done something only when a metric shows it", () => {
    expect(problems(raw, {})).toContain("effect no-evidence");
  });

  test("changes the hash of the plan by what is said of it", () => {
    const other = fault.raw({ ...options, permissions: [{ actions: ["sqs:InjectOther"], resources: ["arn:aws:sqs:::x"] }] });
    expect(planOf(other).hash).not.toBe(planOf(raw).hash);
  });

  test.each<[string, unknown, string]>([
    ["without the door", { ...raw, untyped: undefined }, "actionId unknown-action"],
    ["that cannot be one", fault.raw({ ...options, actionId: "sqs:pause" }), "actionId unknown-action"],
    ["that is known", fault.raw({ ...options, actionId: "aws:ec2:stop-instances" }), "actionId known-action"],
    ["that is retired", fault.raw({ ...options, actionId: Object.keys(retiredActions)[0] ?? "" }), "actionId retired-action"],
    [
      "with a change let loose",
      fault.raw({ ...options, permissions: [{ actions: ["sqs:InjectError"], resources: ["*"] }] }),
      "permissions[0] loose-permission",
    ],
    [
      "with a vague permission",
      fault.raw({ ...options, permissions: [{ actions: ["sqs:*"], resources: ["arn:aws:sqs:::x"] }] }),
      "permissions[0].actions vague-permission",
    ],
    ["without permissions", { ...raw, untyped: {} }, "permissions not-a-list"],
    [
      "with a permission of nothing",
      fault.raw({ ...options, permissions: [{ actions: [], resources: ["x"] }] }),
      "permissions[0].actions not-a-list",
    ],
    [
      "with a condition that is none",
      { ...raw, untyped: { permissions: [{ ...permissions[0], conditions: { StringEquals: 7 } }] } },
      "permissions[0].conditions.StringEquals not-an-object",
    ],
    [
      "narrowed in a way that is none",
      { ...raw, untyped: { permissions: [{ ...permissions[0], narrowBy: "name" }] } },
      "permissions[0].narrowBy not-allowed",
    ],
    [
      "with circumstances",
      { ...raw, untyped: { permissions: [{ ...permissions[0], when: { parameter: "x", matches: "(" } }] } },
      "permissions[0].when unknown-property",
    ],
    [
      "on everything",
      fault.raw({ ...options, targets: { Queues: { resourceType: "aws:sqs:queue", select: "all" } } }),
      "targets.Queues no-selection",
    ],
    ["with a number for a text", { ...raw, parameters: { duration: 5 } }, "parameters.duration not-text"],
  ])("%s is refused", (_, it, expected) => {
    expect(problems(it)).toContain(expected);
  });
});

test.each(Object.entries(retiredActions))("%s is refused with what took its place", (actionId, { successor }) => {
  const compiled = compiledWith({ actionId, parameters: { duration: "PT5M" }, targets: {} });
  const problem = compiled.ok ? undefined : compiled.problems.find(({ code }) => code === "retired-action");
  expect(problem).toMatchObject({ path: "faults.it.actionId", given: actionId, allowed: successor });
  expect(problem?.remedy).toContain(successor);
});

describe("what permissions need besides the parameters", () => {
  const onFunctions = { functions: { tags: { a: "b" } }, duration: "5m", runCode: true } as const;
  const error = lambda.invocationError({ ...onFunctions, extensionFolder: "arn:aws:s3:::config/fis/" });
  const writing = (it: unknown) => planOf(it).permissions.find(({ actions }) => actions.includes("s3:PutObject"));

  test("narrows the role, and FIS is not told of it", () => {
    expect(writing(error)).toMatchObject({ resources: ["arn:aws:s3:::config/fis/*"], conditions: {} });
    expect(planOf(error).actions[0]?.parameters).toEqual({ duration: "PT5M", preventExecution: "false" });
    expect(planOf(error).warnings).toBeUndefined();
  });

  test("is missed with a warning, and the role is bound in another way", () => {
    const plan = planOf({ ...error, grants: undefined });
    expect(plan.warnings?.map(({ code }) => code)).toEqual(["wide-permission"]);
    expect(writing({ ...error, grants: {} })).toMatchObject({ conditions: { StringEquals: { "aws:ResourceAccount": "{account}" } } });
  });

  test("is refused when it is of another kind", () => {
    expect(problems({ ...error, grants: { extensionFolder: "s3://config/fis" } })).toContain("grants.extensionFolder not-allowed");
    expect(problems({ ...error, grants: { bucket: "x" } })).toContain("grants.bucket unknown-property");
  });

  test("a key that encrypts volumes may be used through EC2 only", () => {
    const volumeKey = "arn:aws:kms:us-east-1:123456789012:key/a";
    const { permissions: statements } = planOf(ec2.stopInstances({ instances: { tags: { a: "b" } }, restartAfter: "5m", volumeKey }));
    expect(statements.find(({ actions }) => actions.includes("kms:CreateGrant"))).toMatchObject({
      resources: [volumeKey],
      conditions: { StringLike: { "kms:ViaService": "ec2.*.amazonaws.com" } },
    });
    expect(JSON.stringify(planOf(besides).permissions)).not.toContain("kms:");
  });
});
