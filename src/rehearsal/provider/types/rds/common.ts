import type { Context } from "../../context";
import { tagChange, tagList, tagMap } from "../../convert";

type Tagged = { readonly tags?: Readonly<Record<string, string>> | undefined };

export function rdsTags(inputs: Tagged, context: Context) {
  return tagList(context.tagsOf(inputs));
}

export async function readRdsTags(arn: string | undefined, context: Context): Promise<Record<string, string>> {
  return tagMap((await context.clients.rds.listTagsForResource({ ResourceName: arn })).TagList);
}

export async function retagRds(
  arn: string | undefined,
  change: { readonly olds: Tagged; readonly news: Tagged },
  context: Context,
): Promise<void> {
  const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
  if (unset.length > 0) await context.clients.rds.removeTagsFromResource({ ResourceName: arn, TagKeys: unset });
  if (Object.keys(set).length > 0) await context.clients.rds.addTagsToResource({ ResourceName: arn, Tags: tagList(set) });
}
