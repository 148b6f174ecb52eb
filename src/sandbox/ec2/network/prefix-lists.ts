import { AwsError } from "../../kernel/error";
import { requireCidr } from "../base/cidr";
import { dependency, invalidValue, unsupported } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { PrefixListRecord } from "../base/records";
import { change, need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, tagList, tagsFor } from "../base/tags";
import { remembered } from "../base/tokens";

interface EntryInput {
  Cidr: string;
  Description?: string;
}

/** The lists that AWS keeps for its own services; FIS asks for them by name. Blocks are from the documentation ranges. */
const OF_AWS = [
  { service: "s3", cidr: "198.51.100.0/25" },
  { service: "dynamodb", cidr: "198.51.100.128/25" },
];

export function settlePrefixLists(region: Region): void {
  for (const { service, cidr } of OF_AWS) {
    const id = region.newId("pl");
    region.prefixLists.set(id, {
      id,
      name: `com.amazonaws.${region.region}.${service}`,
      maxEntries: 1,
      addressFamily: "IPv4",
      version: 1,
      entries: { "1": [{ cidr }] },
      ownedByAws: true,
      tags: {},
    });
  }
}

const ownerId = (region: Region, list: PrefixListRecord) => (list.ownedByAws ? "AWS" : region.accountId);
const arnOf = (region: Region, list: PrefixListRecord) =>
  list.ownedByAws ? `arn:aws:ec2:${region.region}:aws:prefix-list/${list.id}` : region.arn("prefix-list", list.id);

function listView(region: Region, list: PrefixListRecord) {
  return {
    PrefixListId: list.id,
    PrefixListArn: arnOf(region, list),
    PrefixListName: list.name,
    AddressFamily: list.addressFamily,
    MaxEntries: list.ownedByAws ? undefined : list.maxEntries,
    Version: list.ownedByAws ? undefined : list.version,
    State: list.ownedByAws ? "create-complete" : list.version > 1 ? "modify-complete" : "create-complete",
    OwnerId: ownerId(region, list),
    Tags: tagList(list.tags),
  };
}

const current = (list: PrefixListRecord) => list.entries[String(list.version)] ?? [];

function checked(entries: readonly EntryInput[], maxEntries: number) {
  if (entries.length > maxEntries)
    throw new AwsError("PrefixListMaxEntriesExceeded", "You've reached the maximum number of entries for the prefix list.");
  return entries.map((entry) => ({ cidr: requireCidr(entry.Cidr), description: entry.Description }));
}

