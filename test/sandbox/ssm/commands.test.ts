import { StopInstancesCommand } from "@aws-sdk/client-ec2";
import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
} from "@aws-sdk/client-ssm";
import { ssmEffect } from "../../../src/sandbox/ssm";
import { eventually, makeNetwork, makeProfile, refusal, runInstances, type World, world } from "../elbv2/world";

let at: World;
let subnet: string;
const scope = "123456789012/us-east-1";

beforeAll(async () => {
  at = await world();
  const network = await makeNetwork(at);
  subnet = network.subnets[0];
  await makeProfile(at, "managed");
});

afterEach(() => expect([...at.machines.impairments]).toEqual([]));

async function managedInstance(): Promise<string> {
  const [id = ""] = await runInstances(at, subnet, 1, "managed");
  await eventually(
    async () =>
      (await at.ssm.send(new DescribeInstanceInformationCommand({ Filters: [{ Key: "InstanceIds", Values: [id] }] })))
        .InstanceInformationList,
    (list) => list?.length === 1,
  );
  return id;
}

async function send(DocumentName: string, InstanceIds: string[], Parameters: Record<string, string[]>): Promise<string> {
  const { Command } = await at.ssm.send(new SendCommandCommand({ DocumentName, InstanceIds, Parameters }));
  return Command?.CommandId ?? "";
}

const status = async (CommandId: string) => (await at.ssm.send(new ListCommandsCommand({ CommandId }))).Commands?.[0]?.Status;
const invocation = (CommandId: string, InstanceId: string) => at.ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
const ends = (id: string, wanted: string) =>
  eventually(
    () => status(id),
    (now) => now === wanted,
  );
const impaired = () =>
  eventually(
    () => [...at.machines.impairments],
    (all) => all.length > 0,
  );

test("only running instances with an instance profile are managed", async () => {
  const id = await managedInstance();
  const [bare = ""] = await runInstances(at, subnet, 1);
  const { InstanceInformationList = [] } = await at.ssm.send(new DescribeInstanceInformationCommand({ MaxResults: 50 }));
  expect(InstanceInformationList.find((one) => one.InstanceId === id)).toMatchObject({ PingStatus: "Online", PlatformType: "Linux" });
  expect(InstanceInformationList.map((one) => one.InstanceId)).not.toContain(bare);
  expect(await refusal(send("AWSFIS-Run-CPU-Stress", [bare], { DurationSeconds: ["60"] }))).toEqual({
    name: "InvalidInstanceId",
    message: `Instances [[${bare}]] not in a valid state for account 123456789012`,
  });
});

test("CPU stress lasts DurationSeconds and then succeeds", async () => {
  const id = await managedInstance();
  const began = at.sandbox.cloud.clock.now();
  const arn = "arn:aws:ssm:us-east-1::document/AWSFIS-Run-CPU-Stress";
  const command = await send(arn, [id], { DurationSeconds: ["120"], CPU: ["2"], LoadPercent: ["80"] });
  expect(await impaired()).toEqual([{ kind: "cpu-stress", machineIds: [id], workers: 2, loadPercent: 80 }]);
  expect(await status(command)).toBe("InProgress");
  await ends(command, "Success");
  expect(at.sandbox.cloud.clock.now() - began).toBeGreaterThanOrEqual(120_000);
  expect(await invocation(command, id)).toMatchObject({ Status: "Success", ResponseCode: 0, DocumentName: arn });
});

test("latency and loss reach the plane with the documents' defaults and directions", async () => {
  const id = await managedInstance();
  const cases = [
    ["AWSFIS-Run-Network-Latency", {}, { kind: "latency", delayMs: 200, jitterMs: 0, flowsPercent: 100, direction: "egress" }],
    [
      "AWSFIS-Run-Network-Latency-Sources",
      { Sources: ["ALL"], DelayMilliseconds: ["50"], FlowsPercent: ["30"] },
      { kind: "latency", delayMs: 50, jitterMs: 10, flowsPercent: 30, direction: "ingress" },
    ],
    ["AWSFIS-Run-Network-Packet-Loss", { LossPercent: ["15"] }, { kind: "loss", percent: 15, flowsPercent: 100, direction: "egress" }],
    [
      "AWSFIS-Run-Network-Packet-Loss-Sources",
      { Sources: ["ALL"], TrafficType: ["egress"] },
      { kind: "loss", percent: 7, flowsPercent: 100, direction: "egress" },
    ],
  ] as const;
  for (const [document, parameters, impairment] of cases) {
    const given = Object.fromEntries(Object.entries(parameters).map(([key, values]) => [key, [...values]]));
    const command = await send(document, [id], { DurationSeconds: ["600"], ...given });
    expect(await impaired()).toEqual([{ ...impairment, machineIds: [id] }]);
    await at.ssm.send(new CancelCommandCommand({ CommandId: command }));
  }
});

test("a fault of a node's interface or processors befalls the pods on it", async () => {
  const id = await managedInstance();
  const pods = at.sandbox.cloud.state.table<object>("eks.pods").in(scope);
  pods.set("k/shop/a", { id: "k/shop/a", clusterName: "k", phase: "Running", placement: { instanceId: id, privateIp: "10.20.1.200" } });
  pods.set("k/shop/b", {
    id: "k/shop/b",
    clusterName: "k",
    phase: "Running",
    placement: { instanceId: "i-other", privateIp: "10.20.1.201" },
  });
  const command = await send("AWSFIS-Run-Network-Latency", [id], { DurationSeconds: ["600"] });
  expect((await impaired())[0]?.machineIds).toEqual([id, "k/shop/a"]);
  await at.ssm.send(new CancelCommandCommand({ CommandId: command }));
  for (const one of ["k/shop/a", "k/shop/b"]) pods.delete(one);
});

