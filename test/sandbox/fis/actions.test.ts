import fc from "fast-check";
import { type AclEntry, entriesFor } from "../../../src/sandbox/fis/actions/acl-entries";
import { ExperimentFailure } from "../../../src/sandbox/fis/errors";
import { AwsError } from "../../../src/sandbox/kernel/error";
import { ACCOUNT, type Answers, fakeCloud, launch, look, REGION, settle } from "./fake-cloud";

const minutes = (n: number) => n * 60_000;
const entry = (RuleNumber: number, Egress: boolean, more: object = {}): AclEntry => ({
  RuleNumber,
  Egress,
  Protocol: "-1",
  RuleAction: "allow",
  CidrBlock: "0.0.0.0/0",
  ...more,
});
const open = [entry(100, false), entry(100, true), entry(32767, false, { RuleAction: "deny" }), entry(32767, true, { RuleAction: "deny" })];

describe("rules of the network ACL that disrupts", () => {
  const cidrs = { vpc: ["10.0.0.0/16"], otherZones: ["10.0.1.0/24", "10.0.2.0/24"], prefixList: ["192.0.2.0/28"] };
  const said = (scope: string, egress: boolean) =>
    entriesFor(scope, open, cidrs)
      .filter((one) => one.Egress === egress)
      .map((one) => `${one.RuleNumber} ${one.RuleAction} ${one.CidrBlock}`);

  test("all has none, which denies everything", () => {
    expect(entriesFor("all", open, cidrs)).toEqual([]);
  });
  test("availability-zone denies the subnets of other zones before the old rules, both ways", () => {
    const wanted = ["1 deny 10.0.1.0/24", "2 deny 10.0.2.0/24", "3 allow 0.0.0.0/0"];
    expect([said("availability-zone", false), said("availability-zone", true)]).toEqual([wanted, wanted]);
  });
  test("vpc lets only the VPC through", () => {
    expect(said("vpc", true)).toEqual(["1 allow 10.0.0.0/16", "2 deny 0.0.0.0/0", "3 allow 0.0.0.0/0"]);
  });
  test("prefix-list denies its ranges, and nothing else", () => {
    expect(said("prefix-list", false)).toEqual(["1 deny 192.0.2.0/28", "2 allow 0.0.0.0/0"]);
  });
  test("old rules keep their order, and more than twenty a direction are refused", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 32766 }), { maxLength: 30 }), (numbers) => {
        const old = numbers.map((number) => entry(number, false, { CidrBlock: `${number}` }));
        if (numbers.length + 2 > 20) {
          expect(() => entriesFor("availability-zone", old, cidrs)).toThrow(ExperimentFailure);
          return;
        }
        const kept = entriesFor("availability-zone", old, cidrs).filter((one) => one.RuleAction === "allow");
        expect(kept.map((one) => Number(one.CidrBlock))).toEqual([...numbers].sort((a, b) => a - b));
      }),
    );
  });
});

