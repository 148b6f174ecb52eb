import type { sqs } from "@pulumi/aws";
import { jsonText } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { keepWritten } from "../iam/common";

/** The policy of a queue, as a resource of its own. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const queuePolicy = resource<sqs.QueuePolicyArgs, sqs.QueuePolicyState>({
  type: "aws:sqs/queuePolicy:QueuePolicy",
  inputs: inputsOf<sqs.QueuePolicyArgs>()({ required: ["policy", "queueUrl"], replaces: ["queueUrl"], updates: ["policy"] }),
  async create({ queueUrl, policy }, context) {
    await context.clients.sqs.setQueueAttributes({ QueueUrl: queueUrl, Attributes: { Policy: jsonText(policy) } });
    return queueUrl;
  },
  async read(url, context, known) {
    const { Attributes } = await context.clients.sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["Policy"] });
    if (!Attributes?.Policy) return undefined;
    return { queueUrl: url, policy: keepWritten(known.policy, Attributes.Policy) };
  },
  async update(url, { news }, context) {
    await context.clients.sqs.setQueueAttributes({ QueueUrl: url, Attributes: { Policy: jsonText(news.policy) } });
  },
  async delete(url, context) {
    await context.clients.sqs.setQueueAttributes({ QueueUrl: url, Attributes: { Policy: "" } });
  },
});
