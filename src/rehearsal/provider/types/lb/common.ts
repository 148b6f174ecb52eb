import type { Context } from "../../context";
import { tagChange, tagList, tagMap } from "../../convert";

type Tagged = { readonly tags?: Readonly<Record<string, string>> | undefined };

export function lbTags(inputs: Tagged, context: Context) {
  const tags = context.tagsOf(inputs);
  return Object.keys(tags).length > 0 ? tagList(tags) : undefined;
}

export async function readLbTags(arn: string, context: Context): Promise<Record<string, string>> {
  const { TagDescriptions } = await context.clients.lb.describeTags({ ResourceArns: [arn] });
  return tagMap(TagDescriptions?.[0]?.Tags);
}

export async function retagLb(arn: string, change: { readonly olds: Tagged; readonly news: Tagged }, context: Context): Promise<void> {
  const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
  if (unset.length > 0) await context.clients.lb.removeTags({ ResourceArns: [arn], TagKeys: unset });
  if (Object.keys(set).length > 0) await context.clients.lb.addTags({ ResourceArns: [arn], Tags: tagList(set) });
}

/** What follows the last colon: `app/shop/50dc6c495c0c9188` of a load balancer's ARN, `targetgroup/web/…` of a target group's. */
export function arnSuffix(arn: string): string {
  return (arn.split(":").at(-1) ?? "").replace(/^loadbalancer\//, "");
}

/** Attributes of the API from inputs that were given: `[{Key, Value}]`. */
export function attributes(values: Readonly<Record<string, string | number | boolean | undefined>>): { Key: string; Value: string }[] {
  return Object.entries(values).flatMap(([Key, value]) => (value === undefined ? [] : [{ Key, Value: String(value) }]));
}
