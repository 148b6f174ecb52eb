import type { autoscaling } from "@pulumi/aws";
import { inputsOf, resource } from "../../resource-type";

/** One tag of a group that is made elsewhere, for example by EKS. */
export const tag = resource<autoscaling.TagArgs, autoscaling.TagState>({
  type: "aws:autoscaling/tag:Tag",
  inputs: inputsOf<autoscaling.TagArgs>()({
    required: ["autoscalingGroupName", "tag"],
    replaces: ["autoscalingGroupName"],
    updates: ["tag"],
  }),
  async create({ autoscalingGroupName, tag }, context) {
    await context.clients.autoscaling.createOrUpdateTags({ Tags: [tagInput(autoscalingGroupName, tag)] });
    return `${autoscalingGroupName},${tag.key}`;
  },
  async read(id, context) {
    const [name = "", key = ""] = split(id);
    const { Tags } = await context.clients.autoscaling.describeTags({
      Filters: [
        { Name: "auto-scaling-group", Values: [name] },
        { Name: "key", Values: [key] },
      ],
    });
    const found = Tags?.[0];
    return (
      found && { autoscalingGroupName: name, tag: { key, value: found.Value ?? "", propagateAtLaunch: found.PropagateAtLaunch ?? false } }
    );
  },
  async update(_id, { news, olds }, context) {
    if (olds.tag.key !== news.tag.key) await remove(olds.autoscalingGroupName, olds.tag.key);
    await context.clients.autoscaling.createOrUpdateTags({ Tags: [tagInput(news.autoscalingGroupName, news.tag)] });

    async function remove(name: string, key: string) {
      await context.clients.autoscaling.deleteTags({ Tags: [{ ResourceId: name, ResourceType: "auto-scaling-group", Key: key }] });
    }
  },
  async delete(id, context) {
    const [name = "", key = ""] = split(id);
    await context.clients.autoscaling.deleteTags({ Tags: [{ ResourceId: name, ResourceType: "auto-scaling-group", Key: key }] });
  },
});

function tagInput(name: string, { key, value, propagateAtLaunch }: { key: string; value: string; propagateAtLaunch: boolean }) {
  return { ResourceId: name, ResourceType: "auto-scaling-group", Key: key, Value: value, PropagateAtLaunch: propagateAtLaunch };
}

function split(id: string): readonly string[] {
  const comma = id.indexOf(",");
  return [id.slice(0, comma), id.slice(comma + 1)];
}
