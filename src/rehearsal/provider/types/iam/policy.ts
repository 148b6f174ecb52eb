import type { iam } from "@pulumi/aws";
import { compact, jsonText, must, tagList, tagMap } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { decodeDocument, iamTagChange, keepWritten } from "./common";

const MOST_VERSIONS = 5;

/** A managed policy. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const policy = resource<iam.PolicyArgs, iam.PolicyState>({
  type: "aws:iam/policy:Policy",
  inputs: inputsOf<iam.PolicyArgs>()({
    required: ["policy"],
    replaces: ["description", "name", "namePrefix", "path"],
    updates: ["policy", "tags"],
    inert: ["delayAfterPolicyCreationInMs"],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 128 },
  defaults: { path: "/" },
  async create(inputs, context) {
    const { Policy } = await context.clients.iam.createPolicy(
      compact({
        PolicyName: inputs.name,
        Path: inputs.path,
        Description: inputs.description,
        PolicyDocument: jsonText(inputs.policy),
        Tags: tagList(context.tagsOf(inputs)),
      }),
    );
    return must(Policy?.Arn, "Arn");
  },
  async read(arn, context, known) {
    const { iam } = context.clients;
    const found = must((await iam.getPolicy({ PolicyArn: arn })).Policy, "Policy");
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn: arn, VersionId: found.DefaultVersionId });
    return compact({
      arn,
      attachmentCount: found.AttachmentCount,
      description: found.Description,
      name: found.PolicyName,
      path: found.Path,
      policy: keepWritten(known.policy, decodeDocument(PolicyVersion?.Document)),
      policyId: found.PolicyId,
      tags: tagMap(found.Tags),
    });
  },
  async update(arn, change, context) {
    const { iam } = context.clients;
    if (change.changed("policy")) {
      const { Versions } = await iam.listPolicyVersions({ PolicyArn: arn });
      const oldest = Versions?.filter(({ IsDefaultVersion }) => !IsDefaultVersion).at(-1);
      if ((Versions?.length ?? 0) >= MOST_VERSIONS && oldest)
        await iam.deletePolicyVersion({ PolicyArn: arn, VersionId: oldest.VersionId });
      await iam.createPolicyVersion({ PolicyArn: arn, PolicyDocument: jsonText(change.news.policy), SetAsDefault: true });
    }
    const tags = iamTagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
    if (tags.unset.length > 0) await iam.untagPolicy({ PolicyArn: arn, TagKeys: tags.unset });
    if (tags.set.length > 0) await iam.tagPolicy({ PolicyArn: arn, Tags: tags.set });
  },
  async delete(arn, context) {
    const { iam } = context.clients;
    const { Versions } = await iam.listPolicyVersions({ PolicyArn: arn });
    for (const { VersionId, IsDefaultVersion } of Versions ?? []) {
      if (!IsDefaultVersion) await iam.deletePolicyVersion({ PolicyArn: arn, VersionId });
    }
    await iam.deletePolicy({ PolicyArn: arn });
  },
});
