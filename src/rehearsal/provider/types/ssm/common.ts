import type { Context } from "../../context";
import { tagChange, tagList, tagMap } from "../../convert";

type Tagged = { readonly tags?: Readonly<Record<string, string>> | undefined };
type Kind = "Parameter" | "Document";

export async function readSsmTags(kind: Kind, id: string, context: Context): Promise<Record<string, string>> {
  return tagMap((await context.clients.ssm.listTagsForResource({ ResourceType: kind, ResourceId: id })).TagList);
}

export async function retagSsm(
  kind: Kind,
  id: string,
  change: { readonly olds: Tagged; readonly news: Tagged },
  context: Context,
): Promise<void> {
  const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
  const of = { ResourceType: kind, ResourceId: id };
  if (unset.length > 0) await context.clients.ssm.removeTagsFromResource({ ...of, TagKeys: unset });
  if (Object.keys(set).length > 0) await context.clients.ssm.addTagsToResource({ ...of, Tags: tagList(set) });
}
