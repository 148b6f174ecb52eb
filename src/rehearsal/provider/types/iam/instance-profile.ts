import type { iam } from "@pulumi/aws";
import { compact, must, tagList, tagMap } from "../../convert";
import { orAbsent } from "../../errors";
import { inputsOf, resource } from "../../resource-type";
import { iamTagChange, roleName } from "./common";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html */
export const instanceProfile = resource<iam.InstanceProfileArgs, iam.InstanceProfileState>({
  type: "aws:iam/instanceProfile:InstanceProfile",
  inputs: inputsOf<iam.InstanceProfileArgs>()({ required: [], replaces: ["name", "namePrefix", "path"], updates: ["role", "tags"] }),
  naming: { property: "name", prefix: "namePrefix", max: 128 },
  defaults: { path: "/" },
  async create(inputs, context) {
    const { iam } = context.clients;
    const name = inputs.name ?? "";
    await iam.createInstanceProfile({ InstanceProfileName: name, Path: inputs.path, Tags: tagList(context.tagsOf(inputs)) });
    if (inputs.role) await iam.addRoleToInstanceProfile({ InstanceProfileName: name, RoleName: roleName(inputs.role) });
    return name;
  },
  async read(name, context) {
    const found = must((await context.clients.iam.getInstanceProfile({ InstanceProfileName: name })).InstanceProfile, "InstanceProfile");
    return compact({
      arn: found.Arn,
      createDate: found.CreateDate?.toISOString(),
      name: found.InstanceProfileName,
      path: found.Path,
      role: found.Roles?.[0]?.RoleName,
      uniqueId: found.InstanceProfileId,
      tags: tagMap(found.Tags),
    });
  },
  async update(name, change, context) {
    const { iam } = context.clients;
    if (change.changed("role")) {
      if (change.olds.role) await iam.removeRoleFromInstanceProfile({ InstanceProfileName: name, RoleName: roleName(change.olds.role) });
      if (change.news.role) await iam.addRoleToInstanceProfile({ InstanceProfileName: name, RoleName: roleName(change.news.role) });
    }
    const tags = iamTagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
    if (tags.unset.length > 0) await iam.untagInstanceProfile({ InstanceProfileName: name, TagKeys: tags.unset });
    if (tags.set.length > 0) await iam.tagInstanceProfile({ InstanceProfileName: name, Tags: tags.set });
  },
  async delete(name, context, known) {
    const { iam } = context.clients;
    if (known.role) await orAbsent(iam.removeRoleFromInstanceProfile({ InstanceProfileName: name, RoleName: roleName(known.role) }));
    await iam.deleteInstanceProfile({ InstanceProfileName: name });
  },
});