test("cancelling takes the effect back at once", async () => {
  const id = await managedInstance();
  const command = await send("AWSFIS-Run-Network-Latency", [id], { DurationSeconds: ["3600"] });
  await impaired();
  await at.ssm.send(new CancelCommandCommand({ CommandId: command }));
  expect([...at.machines.impairments]).toEqual([]);
  expect(await status(command)).toBe("Cancelled");
  expect((await invocation(command, id)).Status).toBe("Cancelled");
});

test("a second network document on an instance fails while the first one runs", async () => {
  const id = await managedInstance();
  const first = await send("AWSFIS-Run-Network-Latency", [id], { DurationSeconds: ["3600"] });
  await impaired();
  const second = await send("AWSFIS-Run-Network-Packet-Loss", [id], { DurationSeconds: ["60"] });
  await ends(second, "Failed");
  expect((await invocation(second, id)).StandardErrorContent).toContain("AWSFIS-Run-Network-Latency");
  expect([...at.machines.impairments]).toHaveLength(1);
  await at.ssm.send(new CancelCommandCommand({ CommandId: first }));
});

test("processes are killed by name; no such process fails the command", async () => {
  const id = await managedInstance();
  await ends(await send("AWSFIS-Run-Kill-Process", [id], { ProcessName: ["node"], Signal: ["SIGKILL"] }), "Success");
  expect(at.machines.killed).toContainEqual({ id, name: "node", signal: "SIGKILL" });
  const missing = await send("AWSFIS-Run-Kill-Process", [id], { ProcessName: ["java"] });
  await ends(missing, "Failed");
  const { CommandInvocations } = await at.ssm.send(new ListCommandInvocationsCommand({ CommandId: missing, Details: true }));
  expect(CommandInvocations?.[0]?.CommandPlugins?.[0]).toMatchObject({
    Status: "Failed",
    ResponseCode: 1,
    Output: expect.stringContaining("java: no process found"),
  });
});

test("a command ends as failed when its instance stops, and nothing of it stays", async () => {
  const id = await managedInstance();
  const command = await send("AWSFIS-Run-CPU-Stress", [id], { DurationSeconds: ["43200"] });
  await impaired();
  await at.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  await ends(command, "Failed");
});

test("parameters are checked before anything is sent", async () => {
  const id = await managedInstance();
  const refused = (document: string, parameters: Record<string, string[]>) => refusal(send(document, [id], parameters));
  expect(await refused("AWSFIS-Run-Network-Latency-Sources", { DurationSeconds: ["60"] })).toEqual({
    name: "InvalidParameters",
    message: "A required parameter for the document is missing",
  });
  expect((await refused("AWSFIS-Run-CPU-Stress", {})).message).toBe("A required parameter for the document is missing");
  expect((await refused("AWSFIS-Run-CPU-Stress", { DurationSeconds: ["a minute"] })).name).toBe("InvalidParameters");
  expect((await refused("AWSFIS-Run-CPU-Stress", { DurationSeconds: ["60"], Colour: ["red"] })).name).toBe("InvalidParameters");
  expect((await refused("AWSFIS-Run-Kill-Process", { ProcessName: ["node"], Signal: ["SIGHUP"] })).name).toBe("InvalidParameters");
  expect(await refused("AWSFIS-Run-Nonsense", {})).toEqual({
    name: "InvalidDocument",
    message: "Document with name AWSFIS-Run-Nonsense does not exist.",
  });
});

test("what has no effect here runs for its control flow and says so", async () => {
  const id = await managedInstance();
  expect(ssmEffect("arn:aws:ssm:us-east-1::document/AWSFIS-Run-CPU-Stress")).toBe("real");
  expect(ssmEffect("AWSFIS-Run-Network-Latency-Sources", { Sources: ["10.0.0.0/8", "us-east-1b"] })).toBe("real");
  expect(ssmEffect("AWSFIS-Run-Network-Latency-Sources", { Sources: ["us-east-1b", "example.com"] })).toBe("not-simulated");
  expect(ssmEffect("AWSFIS-Run-Network-Latency-Sources", { Sources: ["ALL"] })).toBe("real");
  for (const name of ["AWSFIS-Run-Disk-Fill", "AWSFIS-Run-IO-Stress", "AWSFIS-Run-Memory-Stress", "AWS-RunShellScript", "my-own"]) {
    expect(ssmEffect(name)).toBe("not-simulated");
  }
  const command = await send("AWSFIS-Run-Disk-Fill", [id], { DurationSeconds: ["60"] });
  await ends(command, "Success");
  expect((await invocation(command, id)).StandardOutputContent).toContain("does not simulate AWSFIS-Run-Disk-Fill");
  const record = at.sandbox.cloud.state.table<{ notSimulated: boolean }>("ssm.commands").in(scope).get(command);
  expect(record?.notSimulated).toBe(true);
});

test("commands are found by instance and status", async () => {
  const id = await managedInstance();
  const command = await send("AWSFIS-Run-Kill-Process", [id], { ProcessName: ["node"] });
  await ends(command, "Success");
  const { Commands = [] } = await at.ssm.send(new ListCommandsCommand({ InstanceId: id, Filters: [{ key: "Status", value: "Success" }] }));
  expect(Commands.map((one) => one.CommandId)).toEqual([command]);
  expect((await refusal(at.ssm.send(new ListCommandsCommand({ CommandId: "00000000-0000-4000-8000-000000000000" })))).name).toBe(
    "InvalidCommandId",
  );
  expect((await refusal(invocation(command, "i-0123456789abcdef0"))).name).toBe("InvocationDoesNotExist");
});
