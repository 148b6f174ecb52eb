import { type Call, type Handler, regionalScope } from "../kernel/cloud";
import { checkTags, type TagInput } from "./checks";
import { paged } from "./pages";
import { type Store, validation } from "./store";
import { tagView } from "./view";

export function tagOperations(store: Store): Record<string, Handler> {
  const byGroup = (tags: readonly TagInput[]) => {
    const groups = new Map<string, TagInput[]>();
    for (const tag of tags) groups.set(tag.ResourceId ?? "", [...(groups.get(tag.ResourceId ?? "") ?? []), tag]);
    return groups;
  };
  return {
    CreateOrUpdateTags(input: { Tags: TagInput[] }, call: Call) {
      const wanted = [...byGroup(input.Tags)].map(([name, tags]) => ({ group: store.need(call, name), tags }));
      for (const { group, tags } of wanted) {
        const added = checkTags(tags, call.principal.kind === "service");
        const kept = group.tags.filter((tag) => !added.some((one) => one.key === tag.key));
        store.change(regionalScope(call), group.name, { tags: [...kept, ...added].sort((a, b) => (a.key < b.key ? -1 : 1)) });
      }
      return {};
    },

    DeleteTags(input: { Tags: TagInput[] }, call: Call) {
      for (const [name, tags] of byGroup(input.Tags)) {
        const group = store.need(call, name);
        store.change(regionalScope(call), name, { tags: group.tags.filter((tag) => !tags.some((one) => one.Key === tag.key)) });
      }
      return {};
    },

    DescribeTags(input: { Filters?: { Name?: string; Values?: string[] }[]; MaxRecords?: number; NextToken?: string }, call: Call) {
      const all = store
        .groups(regionalScope(call))
        .values()
        .flatMap((group) => group.tags.map(tagView(group.name)));
      const read: Readonly<Record<string, (tag: (typeof all)[number]) => string>> = {
        "auto-scaling-group": (tag) => tag.ResourceId,
        key: (tag) => tag.Key,
        value: (tag) => tag.Value,
        "propagate-at-launch": (tag) => String(tag.PropagateAtLaunch),
      };
      const found = (input.Filters ?? []).reduce((left, { Name = "", Values = [] }) => {
        const value = read[Name];
        if (!value) throw validation(`Filter type ${Name} is not correct. Allowed Filter types are: ${Object.keys(read).join(", ")}`);
        return left.filter((tag) => Values.includes(value(tag)));
      }, all);
      const { page, nextToken } = paged(found, input);
      return { Tags: page, NextToken: nextToken };
    },
  };
}