describe("aws:network:disrupt-connectivity", () => {
  /** One subnet, its ACLs, and which one it has. */
  function network() {
    const acls = new Map([["acl-0", open]]);
    let associated = "acl-0";
    const answers: Answers = {
      "ec2:DescribeSubnets": () => ({
        Subnets: [{ SubnetId: "subnet-1", VpcId: "vpc-1", AvailabilityZone: "us-east-1a", CidrBlock: "10.0.0.0/24" }],
      }),
      "ec2:DescribeVpcs": () => ({ Vpcs: [{ CidrBlock: "10.0.0.0/16" }] }),
      "ec2:DescribeNetworkAcls": () => ({
        NetworkAcls: [
          {
            NetworkAclId: associated,
            VpcId: "vpc-1",
            Entries: acls.get(associated),
            Associations: [{ NetworkAclAssociationId: "a", SubnetId: "subnet-1" }],
          },
        ],
      }),
      "ec2:CreateNetworkAcl": () => {
        acls.set("acl-fis", []);
        return { NetworkAcl: { NetworkAclId: "acl-fis", VpcId: "vpc-1" } };
      },
      "ec2:CreateNetworkAclEntry": (input) => {
        acls.get("acl-fis")?.push(input as unknown as AclEntry);
        return {};
      },
      "ec2:ReplaceNetworkAclAssociation": ({ NetworkAclId }) => {
        associated = String(NetworkAclId);
        return { NewAssociationId: "a" };
      },
      "ec2:DeleteNetworkAcl": ({ NetworkAclId }) => {
        acls.delete(String(NetworkAclId));
        return {};
      },
    };
    return { answers, acls, associated: () => associated };
  }
  const disrupt = (scope = "availability-zone") => ({
    targets: { nets: { resourceType: "aws:ec2:subnet", resourceTags: { az: "a" }, selectionMode: "ALL" } },
    actions: {
      cut: { actionId: "aws:network:disrupt-connectivity", parameters: { duration: "PT2M", scope }, targets: { Subnets: "nets" } },
    },
  });

  test("gives the subnet a tagged ACL of its own, and puts the old one back and deletes it", async () => {
    const net = network();
    const fake = fakeCloud(net.answers);
    const id = await launch(fake, disrupt());
    await fake.clock.advance(minutes(1));
    expect(net.associated()).toBe("acl-fis");
    expect(fake.seen.find(({ operation }) => operation === "CreateNetworkAcl")?.input).toMatchObject({
      TagSpecifications: [{ ResourceType: "network-acl", Tags: [{ Key: "managedByFIS", Value: "true" }] }],
    });
    await fake.clock.advance(minutes(2));
    expect([net.associated(), [...net.acls.keys()]]).toEqual(["acl-0", ["acl-0"]]);
    expect((await look(fake, id)).state.status).toBe("completed");
  });

  test("a permission that is missing half way leaves nothing behind", async () => {
    const net = network();
    const fake = fakeCloud(net.answers, { denied: () => ["ec2:ReplaceNetworkAclAssociation"] });
    const id = await launch(fake, disrupt());
    await settle(fake);
    expect((await look(fake, id)).state).toMatchObject({ status: "failed", error: { code: "AuthorizationFailure" } });
    expect([net.associated(), [...net.acls.keys()]]).toEqual(["acl-0", ["acl-0"]]);
  });

  test("the scope of a single service changes nothing and says so", async () => {
    const net = network();
    const fake = fakeCloud(net.answers);
    const id = await launch(fake, disrupt("s3"));
    await fake.clock.advance(minutes(3));
    expect((await look(fake, id)).actions.cut?.state).toEqual({ status: "completed", reason: "Not simulated by the Faultline sandbox." });
    expect(fake.seen.some(({ operation }) => operation === "CreateNetworkAcl")).toBe(false);
  });
});

describe("aws:ec2:stop-instances beside an Auto Scaling group", () => {
  const stop = (more: object) => ({
    targets: { web: { resourceType: "aws:ec2:instance", resourceTags: { app: "web" }, selectionMode: "ALL" } },
    actions: {
      stop: {
        actionId: "aws:ec2:stop-instances",
        parameters: { startInstancesAfterDuration: "PT1M", ...more },
        targets: { Instances: "web" },
      },
    },
  });
  function replaced() {
    let state = "running";
    const fake = fakeCloud({
      "ec2:DescribeInstances": () => ({ Reservations: [{ Instances: [{ InstanceId: "i-1", State: { Name: state } }] }] }),
      "ec2:StopInstances": () => {
        state = "terminated";
        return {};
      },
      "ec2:StartInstances": () => {
        throw new AwsError("IncorrectInstanceState", "The instance 'i-1' is not in a state from which it can be started.");
      },
    });
    return fake;
  }

  test("instances that were terminated meanwhile fail it", async () => {
    const fake = replaced();
    const id = await launch(fake, stop({}));
    await fake.clock.advance(minutes(2));
    expect((await look(fake, id)).state).toMatchObject({ status: "failed", reason: expect.stringContaining("i-1") });
  });

  test("completeIfInstancesTerminated lets it complete", async () => {
    const fake = replaced();
    const id = await launch(fake, stop({ completeIfInstancesTerminated: "true" }));
    await fake.clock.advance(minutes(2));
    expect((await look(fake, id)).state.status).toBe("completed");
  });
});

