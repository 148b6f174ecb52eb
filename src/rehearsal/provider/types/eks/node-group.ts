import type { CreateNodegroupCommandInput, Nodegroup, Taint } from "@aws-sdk/client-eks";
import type { eks } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, must, ownTags, someTags, tagChange } from "../../convert";
import { orAbsent } from "../../errors";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { retagEks } from "./common";

type Args = Plainly<eks.NodeGroupArgs>;

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html. Id: `cluster:nodegroup`. */
export const nodeGroup = resource<eks.NodeGroupArgs, eks.NodeGroupState>({
  type: "aws:eks/nodeGroup:NodeGroup",
  inputs: inputsOf<eks.NodeGroupArgs>()({
    required: ["clusterName", "nodeRoleArn", "scalingConfig", "subnetIds"],
    replaces: [
      "clusterName",
      "nodeGroupName",
      "nodeGroupNamePrefix",
      "nodeRoleArn",
      "subnetIds",
      "amiType",
      "capacityType",
      "diskSize",
      "instanceTypes",
      "remoteAccess",
      "launchTemplate",
      "releaseVersion",
      "version",
    ],
    updates: ["labels", "scalingConfig", "tags", "taints", "updateConfig"],
    inert: ["forceUpdateVersion", "nodeRepairConfig", "warmPoolConfig"],
  }),
  naming: { property: "nodeGroupName", prefix: "nodeGroupNamePrefix", max: 63 },
  async create(inputs, context) {
    await context.clients.eks.createNodegroup(createInput(inputs, context));
    const id = `${inputs.clusterName}:${inputs.nodeGroupName}`;
    await waitActive(id, context);
    return id;
  },
  async read(id, context) {
    const found = await find(id, context);
    return stateOf(found);
  },
  async update(id, change, context) {
    const { eks } = context.clients;
    const [clusterName, nodegroupName] = split(id);
    const { news, olds } = change;
    if (change.changed("labels", "scalingConfig", "taints", "updateConfig")) {
      const labels = tagChange(olds.labels ?? {}, news.labels ?? {});
      await eks.updateNodegroupConfig(
        compact({
          clusterName,
          nodegroupName,
          scalingConfig: news.scalingConfig,
          updateConfig: news.updateConfig && (compact({ ...news.updateConfig }) as { maxUnavailable?: number }),
          labels: { addOrUpdateLabels: labels.set, removeLabels: labels.unset },
          taints: change.changed("taints") ? { addOrUpdateTaints: taintsOf(news) ?? [], removeTaints: goneTaints(olds, news) } : undefined,
        }),
      );
      await waitActive(id, context);
    }
    if (change.changed("tags")) await retagEks(must((await find(id, context)).nodegroupArn, "nodegroupArn"), change, context);
  },
  async delete(id, context) {
    const [clusterName, nodegroupName] = split(id);
    await context.clients.eks.deleteNodegroup({ clusterName, nodegroupName });
    await context.wait(`EKS node group ${id} to go`, async () => ((await orAbsent(find(id, context))) ? undefined : true));
  },
});

function split(id: string): readonly [string, string] {
  const [cluster = "", name = ""] = id.split(":");
  return [cluster, name];
}

async function find(id: string, context: Context): Promise<Nodegroup> {
  const [clusterName, nodegroupName] = split(id);
  return must((await context.clients.eks.describeNodegroup({ clusterName, nodegroupName })).nodegroup, "nodegroup");
}

async function waitActive(id: string, context: Context): Promise<void> {
  await context.wait(`EKS node group ${id} to be active`, async () => {
    const { status, health } = await find(id, context);
    if (status === "CREATE_FAILED") throw new Error(health?.issues?.[0]?.message ?? `EKS node group ${id} failed`);
    return status === "ACTIVE" ? true : undefined;
  });
}

function createInput(inputs: Args, context: Context): CreateNodegroupCommandInput {
  const { launchTemplate, remoteAccess, updateConfig } = inputs;
  return compact<CreateNodegroupCommandInput>({
    clusterName: inputs.clusterName,
    nodegroupName: inputs.nodeGroupName,
    nodeRole: inputs.nodeRoleArn,
    subnets: inputs.subnetIds,
    scalingConfig: inputs.scalingConfig,
    instanceTypes: inputs.instanceTypes,
    amiType: inputs.amiType as CreateNodegroupCommandInput["amiType"],
    capacityType: inputs.capacityType as CreateNodegroupCommandInput["capacityType"],
    diskSize: inputs.diskSize,
    labels: inputs.labels,
    taints: taintsOf(inputs),
    launchTemplate: launchTemplate && compact({ id: launchTemplate.id, name: launchTemplate.name, version: launchTemplate.version }),
    remoteAccess: remoteAccess && compact({ ec2SshKey: remoteAccess.ec2SshKey, sourceSecurityGroups: remoteAccess.sourceSecurityGroupIds }),
    updateConfig:
      updateConfig &&
      compact({ maxUnavailable: updateConfig.maxUnavailable, maxUnavailablePercentage: updateConfig.maxUnavailablePercentage }),
    releaseVersion: inputs.releaseVersion,
    version: inputs.version,
    tags: someTags(context.tagsOf(inputs)),
  });
}

function taintsOf(inputs: Args): Taint[] | undefined {
  return inputs.taints?.map(({ key, value, effect }) => compact({ key, value, effect: effect as Taint["effect"] }));
}

function goneTaints(olds: Args, news: Args): Taint[] {
  const kept = new Set((news.taints ?? []).map(({ key, effect }) => `${key}:${effect}`));
  return (taintsOf(olds) ?? []).filter(({ key, effect }) => !kept.has(`${key}:${effect}`));
}

function stateOf(found: Nodegroup): Partial<Plainly<eks.NodeGroupState>> {
  const groups = found.resources?.autoScalingGroups?.map(({ name }) => ({ name: name ?? "" })) ?? [];
  return compact({
    arn: found.nodegroupArn,
    amiType: found.amiType,
    capacityType: found.capacityType,
    clusterName: found.clusterName,
    diskSize: found.diskSize,
    instanceTypes: found.instanceTypes,
    labels: found.labels,
    nodeGroupName: found.nodegroupName,
    nodeRoleArn: found.nodeRole,
    releaseVersion: found.releaseVersion,
    resources: [{ autoscalingGroups: groups, remoteAccessSecurityGroupId: found.resources?.remoteAccessSecurityGroup ?? "" }],
    status: found.status,
    subnetIds: found.subnets,
    version: found.version,
    tags: ownTags(found.tags),
  });
}
