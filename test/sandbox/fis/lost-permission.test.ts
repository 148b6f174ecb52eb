import { catalogue } from "../../../src/faults";
import { effectOf } from "../../../src/sandbox/fis/actions";
import { notSimulated } from "../../../src/sandbox/fis/actions/not-simulated";
import { every } from "../../faults/every";
import { ACCOUNT, type Answers, fakeCloud, launch, look, REGION, settle } from "./fake-cloud";

/** Each call that an action makes as the experiment's role, taken away: the action fails in AWS's words, and is not taken for done. */
const tags = { resourceTags: { app: "web" } };
const at = (service: string, rest: string) => ({ resourceArns: [`arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`] });
type Texts = Readonly<Record<string, string>>;
const fault = (actionId: string, key: string, resourceType: string, target: object, parameters: Texts = {}) => ({
  targets: { it: { resourceType, selectionMode: "ALL", ...target } },
  actions: { act: { actionId, parameters, targets: { [key]: "it" } } },
});
const done = () => ({});

/** One instance, as it is when the calls have had their effect. */
function instance(): Answers {
  let state = "running";
  const becomes = (next: string) => () => {
    state = next;
    return {};
  };
  return {
    "ec2:DescribeInstances": () => ({ Reservations: [{ Instances: [{ InstanceId: "i-1", State: { Name: state } }] }] }),
    "ec2:StopInstances": becomes("stopped"),
    "ec2:StartInstances": becomes("running"),
    "ec2:RebootInstances": done,
    "ec2:TerminateInstances": done,
  };
}

/** One subnet with its network ACL. */
function subnet(): Answers {
  let associated = "acl-0";
  const Associations = [{ NetworkAclAssociationId: "a", SubnetId: "subnet-1" }];
  return {
    "ec2:DescribeSubnets": () => ({
      Subnets: [{ SubnetId: "subnet-1", VpcId: "vpc-1", AvailabilityZone: "us-east-1a", CidrBlock: "10.0.0.0/24" }],
    }),
    "ec2:DescribeVpcs": () => ({ Vpcs: [{ CidrBlock: "10.0.0.0/16" }] }),
    "ec2:DescribeNetworkAcls": () => ({ NetworkAcls: [{ NetworkAclId: associated, VpcId: "vpc-1", Entries: [], Associations }] }),
    "ec2:CreateNetworkAcl": () => ({ NetworkAcl: { NetworkAclId: "acl-fis", VpcId: "vpc-1" } }),
    "ec2:CreateNetworkAclEntry": done,
    "ec2:ReplaceNetworkAclAssociation": ({ NetworkAclId }) => {
      associated = String(NetworkAclId);
      return {};
    },
    "ec2:DeleteNetworkAcl": done,
  };
}

const DBClusterArn = `arn:aws:rds:${REGION}:${ACCOUNT}:cluster:shop`;
const DBInstanceArn = `arn:aws:rds:${REGION}:${ACCOUNT}:db:shop-1`;
const databases = (): Answers => ({
  "rds:DescribeDBClusters": () => ({ DBClusters: [{ DBClusterArn, Status: "available" }] }),
  "rds:DescribeDBInstances": () => ({ DBInstances: [{ DBInstanceArn, DBInstanceIdentifier: "shop-1", DBInstanceStatus: "available" }] }),
  "rds:FailoverDBCluster": done,
  "rds:RebootDBInstance": done,
  "resourcegroupstaggingapi:GetResources": () => ({
    ResourceTagMappingList: [{ ResourceARN: DBClusterArn }, { ResourceARN: DBInstanceArn }],
  }),
});

