import { pageOf } from "../common/paging";
import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { DEFAULT_GROUP, type GroupRecord, groupArn, groupOf, groupsOf, problems, schedulesOf } from "./records";

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const viewOf = ({ name, arn, createdAt, modifiedAt }: GroupRecord) => ({
  ...{ Name: name, Arn: arn, State: "ACTIVE" },
  CreationDate: new Date(createdAt),
  LastModificationDate: new Date(modifiedAt),
});

/** Schedule groups and their tags; schedules themselves carry none. */
export function groupOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const tagged = (arn: string, call: Call): GroupRecord => {
    const name = /:schedule-group\/([0-9a-zA-Z-_.]+)$/.exec(arn)?.[1];
    if (name === undefined || arn !== groupArn(call, name)) throw problems.noGroup(name ?? arn);
    return groupOf(cloud, call, name);
  };
  const put = (group: GroupRecord, call: Call, tags: Readonly<Record<string, string>>) => {
    groupsOf(cloud, regionalScope(call)).set(group.name, { ...group, tags });
    return {};
  };
  return {
    CreateScheduleGroup: ({ Name, Tags = [], ClientToken }: { Name: string; Tags?: readonly Tag[]; ClientToken?: string }, call: Call) => {
      const groups = groupsOf(cloud, regionalScope(call));
      const existing = groups.get(Name);
      if (existing && existing.token === ClientToken && ClientToken !== undefined) return { ScheduleGroupArn: existing.arn };
      if (existing || Name === DEFAULT_GROUP) throw problems.exists("Schedule group", Name);
      const now = cloud.clock.now();
      const arn = groupArn(call, Name);
      const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
      groups.set(Name, {
        ...{ name: Name, arn, createdAt: now, modifiedAt: now, tags },
        ...(ClientToken === undefined ? {} : { token: ClientToken }),
      });
      return { ScheduleGroupArn: arn };
    },
    GetScheduleGroup: ({ Name }: { Name: string }, call: Call) => viewOf(groupOf(cloud, call, Name)),
    /** Its schedules go with it. */
    DeleteScheduleGroup: ({ Name }: { Name: string }, call: Call) => {
      if (Name === DEFAULT_GROUP) throw problems.invalid("The default schedule group cannot be deleted.");
      groupOf(cloud, call, Name);
      const scope = regionalScope(call);
      const schedules = schedulesOf(cloud, scope);
      for (const [key, { group }] of schedules.entries()) if (group === Name) schedules.delete(key);
      groupsOf(cloud, scope).delete(Name);
      return {};
    },
    ListScheduleGroups: (input: { NamePrefix?: string; MaxResults?: number; NextToken?: string }, call: Call) => {
      const groups = groupsOf(cloud, regionalScope(call)).values();
      const all = [...(groups.some(({ name }) => name === DEFAULT_GROUP) ? [] : [groupOf(cloud, call, DEFAULT_GROUP)]), ...groups];
      const found = all.filter(({ name }) => name.startsWith(input.NamePrefix ?? "")).sort((a, b) => (a.name < b.name ? -1 : 1));
      const page = pageOf(found, input.MaxResults ?? 100, input.NextToken, () => problems.invalid("Invalid NextToken."));
      return { ScheduleGroups: page.items.map(viewOf), NextToken: page.next };
    },
    ListTagsForResource: ({ ResourceArn }: { ResourceArn: string }, call: Call) => ({
      Tags: Object.entries(tagged(ResourceArn, call).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
    TagResource: ({ ResourceArn, Tags }: { ResourceArn: string; Tags: readonly Tag[] }, call: Call) => {
      const group = tagged(ResourceArn, call);
      return put(group, call, { ...group.tags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) });
    },
    UntagResource: ({ ResourceArn, TagKeys }: { ResourceArn: string; TagKeys: readonly string[] }, call: Call) => {
      const group = tagged(ResourceArn, call);
      return put(group, call, Object.fromEntries(Object.entries(group.tags).filter(([key]) => !TagKeys.includes(key))));
    },
  };
}