export function prefixListOperations(store: Store): Operations {
  const mutable = (region: Region, id: string) => {
    const list = need(region.prefixLists, "prefix-list", id);
    if (list.ownedByAws) throw new AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.", 403);
    return list;
  };
  return {
    CreateManagedPrefixList(
      input: {
        PrefixListName: string;
        MaxEntries: number;
        AddressFamily: string;
        Entries?: EntryInput[];
        ClientToken?: string;
        TagSpecifications?: TagSpecification[];
      },
      call: Call,
    ) {
      if (input.AddressFamily !== "IPv4") throw unsupported("IPv6 prefix lists", "Use the address family IPv4.");
      if (input.PrefixListName.startsWith("com.amazonaws")) throw invalidValue("The prefix list name cannot start with com.amazonaws");
      const region = store.of(call);
      const tags = tagsFor("prefix-list", input.TagSpecifications, call.principal);
      const [id] = remembered(region, call.operation, input, () => {
        const entries = checked(input.Entries ?? [], input.MaxEntries);
        const listId = region.newId("pl");
        region.prefixLists.set(listId, {
          id: listId,
          name: input.PrefixListName,
          maxEntries: input.MaxEntries,
          addressFamily: "IPv4",
          version: 1,
          entries: { "1": entries },
          ownedByAws: false,
          tags,
        });
        return [listId];
      });
      return { PrefixList: listView(region, need(region.prefixLists, "prefix-list", id)) };
    },

    DescribeManagedPrefixLists(input: Describing & { PrefixListIds?: string[] }, call: Call) {
      const region = store.of(call);
      const lists = filtered(
        needAll(region.prefixLists, "prefix-list", input.PrefixListIds),
        input.Filters,
        {
          "owner-id": (list) => ownerId(region, list),
          "prefix-list-id": (list) => list.id,
          "prefix-list-name": (list) => list.name,
        },
        (list) => list.tags,
      );
      const { page, nextToken } = paged(lists, input, { min: 1, max: 100 });
      return { PrefixLists: page.map((list) => listView(region, list)), NextToken: nextToken };
    },

    DescribePrefixLists(input: Describing & { PrefixListIds?: string[] }, call: Call) {
      const region = store.of(call);
      const lists = filtered(
        needAll(region.prefixLists, "prefix-list", input.PrefixListIds).filter((list) => list.ownedByAws),
        input.Filters,
        { "prefix-list-id": (list) => list.id, "prefix-list-name": (list) => list.name },
      );
      const { page, nextToken } = paged(lists, input, { min: 1 });
      return {
        PrefixLists: page.map((list) => ({
          PrefixListId: list.id,
          PrefixListName: list.name,
          Cidrs: current(list).map((one) => one.cidr),
        })),
        NextToken: nextToken,
      };
    },

    GetManagedPrefixListEntries(
      input: { PrefixListId: string; TargetVersion?: number; MaxResults?: number; NextToken?: string },
      call: Call,
    ) {
      const list = need(store.of(call).prefixLists, "prefix-list", input.PrefixListId);
      const entries = input.TargetVersion === undefined ? current(list) : list.entries[String(input.TargetVersion)];
      if (!entries) throw invalidValue(`The prefix list version '${input.TargetVersion}' does not exist`);
      const { page, nextToken } = paged(entries, input, { min: 1, max: 100 });
      return { Entries: page.map((one) => ({ Cidr: one.cidr, Description: one.description })), NextToken: nextToken };
    },

    ModifyManagedPrefixList(
      input: {
        PrefixListId: string;
        CurrentVersion?: number;
        PrefixListName?: string;
        MaxEntries?: number;
        AddEntries?: EntryInput[];
        RemoveEntries?: { Cidr: string }[];
      },
      call: Call,
    ) {
      const region = store.of(call);
      const list = mutable(region, input.PrefixListId);
      const changesEntries = Boolean(input.AddEntries?.length || input.RemoveEntries?.length);
      if (changesEntries && input.CurrentVersion !== undefined && input.CurrentVersion !== list.version)
        throw new AwsError("PrefixListVersionMismatch", "The prefix list has the incorrect version number.");
      const removed = new Set((input.RemoveEntries ?? []).map((one) => requireCidr(one.Cidr)));
      const added = checked(input.AddEntries ?? [], Number.POSITIVE_INFINITY);
      const replaced = new Set(added.map((one) => one.cidr));
      const entries = [...current(list).filter((one) => !removed.has(one.cidr) && !replaced.has(one.cidr)), ...added];
      const maxEntries = input.MaxEntries ?? list.maxEntries;
      if (entries.length > maxEntries)
        throw new AwsError("PrefixListMaxEntriesExceeded", "You've reached the maximum number of entries for the prefix list.");
      const version = changesEntries ? list.version + 1 : list.version;
      const made = change(region.prefixLists, list, {
        name: input.PrefixListName ?? list.name,
        maxEntries,
        version,
        entries: { ...list.entries, [String(version)]: entries },
      });
      return { PrefixList: listView(region, made) };
    },

    DeleteManagedPrefixList(input: { PrefixListId: string }, call: Call) {
      const region = store.of(call);
      const list = mutable(region, input.PrefixListId);
      const used =
        region.routeTables.find((table) => table.routes.some((route) => route.prefixListId === list.id)) ??
        region.rules.find((rule) => rule.prefixListId === list.id);
      if (used) throw dependency(`The prefixList '${list.id}' has dependencies and cannot be deleted.`);
      region.prefixLists.delete(list.id);
      return { PrefixList: listView(region, list) };
    },
  };
}
