import type { scheduler } from "@pulumi/aws";
import { compact, must, tagChange, tagList, tagMap } from "../../convert";
import { inputsOf, resource } from "../../resource-type";

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html */
export const scheduleGroup = resource<scheduler.ScheduleGroupArgs, scheduler.ScheduleGroupState>({
  type: "aws:scheduler/scheduleGroup:ScheduleGroup",
  inputs: inputsOf<scheduler.ScheduleGroupArgs>()({ required: [], replaces: ["name", "namePrefix"], updates: ["tags"] }),
  naming: { property: "name", prefix: "namePrefix", max: 64 },
  async create(inputs, context) {
    const tags = tagList(context.tagsOf(inputs));
    const Name = inputs.name ?? "";
    await context.clients.scheduler.createScheduleGroup(compact({ Name, Tags: tags.length > 0 ? tags : undefined }));
    return Name;
  },
  async read(name, context) {
    const { scheduler } = context.clients;
    const found = await scheduler.getScheduleGroup({ Name: name });
    if (found.State === "DELETING") return undefined;
    const tags = await scheduler.listTagsForResource({ ResourceArn: must(found.Arn, "Arn") });
    return compact({
      arn: found.Arn,
      name: found.Name,
      state: found.State,
      creationDate: found.CreationDate?.toISOString(),
      lastModificationDate: found.LastModificationDate?.toISOString(),
      tags: tagMap(tags.Tags),
    });
  },
  async update(_name, change, context, known) {
    const { scheduler } = context.clients;
    const ResourceArn = must(known.arn, "arn");
    const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
    if (unset.length > 0) await scheduler.untagResource({ ResourceArn, TagKeys: unset });
    if (Object.keys(set).length > 0) await scheduler.tagResource({ ResourceArn, Tags: tagList(set) });
  },
  async delete(name, context) {
    await context.clients.scheduler.deleteScheduleGroup({ Name: name });
    // A group goes with its schedules, and not at once.
    await context.wait(`the schedule group ${name} to be deleted`, async () => {
      try {
        await context.clients.scheduler.getScheduleGroup({ Name: name });
        return undefined;
      } catch (thrown) {
        if (thrown instanceof Error && thrown.name === "ResourceNotFoundException") return true;
        throw thrown;
      }
    });
  },
});
