import { runUnsafeSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import fc from "fast-check";
import { evaluateAccess, type PolicyDocument } from "../../../src/experiment/iam";

/** The evaluator that a role must pass before it is made, beside another implementation of IAM's rules. */

const one = fc.constantFrom;
const some = <T>(item: fc.Arbitrary<T>) => fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 3 }));
const ACCOUNT = "123456789012";

const actions = [
  "ec2:StopInstances",
  "ec2:StartInstances",
  "ec2:DescribeInstances",
  "ssm:SendCommand",
  "iam:PassRole",
  "ec2:InjectApiError",
];
const actionPattern = one(
  ...actions,
  "ec2:*",
  "ec2:St*",
  "ec2:*Instances",
  "EC2:stopinstances",
  "*",
  "ec2:S??pInstances",
  "ssm:?endCommand",
);

const resources = [
  `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-1`,
  `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-12`,
  `arn:aws:ec2:eu-west-1:${ACCOUNT}:volume/vol-1`,
  `arn:aws:iam::${ACCOUNT}:role/shop/worker`,
  "arn:aws:ssm:us-east-1::document/AWSFIS-Run-CPU-Stress",
  `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/fis:log-stream:s`,
];
const VARIABLE = `arn:aws:iam::${ACCOUNT}:role/$${"{aws:PrincipalTag/team}"}/*`;
const DEFAULTED = `arn:aws:iam::${ACCOUNT}:role/$${"{aws:PrincipalTag/team, 'shop'}"}/w*`;
const resourcePattern = one(
  ...resources,
  "*",
  `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`,
  "arn:aws:ec2:us-east-?:*:instance/i-?",
  "arn:aws:*:*:*:*",
  "arn:aws:iam::*:role/*",
  "arn:aws:ssm:*::document/AWSFIS-*",
  "arn:aws:logs:*:*:log-group:/aws/fis:log-stream:?",
);

const single = {
  "aws:RequestedRegion": ["us-east-1", "eu-west-1", "US-EAST-1", "us-*"],
  "aws:ResourceTag/team": ["shop", "pay", "sh?p", "*"],
  "ec2:FisActionId": ["aws:ec2:api-insufficient-instance-capacity-error", "aws:ec2:*"],
  "kms:GrantIsForAWSResource": ["true", "false"],
  "fis:Percentage": ["10", "10.0", "11", "9"],
  "aws:SourceArn": [
    `arn:aws:fis:us-east-1:${ACCOUNT}:experiment/EXP1`,
    "arn:aws:fis:*:*:experiment/*",
    "arn:aws:fis:us-east-1:*:experiment/EXP?",
  ],
  "aws:PrincipalTag/team": ["shop", "pay", "sh*"],
} as const;
type Key = keyof typeof single;
const keys = Object.keys(single) as Key[];
const strings = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"];
const operatorsOf: Readonly<Record<Key, readonly string[]>> = {
  "aws:RequestedRegion": strings,
  "aws:ResourceTag/team": strings,
  "ec2:FisActionId": strings,
  "kms:GrantIsForAWSResource": ["Bool"],
  "fis:Percentage": [
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
  ],
  "aws:SourceArn": ["ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals"],
  "aws:PrincipalTag/team": strings,
};
const singleCondition = one(...keys).chain((key) =>
  fc
    .tuple(one(...operatorsOf[key]), one("", "IfExists"), some(one<string>(...single[key])))
    .map(([operator, suffix, values]) => ({ [`${operator}${suffix}`]: { [key]: values } })),
);
const nullCondition = fc.tuple(one(...keys, "aws:TagKeys"), one("true", "false")).map(([key, value]) => ({ Null: { [key]: value } }));
const tagKeys = ["owner", "team", "cost-*"] as const;
const roles = [`arn:aws:iam::${ACCOUNT}:role/shop/worker`, `arn:aws:iam::${ACCOUNT}:role/shop/*`, `arn:aws:iam::*:role/pay/*`] as const;
const setCondition = fc.oneof(
  fc
    .tuple(
      one("ForAllValues:", "ForAnyValue:"),
      one("StringEquals", "StringLike", "StringNotEquals", "StringNotLike"),
      some(one(...tagKeys)),
    )
    .map(([set, operator, values]) => ({ [`${set}${operator}`]: { "aws:TagKeys": values } })),
  fc
    .tuple(one("ForAllValues:", "ForAnyValue:"), one("ArnLike", "ArnEquals"), some(one(...roles)))
    .map(([set, operator, values]) => ({ [`${set}${operator}`]: { "ec2:FisTargetArns": values } })),
);
const condition = fc.option(fc.oneof(singleCondition, singleCondition, nullCondition, setCondition), { nil: undefined });

