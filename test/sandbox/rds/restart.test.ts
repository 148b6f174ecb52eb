import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateListenerCommand, CreateLoadBalancerCommand, CreateTargetGroupCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  CreateDBSubnetGroupCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  FailoverDBClusterCommand,
} from "@aws-sdk/client-rds";
import { DescribeInstanceInformationCommand, SendCommandCommand } from "@aws-sdk/client-ssm";
import { eventually, makeNetwork, makeProfile, runInstances, type World, world } from "../elbv2/world";

const dataDir = mkdtempSync(join(tmpdir(), "faultline-managed-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const allAvailable = (at: World) =>
  eventually(
    async () => (await at.rds.send(new DescribeDBInstancesCommand({}))).DBInstances ?? [],
    (all) => all.length === 2 && all.every((one) => one.DBInstanceStatus === "available"),
  );

test("what ran before a restart runs after it: writer, load balancer, target group and a command's effect", async () => {
  const first = await world({ dataDir });
  const network = await makeNetwork(first);
  await first.rds.send(
    new CreateDBSubnetGroupCommand({ DBSubnetGroupName: "g", DBSubnetGroupDescription: "g", SubnetIds: [...network.subnets] }),
  );
  await first.rds.send(
    new CreateDBClusterCommand({
      DBClusterIdentifier: "db",
      Engine: "aurora-mysql",
      DBSubnetGroupName: "g",
      MasterUsername: "app",
      MasterUserPassword: "notsecret1",
    }),
  );
  for (const DBInstanceIdentifier of ["db-1", "db-2"]) {
    const member = { DBClusterIdentifier: "db", DBInstanceClass: "db.r6g.large", Engine: "aurora-mysql", DBInstanceIdentifier };
    await first.rds.send(new CreateDBInstanceCommand(member));
  }
  await allAvailable(first);
  await first.rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: "db" }));
  await eventually(
    async () => (await first.rds.send(new DescribeDBClustersCommand({}))).DBClusters?.[0]?.Status,
    (status) => status === "available",
  );
  await allAvailable(first);
  const { LoadBalancers } = await first.elbv2.send(new CreateLoadBalancerCommand({ Name: "web", Subnets: [...network.subnets] }));
  const { TargetGroups } = await first.elbv2.send(
    new CreateTargetGroupCommand({ Name: "web", Protocol: "HTTP", Port: 80, VpcId: network.vpcId }),
  );
  const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn ?? "";
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? "";
  const DefaultActions = [{ Type: "forward" as const, TargetGroupArn }];
  await first.elbv2.send(new CreateListenerCommand({ LoadBalancerArn, Port: 80, Protocol: "HTTP", DefaultActions }));
  await makeProfile(first, "managed");
  const [id = ""] = await runInstances(first, network.subnets[0], 1, "managed");
  await eventually(
    async () => (await first.ssm.send(new DescribeInstanceInformationCommand({}))).InstanceInformationList,
    (all) => all?.length === 1,
  );
  await first.ssm.send(
    new SendCommandCommand({ DocumentName: "AWSFIS-Run-CPU-Stress", InstanceIds: [id], Parameters: { DurationSeconds: ["86400"] } }),
  );
  await eventually(
    () => first.machines.impairments.size,
    (count) => count === 1,
  );
  await first.sandbox.stop();
  expect(first.machines.impairments.size).toBe(0);

  const second = await world({ dataDir });
  await allAvailable(second);
  await eventually(
    () => second.machines.databases().map((spec) => [spec.id, spec.role]),
    (all) => all.length === 2,
  );
  expect(second.machines.plane.machine("db-2")?.spec.role).toBe("writer");
  expect(second.machines.plane.machine("db-1")?.spec.role).toBe("reader");
  expect(second.machines.balancers.get(LoadBalancerArn)?.listeners).toMatchObject([{ port: 80, targetGroupArns: [TargetGroupArn] }]);
  expect(second.machines.groups.has(TargetGroupArn)).toBe(true);
  await eventually(
    () => [...second.machines.impairments],
    (all) => all.length === 1,
  );
  expect([...second.machines.impairments]).toMatchObject([{ kind: "cpu-stress", machineIds: [id] }]);
});
