import type { eks } from "@pulumi/aws";
import { compact, must, ownTags, someTags } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { retagEks } from "./common";

/** `cluster:principalArn`, as AWS's provider writes ids. */
function split(id: string): readonly [string, string] {
  const colon = id.indexOf(":");
  return [id.slice(0, colon), id.slice(colon + 1)];
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html */
export const accessEntry = resource<eks.AccessEntryArgs, eks.AccessEntryState>({
  type: "aws:eks/accessEntry:AccessEntry",
  inputs: inputsOf<eks.AccessEntryArgs>()({
    required: ["clusterName", "principalArn"],
    replaces: ["clusterName", "principalArn", "type"],
    updates: ["kubernetesGroups", "tags", "userName"],
  }),
  defaults: { type: "STANDARD" },
  async create(inputs, context) {
    await context.clients.eks.createAccessEntry(
      compact({
        clusterName: inputs.clusterName,
        principalArn: inputs.principalArn,
        kubernetesGroups: inputs.kubernetesGroups,
        username: inputs.userName,
        type: inputs.type,
        tags: someTags(context.tagsOf(inputs)),
      }),
    );
    return `${inputs.clusterName}:${inputs.principalArn}`;
  },
  async read(id, context) {
    const [clusterName, principalArn] = split(id);
    const found = must((await context.clients.eks.describeAccessEntry({ clusterName, principalArn })).accessEntry, "accessEntry");
    return {
      accessEntryArn: found.accessEntryArn,
      clusterName: found.clusterName,
      createdAt: found.createdAt?.toISOString(),
      kubernetesGroups: found.kubernetesGroups ?? [],
      modifiedAt: found.modifiedAt?.toISOString(),
      principalArn: found.principalArn,
      type: found.type,
      userName: found.username,
      tags: ownTags(found.tags),
    };
  },
  async update(id, change, context, known) {
    const [clusterName, principalArn] = split(id);
    if (change.changed("kubernetesGroups", "userName")) {
      const { kubernetesGroups, userName } = change.news;
      await context.clients.eks.updateAccessEntry(compact({ clusterName, principalArn, kubernetesGroups, username: userName }));
    }
    if (change.changed("tags")) await retagEks(known.accessEntryArn ?? "", change, context);
  },
  async delete(id, context) {
    const [clusterName, principalArn] = split(id);
    await context.clients.eks.deleteAccessEntry({ clusterName, principalArn });
  },
});

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_AssociateAccessPolicy.html */
export const accessPolicyAssociation = resource<eks.AccessPolicyAssociationArgs, eks.AccessPolicyAssociationState>({
  type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  inputs: inputsOf<eks.AccessPolicyAssociationArgs>()({
    required: ["accessScope", "clusterName", "policyArn", "principalArn"],
    replaces: ["accessScope", "clusterName", "policyArn", "principalArn"],
    updates: [],
  }),
  deleteBeforeReplace: true,
  async create({ clusterName, principalArn, policyArn, accessScope }, context) {
    const scope = {
      type: accessScope.type === "namespace" ? ("namespace" as const) : ("cluster" as const),
      namespaces: accessScope.namespaces,
    };
    await context.clients.eks.associateAccessPolicy({ clusterName, principalArn, policyArn, accessScope: compact(scope) });
    return `${clusterName}#${principalArn}#${policyArn}`;
  },
  async read(id, context) {
    const [clusterName, principalArn, policyArn] = id.split("#");
    const { associatedAccessPolicies } = await context.clients.eks.listAssociatedAccessPolicies({ clusterName, principalArn });
    const found = associatedAccessPolicies?.find((association) => association.policyArn === policyArn);
    return found && { associatedAt: found.associatedAt?.toISOString(), modifiedAt: found.modifiedAt?.toISOString() };
  },
  async delete(id, context) {
    const [clusterName, principalArn, policyArn] = id.split("#");
    await context.clients.eks.disassociateAccessPolicy({ clusterName, principalArn, policyArn });
  },
});
