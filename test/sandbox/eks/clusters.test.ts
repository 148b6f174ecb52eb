import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeInstancesCommand, DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";
import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  CreateAddonCommand,
  CreateClusterCommand,
  CreateNodegroupCommand,
  DeleteAccessEntryCommand,
  DeleteClusterCommand,
  DeleteNodegroupCommand,
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  ListAccessEntriesCommand,
  ListAddonsCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
  ListNodegroupsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateClusterConfigCommand,
  UpdateNodegroupConfigCommand,
} from "@aws-sdk/client-eks";
import { ListInstanceProfilesForRoleCommand } from "@aws-sdk/client-iam";
import { eksAccess } from "../../../src/sandbox/eks";
import { eventually, makeNetwork, makeRole, type Network, refusal, type World, world } from "../elbv2/world";

let at: World;
let network: Network;
let clusterRole: string;
let nodeRole: string;
const scope = "123456789012/us-east-1";

beforeAll(async () => {
  at = await world();
  network = await makeNetwork(at);
  clusterRole = await makeRole(at, "cluster", "eks.amazonaws.com");
  nodeRole = await makeRole(at, "node", "ec2.amazonaws.com");
});

const clusterStatus = async (name: string) => (await at.eks.send(new DescribeClusterCommand({ name }))).cluster?.status;

async function makeCluster(name: string, authenticationMode: "API" | "CONFIG_MAP" | "API_AND_CONFIG_MAP" = "API") {
  await at.eks.send(
    new CreateClusterCommand({
      name,
      roleArn: clusterRole,
      version: "1.33",
      resourcesVpcConfig: { subnetIds: [...network.subnets] },
      accessConfig: { authenticationMode },
    }),
  );
  await eventually(
    () => clusterStatus(name),
    (status) => status === "ACTIVE",
  );
}

describe("clusters", () => {
  test("are CREATING, then ACTIVE with endpoint, issuer and certificate", async () => {
    const { cluster: made } = await at.eks.send(
      new CreateClusterCommand({
        name: "first",
        roleArn: clusterRole,
        resourcesVpcConfig: { subnetIds: [...network.subnets], endpointPublicAccess: true },
        logging: { clusterLogging: [{ types: ["audit"], enabled: true }] },
        tags: { Team: "a" },
      }),
    );
    expect(made).toMatchObject({ status: "CREATING", arn: "arn:aws:eks:us-east-1:123456789012:cluster/first", tags: { Team: "a" } });
    expect(made?.endpoint).toBeUndefined();
    await eventually(
      () => clusterStatus("first"),
      (status) => status === "ACTIVE",
    );
    const { cluster } = await at.eks.send(new DescribeClusterCommand({ name: "first" }));
    expect(cluster?.endpoint).toMatch(/^https:\/\/[0-9A-F]{32}\.gr7\.us-east-1\.eks\.amazonaws\.com$/);
    expect(cluster?.identity?.oidc?.issuer).toMatch(/^https:\/\/oidc\.eks\.us-east-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/);
    expect(cluster?.certificateAuthority?.data).toBeTruthy();
    expect(cluster?.createdAt).toBeInstanceOf(Date);
    expect(cluster).toMatchObject({
      version: "1.33",
      accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" },
      kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16", ipFamily: "ipv4", elasticLoadBalancing: { enabled: false } },
      resourcesVpcConfig: { vpcId: network.vpcId, subnetIds: network.subnets, publicAccessCidrs: ["0.0.0.0/0"] },
      upgradePolicy: { supportType: "EXTENDED" },
      logging: { clusterLogging: [{ types: ["audit"], enabled: true }, { enabled: false }] },
    });
    expect((await at.eks.send(new ListClustersCommand({}))).clusters).toContain("first");
  });

  test("need a role that EKS may take, two zones, a known version and a free name", async () => {
    const make = (change: object) =>
      refusal(
        at.eks.send(
          new CreateClusterCommand({
            name: "wrong",
            roleArn: clusterRole,
            resourcesVpcConfig: { subnetIds: [...network.subnets] },
            ...change,
          }),
        ),
      );
    const noRole = `Role with arn: ${nodeRole}, could not be assumed because it does not exist or the trusted entity is not correct`;
    expect(await make({ roleArn: nodeRole })).toEqual({ name: "InvalidParameterException", message: noRole });
    expect((await make({ roleArn: "arn:aws:iam::123456789012:role/none" })).message).toContain("does not exist");
    expect((await make({ resourcesVpcConfig: { subnetIds: [network.subnets[0]] } })).message).toBe(
      "Subnets specified must be in at least two different AZs",
    );
    expect((await make({ version: "1.12" })).message).toBe("unsupported Kubernetes version 1.12");
    await makeCluster("taken");
    expect(await make({ name: "taken" })).toEqual({
      name: "ResourceInUseException",
      message: "Cluster already exists with name: taken",
    });
    expect(await refusal(clusterStatus("nowhere"))).toEqual({
      name: "ResourceNotFoundException",
      message: "No cluster found for name: nowhere.",
    });
  });

  test("take updates one after another and tell when they are done", async () => {
    await makeCluster("updated", "API_AND_CONFIG_MAP");
    const { update } = await at.eks.send(new UpdateClusterConfigCommand({ name: "updated", accessConfig: { authenticationMode: "API" } }));
    expect(update).toMatchObject({ status: "InProgress", type: "AccessConfigUpdate" });
    await eventually(
      async () => (await at.eks.send(new DescribeUpdateCommand({ name: "updated", updateId: update?.id }))).update?.status,
      (status) => status === "Successful",
    );
    const back = new UpdateClusterConfigCommand({ name: "updated", accessConfig: { authenticationMode: "CONFIG_MAP" } });
    expect((await refusal(at.eks.send(back))).message).toBe("Unsupported authentication mode update from API to CONFIG_MAP");
  });

  test("are tagged by ARN and list add-ons as records", async () => {
    await makeCluster("tagged");
    const resourceArn = "arn:aws:eks:us-east-1:123456789012:cluster/tagged";
    await at.eks.send(new TagResourceCommand({ resourceArn, tags: { a: "1", b: "2" } }));
    await at.eks.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
    expect((await at.eks.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ b: "2" });
    expect((await at.eks.send(new ListAddonsCommand({ clusterName: "tagged" }))).addons).toEqual([]);
    await at.eks.send(new CreateAddonCommand({ clusterName: "tagged", addonName: "vpc-cni" }));
    await eventually(
      async () => (await at.eks.send(new DescribeAddonCommand({ clusterName: "tagged", addonName: "vpc-cni" }))).addon?.status,
      (status) => status === "ACTIVE",
    );
  });

  test("go when they are deleted, and their security group with them", async () => {
    await makeCluster("gone");
    const { cluster } = await at.eks.send(new DescribeClusterCommand({ name: "gone" }));
    const GroupIds = [cluster?.resourcesVpcConfig?.clusterSecurityGroupId ?? ""];
    expect((await at.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }))).SecurityGroups?.[0]?.VpcId).toBe(network.vpcId);
    await at.eks.send(new DeleteClusterCommand({ name: "gone" }));
    expect(await clusterStatus("gone")).toBe("DELETING");
    await eventually(
      () => clusterStatus("gone").catch((error: Error) => error.name),
      (answer) => answer === "ResourceNotFoundException",
    );
    await eventually(
      () =>
        at.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds })).then(
          () => "there",
          () => "gone",
        ),
      (answer) => answer === "gone",
    );
  });
});

