import fc from "fast-check";
import { ACTIONS, type ActionFact, type ParameterFact, TARGET_TYPES } from "../../../src/sandbox/fis/catalogue";
import { maxParallel } from "../../../src/sandbox/fis/graph";
import { ACCOUNT, type Answers, fakeCloud, launch, look, REGION } from "./fake-cloud";

const hours = (n: number) => n * 3_600_000;

/** A value that the fact allows. */
function anyValue(fact: ParameterFact): fc.Arbitrary<string> {
  if (fact.allowed) return fc.constantFrom(...fact.allowed);
  if (fact.type === "duration") return fc.constantFrom("PT10M", fact.min === undefined ? "PT1M" : String(fact.min));
  if (fact.type === "int") return fc.integer({ min: Number(fact.min ?? 1), max: Number(fact.max ?? 100) }).map(String);
  if (fact.type === "json") return fc.constantFrom("{}", '{"a":"b"}', "not json");
  return fc.constantFrom("50", "us-east-1a");
}

/** Whatever the type can be identified by. */
function targetOf(type: string): fc.Arbitrary<object> {
  const fact = TARGET_TYPES.find(({ id }) => id === type);
  const parameters = Object.fromEntries(
    Object.entries(fact?.parameters ?? {}).map(([name, { allowed }]) => [name, allowed?.[0] ?? "us-east-1a"]),
  );
  const ways: object[] = [];
  if (fact?.identifiableBy.includes("tags")) ways.push({ resourceTags: { app: "web" } });
  if (fact?.identifiableBy.includes("arns")) ways.push({ resourceArns: [`arn:aws:ec2:${REGION}:${ACCOUNT}:thing/i-1`] });
  if (ways.length === 0) ways.push({});
  return fc
    .tuple(fc.constantFrom(...ways), fc.constantFrom("ALL", "COUNT(1)", "PERCENT(50)"))
    .map(([way, selectionMode]) => ({ resourceType: type, parameters, selectionMode, ...way }));
}

const actionOf = (fact: ActionFact) => {
  const given = Object.entries(fact.parameters).filter(([, { required, requiredIf }]) => required || requiredIf);
  const parameters = fc.record(Object.fromEntries(given.map(([name, parameter]) => [name, anyValue(parameter)])));
  const targets = fc.record(Object.fromEntries(Object.entries(fact.targets).map(([key, type]) => [key, targetOf(type)])));
  return fc.record({ fact: fc.constant(fact), parameters, targets, after: fc.array(fc.nat(9), { maxLength: 2 }), stopAt: fc.nat(40) });
};

const templates = fc
  .array(fc.constantFrom(...ACTIONS.filter(({ retired }) => !retired)).chain(actionOf), { minLength: 1, maxLength: 10 })
  .map((list) => {
    const targets: Record<string, object> = {};
    const actions = list.map(({ fact, parameters, targets: own, after }, index) => {
      const keys = Object.entries(own).map(([key, target]) => {
        targets[`t${index}${key}`] = target;
        return [key, `t${index}${key}`];
      });
      const startAfter = [...new Set(after.filter((other) => other < index))].map((other) => `a${other}`);
      return [`a${index}`, { actionId: fact.id, parameters, targets: Object.fromEntries(keys), startAfter }] as const;
    });
    return { targets, actions: Object.fromEntries(actions), stopAt: list[0]?.stopAt ?? 0 };
  })
  .filter(
    ({ actions }) => maxParallel(Object.fromEntries(Object.entries(actions).map(([name, action]) => [name, action.startAfter]))) <= 10,
  );

/** Services that know one of each thing, and do as they are told. */
const answers: Answers = {
  "ec2:DescribeInstances": () => ({
    Reservations: [{ Instances: ["i-1", "i-2"].map((InstanceId) => ({ InstanceId, State: { Name: "stopped" } })) }],
  }),
  "ec2:DescribeSubnets": () => ({ Subnets: [{ SubnetId: "subnet-1", VpcId: "us-east-1a", AvailabilityZone: "us-east-1a" }] }),
  "ec2:DescribeVolumes": () => ({ Volumes: [] }),
  "ec2:StopInstances": () => ({}),
  "ec2:StartInstances": () => ({}),
  "ec2:RebootInstances": () => ({}),
  "ec2:TerminateInstances": () => ({}),
  "ec2:DescribeNetworkAcls": () => ({ NetworkAcls: [] }),
  "autoscaling:DescribeAutoScalingGroups": () => ({
    AutoScalingGroups: [{ AutoScalingGroupARN: "arn:aws:autoscaling:::g:autoScalingGroupName/web" }],
  }),
  "resourcegroupstaggingapi:GetResources": () => ({ ResourceTagMappingList: [] }),
  "cloudwatch:DescribeAlarms": () => ({}),
  "ssm:SendCommand": () => ({ Command: { CommandId: "c" } }),
  "ssm:ListCommands": () => ({ Commands: [{ CommandId: "c", Status: "Success" }] }),
  "rds:DescribeDBClusters": () => ({ DBClusters: [] }),
  "rds:DescribeDBInstances": () => ({ DBInstances: [] }),
};

test.each([
  "fail",
  "skip",
])("any template that is accepted comes to a terminal state, stopped or not, in mode %s", async (emptyTargetResolutionMode) => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(templates, fc.boolean(), async ({ stopAt, ...content }, stops) => {
      const fake = fakeCloud(answers);
      const id = await launch(fake, { ...content, experimentOptions: { emptyTargetResolutionMode } });
      await fake.clock.advance(stopAt * 60_000);
      if (stops) await fake.call("StopExperiment", { id }).catch(() => undefined);
      await fake.clock.advance(stops ? 60_000 : hours(13));
      const { state, actions } = await look(fake, id);
      seen.add(state.status);
      expect(["completed", "stopped", "failed"]).toContain(state.status);
      for (const action of Object.values(actions))
        expect(["completed", "stopped", "failed", "cancelled", "skipped"]).toContain(action.state.status);
      expect(fake.cloud.capacityFaults.size + fake.impairments.size).toBe(0);
    }),
    { numRuns: 150 },
  );
  expect(seen).toContain("failed");
  if (emptyTargetResolutionMode === "skip") expect(seen).toContain("completed");
});
