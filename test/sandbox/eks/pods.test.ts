import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  CreateNodegroupCommand,
  DeleteNodegroupCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
} from "@aws-sdk/client-eks";
import type { PodView } from "../../../src/sandbox/kernel/cloud";
import { eventually, makeNetwork, makeRole, type Network, type World, world } from "../elbv2/world";

const scope = "123456789012/us-east-1";
let at: World;
let network: Network;

beforeAll(async () => {
  at = await world();
  network = await makeNetwork(at);
  await makeRole(at, "cluster", "eks.amazonaws.com");
  await makeRole(at, "node", "ec2.amazonaws.com");
});

afterEach(() => at.machines.describe([]));

async function makeCluster(name: string, nodes: number) {
  await at.eks.send(
    new CreateClusterCommand({
      name,
      roleArn: "arn:aws:iam::123456789012:role/cluster",
      resourcesVpcConfig: { subnetIds: [...network.subnets] },
    }),
  );
  await eventually(
    async () => (await at.eks.send(new DescribeClusterCommand({ name }))).cluster?.status,
    (status) => status === "ACTIVE",
  );
  if (nodes > 0) await addNodes(name, nodes);
}

async function addNodes(clusterName: string, size: number) {
  const nodegroup = { clusterName, nodegroupName: "main" };
  await at.eks.send(
    new CreateNodegroupCommand({
      ...nodegroup,
      nodeRole: "arn:aws:iam::123456789012:role/node",
      subnets: [...network.subnets],
      scalingConfig: { minSize: size, maxSize: size, desiredSize: size },
    }),
  );
  await eventually(
    async () => (await at.eks.send(new DescribeNodegroupCommand(nodegroup))).nodegroup?.status,
    (status) => status === "ACTIVE",
  );
}

function wanted(cluster: string, replicas: number, deployment = "orders") {
  return { service: deployment, cluster, namespace: "shop", deployment, replicas, labels: { app: deployment }, containers: ["main"] };
}

function pods(cluster: string, selectorValue = "orders"): PodView[] {
  return at.sandbox.cloud.pods.list(scope, {
    clusterIdentifier: cluster,
    namespace: "shop",
    selectorType: "deploymentName",
    selectorValue,
  });
}

const running = (all: readonly PodView[]) => all.filter((pod) => pod.phase === "Running");

const allRun = (cluster: string, count: number) =>
  eventually(
    () => pods(cluster),
    (all) => all.length === count && running(all).length === count,
  );

test("pods that were wanted before the nodes are spread over all nodes that join together", async () => {
  await makeCluster("early", 0);
  at.machines.describe([wanted("early", 6)]);
  await addNodes("early", 3);
  const all = await allRun("early", 6);
  const perZone = (zone: string) => all.filter((pod) => pod.zone === zone).length;
  expect(["us-east-1a", "us-east-1b", "us-east-1c"].map(perZone)).toEqual([2, 2, 2]);
});

test("pods are spread over the zones of the nodes and run as machines with the deployment's names", async () => {
  await makeCluster("spread", 3);
  at.machines.describe([wanted("spr*", 6)]);
  const all = await allRun("spread", 6);
  const perZone = (zone: string) => all.filter((pod) => pod.zone === zone).length;
  expect(["us-east-1a", "us-east-1b", "us-east-1c"].map(perZone)).toEqual([2, 2, 2]);
  expect(new Set(all.map((pod) => pod.name)).size).toBe(6);
  for (const pod of all) {
    expect(pod.name).toMatch(/^orders-[a-z0-9]{10}-[a-z0-9]{5}$/);
    expect(pod.labels).toEqual({ app: "orders", "pod-template-hash": pod.name.split("-")[1] });
    expect(pod.clusterArn).toBe("arn:aws:eks:us-east-1:123456789012:cluster/spread");
    const machine = at.machines.plane.machine(pod.machineId);
    expect(machine?.spec).toMatchObject({
      kind: "pod",
      names: { cluster: "spread", namespace: "shop", deployment: "orders" },
      tags: pod.labels,
      place: { scope, vpcId: network.vpcId, zone: pod.zone },
    });
    expect(network.subnets).toContain(machine?.spec.place.subnetId);
  }
  const addresses = all.map((pod) => at.machines.plane.machine(pod.machineId)?.spec.place.privateIp);
  expect(new Set(addresses).size).toBe(6);
});

test("pods are found by label selector, name and zone", async () => {
  await makeCluster("find", 3);
  at.machines.describe([wanted("find", 3)]);
  const [first] = await allRun("find", 3);
  const ask = (selectorType: "labelSelector" | "podName", selectorValue: string, zone?: string, clusterIdentifier = "find") =>
    at.sandbox.cloud.pods.list(scope, { clusterIdentifier, namespace: "shop", selectorType, selectorValue, zone });
  expect(ask("labelSelector", "app=orders")).toHaveLength(3);
  expect(ask("labelSelector", "app=orders", undefined, "arn:aws:eks:us-east-1:123456789012:cluster/find")).toHaveLength(3);
  expect(ask("labelSelector", "app=web")).toEqual([]);
  expect(ask("podName", first?.name ?? "").map((pod) => pod.name)).toEqual([first?.name]);
  expect(ask("labelSelector", "app", first?.zone).map((pod) => pod.zone)).toEqual([first?.zone]);
  expect(() => ask("labelSelector", "app", undefined, "nowhere")).toThrow("No cluster found for name: nowhere.");
});