describe("managed node groups", () => {
  test("become an Auto Scaling group with tagged instances, follow updates, and leave nothing behind", async () => {
    await makeCluster("nodes");
    const name = { clusterName: "nodes", nodegroupName: "main" };
    await at.eks.send(
      new CreateNodegroupCommand({
        ...name,
        nodeRole,
        subnets: [...network.subnets],
        scalingConfig: { minSize: 3, maxSize: 6, desiredSize: 3 },
        labels: { tier: "web" },
      }),
    );
    const describe = async () => (await at.eks.send(new DescribeNodegroupCommand(name))).nodegroup;
    const made = await eventually(describe, (one) => one?.status === "ACTIVE");
    expect(made).toMatchObject({
      instanceTypes: ["t3.medium"],
      diskSize: 20,
      amiType: "AL2023_x86_64_STANDARD",
      capacityType: "ON_DEMAND",
      updateConfig: { maxUnavailable: 1 },
      labels: { tier: "web" },
      version: "1.33",
      health: { issues: [] },
    });
    expect(made?.nodegroupArn).toMatch(/^arn:aws:eks:us-east-1:123456789012:nodegroup\/nodes\/main\/[0-9a-f-]{36}$/);
    const AutoScalingGroupName = made?.resources?.autoScalingGroups?.[0]?.name ?? "";
    expect(AutoScalingGroupName).toMatch(/^eks-main-[0-9a-f-]{36}$/);
    const Filters = [{ Name: "tag:eks:nodegroup-name", Values: ["main"] }];
    const { Reservations = [] } = await at.ec2.send(new DescribeInstancesCommand({ Filters }));
    const instances = Reservations.flatMap((one) => one.Instances ?? []);
    expect(instances.map((one) => one.Placement?.AvailabilityZone).sort()).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
    const tags = Object.fromEntries(instances[0]?.Tags?.map((tag) => [tag.Key, tag.Value]) ?? []);
    expect(tags).toMatchObject({ "eks:cluster-name": "nodes", "kubernetes.io/cluster/nodes": "owned" });
    expect(instances[0]?.IamInstanceProfile?.Arn).toContain(AutoScalingGroupName);

    const { update } = await at.eks.send(
      new UpdateNodegroupConfigCommand({ ...name, scalingConfig: { minSize: 1, desiredSize: 4 }, labels: { removeLabels: ["tier"] } }),
    );
    expect(update?.type).toBe("ConfigUpdate");
    expect(await describe()).toMatchObject({ scalingConfig: { minSize: 1, maxSize: 6, desiredSize: 4 }, labels: {} });
    const { AutoScalingGroups } = await at.autoscaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [AutoScalingGroupName] }),
    );
    expect(AutoScalingGroups?.[0]).toMatchObject({ MinSize: 1, MaxSize: 6, DesiredCapacity: 4 });

    expect((await refusal(at.eks.send(new DeleteClusterCommand({ name: "nodes" })))).message).toBe("Cluster has nodegroups attached");
    await at.eks.send(new DeleteNodegroupCommand(name));
    expect((await at.eks.send(new ListNodegroupsCommand({ clusterName: "nodes" }))).nodegroups).toEqual(["main"]);
    await eventually(
      () => describe().catch((error: Error) => error.name),
      (answer) => answer === "ResourceNotFoundException",
    );
    const { InstanceProfiles } = await at.iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: "node" }));
    expect(InstanceProfiles).toEqual([]);
  });

  test("need sizes in order and an active cluster", async () => {
    await makeCluster("sizes");
    const make = (clusterName: string, scalingConfig: object) =>
      refusal(
        at.eks.send(
          new CreateNodegroupCommand({ clusterName, nodegroupName: "n", nodeRole, subnets: [...network.subnets], scalingConfig }),
        ),
      );
    expect((await make("sizes", { minSize: 3, maxSize: 6, desiredSize: 1 })).message).toBe(
      "Minimum capacity 3 can't be greater than desired size 1",
    );
    expect((await make("sizes", { minSize: 1, maxSize: 2, desiredSize: 3 })).message).toBe(
      "desired capacity 3 can't be greater than max size 2",
    );
    expect((await make("nowhere", {})).name).toBe("ResourceNotFoundException");
  });
});

