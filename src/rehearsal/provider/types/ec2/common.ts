import type { ResourceType as Ec2ResourceType } from "@aws-sdk/client-ec2";
import type { Context } from "../../context";
import { tagChange, tagList } from "../../convert";

type Tagged = { readonly tags?: Readonly<Record<string, string>> | undefined };

/** `TagSpecifications` of a create call; nothing when there are no tags. */
export function tagSpecifications(resource: Ec2ResourceType, inputs: Tagged, context: Context) {
  const tags = context.tagsOf(inputs);
  return Object.keys(tags).length > 0 ? [{ ResourceType: resource, Tags: tagList(tags) }] : undefined;
}

/** Brings the tags of an EC2 resource from old to new. */
export async function retag(id: string, change: { readonly olds: Tagged; readonly news: Tagged }, context: Context): Promise<void> {
  const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
  if (unset.length > 0) await context.clients.ec2.deleteTags({ Resources: [id], Tags: unset.map((Key) => ({ Key })) });
  if (Object.keys(set).length > 0) await context.clients.ec2.createTags({ Resources: [id], Tags: tagList(set) });
}

/** `arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0abc` */
export function ec2Arn(context: Context, owner: string | undefined, kind: string, id: string): string {
  return `arn:${context.partition}:ec2:${context.region}:${owner ?? ""}:${kind}/${id}`;
}
