import { fillCondition, fillResource, isNeeded, type PlaceholderScope } from "../../src/experiment/placeholders";
import type { TargetPlan } from "../../src/experiment/plan";
import { hole } from "../../src/words";

const target: TargetPlan = {
  name: "it",
  resourceType: "aws:eks:pod",
  selectionMode: "ALL",
  arns: [],
  tags: {},
  filters: [],
  parameters: { clusterIdentifier: "shop" },
};
const scope: PlaceholderScope = {
  action: {
    parameters: {
      operations: "RunInstances,StartInstances",
      documentArn: "arn:aws:ssm:us-east-1:123456789012:document/own",
      documentParameters: '{"AutomationAssumeRole":["arn:aws:iam::123456789012:role/a"],"Count":3}',
    },
    grants: { folder: "arn:aws:s3:::b/f/" },
  },
  target,
};
const with_ = (change: Partial<TargetPlan>): PlaceholderScope => ({ ...scope, target: { ...target, ...change } });

describe("a resource", () => {
  test.each<[string, string, PlaceholderScope, readonly string[]]>([
    ["stays as it is", "arn:{partition}:ec2:{region}:{account}:instance/*", scope, ["arn:{partition}:ec2:{region}:{account}:instance/*"]],
    ["is a parameter", "{parameter:documentArn}", scope, ["arn:aws:ssm:us-east-1:123456789012:document/own"]],
    ["is one for each item of a list", "x/{parameter:operations}", scope, ["x/RunInstances", "x/StartInstances"]],
    [
      "is a member of a parameter in JSON",
      "{parameter:documentParameters.AutomationAssumeRole}",
      scope,
      ["arn:aws:iam::123456789012:role/a"],
    ],
    [
      "is the definition of a runbook",
      "{automation-definition:documentArn}",
      scope,
      ["arn:aws:ssm:us-east-1:123456789012:automation-definition/own:*"],
    ],
    ["is a grant with something after it", "{grant:folder}*", scope, ["arn:aws:s3:::b/f/*"]],
    ["is named by the target", "cluster/{target:clusterIdentifier}", scope, ["cluster/shop"]],
    [
      "is named by an ARN in the target",
      "cluster/{target:clusterIdentifier}",
      with_({ parameters: { clusterIdentifier: "arn:aws:eks:us-east-1:123456789012:cluster/shop" } }),
      ["cluster/shop"],
    ],
    [
      "is everything of its kind while it could be a name or an ARN",
      "cluster/{target:clusterIdentifier}",
      with_({ parameters: { clusterIdentifier: hole(0) } }),
      ["cluster/*"],
    ],
    ["is everything of its kind when nothing is given", "x/{parameter:nothing}", scope, ["x/*"]],
    ["is everything of its kind when a member is no text", "x/{parameter:documentParameters.Count}", scope, ["x/*"]],
    ["is a target's ARN", "{target:arns}", with_({ arns: ["arn:aws:x:::1", "arn:aws:x:::2"] }), ["arn:aws:x:::1", "arn:aws:x:::2"]],
    [
      "is what ARNs of the target's kind look like when it has none",
      "{target:arns}",
      with_({ resourceType: "aws:eks:cluster" }),
      ["arn:{partition}:eks:{region}:{account}:cluster/*"],
    ],
  ])("%s", (_, pattern, at, expected) => {
    expect(fillResource(pattern, at)).toEqual(expected);
  });

  test("cannot be told apart from a pattern by what is filled in", () => {
    const odd = { ...scope, action: { parameters: { documentArn: "$&{x}" } } };
    expect(fillResource("a/{parameter:documentArn}", odd)).toEqual(["a/$&{x}"]);
  });
});

describe("a condition", () => {
  test("is filled, and is left out when it would be on nothing: that would deny everything", () => {
    expect(fillCondition(["{parameter:operations}"], scope)).toEqual(["RunInstances", "StartInstances"]);
    expect(fillCondition("{grant:folder}", scope)).toBe("arn:aws:s3:::b/f/");
    expect(fillCondition("{parameter:nothing}", scope)).toBeUndefined();
    expect(fillCondition("true", scope)).toBe("true");
  });
});

test("a permission is needed when all its circumstances hold", () => {
  expect(isNeeded(undefined, scope)).toBe(true);
  expect(isNeeded({ parameter: "documentArn", matches: "/own$" }, scope)).toBe(true);
  expect(isNeeded({ parameter: "documentArn", matches: "/other$" }, scope)).toBe(false);
  expect(isNeeded({ parameter: "documentParameters.AutomationAssumeRole" }, scope)).toBe(true);
  expect(isNeeded({ parameter: "documentParameters.Other" }, scope)).toBe(false);
  expect(isNeeded({ grant: "folder" }, scope)).toBe(true);
  expect(isNeeded({ noGrant: "folder" }, scope)).toBe(false);
  expect(isNeeded({ selectedBy: "parameters" }, scope)).toBe(true);
  expect(isNeeded({ selectedBy: "tags" }, scope)).toBe(false);
  expect(isNeeded({ parameter: "documentArn", matches: "/x$" }, { ...scope, action: { parameters: { documentArn: hole(1) } } })).toBe(true);
});