describe("access entries", () => {
  test("map a role to a Kubernetes user, and only such a role may act on pods", async () => {
    await makeCluster("access");
    const principalArn = await makeRole(at, "experiment", "fis.amazonaws.com");
    const allowed = () => eksAccess(at.sandbox.cloud, scope, "access", principalArn);
    expect(allowed()).toMatchObject({ ok: false, reason: expect.stringContaining("no access entry") });
    await at.eks.send(new CreateAccessEntryCommand({ clusterName: "access", principalArn }));
    expect(allowed()).toMatchObject({ ok: false, reason: expect.stringContaining("grants nothing") });
    await at.eks.send(new DeleteAccessEntryCommand({ clusterName: "access", principalArn }));
    await at.eks.send(
      new CreateAccessEntryCommand({ clusterName: "access", principalArn, kubernetesGroups: ["fis"], username: "fis", type: "STANDARD" }),
    );
    expect(allowed()).toEqual({ ok: true });
    const { accessEntry } = await at.eks.send(new DescribeAccessEntryCommand({ clusterName: "access", principalArn }));
    expect(accessEntry).toMatchObject({ username: "fis", kubernetesGroups: ["fis"], type: "STANDARD", principalArn });
    expect(accessEntry?.accessEntryArn).toMatch(/:access-entry\/access\/role\/123456789012\/experiment\/[0-9a-f-]{36}$/);
    const again = new CreateAccessEntryCommand({ clusterName: "access", principalArn });
    expect(await refusal(at.eks.send(again))).toEqual({
      name: "ResourceInUseException",
      message: "The specified access entry resource is already in use on this cluster.",
    });
    // The account that made the cluster has an entry as its administrator.
    const { accessEntries } = await at.eks.send(new ListAccessEntriesCommand({ clusterName: "access" }));
    expect(accessEntries).toHaveLength(2);
  });

  test("get policies, which count as a grant", async () => {
    await makeCluster("policies");
    const principalArn = await makeRole(at, "viewer", "fis.amazonaws.com");
    await at.eks.send(new CreateAccessEntryCommand({ clusterName: "policies", principalArn }));
    const policyArn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy";
    await at.eks.send(
      new AssociateAccessPolicyCommand({
        clusterName: "policies",
        principalArn,
        policyArn,
        accessScope: { type: "namespace", namespaces: ["shop"] },
      }),
    );
    const { associatedAccessPolicies } = await at.eks.send(
      new ListAssociatedAccessPoliciesCommand({ clusterName: "policies", principalArn }),
    );
    expect(associatedAccessPolicies).toMatchObject([{ policyArn, accessScope: { type: "namespace", namespaces: ["shop"] } }]);
    expect(eksAccess(at.sandbox.cloud, scope, "policies", principalArn)).toEqual({ ok: true });
  });

  test("are not there in clusters that authenticate by their ConfigMap alone", async () => {
    await makeCluster("legacy", "CONFIG_MAP");
    const entry = new CreateAccessEntryCommand({ clusterName: "legacy", principalArn: nodeRole });
    expect((await refusal(at.eks.send(entry))).message).toBe(
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    );
    expect(eksAccess(at.sandbox.cloud, scope, "legacy", nodeRole)).toMatchObject({
      ok: false,
      reason: expect.stringContaining("aws-auth"),
    });
  });
});
