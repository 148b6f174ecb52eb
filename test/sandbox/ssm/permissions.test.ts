import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  CreateDBSubnetGroupCommand,
  DescribeDBInstancesCommand,
} from "@aws-sdk/client-rds";
import { DescribeInstanceInformationCommand } from "@aws-sdk/client-ssm";
import type { ServiceId } from "../../../src/sandbox/kernel/cloud";
import { eventually, makeNetwork, makeProfile, makeRole, runInstances, type World, world } from "../elbv2/world";

let at: World;
let instance: string;
const account = "123456789012";

beforeAll(async () => {
  at = await world();
  const network = await makeNetwork(at);
  await makeProfile(at, "managed");
  [instance = ""] = await runInstances(at, network.subnets[0], 1, "managed");
  await makeRole(at, "experiment", "fis.amazonaws.com");
  await at.rds.send(
    new CreateDBSubnetGroupCommand({ DBSubnetGroupName: "g", DBSubnetGroupDescription: "g", SubnetIds: [...network.subnets] }),
  );
  for (const DBClusterIdentifier of ["mine", "theirs"]) {
    await at.rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier,
        Engine: "aurora-mysql",
        DBSubnetGroupName: "g",
        MasterUsername: "app",
        MasterUserPassword: "notsecret1",
        Tags: [{ Key: "Team", Value: DBClusterIdentifier }],
      }),
    );
    for (const index of [1, 2]) {
      await at.rds.send(
        new CreateDBInstanceCommand({
          DBClusterIdentifier,
          DBInstanceIdentifier: `${DBClusterIdentifier}-${index}`,
          DBInstanceClass: "db.r6g.large",
          Engine: "aurora-mysql",
        }),
      );
    }
  }
  await eventually(
    async () => (await at.rds.send(new DescribeDBInstancesCommand({}))).DBInstances ?? [],
    (all) => all.every((one) => one.DBInstanceStatus === "available"),
  );
  await eventually(
    async () => (await at.ssm.send(new DescribeInstanceInformationCommand({}))).InstanceInformationList,
    (all) => all?.length === 1,
  );
});

async function allow(...Statement: object[]) {
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: Statement.map((one) => ({ Effect: "Allow", ...one })) });
  await at.iam.send(new PutRolePolicyCommand({ RoleName: "experiment", PolicyName: "p", PolicyDocument }));
}

/** What comes of a call in the experiment's role: `ok`, or the error's code. */
async function asRole(service: ServiceId, operation: string, input: object): Promise<string> {
  const principal = {
    kind: "role" as const,
    arn: `arn:aws:sts::${account}:assumed-role/experiment/s`,
    roleName: "experiment",
    sessionName: "s",
  };
  try {
    await at.sandbox.cloud.invoke(service, operation, input, { accountId: account, region: "us-east-1", principal });
    return "ok";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

test("a failover is allowed on the cluster that the policy names, by ARN or by tag, and on no other", async () => {
  await allow({ Action: "rds:FailoverDBCluster", Resource: `arn:aws:rds:us-east-1:${account}:cluster:none` });
  expect(await asRole("rds", "FailoverDBCluster", { DBClusterIdentifier: "mine" })).toBe("AccessDenied");
  await allow({ Action: "rds:FailoverDBCluster", Resource: `arn:aws:rds:us-east-1:${account}:cluster:mine` });
  expect(await asRole("rds", "FailoverDBCluster", { DBClusterIdentifier: "theirs" })).toBe("AccessDenied");
  expect(await asRole("rds", "FailoverDBCluster", { DBClusterIdentifier: "mine" })).toBe("ok");
  await allow({
    Action: "rds:FailoverDBCluster",
    Resource: `arn:aws:rds:*:${account}:cluster:*`,
    Condition: { StringEquals: { "aws:ResourceTag/Team": "theirs" } },
  });
  expect(await asRole("rds", "FailoverDBCluster", { DBClusterIdentifier: "mine" })).toBe("AccessDenied");
  expect(await asRole("rds", "FailoverDBCluster", { DBClusterIdentifier: "theirs" })).toBe("ok");
});

test("a command needs the document and the instance; listing and cancelling need the account's commands", async () => {
  const command = { DocumentName: "AWSFIS-Run-Kill-Process", InstanceIds: [instance], Parameters: { ProcessName: ["node"] } };
  const document = "arn:aws:ssm:us-east-1::document/AWSFIS-Run-Kill-Process";
  await allow({ Action: "ssm:SendCommand", Resource: document });
  expect(await asRole("ssm", "SendCommand", command)).toBe("AccessDeniedException");
  await allow({ Action: "ssm:SendCommand", Resource: `arn:aws:ec2:us-east-1:${account}:instance/*` });
  expect(await asRole("ssm", "SendCommand", command)).toBe("AccessDeniedException");
  await allow({ Action: "ssm:SendCommand", Resource: [document, `arn:aws:ec2:us-east-1:${account}:instance/*`] });
  expect(await asRole("ssm", "SendCommand", command)).toBe("ok");
  expect(await asRole("ssm", "ListCommands", {})).toBe("AccessDeniedException");
  await allow({ Action: ["ssm:ListCommands", "ssm:CancelCommand"], Resource: "*" });
  expect(await asRole("ssm", "ListCommands", {})).toBe("ok");
});

test("a parameter is read by those whose policy names it", async () => {
  await allow({ Action: "ssm:GetParameter", Resource: `arn:aws:ssm:us-east-1:${account}:parameter/app/*` });
  expect(await asRole("ssm", "GetParameter", { Name: "/app/none" })).toBe("ParameterNotFound");
  expect(await asRole("ssm", "GetParameter", { Name: "/other" })).toBe("AccessDeniedException");
});

test("describing a cluster of EKS is allowed by its ARN", async () => {
  await allow({ Action: "eks:DescribeCluster", Resource: `arn:aws:eks:us-east-1:${account}:cluster/shop` });
  expect(await asRole("eks", "DescribeCluster", { name: "shop" })).toBe("ResourceNotFoundException");
  expect(await asRole("eks", "DescribeCluster", { name: "other" })).toBe("AccessDeniedException");
});
