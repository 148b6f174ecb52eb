import type { sns } from "@pulumi/aws";
import { jsonText } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { keepWritten } from "../iam/common";

/** The policy of a topic, as a resource of its own. https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const topicPolicy = resource<sns.TopicPolicyArgs, sns.TopicPolicyState>({
  type: "aws:sns/topicPolicy:TopicPolicy",
  inputs: inputsOf<sns.TopicPolicyArgs>()({ required: ["arn", "policy"], replaces: ["arn"], updates: ["policy"] }),
  async create({ arn, policy }, context) {
    await context.clients.sns.setTopicAttributes({ TopicArn: arn, AttributeName: "Policy", AttributeValue: jsonText(policy) });
    return arn;
  },
  async read(arn, context, known) {
    const { Attributes } = await context.clients.sns.getTopicAttributes({ TopicArn: arn });
    return { arn, owner: Attributes?.Owner, policy: keepWritten(known.policy, Attributes?.Policy) };
  },
  async update(arn, { news }, context) {
    await context.clients.sns.setTopicAttributes({ TopicArn: arn, AttributeName: "Policy", AttributeValue: jsonText(news.policy) });
  },
  async delete(arn, context) {
    // A topic always has a policy: the one that SNS gives it allows its own account and nobody else.
    const account = arn.split(":")[4];
    const own = {
      Version: "2008-10-17",
      Id: "__default_policy_ID",
      Statement: [
        {
          Sid: "__default_statement_ID",
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: [
            "SNS:GetTopicAttributes",
            "SNS:SetTopicAttributes",
            "SNS:AddPermission",
            "SNS:RemovePermission",
            "SNS:DeleteTopic",
            "SNS:Subscribe",
            "SNS:ListSubscriptionsByTopic",
            "SNS:Publish",
          ],
          Resource: arn,
          Condition: { StringEquals: { "AWS:SourceOwner": account } },
        },
      ],
    };
    await context.clients.sns.setTopicAttributes({ TopicArn: arn, AttributeName: "Policy", AttributeValue: JSON.stringify(own) });
  },
});