const statement = fc
  .record({
    effect: one<"Allow" | "Deny">("Allow", "Allow", "Allow", "Deny"),
    notAction: one(false, false, false, true),
    action: some(actionPattern),
    notResource: one(false, false, false, true),
    resource: some(resourcePattern),
    variable: fc.option(one(VARIABLE, DEFAULTED), { nil: undefined }),
    condition,
  })
  .map(({ effect, notAction, action, notResource, resource, variable, condition: Condition }) => ({
    Effect: effect,
    [notAction ? "NotAction" : "Action"]: action,
    [notResource ? "NotResource" : "Resource"]: variable && !notResource ? [variable, resource].flat() : resource,
    ...(Condition ? { Condition } : {}),
  }));
const policy: fc.Arbitrary<PolicyDocument> = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((Statement) => ({ Version: "2012-10-17", Statement }));

const plain = (values: readonly string[]) => values.filter((value) => !/[*?]/.test(value));
const context = fc.record(
  {
    ...(Object.fromEntries(keys.map((key) => [key, one(...plain(single[key]))])) as Record<Key, fc.Arbitrary<string>>),
    "aws:TagKeys": fc.array(one("owner", "team", "cost-centre"), { minLength: 1, maxLength: 3 }),
    "ec2:FisTargetArns": fc.array(one(`arn:aws:iam::${ACCOUNT}:role/shop/worker`, `arn:aws:iam::${ACCOUNT}:role/pay/web`), {
      minLength: 1,
      maxLength: 2,
    }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

test("it decides as iam-simulate does, whatever policies, boundary, service control policies and request", () => {
  const seen = { Allowed: 0, ExplicitlyDenied: 0, ImplicitlyDenied: 0 };
  const allowAll: PolicyDocument = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  fc.assert(
    fc.property(
      fc.array(policy, { minLength: 1, maxLength: 2 }),
      fc.option(fc.oneof(policy, fc.constant(allowAll)), { nil: undefined }),
      fc.array(fc.oneof(policy, fc.constant(allowAll), fc.constant(allowAll)), { maxLength: 2 }),
      one(...actions),
      one(...resources),
      context,
      (identity, boundary, levels, action, resource, variables) => {
        const simulation: Simulation = {
          request: {
            principal: `arn:aws:iam::${ACCOUNT}:role/tester`,
            action,
            resource: { resource, accountId: ACCOUNT },
            contextVariables: variables,
          },
          identityPolicies: identity.map((document, index) => ({ name: `p${index}`, policy: document })),
          permissionBoundaryPolicies: boundary && [{ name: "boundary", policy: boundary }],
          serviceControlPolicies: levels.map((document, index) => ({
            orgIdentifier: `ou-${index}`,
            policies: [{ name: `s${index}`, policy: document }],
          })),
          resourceControlPolicies: [],
        };
        const theirs = runUnsafeSimulation(simulation, {});
        const ours = evaluateAccess(
          { identity, ...(boundary ? { boundary } : {}), serviceControl: levels.map((document) => [document]) },
          { action, resource, context: variables },
        );
        const said = ours.allowed ? "Allowed" : ours.explicit ? "ExplicitlyDenied" : "ImplicitlyDenied";
        seen[said]++;
        expect(said).toBe(theirs);
      },
    ),
    { numRuns: 2_000 },
  );
  // The comparison is worth something only when every answer occurs.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(40);
});
