import type { Acting } from "../../common/identity";
import type { Cloud } from "../../kernel/cloud";
import { serviceNamed } from "../services";

/**
 * Sends a message to a queue, a topic or a function, in the function's role, as Lambda does. What cannot be delivered is said to the
 * operator: AWS only counts it.
 */
export async function deliver(
  cloud: Cloud,
  as: Acting,
  arn: string,
  body: string,
  attributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>> = {},
): Promise<boolean> {
  const [, , name = "", region = as.region, accountId = as.accountId, resource = ""] = arn.split(":");
  const service = serviceNamed(name);
  const lost = (why: string) => {
    cloud.log("an event of a function could not be delivered to its destination", { destination: arn, why });
    return false;
  };
  if (!service) return lost(`the sandbox does not have ${name}`);
  try {
    if (name === "sqs") {
      const input = { QueueUrl: `${cloud.endpoint()}/${accountId}/${resource}`, MessageBody: body, MessageAttributes: attributes };
      await cloud.invoke(service, "SendMessage", input, { ...as, region });
    } else if (name === "sns") {
      await cloud.invoke(service, "Publish", { TopicArn: arn, Message: body, MessageAttributes: attributes }, { ...as, region });
    } else {
      await cloud.invoke(service, "Invoke", { FunctionName: arn, InvocationType: "Event", Payload: Buffer.from(body) }, { ...as, region });
    }
    return true;
  } catch (problem) {
    return lost(problem instanceof Error ? problem.message : String(problem));
  }
}
