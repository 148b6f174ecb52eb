import {
  AddTagsToResourceCommand,
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  CreateDBSubnetGroupCommand,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  DeleteDBSubnetGroupCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSubnetGroupsCommand,
  DescribeEventsCommand,
  DescribeGlobalClustersCommand,
  FailoverDBClusterCommand,
  ListTagsForResourceCommand,
  ModifyDBClusterCommand,
  ModifyDBInstanceCommand,
  RebootDBInstanceCommand,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-rds";
import { eventually, makeNetwork, type Network, refusal, type World, world } from "../elbv2/world";

let at: World;
let network: Network;
beforeAll(async () => {
  at = await world();
  network = await makeNetwork(at);
  await at.rds.send(
    new CreateDBSubnetGroupCommand({ DBSubnetGroupName: "Main", DBSubnetGroupDescription: "x", SubnetIds: [...network.subnets] }),
  );
});

const cluster = async (id: string) => (await at.rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: id }))).DBClusters?.[0];
const instance = async (id: string) => (await at.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }))).DBInstances?.[0];
const writers = (id: string) =>
  at.machines
    .databases()
    .filter((spec) => spec.names.databaseCluster === id && spec.role === "writer")
    .map((spec) => spec.id);

async function makeCluster(id: string, members: readonly string[]) {
  await at.rds.send(
    new CreateDBClusterCommand({
      DBClusterIdentifier: id,
      Engine: "aurora-postgresql",
      DBSubnetGroupName: "main",
      MasterUsername: "app",
      MasterUserPassword: "notsecret1",
    }),
  );
  for (const member of members) await addMember(id, member);
  await eventually(
    () => cluster(id),
    (one) => one?.Status === "available",
  );
  await Promise.all(members.map(available));
}

const addMember = (DBClusterIdentifier: string, DBInstanceIdentifier: string, more: object = {}) =>
  at.rds.send(
    new CreateDBInstanceCommand({
      DBClusterIdentifier,
      DBInstanceIdentifier,
      DBInstanceClass: "db.r6g.large",
      Engine: "aurora-postgresql",
      ...more,
    }),
  );

const available = (id: string) =>
  eventually(
    () => instance(id),
    (one) => one?.DBInstanceStatus === "available",
  );

describe("subnet groups", () => {
  test("are kept in lower case, cover two zones at least and stay while they are used", async () => {
    const { DBSubnetGroups } = await at.rds.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: "MAIN" }));
    expect(DBSubnetGroups?.[0]).toMatchObject({
      DBSubnetGroupName: "main",
      VpcId: network.vpcId,
      SubnetGroupStatus: "Complete",
      DBSubnetGroupArn: "arn:aws:rds:us-east-1:123456789012:subgrp:main",
    });
    const make = (DBSubnetGroupName: string, SubnetIds: string[]) =>
      refusal(at.rds.send(new CreateDBSubnetGroupCommand({ DBSubnetGroupName, DBSubnetGroupDescription: "x", SubnetIds })));
    expect(await make("one", [network.subnets[0]])).toEqual({
      name: "DBSubnetGroupDoesNotCoverEnoughAZs",
      message:
        "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: us-east-1a. Add subnets to cover at least 2 AZs.",
    });
    expect((await make("main", [...network.subnets])).name).toBe("DBSubnetGroupAlreadyExistsFault");
    await makeCluster("uses-group", []);
    const used = new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: "main" });
    expect((await refusal(at.rds.send(used))).name).toBe("InvalidDBSubnetGroupStateFault");
    const missing = new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: "none" });
    expect((await refusal(at.rds.send(missing))).name).toBe("DBSubnetGroupNotFoundFault");
  });
});

