import type { eks } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, must, ownTags, someTags } from "../../convert";
import { orAbsent } from "../../errors";
import { inputsOf, resource } from "../../resource-type";
import { retagEks } from "./common";

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html. Id: `cluster:addon`. */
export const addon = resource<eks.AddonArgs, eks.AddonState>({
  type: "aws:eks/addon:Addon",
  inputs: inputsOf<eks.AddonArgs>()({
    required: ["addonName", "clusterName"],
    replaces: ["addonName", "addonVersion", "clusterName", "configurationValues", "serviceAccountRoleArn"],
    updates: ["preserve", "tags"],
    inert: ["namespaceConfig", "podIdentityAssociations", "resolveConflictsOnCreate", "resolveConflictsOnUpdate"],
  }),
  async create(inputs, context) {
    const { addonName, clusterName } = inputs;
    await context.clients.eks.createAddon(
      compact({
        addonName,
        clusterName,
        addonVersion: inputs.addonVersion,
        configurationValues: inputs.configurationValues,
        serviceAccountRoleArn: inputs.serviceAccountRoleArn,
        tags: someTags(context.tagsOf(inputs)),
      }),
    );
    const id = `${clusterName}:${addonName}`;
    await context.wait(`EKS add-on ${id} to be active`, async () => {
      const { status, health } = await find(id, context);
      if (status === "CREATE_FAILED") throw new Error(health?.issues?.[0]?.message ?? `EKS add-on ${id} failed`);
      return status === "ACTIVE" ? true : undefined;
    });
    return id;
  },
  async read(id, context) {
    const found = await find(id, context);
    return compact({
      arn: found.addonArn,
      addonName: found.addonName,
      addonVersion: found.addonVersion,
      clusterName: found.clusterName,
      createdAt: found.createdAt?.toISOString(),
      modifiedAt: found.modifiedAt?.toISOString(),
      serviceAccountRoleArn: found.serviceAccountRoleArn,
      tags: ownTags(found.tags),
    });
  },
  async update(_id, change, context, known) {
    if (change.changed("tags")) await retagEks(known.arn ?? "", change, context);
  },
  async delete(id, context, known) {
    const [clusterName, addonName] = id.split(":");
    await context.clients.eks.deleteAddon({ clusterName, addonName, preserve: known.preserve });
    await context.wait(`EKS add-on ${id} to go`, async () => ((await orAbsent(find(id, context))) ? undefined : true));
  },
});

async function find(id: string, context: Context) {
  const [clusterName, addonName] = id.split(":");
  return must((await context.clients.eks.describeAddon({ clusterName, addonName })).addon, "addon");
}
