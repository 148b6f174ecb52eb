import type { Context } from "../../context";
import { tagChange, tagList } from "../../convert";

type Tagged = { readonly tags?: Readonly<Record<string, string>> | undefined };

export async function retagCloudWatch(
  arn: string,
  change: { readonly olds: Tagged; readonly news: Tagged },
  context: Context,
): Promise<void> {
  const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
  if (unset.length > 0) await context.clients.cloudwatch.untagResource({ ResourceARN: arn, TagKeys: unset });
  if (Object.keys(set).length > 0) await context.clients.cloudwatch.tagResource({ ResourceARN: arn, Tags: tagList(set) });
}