describe("Aurora clusters", () => {
  test("come with what AWS sets by itself, and their members stand in different zones", async () => {
    await makeCluster("shape", ["shape-1", "shape-2", "shape-3"]);
    const made = await cluster("SHAPE");
    expect(made).toMatchObject({
      DBClusterArn: "arn:aws:rds:us-east-1:123456789012:cluster:shape",
      Engine: "aurora-postgresql",
      EngineMode: "provisioned",
      Port: 5432,
      BackupRetentionPeriod: 1,
      DBClusterParameterGroup: "default.aurora-postgresql16",
      DBSubnetGroup: "main",
      DeletionProtection: false,
      CopyTagsToSnapshot: false,
      StorageEncrypted: false,
      NetworkType: "IPV4",
      MultiAZ: true,
      AvailabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
    });
    expect(made?.Endpoint).toMatch(/^shape\.cluster-[a-z0-9]{12}\.us-east-1\.rds\.amazonaws\.com$/);
    expect(made?.ReaderEndpoint).toMatch(/^shape\.cluster-ro-[a-z0-9]{12}\.us-east-1\.rds\.amazonaws\.com$/);
    expect(made?.DBClusterMembers?.map((one) => [one.DBInstanceIdentifier, one.IsClusterWriter])).toEqual([
      ["shape-1", true],
      ["shape-2", false],
      ["shape-3", false],
    ]);
    expect(made?.VpcSecurityGroups).toHaveLength(1);
    const members = await Promise.all(["shape-1", "shape-2", "shape-3"].map(instance));
    expect(members.map((one) => one?.AvailabilityZone).sort()).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
    expect(members[0]).toMatchObject({
      DBInstanceArn: "arn:aws:rds:us-east-1:123456789012:db:shape-1",
      PromotionTier: 1,
      PubliclyAccessible: false,
      AutoMinorVersionUpgrade: true,
      DBParameterGroups: [{ DBParameterGroupName: "default.aurora-postgresql16", ParameterApplyStatus: "in-sync" }],
      CACertificateIdentifier: "rds-ca-rsa2048-g1",
    });
    expect(writers("shape")).toEqual(["shape-1"]);
    expect((await at.rds.send(new DescribeGlobalClustersCommand({}))).GlobalClusters).toEqual([]);
  });

  test("are paged and filtered", async () => {
    await makeCluster("filter", ["filter-1", "filter-2"]);
    const { DBInstances } = await at.rds.send(
      new DescribeDBInstancesCommand({
        Filters: [{ Name: "db-cluster-id", Values: ["arn:aws:rds:us-east-1:123456789012:cluster:filter"] }],
      }),
    );
    expect(DBInstances?.map((one) => one.DBInstanceIdentifier)).toEqual(["filter-1", "filter-2"]);
    const wrong = new DescribeDBInstancesCommand({ Filters: [{ Name: "colour", Values: ["red"] }] });
    expect((await refusal(at.rds.send(wrong))).message).toBe("Unrecognized filter name: colour");
    expect((await refusal(at.rds.send(new DescribeDBClustersCommand({ MaxRecords: 5 })))).message).toBe(
      "Invalid value 5 for MaxRecords. Must be between 20 and 100",
    );
    for (let index = 0; index < 22; index++) await makeManyCluster(`many-${index}`);
    const first = await at.rds.send(new DescribeDBClustersCommand({ MaxRecords: 20 }));
    expect(first.DBClusters).toHaveLength(20);
    const rest = await at.rds.send(new DescribeDBClustersCommand({ MaxRecords: 20, Marker: first.Marker }));
    expect(rest.Marker).toBeUndefined();
    const names = [...(first.DBClusters ?? []), ...(rest.DBClusters ?? [])].map((one) => one.DBClusterIdentifier);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(["many-0", "many-21"]));
  });

  const makeManyCluster = (id: string) =>
    at.rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: id,
        Engine: "aurora-mysql",
        DBSubnetGroupName: "main",
        MasterUsername: "app",
        ManageMasterUserPassword: true,
      }),
    );

  test("fail over: nobody takes writes for a while, then a reader does, and the old writer comes back as a reader", async () => {
    await makeCluster("move", ["move-1", "move-2"]);
    const before = at.machines.plane.machine("move-1")?.pid;
    const began = at.sandbox.cloud.clock.now();
    const { DBCluster } = await at.rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: "move" }));
    expect(DBCluster?.Status).toBe("failing-over");
    expect(writers("move")).toEqual([]);
    await eventually(
      () => writers("move"),
      (ids) => ids.length > 0,
    );
    expect(at.sandbox.cloud.clock.now() - began).toBeGreaterThanOrEqual(12_000);
    expect(writers("move")).toEqual(["move-2"]);
    const after = await eventually(
      () => cluster("move"),
      (one) => one?.Status === "available",
    );
    expect(after?.DBClusterMembers?.map((one) => [one.DBInstanceIdentifier, one.IsClusterWriter])).toEqual([
      ["move-2", true],
      ["move-1", false],
    ]);
    await available("move-1");
    expect(at.machines.plane.machine("move-1")).toMatchObject({ state: "running", spec: { role: "reader" } });
    expect(at.machines.plane.machine("move-1")?.pid).not.toBe(before);
    const { Events = [] } = await at.rds.send(new DescribeEventsCommand({ SourceType: "db-cluster", SourceIdentifier: "move" }));
    expect(Events.map((event) => event.Message)).toEqual([
      "DB cluster created",
      "Started cross AZ failover to DB instance: move-2",
      "Completed failover to DB instance: move-2",
    ]);
    expect(Events[1]?.EventCategories).toEqual(["failover"]);
  });

  test("fail over to the reader that was named, else to the one of the lowest tier", async () => {
    await makeCluster("tiers", ["tiers-1"]);
    await addMember("tiers", "tiers-2", { PromotionTier: 2 });
    await addMember("tiers", "tiers-3", { PromotionTier: 0 });
    await Promise.all(["tiers-2", "tiers-3"].map(available));
    await at.rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: "tiers" }));
    await eventually(
      () => cluster("tiers"),
      (one) => one?.Status === "available",
    );
    expect(writers("tiers")).toEqual(["tiers-3"]);
    await at.rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: "tiers", TargetDBInstanceIdentifier: "tiers-2" }));
    await eventually(
      () => cluster("tiers"),
      (one) => one?.Status === "available",
    );
    expect(writers("tiers")).toEqual(["tiers-2"]);
  });

  test("without a reader cannot fail over, and unknown ones are refused in AWS's words", async () => {
    await makeCluster("alone", ["alone-1"]);
    const alone = new FailoverDBClusterCommand({ DBClusterIdentifier: "alone" });
    expect((await refusal(at.rds.send(alone))).name).toBe("InvalidDBClusterStateFault");
    expect(writers("alone")).toEqual(["alone-1"]);
    expect(await refusal(at.rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: "none" })))).toEqual({
      name: "DBClusterNotFoundFault",
      message: "DBCluster none not found.",
    });
    expect(await refusal(instance("none"))).toEqual({ name: "DBInstanceNotFoundFault", message: "DBInstance none not found." });
  });

  test("whose writer's process ends promote a reader by themselves", async () => {
    await makeCluster("crash", ["crash-1", "crash-2"]);
    at.machines.crash("crash-1");
    await eventually(
      () => writers("crash"),
      (ids) => ids[0] === "crash-2",
    );
    await available("crash-1");
    expect(writers("crash")).toEqual(["crash-2"]);
  });

  test("go after their members, and not while protected", async () => {
    await makeCluster("end", ["end-1", "end-2"]);
    const end = (more: object = { SkipFinalSnapshot: true }) =>
      at.rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier: "end", ...more }));
    expect((await refusal(end({}))).message).toBe("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
    expect((await refusal(end())).message).toBe("Cluster cannot be deleted, it still contains DB instances in non-deleting state.");
    await at.rds.send(new ModifyDBClusterCommand({ DBClusterIdentifier: "end", DeletionProtection: true }));
    expect((await refusal(end())).message).toBe("Cannot delete protected Cluster, please disable deletion protection and try again.");
    await at.rds.send(new ModifyDBClusterCommand({ DBClusterIdentifier: "end", DeletionProtection: false, BackupRetentionPeriod: 7 }));
    expect((await cluster("end"))?.BackupRetentionPeriod).toBe(7);
    for (const id of ["end-1", "end-2"]) await at.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: id }));
    await end();
    const gone = (ask: () => Promise<unknown>, name: string) =>
      eventually(
        () =>
          ask().then(
            () => "",
            (error: Error) => error.name,
          ),
        (answer) => answer === name,
      );
    await gone(() => instance("end-1"), "DBInstanceNotFoundFault");
    await gone(() => cluster("end"), "DBClusterNotFoundFault");
    expect(at.machines.databases().filter((spec) => spec.names.databaseCluster === "end")).toEqual([]);
  });
});

