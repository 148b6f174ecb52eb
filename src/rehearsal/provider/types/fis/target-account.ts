import type { fis } from "@pulumi/aws";
import { compact, must } from "../../convert";
import { inputsOf, resource } from "../../resource-type";

/** https://docs.aws.amazon.com/fis/latest/APIReference/API_CreateTargetAccountConfiguration.html. Id: `template,account`. */
export const targetAccountConfiguration = resource<fis.TargetAccountConfigurationArgs, fis.TargetAccountConfigurationState>({
  type: "aws:fis/targetAccountConfiguration:TargetAccountConfiguration",
  inputs: inputsOf<fis.TargetAccountConfigurationArgs>()({
    required: ["accountId", "experimentTemplateId"],
    replaces: ["accountId", "experimentTemplateId"],
    updates: ["description", "roleArn"],
  }),
  check: ({ roleArn }) =>
    roleArn === undefined ? [{ property: "roleArn", reason: "is missing: the role that FIS assumes in that account" }] : [],
  async create({ accountId, experimentTemplateId, roleArn, description }, context) {
    await context.clients.fis.createTargetAccountConfiguration({ ...compact({ accountId, experimentTemplateId, description }), roleArn });
    return `${experimentTemplateId},${accountId}`;
  },
  async read(id, context) {
    const [experimentTemplateId = "", accountId = ""] = id.split(",");
    const answer = await context.clients.fis.getTargetAccountConfiguration({ experimentTemplateId, accountId });
    const found = must(answer.targetAccountConfiguration, "targetAccountConfiguration");
    return compact({ accountId, experimentTemplateId, roleArn: found.roleArn, description: found.description });
  },
  async update(id, { news }, context) {
    const [experimentTemplateId = "", accountId = ""] = id.split(",");
    const { roleArn, description } = news;
    await context.clients.fis.updateTargetAccountConfiguration(compact({ experimentTemplateId, accountId, roleArn, description }));
  },
  async delete(id, context) {
    const [experimentTemplateId = "", accountId = ""] = id.split(",");
    await context.clients.fis.deleteTargetAccountConfiguration({ experimentTemplateId, accountId });
  },
});
