import { messageOf } from "../../words";
import { type Acting, whereOf } from "../common/identity";
import type { Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { admitNodes } from "./accessentries";
import { asNodegroup } from "./acting";
import { nodegroupKey } from "./nodegroups";
import { nodeImage } from "./nodeimage";
import { type NodegroupRecord, type Tables, tablesOf } from "./records";
import { EKS_TIMINGS } from "./timings";

interface Groups {
  AutoScalingGroups?: { Instances?: { LifecycleState?: string; HealthStatus?: string }[] }[];
}

/** Does a step whose result may be there already, from before a restart of the sandbox. */
async function once(run: () => Promise<unknown>): Promise<void> {
  await run().catch((error: unknown) => {
    if (!(error instanceof AwsError && /AlreadyExists|LimitExceeded/.test(error.code))) throw error;
  });
}

/** Undoes a step whose result may be gone already. */
async function gone(run: () => Promise<unknown>): Promise<void> {
  await run().catch((error: unknown) => {
    if (!(error instanceof AwsError && /NoSuchEntity|NotFound|ValidationError/.test(error.code))) throw error;
  });
}

/**
 * Makes and unmakes what a managed node group consists of, in the customer's account, as EKS does: an instance profile,
 * a launch template and an Auto Scaling group. Their names are in the record from the start, so that a making that a
 * restart cut off is taken up again.
 */
export function nodegroupMaker(cloud: Cloud) {
  const busy = new Set<string>();

  async function template(as: Acting, tables: Tables, nodegroup: NodegroupRecord): Promise<string> {
    const cluster = tables.clusters.get(nodegroup.clusterName);
    const given = nodegroup.launchTemplate;
    const found = given
      ? await cloud.invoke<{ LaunchTemplateVersions?: { LaunchTemplateData?: Record<string, unknown> }[] }>(
          "ec2",
          "DescribeLaunchTemplateVersions",
          { LaunchTemplateId: given.id, Versions: [given.version] },
          as,
        )
      : {};
    const own = found.LaunchTemplateVersions?.[0]?.LaunchTemplateData ?? {};
    const { LaunchTemplate } = await cloud.invoke<{ LaunchTemplate: { LaunchTemplateId: string } }>(
      "ec2",
      "CreateLaunchTemplate",
      {
        LaunchTemplateName: nodegroup.resourceName,
        LaunchTemplateData: {
          ...own,
          ImageId: own.ImageId ?? nodeImage(as.region, nodegroup.version),
          InstanceType: own.InstanceType ?? nodegroup.instanceTypes?.[0] ?? "t3.medium",
          IamInstanceProfile: { Name: nodegroup.resourceName },
          SecurityGroupIds: own.SecurityGroupIds ?? (cluster ? [cluster.clusterSecurityGroupId] : []),
        },
        TagSpecifications: [{ ResourceType: "launch-template", Tags: tagsOf(nodegroup) }],
      },
      as,
    );
    return LaunchTemplate.LaunchTemplateId;
  }

  async function make(tables: Tables, nodegroup: NodegroupRecord): Promise<void> {
    const as = asNodegroup(whereOf(tables.scope));
    const name = nodegroup.resourceName;
    await once(() => cloud.invoke("iam", "CreateInstanceProfile", { InstanceProfileName: name }, as));
    const role = { InstanceProfileName: name, RoleName: nodegroup.nodeRole.split("/").pop() ?? "" };
    await once(() => cloud.invoke("iam", "AddRoleToInstanceProfile", role, as));
    nodegroup.launchTemplateId ??= await template(as, tables, nodegroup);
    cloud.state.touch();
    const tags = Object.entries(tagsByKey(nodegroup)).map(([Key, Value]) => ({
      Key,
      Value,
      PropagateAtLaunch: true,
      ResourceId: name,
      ResourceType: "auto-scaling-group",
    }));
    await once(() =>
      cloud.invoke(
        "autoscaling",
        "CreateAutoScalingGroup",
        {
          AutoScalingGroupName: name,
          MinSize: nodegroup.scaling.minSize,
          MaxSize: nodegroup.scaling.maxSize,
          DesiredCapacity: nodegroup.scaling.desiredSize,
          VPCZoneIdentifier: nodegroup.subnets.join(","),
          LaunchTemplate: { LaunchTemplateId: nodegroup.launchTemplateId, Version: "1" },
          Tags: tags,
        },
        as,
      ),
    );
  }

  async function inService(tables: Tables, nodegroup: NodegroupRecord): Promise<number | undefined> {
    const { AutoScalingGroups = [] } = await cloud.invoke<Groups>(
      "autoscaling",
      "DescribeAutoScalingGroups",
      { AutoScalingGroupNames: [nodegroup.resourceName] },
      asNodegroup(whereOf(tables.scope)),
    );
    const group = AutoScalingGroups[0];
    return group?.Instances?.filter((one) => one.LifecycleState === "InService").length ?? (group ? 0 : undefined);
  }

  async function unmake(tables: Tables, nodegroup: NodegroupRecord): Promise<void> {
    const as = asNodegroup(whereOf(tables.scope));
    const name = nodegroup.resourceName;
    await gone(() => cloud.invoke("autoscaling", "DeleteAutoScalingGroup", { AutoScalingGroupName: name, ForceDelete: true }, as));
    const id = nodegroup.launchTemplateId;
    if (id) await gone(() => cloud.invoke("ec2", "DeleteLaunchTemplate", { LaunchTemplateId: id }, as));
    const role = { InstanceProfileName: name, RoleName: nodegroup.nodeRole.split("/").pop() ?? "" };
    await gone(() => cloud.invoke("iam", "RemoveRoleFromInstanceProfile", role, as));
    await gone(() => cloud.invoke("iam", "DeleteInstanceProfile", { InstanceProfileName: name }, as));
  }

  /** Runs one step at a time for a node group; what fails becomes its health issue. */
  function work(tables: Tables, nodegroup: NodegroupRecord, failed: NodegroupRecord["status"], run: () => Promise<void>): Promise<void> {
    const key = `${tables.scope} ${nodegroup.arn}`;
    if (busy.has(key)) return Promise.resolve();
    busy.add(key);
    return run()
      .catch((error: unknown) => {
        nodegroup.status = failed;
        nodegroup.issue = {
          code: "AutoScalingGroupInvalidConfiguration",
          message: messageOf(error),
          resourceIds: [nodegroup.resourceName],
        };
        cloud.state.touch();
        cloud.log("eks: node group failed", { nodegroup: nodegroup.arn, reason: messageOf(error) });
      })
      .finally(() => busy.delete(key));
  }

  return {
    make: (tables: Tables, nodegroup: NodegroupRecord): void => {
      void work(tables, nodegroup, "CREATE_FAILED", () => make(tables, nodegroup));
    },
    unmake: (tables: Tables, nodegroup: NodegroupRecord): void => {
      void work(tables, nodegroup, "DELETE_FAILED", () => unmake(tables, nodegroup));
    },
    /** Looks whether node groups that are being made have their nodes, and whether those that are being deleted are gone. */
    look: async (scope: string, nodegroup: NodegroupRecord): Promise<void> => {
      const tables = tablesOf(cloud, scope);
      if (nodegroup.status !== "CREATING" && nodegroup.status !== "DELETING") return;
      const failed = nodegroup.status === "CREATING" ? "CREATE_FAILED" : "DELETE_FAILED";
      await work(tables, nodegroup, failed, async () => {
        const count = await inService(tables, nodegroup);
        if (nodegroup.status === "DELETING") {
          if (count === undefined) {
            await unmake(tables, nodegroup);
            tables.nodegroups.delete(nodegroupKey(nodegroup.clusterName, nodegroup.name));
          }
          return;
        }
        if (count === undefined) return make(tables, nodegroup);
        if (count >= nodegroup.scaling.desiredSize) {
          nodegroup.status = "ACTIVE";
          nodegroup.modifiedAt = cloud.clock.now();
          const cluster = tables.clusters.get(nodegroup.clusterName);
          if (cluster) admitNodes(cloud, tables, cluster, nodegroup.nodeRole);
          cloud.state.touch();
        } else if (cloud.clock.now() - nodegroup.createdAt > EKS_TIMINGS.nodegroupPatienceMs) {
          nodegroup.status = "CREATE_FAILED";
          nodegroup.issue = {
            code: "NodeCreationFailure",
            message: "Instances failed to join the kubernetes cluster",
            resourceIds: [nodegroup.resourceName],
          };
          cloud.state.touch();
        }
      });
    },
  };
}

/** The tags that EKS puts on the group and its instances, besides the node group's own (which stay on the node group). */
function tagsByKey({ clusterName, name }: NodegroupRecord): Record<string, string> {
  return {
    "eks:cluster-name": clusterName,
    "eks:nodegroup-name": name,
    [`kubernetes.io/cluster/${clusterName}`]: "owned",
    "k8s.io/cluster-autoscaler/enabled": "true",
    [`k8s.io/cluster-autoscaler/${clusterName}`]: "owned",
  };
}

function tagsOf(nodegroup: NodegroupRecord): { Key: string; Value: string }[] {
  const { "eks:cluster-name": cluster = "", "eks:nodegroup-name": name = "" } = tagsByKey(nodegroup);
  return [
    { Key: "eks:cluster-name", Value: cluster },
    { Key: "eks:nodegroup-name", Value: name },
  ];
}
