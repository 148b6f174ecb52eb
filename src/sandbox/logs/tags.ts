import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { type GroupRecord, logsOf, problems } from "./records";

type Tags = Readonly<Record<string, string>>;

/** Tags of log groups, by the old operations (by name) and the new ones (by ARN). */
export function tagOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const groups = (call: Call) => logsOf(cloud.state, regionalScope(call)).groups;
  const byArn = (call: Call, arn: string): GroupRecord => {
    const wanted = arn.replace(/:\*$/, "");
    const group = groups(call).find((one) => one.arn === wanted);
    if (!group) throw problems.noResource();
    return group;
  };
  const byName = (call: Call, name: string): GroupRecord => {
    const group = groups(call).get(name);
    if (!group) throw problems.noGroup();
    return group;
  };
  const put = (call: Call, group: GroupRecord, tags: Tags) => {
    groups(call).set(group.name, { ...group, tags });
    return {};
  };
  const minus = (tags: Tags, keys: readonly string[]) => Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
  return {
    ListTagsForResource: ({ resourceArn }: { resourceArn: string }, call: Call) => ({ tags: byArn(call, resourceArn).tags }),
    TagResource: ({ resourceArn, tags }: { resourceArn: string; tags: Tags }, call: Call) => {
      const group = byArn(call, resourceArn);
      return put(call, group, { ...group.tags, ...tags });
    },
    UntagResource: ({ resourceArn, tagKeys }: { resourceArn: string; tagKeys: readonly string[] }, call: Call) => {
      const group = byArn(call, resourceArn);
      return put(call, group, minus(group.tags, tagKeys));
    },
    ListTagsLogGroup: ({ logGroupName }: { logGroupName: string }, call: Call) => ({ tags: byName(call, logGroupName).tags }),
    TagLogGroup: ({ logGroupName, tags }: { logGroupName: string; tags: Tags }, call: Call) => {
      const group = byName(call, logGroupName);
      return put(call, group, { ...group.tags, ...tags });
    },
    UntagLogGroup: ({ logGroupName, tags }: { logGroupName: string; tags: readonly string[] }, call: Call) => {
      const group = byName(call, logGroupName);
      return put(call, group, minus(group.tags, tags));
    },
  };
}
