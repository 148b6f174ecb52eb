import type { iam } from "@pulumi/aws";
import { compact, must, tagMap } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { iamTagChange } from "./common";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html. Id: the role's ARN. */
export const serviceLinkedRole = resource<iam.ServiceLinkedRoleArgs, iam.ServiceLinkedRoleState>({
  type: "aws:iam/serviceLinkedRole:ServiceLinkedRole",
  inputs: inputsOf<iam.ServiceLinkedRoleArgs>()({
    required: ["awsServiceName"],
    replaces: ["awsServiceName", "customSuffix"],
    updates: ["description", "tags"],
  }),
  async create(inputs, context) {
    const { iam } = context.clients;
    const { Role } = await iam.createServiceLinkedRole(
      compact({ AWSServiceName: inputs.awsServiceName, CustomSuffix: inputs.customSuffix, Description: inputs.description }),
    );
    const tags = iamTagChange({}, context.tagsOf(inputs)).set;
    if (tags.length > 0) await iam.tagRole({ RoleName: Role?.RoleName, Tags: tags });
    return must(Role?.Arn, "Arn");
  },
  async read(arn, context) {
    const found = must((await context.clients.iam.getRole({ RoleName: nameOf(arn) })).Role, "Role");
    return compact({
      arn: found.Arn,
      createDate: found.CreateDate?.toISOString(),
      description: found.Description ?? "",
      name: found.RoleName,
      path: found.Path,
      uniqueId: found.RoleId,
      tags: tagMap(found.Tags),
    });
  },
  async update(arn, change, context) {
    const { iam } = context.clients;
    const RoleName = nameOf(arn);
    if (change.changed("description")) await iam.updateRole({ RoleName, Description: change.news.description ?? "" });
    const tags = iamTagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
    if (tags.unset.length > 0) await iam.untagRole({ RoleName, TagKeys: tags.unset });
    if (tags.set.length > 0) await iam.tagRole({ RoleName, Tags: tags.set });
  },
  async delete(arn, context) {
    const { iam } = context.clients;
    const { DeletionTaskId } = await iam.deleteServiceLinkedRole({ RoleName: nameOf(arn) });
    await context.wait(`service-linked role ${nameOf(arn)} to go`, async () => {
      const { Status, Reason } = await iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId });
      if (Status === "FAILED") throw new Error(Reason?.Reason ?? "the role is in use");
      return Status === "SUCCEEDED" ? true : undefined;
    });
  },
});

function nameOf(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}
