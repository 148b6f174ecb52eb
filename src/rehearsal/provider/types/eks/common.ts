import type { Context } from "../../context";
import { tagChange } from "../../convert";

type Tagged = { readonly tags?: Readonly<Record<string, string>> | undefined };

export async function retagEks(arn: string, change: { readonly olds: Tagged; readonly news: Tagged }, context: Context): Promise<void> {
  const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
  if (unset.length > 0) await context.clients.eks.untagResource({ resourceArn: arn, tagKeys: unset });
  if (Object.keys(set).length > 0) await context.clients.eks.tagResource({ resourceArn: arn, tags: set });
}
