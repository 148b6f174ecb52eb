import type { ec2 } from "@pulumi/aws";
import type { Context } from "../../context";
import { listChange, must, only, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { retag, tagSpecifications } from "./common";

type Entry = NonNullable<Plainly<ec2.ManagedPrefixListArgs>["entries"]>[number];

const entryInput = ({ cidr, description }: Entry) => ({ Cidr: cidr, Description: description });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateManagedPrefixList.html */
export const managedPrefixList = resource<ec2.ManagedPrefixListArgs, ec2.ManagedPrefixListState>({
  type: "aws:ec2/managedPrefixList:ManagedPrefixList",
  inputs: inputsOf<ec2.ManagedPrefixListArgs>()({
    required: ["addressFamily", "maxEntries"],
    replaces: ["addressFamily"],
    updates: ["entries", "maxEntries", "name", "tags"],
  }),
  naming: { property: "name", max: 255 },
  async create(inputs, context) {
    const { PrefixList } = await context.clients.ec2.createManagedPrefixList({
      PrefixListName: inputs.name,
      AddressFamily: inputs.addressFamily,
      MaxEntries: inputs.maxEntries,
      Entries: inputs.entries?.map(entryInput),
      TagSpecifications: tagSpecifications("prefix-list", inputs, context),
    });
    return must(PrefixList?.PrefixListId, "PrefixListId");
  },
  async read(id, context) {
    const { PrefixLists } = await context.clients.ec2.describeManagedPrefixLists({ PrefixListIds: [id] });
    const found = only(PrefixLists, `prefix list ${id}`);
    return {
      arn: found.PrefixListArn,
      name: found.PrefixListName,
      addressFamily: found.AddressFamily,
      maxEntries: found.MaxEntries,
      ownerId: found.OwnerId,
      version: found.Version,
      entries: await entriesOf(id, context),
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    const { ec2 } = context.clients;
    const { olds, news } = change;
    // AWS takes a new size and new entries in requests of their own.
    if (change.changed("maxEntries")) await ec2.modifyManagedPrefixList({ PrefixListId: id, MaxEntries: news.maxEntries });
    if (change.changed("name")) await ec2.modifyManagedPrefixList({ PrefixListId: id, PrefixListName: news.name });
    const { added, removed } = listChange(olds.entries, news.entries);
    if (added.length + removed.length > 0) {
      const { PrefixLists } = await ec2.describeManagedPrefixLists({ PrefixListIds: [id] });
      await ec2.modifyManagedPrefixList({
        PrefixListId: id,
        CurrentVersion: only(PrefixLists, `prefix list ${id}`).Version,
        AddEntries: added.map(entryInput),
        RemoveEntries: removed.filter(({ cidr }) => !added.some((entry) => entry.cidr === cidr)).map(({ cidr }) => ({ Cidr: cidr })),
      });
    }
    if (change.changed("tags")) await retag(id, change, context);
  },
  async delete(id, context) {
    await context.clients.ec2.deleteManagedPrefixList({ PrefixListId: id });
  },
});

async function entriesOf(id: string, context: Context): Promise<Entry[]> {
  const { Entries = [] } = await context.clients.ec2.getManagedPrefixListEntries({ PrefixListId: id, MaxResults: 100 });
  return Entries.map(({ Cidr = "", Description }) => ({ cidr: Cidr, ...(Description ? { description: Description } : {}) }));
}