test("pods wait as Pending until there is a node", async () => {
  await makeCluster("late", 0);
  at.machines.describe([wanted("late", 2)]);
  const waiting = await eventually(
    () => pods("late"),
    (all) => all.length === 2,
  );
  expect(waiting.map((pod) => [pod.phase, pod.zone])).toEqual([
    ["Pending", ""],
    ["Pending", ""],
  ]);
  await addNodes("late", 1);
  expect((await allRun("late", 2)).map((pod) => pod.name).sort()).toEqual(waiting.map((pod) => pod.name).sort());
});

test("a deleted pod is killed within its grace period and another takes its place", async () => {
  await makeCluster("delete", 3);
  at.machines.describe([wanted("delete", 3)]);
  const before = await allRun("delete", 3);
  const [gone] = before;
  if (!gone) throw new Error("no pod");
  await at.sandbox.cloud.pods.delete(scope, "delete", "shop", gone.name, 0);
  expect(at.machines.halted).toContainEqual({ id: gone.machineId, graceMs: 0 });
  const after = await allRun("delete", 3);
  expect(after.map((pod) => pod.name)).not.toContain(gone.name);
  const kept = before.filter((pod) => pod !== gone).map((pod) => pod.name);
  expect(after.map((pod) => pod.name)).toEqual(expect.arrayContaining(kept));
  await at.sandbox.cloud.pods.delete(scope, "delete", "shop", kept[0] ?? "");
  expect(at.machines.halted).toContainEqual({ id: `delete/shop/${kept[0]}`, graceMs: 30_000 });
  await expect(at.sandbox.cloud.pods.delete(scope, "delete", "shop", "orders-none")).rejects.toThrow('pods "orders-none" not found');
});

test("a container whose process ends is started again on its node", async () => {
  await makeCluster("crash", 1);
  at.machines.describe([wanted("crash", 1)]);
  const [pod] = await allRun("crash", 1);
  const machineId = pod?.machineId ?? "";
  const before = at.machines.plane.machine(machineId)?.pid;
  at.machines.crash(machineId);
  await eventually(
    () => at.machines.plane.machine(machineId),
    (machine) => machine?.state === "running" && machine.pid !== before,
  );
  expect((await allRun("crash", 1))[0]?.name).toBe(pod?.name);
});

test("the pods of a terminated node end with it and are replaced on other nodes after the grace period", async () => {
  await makeCluster("nodes", 3);
  at.machines.describe([wanted("nodes", 3)]);
  const before = await allRun("nodes", 3);
  const lost = before[0];
  if (!lost) throw new Error("no pod");
  const began = at.sandbox.cloud.clock.now();
  await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [lost.nodeInstanceId] }));
  await eventually(
    () => at.machines.plane.machine(lost.machineId),
    (machine) => machine === undefined,
  );
  const after = await eventually(
    () => pods("nodes"),
    (all) => running(all).length === 3 && all.every((pod) => pod.name !== lost.name),
  );
  expect(at.sandbox.cloud.clock.now() - began).toBeGreaterThan(40_000);
  expect(after.every((pod) => pod.nodeInstanceId !== lost.nodeInstanceId)).toBe(true);
});

test("a node that comes back in time gets its own pods back", async () => {
  await makeCluster("reboot", 1);
  at.machines.describe([wanted("reboot", 2)]);
  const before = await allRun("reboot", 2);
  const node = before[0]?.nodeInstanceId ?? "";
  const pids = () => before.map((pod) => at.machines.plane.machine(pod.machineId)?.pid);
  const first = pids();
  await at.machines.plane.reboot(node);
  await eventually(pids, (now) => now.every((pid, index) => pid !== undefined && pid !== first[index]));
  expect((await allRun("reboot", 2)).map((pod) => pod.name).sort()).toEqual(before.map((pod) => pod.name).sort());
});

test("fewer replicas end the youngest, none end all, and a cluster without nodes has no process", async () => {
  await makeCluster("shrink", 2);
  at.machines.describe([wanted("shrink", 4)]);
  await allRun("shrink", 4);
  at.machines.describe([wanted("shrink", 1)]);
  await allRun("shrink", 1);
  at.machines.describe([]);
  await eventually(
    () => pods("shrink").length,
    (count) => count === 0,
  );
  at.machines.describe([wanted("shrink", 2)]);
  await allRun("shrink", 2);
  await at.eks.send(new DeleteNodegroupCommand({ clusterName: "shrink", nodegroupName: "main" }));
  await eventually(
    () => at.machines.pods().filter((spec) => spec.names.cluster === "shrink").length,
    (count) => count === 0,
  );
});
