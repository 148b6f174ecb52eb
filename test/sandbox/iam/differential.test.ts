import { runUnsafeSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import fc from "fast-check";
import { parsePolicy } from "../../../src/sandbox/iam/policy/document";
import { evaluate } from "../../../src/sandbox/iam/policy/evaluate";
import { contextOf } from "../../../src/sandbox/iam/policy/match";

/** Our evaluator beside another implementation of IAM's rules, on policies and requests made at random. */

const one = fc.constantFrom;
const some = <T>(item: fc.Arbitrary<T>) => fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 3 }));

const VARIABLE = `arn:aws:iam::123456789012:role/$${"{aws:PrincipalTag/team}"}/*`;

const actions = [
  "ec2:StopInstances",
  "ec2:StartInstances",
  "ec2:DescribeInstances",
  "fis:StartExperiment",
  "iam:PassRole",
  "logs:PutLogEvents",
];
const actionPattern = one(
  ...actions,
  "ec2:*",
  "ec2:St*",
  "ec2:*Instances",
  "EC2:stopinstances",
  "fis:?tartExperiment",
  "*",
  "ec2:S??pInstances",
  "iam:*Role",
);

const resources = [
  "arn:aws:ec2:us-east-1:123456789012:instance/i-1",
  "arn:aws:ec2:us-east-1:123456789012:instance/i-12",
  "arn:aws:ec2:eu-west-1:123456789012:volume/vol-1",
  "arn:aws:iam::123456789012:role/team-a/worker",
  "arn:aws:logs:us-east-1:123456789012:log-group:/aws/fis:log-stream:s",
];
const resourcePattern = one(
  ...resources,
  "*",
  "arn:aws:ec2:*:*:instance/*",
  "arn:aws:ec2:us-east-?:123456789012:instance/i-?",
  "arn:aws:*:*:*:*",
  "arn:aws:iam::*:role/*",
  "arn:aws:logs:*:*:log-group:*",
  "arn:aws:logs:*:*:log-group:/aws/fis:log-stream:?",
  "arn:aws:ec2:*:*:instance/i-1*",
);

const single = {
  "aws:RequestedRegion": ["us-east-1", "eu-west-1", "US-EAST-1", "us-*"],
  "aws:PrincipalTag/team": ["team-a", "team-b", "", "team-?"],
  "ec2:InstanceType": ["m5.large", "m5.*", "M5.LARGE"],
  "aws:MultiFactorAuthPresent": ["true", "false", "True"],
  "s3:max-keys": ["10", "10.0", "11", "9", "ten"],
  "aws:SourceArn": [
    "arn:aws:fis:us-east-1:123456789012:experiment/EXP1",
    "arn:aws:fis:*:*:experiment/*",
    "arn:aws:fis:us-east-1:*:experiment/EXP?",
  ],
  "aws:CurrentTime": ["2026-01-05T12:00:00Z", "2026-01-05T12:00:01Z", "2025-12-31T00:00:00Z"],
  "aws:SourceIp": ["10.1.2.3", "10.0.0.0/8", "192.168.1.1", "192.168.0.0/16"],
} as const;
/** Policies hold numbers only; requests may hold anything. */
const inPolicies = (key: Key) => single[key].filter((value) => value !== "ten");
const listed = ["owner", "Team", "team", "cost-*"] as const;

type Key = keyof typeof single;
const operatorsOf: Readonly<Record<Key, readonly string[]>> = {
  "aws:RequestedRegion": [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
  ],
  "aws:PrincipalTag/team": ["StringEquals", "StringLike", "StringNotLike"],
  "ec2:InstanceType": ["StringLike", "StringNotEquals"],
  "aws:MultiFactorAuthPresent": ["Bool"],
  "s3:max-keys": [
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
  ],
  "aws:SourceArn": ["ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals"],
  "aws:CurrentTime": ["DateEquals", "DateNotEquals", "DateLessThan", "DateGreaterThanEquals"],
  "aws:SourceIp": ["IpAddress", "NotIpAddress"],
};

const keys = Object.keys(single) as Key[];
const singleCondition = one(...keys).chain((key) =>
  fc
    .tuple(
      fc.oneof(
        one(...operatorsOf[key]),
        one(...operatorsOf[key]).map((operator) => `${operator}IfExists`),
      ),
      some(one<string>(...inPolicies(key))),
    )
    .map(([operator, values]) => ({ [operator]: { [key]: values } })),
);
const nullCondition = fc.tuple(one(...keys, "aws:TagKeys"), one("true", "false")).map(([key, value]) => ({ Null: { [key]: value } }));
const setCondition = fc
  .tuple(one("ForAllValues:", "ForAnyValue:"), one("StringEquals", "StringLike", "StringNotEquals", "StringNotLike"), some(one(...listed)))
  .map(([set, operator, values]) => ({ [`${set}${operator}`]: { "aws:TagKeys": values } }));

const condition = fc.option(fc.oneof(singleCondition, nullCondition, setCondition), { nil: undefined });

const statement = fc
  .record({
    effect: one("Allow", "Allow", "Deny"),
    not: fc.boolean(),
    action: some(actionPattern),
    notResource: one(false, false, true),
    resource: some(resourcePattern),
    withVariable: fc.boolean(),
    condition,
  })
  .map(({ effect, not, action, notResource, resource, withVariable, condition: Condition }) => ({
    Effect: effect,
    [not && effect === "Deny" ? "NotAction" : "Action"]: action,
    [notResource ? "NotResource" : "Resource"]: withVariable && !notResource ? [VARIABLE, resource].flat() : resource,
    ...(Condition ? { Condition } : {}),
  }));
const policy = fc.array(statement, { minLength: 1, maxLength: 3 }).map((Statement) => ({ Version: "2012-10-17", Statement }));

const plainValues = <T extends string>(values: readonly T[]) => values.filter((value) => !/[*?]|\/\d/.test(value));
const context = fc.record(
  {
    ...(Object.fromEntries(keys.map((key) => [key, one(...plainValues<string>(single[key]))])) as Record<Key, fc.Arbitrary<string>>),
    "aws:TagKeys": fc.array(one("owner", "Team", "team", "cost-centre"), { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const PRINCIPAL = "arn:aws:iam::123456789012:role/tester";

test("it decides as iam-simulate does, whatever policies, boundary and request", () => {
  let allowed = 0;
  fc.assert(
    fc.property(
      fc.array(policy, { minLength: 1, maxLength: 2 }),
      fc.option(policy, { nil: undefined }),
      one(...actions),
      one(...resources),
      context,
      (identity, boundary, action, resource, variables) => {
        const simulation: Simulation = {
          request: { principal: PRINCIPAL, action, resource: { resource, accountId: "123456789012" }, contextVariables: variables },
          identityPolicies: identity.map((document, index) => ({ name: `p${index}`, policy: document })),
          permissionBoundaryPolicies: boundary && [{ name: "boundary", policy: boundary }],
          serviceControlPolicies: [],
          resourceControlPolicies: [],
        };
        const theirs = runUnsafeSimulation(simulation, {});
        const parse = (document: object) => parsePolicy(JSON.stringify(document), "identity");
        const ours = evaluate(
          { identity: identity.map(parse), boundary: boundary && parse(boundary) },
          { action, resource, context: contextOf(variables) },
        );
        if (ours.allowed) allowed++;
        expect(ours.allowed ? "Allowed" : ours.explicit ? "ExplicitlyDenied" : "ImplicitlyDenied").toBe(theirs);
      },
    ),
    { numRuns: 1_500 },
  );
  // The comparison is worth something only when both answers occur.
  expect(allowed).toBeGreaterThan(30);
});
