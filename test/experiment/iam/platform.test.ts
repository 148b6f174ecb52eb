import {
  compile,
  evaluateAccess,
  faultAllowList,
  isLoose,
  multiAccountRoles,
  type PolicyDocument,
  permissionsBoundary,
} from "../../../src/experiment";
import { requestsOf, SAMPLE_PLACE } from "../../../src/experiment/fis-requests";
import { policySize } from "../../../src/experiment/iam";
import { commonNeighbours } from "../../../src/experiment/neighbours";
import { needsOf } from "../../../src/experiment/permissions";
import { rolePolicy } from "../../../src/experiment/role-policy";
import { catalogue } from "../../../src/faults";
import { fillLocality } from "../../../src/words";
import { every } from "../../faults/every";
import { requests, sound } from "../definitions";

const effect = { some: { metric: requests, becomes: { below: "10 requests" } } };
const all: PolicyDocument = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const each = Object.entries(every).filter(([, { actionId }]) => catalogue[actionId]?.injectsFault);

const planOf = (one: (typeof each)[number][1]) => {
  const compiled = compile("bounded", { ...sound(), faults: { one }, effect, maxDuration: "12h" });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.value;
};

/** Where the ARNs of the examples are. */
const PLACE = { ...SAMPLE_PLACE, accountId: "123456789012" };

describe("a permissions boundary", () => {
  test.each(each)("for %s lets its role do everything it needs", (_, one) => {
    const plan = planOf(one);
    const boundary = permissionsBoundary({ faults: [one.actionId], place: PLACE });
    const identity = [fillLocality(rolePolicy(plan.permissions), PLACE)];
    const denied = needsOf(plan.actions, plan.targets)
      .flatMap((need) => requestsOf(need, PLACE))
      .filter((request) => !evaluateAccess({ identity, boundary }, request).allowed);
    expect(denied).toEqual([]);
  });

  test.each(
    Object.keys(catalogue).map((id) => [id]),
  )("for %s keeps a role that may do everything from what no experiment may do, and from changing everything", (id) => {
    const boundary = permissionsBoundary({ faults: [id], place: SAMPLE_PLACE });
    const allowed = commonNeighbours([])
      .filter(({ action }) => !catalogue[id]?.permissions.some(({ actions }) => actions.includes(action)))
      .filter((request) => evaluateAccess({ identity: [all], boundary }, request).allowed);
    expect(allowed.map(({ action }) => action)).toEqual([]);
    const statements = boundary.Statement.map(({ Action, Resource, Condition = {} }) => ({
      actions: [Action ?? []].flat(),
      resources: [Resource ?? []].flat(),
      conditions: Condition,
      neededBy: [],
    }));
    expect(statements.filter(isLoose)).toEqual([]);
  });

  test("with tags harms only what has them", () => {
    const boundary = permissionsBoundary({ faults: ["aws:ec2:terminate-instances"], place: SAMPLE_PLACE, tags: { chaos: "allowed" } });
    const terminate = (tags: Readonly<Record<string, string>>) =>
      evaluateAccess(
        { identity: [all], boundary },
        { action: "ec2:TerminateInstances", resource: "arn:aws:ec2:us-east-1:111122223333:instance/i-1", context: tags },
      ).allowed;
    expect([terminate({ "aws:ResourceTag/chaos": "allowed" }), terminate({ "aws:ResourceTag/chaos": "no" }), terminate({})]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("is refused when IAM would not take its size, and for what FIS does not have", () => {
    expect(() => permissionsBoundary({ faults: Object.keys(catalogue), place: SAMPLE_PLACE })).toThrow(/takes at most 6144/);
    expect(() => permissionsBoundary({ faults: ["aws:sqs:lose-messages"], place: SAMPLE_PLACE })).toThrow(
      /no action named aws:sqs:lose-messages/,
    );
    expect(() => permissionsBoundary({ faults: [], place: SAMPLE_PLACE })).toThrow(/No fault is named/);
  });
});

describe("a service control policy of faults", () => {
  const allowed = ["aws:ec2:stop-instances", "aws:fis:wait"];
  const policy = faultAllowList({ faults: allowed });
  const asked = (action: string, resource: string) =>
    evaluateAccess({ identity: [all], serviceControl: [[all, policy]] }, { action, resource });
  const action = (id: string) => `arn:aws:fis:eu-west-1:111122223333:action/${id}`;

  test("lets templates be made of these, and denies every other", () => {
    for (const id of Object.keys(catalogue))
      expect({ id, ...asked("fis:CreateExperimentTemplate", action(id)) }).toEqual(
        allowed.includes(id) ? { id, allowed: true } : { id, allowed: false, explicit: true, by: "service control policy" },
      );
    expect(asked("fis:CreateExperimentTemplate", "arn:aws:fis:eu-west-1:111122223333:experiment-template/*").allowed).toBe(true);
    expect(asked("fis:UpdateExperimentTemplate", action("aws:ec2:terminate-instances")).allowed).toBe(false);
    expect(asked("fis:StartExperiment", "arn:aws:fis:eu-west-1:111122223333:experiment-template/EXT1").allowed).toBe(true);
  });

  test("of every fault has a size that Organizations takes", () => {
    expect(policySize(faultAllowList({ faults: Object.keys(catalogue) }))).toBeLessThanOrEqual(5_120);
    expect(() => faultAllowList({ faults: ["*"] })).toThrow(/no action named \*/);
  });
});

test("over several accounts FIS's role may only log and assume; the others do the harm, and trust it alone with the external id", () => {
  const compiled = compile("wide", sound());
  if (!compiled.ok) throw new Error("it must compile");
  const { orchestrator, targets } = multiAccountRoles({
    permissions: compiled.value.permissions,
    place: SAMPLE_PLACE,
    role: "chaos",
    targetAccounts: ["444455556666", "777788889999"],
    targetRole: "chaos-target",
  });
  const own = "arn:aws:iam::111122223333:role/chaos";
  expect(orchestrator.roleArn).toBe(own);
  expect(orchestrator.policy.Statement.map(({ Action, Resource }) => ({ Action, Resource }))).toEqual([
    {
      Action: ["sts:AssumeRole"],
      Resource: ["arn:aws:iam::444455556666:role/chaos-target", "arn:aws:iam::777788889999:role/chaos-target"],
    },
    { Action: ["logs:CreateLogDelivery", "logs:PutResourcePolicy"], Resource: ["*"] },
    { Action: ["logs:DescribeLogGroups", "logs:DescribeResourcePolicies"], Resource: ["*"] },
  ]);
  expect(targets.map(({ roleArn }) => roleArn)).toEqual([
    "arn:aws:iam::444455556666:role/chaos-target",
    "arn:aws:iam::777788889999:role/chaos-target",
  ]);
  for (const { trust, policy, roleArn } of targets) {
    expect(trust.Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "sts:AssumeRole",
        Condition: {
          StringLike: { "sts:ExternalId": "arn:aws:fis:us-east-1:111122223333:experiment/*" },
          ArnEquals: { "aws:PrincipalArn": own },
        },
      },
    ]);
    const actions = policy.Statement.flatMap(({ Action }) => Action ?? []);
    expect(actions).toEqual(["ec2:StartInstances", "ec2:StopInstances", "ec2:DescribeInstances"]);
    expect(JSON.stringify(policy)).toContain(`:${roleArn.split(":")[4]}:instance/*`);
  }
});