const nodegroupArn = `arn:aws:eks:${REGION}:${ACCOUNT}:nodegroup/shop/web/1`;
const alarm = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:a`;
const group = `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:1:autoScalingGroupName/web`;

interface Case {
  readonly template: object;
  readonly answers: () => Answers;
  /** The calls that find its targets, and need a permission of the role. Without them it does not even begin. */
  readonly finds: readonly string[];
  /** Those of the action itself, until all is as before. */
  readonly does: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  "instances are stopped and started again": {
    template: fault("aws:ec2:stop-instances", "Instances", "aws:ec2:instance", tags, { startInstancesAfterDuration: "PT5M" }),
    answers: instance,
    finds: ["ec2:DescribeInstances"],
    does: ["ec2:StopInstances", "ec2:StartInstances"],
  },
  "instances are rebooted": {
    template: fault("aws:ec2:reboot-instances", "Instances", "aws:ec2:instance", tags),
    answers: instance,
    finds: ["ec2:DescribeInstances"],
    does: ["ec2:RebootInstances"],
  },
  "instances are terminated": {
    template: fault("aws:ec2:terminate-instances", "Instances", "aws:ec2:instance", tags),
    answers: instance,
    finds: ["ec2:DescribeInstances"],
    does: ["ec2:TerminateInstances"],
  },
  "nodes of a group are terminated": {
    template: fault("aws:eks:terminate-nodegroup-instances", "Nodegroups", "aws:eks:nodegroup", tags, {
      instanceTerminationPercentage: "50",
    }),
    answers: () => ({
      ...instance(),
      "resourcegroupstaggingapi:GetResources": () => ({ ResourceTagMappingList: [{ ResourceARN: nodegroupArn }] }),
      "eks:DescribeNodegroup": () => ({ nodegroup: { nodegroupArn } }),
    }),
    finds: ["resourcegroupstaggingapi:GetResources", "eks:DescribeNodegroup"],
    does: ["ec2:DescribeInstances", "ec2:TerminateInstances"],
  },
  "a cluster fails over": {
    template: fault("aws:rds:failover-db-cluster", "Clusters", "aws:rds:cluster", tags),
    answers: databases,
    finds: ["resourcegroupstaggingapi:GetResources", "rds:DescribeDBClusters"],
    does: ["rds:FailoverDBCluster"],
  },
  "a database reboots": {
    template: fault("aws:rds:reboot-db-instances", "DBInstances", "aws:rds:db", at("rds", "db:shop-1"), { forceFailover: "true" }),
    answers: databases,
    finds: ["rds:DescribeDBInstances"],
    does: ["rds:RebootDBInstance"],
  },
  "a database with a tag reboots": {
    template: fault("aws:rds:reboot-db-instances", "DBInstances", "aws:rds:db", tags),
    answers: databases,
    finds: ["resourcegroupstaggingapi:GetResources", "rds:DescribeDBInstances"],
    does: ["rds:RebootDBInstance"],
  },
  "a command is sent": {
    template: fault("aws:ssm:send-command", "Instances", "aws:ec2:instance", tags, {
      documentArn: `arn:aws:ssm:${REGION}::document/AWSFIS-Run-CPU-Stress`,
      documentParameters: '{"DurationSeconds":"60"}',
      duration: "PT2M",
    }),
    answers: () => ({
      ...instance(),
      "ssm:SendCommand": () => ({ Command: { CommandId: "c-1" } }),
      "ssm:ListCommands": () => ({ Commands: [{ CommandId: "c-1", Status: "Success" }] }),
    }),
    finds: ["ec2:DescribeInstances"],
    does: ["ssm:SendCommand", "ssm:ListCommands"],
  },
  "a subnet is cut off": {
    template: fault("aws:network:disrupt-connectivity", "Subnets", "aws:ec2:subnet", tags, { duration: "PT2M", scope: "vpc" }),
    answers: subnet,
    finds: ["ec2:DescribeSubnets"],
    does: [
      "ec2:DescribeNetworkAcls",
      "ec2:DescribeVpcs",
      "ec2:CreateNetworkAcl",
      "ec2:CreateNetworkAclEntry",
      "ec2:ReplaceNetworkAclAssociation",
      "ec2:DeleteNetworkAcl",
    ],
  },
  "a subnet is cut off from the ranges of a prefix list": {
    template: fault("aws:network:disrupt-connectivity", "Subnets", "aws:ec2:subnet", tags, {
      duration: "PT2M",
      scope: "prefix-list",
      prefixListIdentifier: "pl-1",
    }),
    answers: () => ({
      ...subnet(),
      "ec2:DescribeManagedPrefixLists": () => ({ PrefixLists: [{ PrefixListId: "pl-1" }] }),
      "ec2:GetManagedPrefixListEntries": () => ({ Entries: [{ Cidr: "198.51.100.0/24" }] }),
    }),
    finds: ["ec2:DescribeSubnets"],
    does: [
      "ec2:DescribeManagedPrefixLists",
      "ec2:GetManagedPrefixListEntries",
      "ec2:DescribeNetworkAcls",
      "ec2:DescribeVpcs",
      "ec2:CreateNetworkAcl",
      "ec2:CreateNetworkAclEntry",
      "ec2:ReplaceNetworkAclAssociation",
      "ec2:DeleteNetworkAcl",
    ],
  },
  "Spot instances are taken back": {
    template: fault("aws:ec2:send-spot-instance-interruptions", "SpotInstances", "aws:ec2:spot-instance", tags, {
      durationBeforeInterruption: "PT2M",
    }),
    answers: () => ({
      "ec2:DescribeInstances": () => ({
        Reservations: [{ Instances: [{ InstanceId: "i-1", InstanceLifecycle: "spot", State: { Name: "running" } }] }],
      }),
    }),
    finds: ["ec2:DescribeInstances"],
    does: ["ec2:SendSpotInstanceInterruptions"],
  },
  "a runbook runs": {
    template: {
      actions: {
        act: {
          actionId: "aws:ssm:start-automation-execution",
          parameters: { documentArn: `arn:aws:ssm:${REGION}:${ACCOUNT}:document/x`, maxDuration: "PT5M" },
        },
      },
    },
    answers: () => ({
      "ssm:StartAutomationExecution": () => ({ AutomationExecutionId: "a-1" }),
      "ssm:GetAutomationExecution": () => ({ AutomationExecution: { AutomationExecutionStatus: "Success" } }),
    }),
    finds: [],
    does: ["ssm:StartAutomationExecution", "ssm:GetAutomationExecution"],
  },
  "groups get no capacity": {
    template: fault("aws:ec2:asg-insufficient-instance-capacity-error", "AutoScalingGroups", "aws:ec2:autoscaling-group", tags, {
      duration: "PT2M",
      availabilityZoneIdentifiers: "us-east-1a",
      percentage: "100",
    }),
    answers: () => ({ "autoscaling:DescribeAutoScalingGroups": () => ({ AutoScalingGroups: [{ AutoScalingGroupARN: group }] }) }),
    finds: ["autoscaling:DescribeAutoScalingGroups"],
    does: ["ec2:InjectApiError"],
  },
  "an alarm is asserted": {
    template: {
      actions: { act: { actionId: "aws:cloudwatch:assert-alarm-state", parameters: { alarmArns: alarm, alarmStates: "OK" } } },
    },
    answers: () => ({ "cloudwatch:DescribeAlarms": () => ({ MetricAlarms: [{ AlarmArn: alarm, StateValue: "OK" }] }) }),
    finds: [],
    does: ["cloudwatch:DescribeAlarms"],
  },
};

const MINUTES = 10;
/** Permissions that are asked for, of calls that there are none of. */
const BY_FIS_ITSELF: readonly string[] = ["ec2:InjectApiError", "ec2:SendSpotInstanceInterruptions"];

async function ended({ template, answers }: Case, denied: readonly string[] = []) {
  const fake = fakeCloud(answers(), { denied: () => denied });
  const id = await launch(fake, template);
  for (let minute = 0; minute < MINUTES; minute++) {
    await fake.clock.advance(60_000);
    await settle(fake);
  }
  const byRole = fake.seen.filter(({ by, operation }) => by === "role" && operation !== "AssumeRole");
  return { fake, ...(await look(fake, id)), calls: [...new Set(byRole.map(({ service, operation }) => `${service}:${operation}`))] };
}

describe.each(Object.entries(cases))("%s", (_, one) => {
  test("by these calls of the role and no others", async () => {
    const { state, calls } = await ended(one);
    expect(state).toMatchObject({ status: "completed" });
    const called = [...new Set([...one.finds, ...one.does])].filter((operation) => !BY_FIS_ITSELF.includes(operation));
    expect(calls).toEqual(called);
  });

  test.each([
    ...one.finds.map((it) => [it, "cancelled"] as const),
    ...one.does.map((it) => [it, "failed"] as const),
  ])("without %s the experiment fails as at AWS, the action is %s, and that call was never made", async (operation, status) => {
    const { state, actions, calls, fake } = await ended(one, [operation]);
    expect(state).toMatchObject({ status: "failed", error: { code: "AuthorizationFailure" } });
    expect(actions.act?.state.status).toBe(status);
    expect(calls).not.toContain(operation);
    expect(fake.cloud.capacityFaults.size).toBe(0);
  });
});

test("a stop that may not cancel its command fails, and says so", async () => {
  const { template, answers } = cases["a command is sent"] ?? { template: {}, answers: () => ({}) };
  const running = { ...answers(), "ssm:ListCommands": () => ({ Commands: [{ CommandId: "c-1", Status: "InProgress" }] }) };
  const fake = fakeCloud(running, { denied: () => ["ssm:CancelCommand"] });
  const id = await launch(fake, template);
  await fake.clock.advance(10_000);
  await fake.call("StopExperiment", { id });
  await settle(fake);
  expect((await look(fake, id)).state).toMatchObject({ status: "failed", error: { code: "AuthorizationFailure" } });
});

test("a stop that may not cancel its runbook fails, and says so", async () => {
  const { template, answers } = cases["a runbook runs"] ?? { template: {}, answers: () => ({}) };
  const running = {
    ...answers(),
    "ssm:GetAutomationExecution": () => ({ AutomationExecution: { AutomationExecutionStatus: "InProgress" } }),
  };
  const fake = fakeCloud(running, { denied: () => ["ssm:StopAutomationExecution"] });
  const id = await launch(fake, template);
  await fake.clock.advance(10_000);
  await fake.call("StopExperiment", { id });
  await settle(fake);
  expect((await look(fake, id)).state).toMatchObject({ status: "failed", error: { code: "AuthorizationFailure" } });
});

describe("every permission of the roles that Faultline makes", () => {
  /** Taken away elsewhere: by a stop or on pods in this file, by a real runbook, by EC2 where something is made with tags. */
  const ELSEWHERE = ["ssm:CancelCommand", "ssm:StopAutomationExecution", "eks:DescribeCluster", "iam:PassRole", "ec2:CreateTags"];
  /** What FIS's guide asks for and the sandbox does not need: pods are found through the cluster alone, volumes have no keys, hosts no neighbours by name. */
  const UNASKED: Readonly<Record<string, readonly string[]>> = {
    "aws:eks:pod-cpu-stress": ["ec2:DescribeSubnets", "tag:GetResources"],
    "aws:eks:pod-delete": ["ec2:DescribeSubnets", "tag:GetResources"],
    "aws:eks:pod-network-latency": ["ec2:DescribeSubnets", "tag:GetResources"],
    "aws:eks:pod-network-packet-loss": ["ec2:DescribeSubnets", "tag:GetResources"],
    "aws:ec2:stop-instances": ["kms:CreateGrant"],
    "aws:ssm:send-command": ["ec2:DescribeSubnets"],
  };
  const simulated = Object.values(every).filter(({ actionId }) => effectOf(actionId) !== notSimulated);
  const takenAway = Object.values(cases).map(({ template, finds, does }) => {
    const [action] = Object.values((template as { readonly actions: Readonly<Record<string, { readonly actionId: string }>> }).actions);
    return {
      actionId: action?.actionId ?? "",
      operations: [...finds, ...does].map((it) => it.replace("resourcegroupstaggingapi:", "tag:")),
    };
  });

  test("is taken away above, of every fault that the sandbox runs", () => {
    const ids = new Set(simulated.map(({ actionId }) => actionId));
    expect(ids.size).toBeGreaterThan(15);
    for (const actionId of ids) {
      const facts = catalogue[actionId]?.permissions.flatMap(({ actions }) => actions) ?? [];
      const tried = takenAway.filter((one) => one.actionId === actionId).flatMap(({ operations }) => operations);
      const known = [...tried, ...ELSEWHERE, ...(UNASKED[actionId] ?? [])];
      expect({ actionId, untried: [...new Set(facts)].filter((action) => !known.includes(action)) }).toEqual({ actionId, untried: [] });
    }
  });
});

describe("faults on pods", () => {
  const clusterArn = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/shop`;
  const pod = {
    name: "web-1",
    namespace: "shop",
    clusterName: "shop",
    clusterArn,
    deployment: "web",
    containers: ["web"],
    phase: "Running",
  };
  const on = (actionId: string, parameters: Texts) =>
    fault(
      actionId,
      "Pods",
      "aws:eks:pod",
      { parameters: { clusterIdentifier: clusterArn, namespace: "shop", selectorType: "podName", selectorValue: "web-1" } },
      { kubernetesServiceAccount: "fis", ...parameters },
    );
  const podFaults = [
    on("aws:eks:pod-delete", {}),
    on("aws:eks:pod-network-latency", { duration: "PT2M", delayMilliseconds: "200" }),
    on("aws:eks:pod-network-packet-loss", { duration: "PT2M", lossPercent: "10" }),
    on("aws:eks:pod-cpu-stress", { duration: "PT2M", percent: "80", workers: "1" }),
  ];

  async function attempted(template: object, denied: readonly string[]) {
    const fake = fakeCloud({ "eks:DescribeCluster": () => ({ cluster: { arn: clusterArn } }) }, { denied: () => denied });
    const deleted: string[] = [];
    const pods = {
      list: () => [pod],
      delete: async (_scope: string, _cluster: string, _namespace: string, name: string) => deleted.push(name),
    };
    Object.assign(fake.cloud, { pods });
    const id = await launch(fake, template);
    await fake.clock.advance(MINUTES * 60_000);
    await settle(fake);
    return { ...(await look(fake, id)), deleted, impairments: fake.impairments.size };
  }

  test.each(podFaults)("need the right to describe the cluster: $actions.act.actionId", async (template) => {
    const { state, actions, deleted, impairments } = await attempted(template, ["eks:DescribeCluster"]);
    expect(state).toMatchObject({ status: "failed", error: { code: "AuthorizationFailure", location: "targets.it" } });
    expect(actions.act?.state.status).not.toBe("completed");
    expect({ deleted, impairments }).toEqual({ deleted: [], impairments: 0 });
  });

  test.each(podFaults)("fail for a role that the cluster does not let in: $actions.act.actionId", async (template) => {
    const { state, actions, deleted, impairments } = await attempted(template, []);
    expect(state).toMatchObject({ status: "failed", error: { code: "AuthorizationFailure" } });
    expect(actions.act?.state.status).toBe("failed");
    expect({ deleted, impairments }).toEqual({ deleted: [], impairments: 0 });
  });
});
