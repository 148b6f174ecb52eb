import { invalidValue, type Kind, notFound } from "./errors";
import { filtered } from "./filters";
import { kindOfId } from "./kinds";
import type { Call, Describing, Operations } from "./operations";
import { paged } from "./pages";
import type { Tagged } from "./records";
import { change, type Region, type Store } from "./store";
import { checkCount, type TagInput, type Tags, wantedTags } from "./tags";

/** What of EC2 bears tags. */
export const TAGGED: readonly Kind[] = [
  "instance",
  "vpc",
  "subnet",
  "internet-gateway",
  "route-table",
  "network-acl",
  "security-group",
  "security-group-rule",
  "network-interface",
  "volume",
  "launch-template",
  "elastic-ip",
  "natgateway",
  "prefix-list",
];

/** The record behind any id that can bear tags. */
export function taggedResource(region: Region, id: string): { kind: Kind; record: Tagged } | undefined {
  const kind = kindOfId(id);
  const record = kind ? region.recordsOf(kind)?.get(id) : undefined;
  return kind && record ? { kind, record } : undefined;
}

function needTagged(region: Region, id: string) {
  const found = taggedResource(region, id);
  if (found) return found;
  const kind = kindOfId(id);
  throw kind ? notFound(kind, id) : invalidValue(`The ID '${id}' is not valid`);
}

export function taggingOperations(store: Store): Operations {
  const write = (region: Region, id: string, tags: Tags) => {
    const { kind, record } = needTagged(region, id);
    checkCount(tags);
    const records = region.recordsOf(kind);
    if (records) change(records, record, { tags });
    if (kind === "instance" && store.cloud.plane.machine(id)) store.cloud.plane.relabel(id, { tags });
  };
  return {
    CreateTags(input: { Resources: string[]; Tags: TagInput[] }, call: Call) {
      const region = store.of(call);
      const wanted = wantedTags(input.Tags, call.principal);
      for (const id of input.Resources) needTagged(region, id);
      for (const id of input.Resources) write(region, id, { ...needTagged(region, id).record.tags, ...wanted });
      return {};
    },

    DeleteTags(input: { Resources: string[]; Tags?: TagInput[] }, call: Call) {
      const region = store.of(call);
      if (input.Tags?.some((tag) => tag.Key?.startsWith("aws:")) && call.principal.kind !== "service")
        throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
      for (const id of input.Resources) needTagged(region, id);
      for (const id of input.Resources) {
        // A tag goes when its key is named, alone or with the value that it has; without any key all of the user's go.
        const gone = (key: string, value: string) =>
          input.Tags?.length
            ? input.Tags.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value))
            : !key.startsWith("aws:");
        write(
          region,
          id,
          Object.fromEntries(Object.entries(needTagged(region, id).record.tags).filter(([key, value]) => !gone(key, value))),
        );
      }
      return {};
    },

    DescribeTags(input: Describing, call: Call) {
      const region = store.of(call);
      const all = TAGGED.flatMap((kind) =>
        (region.recordsOf(kind)?.values() ?? []).flatMap((record) =>
          Object.entries(record.tags).map(([Key, Value]) => ({ ResourceId: record.id, ResourceType: kind, Key, Value })),
        ),
      );
      const { Filters } = input;
      const tags = filtered(all, Filters, {
        key: (tag) => tag.Key,
        "resource-id": (tag) => tag.ResourceId,
        "resource-type": (tag) => tag.ResourceType,
        value: (tag) => tag.Value,
        // `tag:KEY` is the same as the filters `key` and `value` together.
        ...Object.fromEntries(
          (Filters ?? [])
            .flatMap((filter) => (filter.Name?.startsWith("tag:") ? [filter.Name] : []))
            .map((name) => [name, (tag: { Key: string; Value: string }) => (tag.Key === name.slice(4) ? tag.Value : undefined)]),
        ),
      });
      const { page, nextToken } = paged(tags, input);
      return { Tags: page, NextToken: nextToken };
    },
  };
}
