import type { iam } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, jsonText, listChange, must, tagList, tagMap } from "../../convert";
import { orAbsent } from "../../errors";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { decodeDocument, iamTagChange, keepWritten } from "./common";

type Inline = NonNullable<Plainly<iam.RoleArgs>["inlinePolicies"]>[number];

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const role = resource<iam.RoleArgs, iam.RoleState>({
  type: "aws:iam/role:Role",
  inputs: inputsOf<iam.RoleArgs>()({
    required: ["assumeRolePolicy"],
    replaces: ["name", "namePrefix", "path"],
    updates: [
      "assumeRolePolicy",
      "description",
      "inlinePolicies",
      "managedPolicyArns",
      "maxSessionDuration",
      "permissionsBoundary",
      "tags",
    ],
    inert: ["forceDetachPolicies"],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 64 },
  defaults: { path: "/", maxSessionDuration: 3600 },
  async create(inputs, context) {
    const { iam } = context.clients;
    const name = inputs.name ?? "";
    await iam.createRole(
      compact({
        RoleName: name,
        Path: inputs.path,
        AssumeRolePolicyDocument: jsonText(inputs.assumeRolePolicy),
        Description: inputs.description,
        MaxSessionDuration: inputs.maxSessionDuration,
        PermissionsBoundary: inputs.permissionsBoundary,
        Tags: tagList(context.tagsOf(inputs)),
      }),
    );
    for (const policy of inputs.inlinePolicies ?? []) await putInline(name, policy, context);
    for (const PolicyArn of inputs.managedPolicyArns ?? []) await iam.attachRolePolicy({ RoleName: name, PolicyArn });
    return name;
  },
  async read(name, context, known) {
    const { iam } = context.clients;
    const found = must((await iam.getRole({ RoleName: name })).Role, "Role");
    const attached = await iam.listAttachedRolePolicies({ RoleName: name });
    return compact({
      arn: found.Arn,
      assumeRolePolicy: keepWritten(known.assumeRolePolicy, decodeDocument(found.AssumeRolePolicyDocument)),
      createDate: found.CreateDate?.toISOString(),
      description: found.Description ?? "",
      managedPolicyArns: attached.AttachedPolicies?.map(({ PolicyArn }) => PolicyArn ?? ""),
      maxSessionDuration: found.MaxSessionDuration,
      name: found.RoleName,
      path: found.Path,
      permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
      uniqueId: found.RoleId,
      tags: tagMap(found.Tags),
    });
  },
  async update(name, change, context) {
    const { iam } = context.clients;
    const { news, olds } = change;
    if (change.changed("assumeRolePolicy")) {
      await iam.updateAssumeRolePolicy({ RoleName: name, PolicyDocument: jsonText(news.assumeRolePolicy) });
    }
    if (change.changed("description", "maxSessionDuration")) {
      await iam.updateRole(compact({ RoleName: name, Description: news.description ?? "", MaxSessionDuration: news.maxSessionDuration }));
    }
    if (change.changed("permissionsBoundary")) {
      if (news.permissionsBoundary) await iam.putRolePermissionsBoundary({ RoleName: name, PermissionsBoundary: news.permissionsBoundary });
      else await iam.deleteRolePermissionsBoundary({ RoleName: name });
    }
    const managed = listChange(olds.managedPolicyArns, news.managedPolicyArns);
    for (const PolicyArn of managed.removed) await iam.detachRolePolicy({ RoleName: name, PolicyArn });
    for (const PolicyArn of managed.added) await iam.attachRolePolicy({ RoleName: name, PolicyArn });
    const inline = listChange(olds.inlinePolicies, news.inlinePolicies);
    for (const policy of inline.removed) {
      if (!inline.added.some((added) => added.name === policy.name))
        await iam.deleteRolePolicy({ RoleName: name, PolicyName: policy.name });
    }
    for (const policy of inline.added) await putInline(name, policy, context);
    const tags = iamTagChange(context.tagsOf(olds), context.tagsOf(news));
    if (tags.unset.length > 0) await iam.untagRole({ RoleName: name, TagKeys: tags.unset });
    if (tags.set.length > 0) await iam.tagRole({ RoleName: name, Tags: tags.set });
  },
  async delete(name, context, known) {
    const { iam } = context.clients;
    // A role goes only when it is bare; what the program declared inside it goes with it.
    for (const { name: PolicyName } of known.inlinePolicies ?? []) await orAbsent(iam.deleteRolePolicy({ RoleName: name, PolicyName }));
    for (const PolicyArn of known.managedPolicyArns ?? []) await orAbsent(iam.detachRolePolicy({ RoleName: name, PolicyArn }));
    await iam.deleteRole({ RoleName: name });
  },
});

async function putInline(role: string, policy: Inline, context: Context): Promise<void> {
  await context.clients.iam.putRolePolicy({ RoleName: role, PolicyName: policy.name, PolicyDocument: policy.policy });
}