describe("aws:ssm:send-command", () => {
  const send = (more: object = {}) => ({
    targets: { web: { resourceType: "aws:ec2:instance", resourceTags: { app: "web" }, selectionMode: "ALL" } },
    actions: {
      cpu: {
        actionId: "aws:ssm:send-command",
        parameters: {
          documentArn: `arn:aws:ssm:${REGION}::document/AWSFIS-Run-CPU-Stress`,
          documentParameters: '{"DurationSeconds":"60","LoadPercent":["80"]}',
          duration: "PT2M",
        },
        targets: { Instances: "web" },
        ...more,
      },
    },
  });
  function ssm() {
    let status = "InProgress";
    const fake = fakeCloud({
      "ec2:DescribeInstances": () => ({ Reservations: [{ Instances: [{ InstanceId: "i-1", State: { Name: "running" } }] }] }),
      "ssm:SendCommand": () => ({ Command: { CommandId: "c-1" } }),
      "ssm:ListCommands": () => ({ Commands: [{ CommandId: "c-1", Status: status }] }),
      "ssm:CancelCommand": () => {
        status = "Cancelled";
        return {};
      },
    });
    return { fake, ends: (as: string) => (status = as), cancelled: () => status === "Cancelled" };
  }

  test("runs the document with lists of strings, and takes its whole duration", async () => {
    const { fake, ends } = ssm();
    const id = await launch(fake, send());
    await fake.clock.advance(minutes(1));
    expect(fake.seen.find(({ operation }) => operation === "SendCommand")?.input).toMatchObject({
      InstanceIds: ["i-1"],
      Parameters: { DurationSeconds: ["60"], LoadPercent: ["80"] },
    });
    ends("Success");
    await fake.clock.advance(50_000);
    expect((await look(fake, id)).state.status).toBe("running");
    await fake.clock.advance(20_000);
    expect((await look(fake, id)).state.status).toBe("completed");
  });

  test("a command that fails fails the action", async () => {
    const { fake, ends } = ssm();
    const id = await launch(fake, send());
    ends("Failed");
    await fake.clock.advance(10_000);
    expect((await look(fake, id)).state).toMatchObject({ status: "failed", reason: "Command c-1 ended with status Failed." });
  });

  test("a stop cancels the command; a natural end does not", async () => {
    const stopped = ssm();
    const id = await launch(stopped.fake, send());
    await stopped.fake.clock.advance(10_000);
    await stopped.fake.call("StopExperiment", { id });
    await stopped.fake.clock.advance(1);
    expect([(await look(stopped.fake, id)).state.status, stopped.cancelled()]).toEqual(["stopped", true]);
    const ended = ssm();
    await launch(ended.fake, send());
    await ended.fake.clock.advance(minutes(3));
    expect(ended.cancelled()).toBe(false);
  });
});

test("an alarm that is not in an asserted state fails the assertion", async () => {
  const arn = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:a`;
  const fake = fakeCloud({ "cloudwatch:DescribeAlarms": () => ({ MetricAlarms: [{ AlarmArn: arn, StateValue: "INSUFFICIENT_DATA" }] }) });
  const assert = (alarmStates: string) => ({
    actions: { ok: { actionId: "aws:cloudwatch:assert-alarm-state", parameters: { alarmArns: arn, alarmStates } } },
  });
  const bad = await launch(fake, assert("OK"));
  const good = await launch(fake, assert("OK,INSUFFICIENT_DATA"));
  await fake.clock.advance(1);
  expect([(await look(fake, bad)).state.status, (await look(fake, good)).state.status]).toEqual(["failed", "completed"]);
});
