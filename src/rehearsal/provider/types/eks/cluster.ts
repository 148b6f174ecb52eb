import type { Cluster, CreateClusterCommandInput } from "@aws-sdk/client-eks";
import type { eks } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, must, ownTags, someTags } from "../../convert";
import { orAbsent } from "../../errors";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { retagEks } from "./common";

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
export const cluster = resource<eks.ClusterArgs, eks.ClusterState>({
  type: "aws:eks/cluster:Cluster",
  inputs: inputsOf<eks.ClusterArgs>()({
    required: ["roleArn", "vpcConfig"],
    replaces: ["name", "roleArn", "encryptionConfig", "kubernetesNetworkConfig"],
    updates: ["accessConfig", "deletionProtection", "enabledClusterLogTypes", "tags", "version", "vpcConfig"],
    inert: [
      "bootstrapSelfManagedAddons",
      "computeConfig",
      "controlPlaneScalingConfig",
      "defaultAddonsToRemoves",
      "forceUpdateVersion",
      "kubeApiServerConfig",
      "kubeControllerManagerConfig",
      "kubeSchedulerConfig",
      "outpostConfig",
      "remoteNetworkConfig",
      "storageConfig",
      "upgradePolicy",
      "zonalShiftConfig",
    ],
  }),
  naming: { property: "name", max: 100 },
  async create(inputs, context) {
    const { eks } = context.clients;
    const name = inputs.name ?? "";
    await eks.createCluster(createInput(inputs, context));
    await waitActive(name, context);
    return name;
  },
  async read(name, context) {
    const found = await find(name, context);
    return {
      ...stateOf(found),
      certificateAuthority: { data: found.certificateAuthority?.data ?? "" },
      certificateAuthorities: [{ data: found.certificateAuthority?.data ?? "" }],
      tags: ownTags(found.tags),
    };
  },
  async update(name, change, context) {
    const { eks } = context.clients;
    const { news } = change;
    if (change.changed("version")) await settled(name, context, eks.updateClusterVersion({ name, version: news.version }));
    if (change.changed("accessConfig") && news.accessConfig?.authenticationMode) {
      const accessConfig = { authenticationMode: news.accessConfig.authenticationMode as "API" };
      await settled(name, context, eks.updateClusterConfig({ name, accessConfig }));
    }
    if (change.changed("vpcConfig")) {
      const { endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs } = news.vpcConfig;
      await settled(
        name,
        context,
        eks.updateClusterConfig({ name, resourcesVpcConfig: compact({ endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs }) }),
      );
    }
    if (change.changed("enabledClusterLogTypes")) {
      await settled(name, context, eks.updateClusterConfig({ name, logging: loggingOf(news.enabledClusterLogTypes) }));
    }
    if (change.changed("tags")) await retagEks(must((await find(name, context)).arn, "arn"), change, context);
  },
  async delete(name, context) {
    await context.clients.eks.deleteCluster({ name });
    await context.wait(`EKS cluster ${name} to go`, async () => ((await orAbsent(find(name, context))) ? undefined : true));
  },
});

async function find(name: string, context: Context): Promise<Cluster> {
  return must((await context.clients.eks.describeCluster({ name })).cluster, "cluster");
}

async function waitActive(name: string, context: Context): Promise<void> {
  await context.wait(`EKS cluster ${name} to be active`, async () => {
    const { status, health } = await find(name, context);
    if (status === "FAILED") throw new Error(health?.issues?.[0]?.message ?? `EKS cluster ${name} failed`);
    return status === "ACTIVE" ? true : undefined;
  });
}

/** An update is done when the cluster is active again. */
async function settled(name: string, context: Context, update: Promise<unknown>): Promise<void> {
  await update;
  await waitActive(name, context);
}

function createInput(inputs: Plainly<eks.ClusterArgs>, context: Context): CreateClusterCommandInput {
  const { vpcConfig, accessConfig, kubernetesNetworkConfig, encryptionConfig } = inputs;
  return compact<CreateClusterCommandInput>({
    name: inputs.name,
    roleArn: inputs.roleArn,
    version: inputs.version,
    deletionProtection: inputs.deletionProtection,
    resourcesVpcConfig: compact({
      subnetIds: vpcConfig.subnetIds,
      securityGroupIds: vpcConfig.securityGroupIds,
      endpointPrivateAccess: vpcConfig.endpointPrivateAccess,
      endpointPublicAccess: vpcConfig.endpointPublicAccess,
      publicAccessCidrs: vpcConfig.publicAccessCidrs,
    }),
    accessConfig:
      accessConfig &&
      compact({
        authenticationMode: accessConfig.authenticationMode as "API" | undefined,
        bootstrapClusterCreatorAdminPermissions: accessConfig.bootstrapClusterCreatorAdminPermissions,
      }),
    kubernetesNetworkConfig:
      kubernetesNetworkConfig &&
      compact({
        serviceIpv4Cidr: kubernetesNetworkConfig.serviceIpv4Cidr,
        ipFamily: kubernetesNetworkConfig.ipFamily as "ipv4" | undefined,
      }),
    encryptionConfig: encryptionConfig && [
      { resources: encryptionConfig.resources, provider: { keyArn: encryptionConfig.provider.keyArn } },
    ],
    logging: inputs.enabledClusterLogTypes && loggingOf(inputs.enabledClusterLogTypes),
    tags: someTags(context.tagsOf(inputs)),
  });
}

function loggingOf(types: readonly string[] | undefined): CreateClusterCommandInput["logging"] {
  const all = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;
  const on = all.filter((type) => types?.includes(type));
  const off = all.filter((type) => !on.includes(type));
  const setups = [
    { types: on, enabled: true },
    { types: off, enabled: false },
  ].filter((setup) => setup.types.length > 0);
  return { clusterLogging: setups };
}

function stateOf(found: Cluster): Partial<Plainly<eks.ClusterState>> {
  const vpc = found.resourcesVpcConfig;
  return compact({
    arn: found.arn,
    name: found.name,
    createdAt: found.createdAt?.toISOString(),
    endpoint: found.endpoint,
    identities: [{ oidcs: [{ issuer: found.identity?.oidc?.issuer ?? "" }] }],
    platformVersion: found.platformVersion,
    roleArn: found.roleArn,
    status: found.status,
    version: found.version,
    accessConfig: found.accessConfig && compact({ ...found.accessConfig }),
    vpcConfig:
      vpc &&
      compact({
        subnetIds: vpc.subnetIds ?? [],
        securityGroupIds: vpc.securityGroupIds ?? [],
        clusterSecurityGroupId: vpc.clusterSecurityGroupId,
        endpointPrivateAccess: vpc.endpointPrivateAccess,
        endpointPublicAccess: vpc.endpointPublicAccess,
        publicAccessCidrs: vpc.publicAccessCidrs,
        vpcId: vpc.vpcId,
      }),
  });
}