describe("DB instances", () => {
  const single = {
    DBInstanceClass: "db.t3.micro",
    Engine: "postgres",
    MasterUsername: "app",
    MasterUserPassword: "notsecret1",
    AllocatedStorage: 20,
    DBSubnetGroupName: "main",
  };

  test("without a cluster are accepted, and Multi-AZ ones come back in another zone when forced", async () => {
    await at.rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier: "single", ...single, MultiAZ: true }));
    const before = await available("single");
    expect(before).toMatchObject({ MultiAZ: true, AllocatedStorage: 20, Engine: "postgres", Endpoint: { Port: 5432 } });
    const pid = at.machines.plane.machine("single")?.pid;
    const reply = await at.rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: "single", ForceFailover: true }));
    expect(reply.DBInstance?.DBInstanceStatus).toBe("rebooting");
    const after = await available("single");
    expect(after?.AvailabilityZone).not.toBe(before?.AvailabilityZone);
    expect(at.machines.plane.machine("single")?.spec.place.zone).toBe(after?.AvailabilityZone);
    expect(at.machines.plane.machine("single")?.pid).not.toBe(pid);
    await at.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "single", SkipFinalSnapshot: true }));
  });

  test("need what AWS needs", async () => {
    const make = (change: object) =>
      refusal(at.rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier: "wrong", ...single, ...change })));
    expect((await make({ MasterUsername: undefined })).message).toBe(
      "The parameter MasterUsername must be provided and must not be blank.",
    );
    expect((await make({ Engine: "oracle-ee" })).message).toBe("Invalid DB engine: oracle-ee");
    expect((await make({ DBInstanceIdentifier: "no--no" })).name).toBe("InvalidParameterValue");
    await makeCluster("member", ["member-1"]);
    const taken = await refusal(addMember("member", "member-1"));
    expect(taken).toEqual({ name: "DBInstanceAlreadyExistsFault", message: "DB instance already exists" });
    const forced = new RebootDBInstanceCommand({ DBInstanceIdentifier: "member-1", ForceFailover: true });
    expect((await refusal(at.rds.send(forced))).name).toBe("InvalidParameterCombination");
  });

  test("restart when their class changes, and carry their tags to the machine", async () => {
    await makeCluster("modify", ["modify-1"]);
    const pid = at.machines.plane.machine("modify-1")?.pid;
    await at.rds.send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier: "modify-1", DBInstanceClass: "db.r6g.xlarge", ApplyImmediately: true }),
    );
    await eventually(
      () => at.machines.plane.machine("modify-1")?.pid,
      (now) => now !== undefined && now !== pid,
    );
    expect((await available("modify-1"))?.DBInstanceClass).toBe("db.r6g.xlarge");
    const ResourceName = "arn:aws:rds:us-east-1:123456789012:db:modify-1";
    await at.rds.send(
      new AddTagsToResourceCommand({
        ResourceName,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await at.rds.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: ["a"] }));
    expect((await at.rds.send(new ListTagsForResourceCommand({ ResourceName }))).TagList).toEqual([{ Key: "b", Value: "2" }]);
    expect(at.machines.plane.machine("modify-1")?.spec.tags).toEqual({ b: "2" });
  });
});
