import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { listenerNotFound, loadBalancerNotFound, ruleNotFound, targetGroupNotFound, validation } from "./problems";
import { type TagRecord, tablesOf } from "./records";

/** Tags with each key once; more than 50 or a repeated key is refused. */
export function checkedTags(tags: readonly TagRecord[] | undefined): TagRecord[] {
  const list = (tags ?? []).map(({ Key, Value }) => ({ Key, Value: Value ?? "" }));
  if (new Set(list.map((tag) => tag.Key)).size < list.length) throw new AwsError("DuplicateTagKeys", "Duplicate tag keys specified");
  if (list.length > 50) throw new AwsError("TooManyTags", "The maximum number of tags is 50");
  return list;
}

export function tagOperations(cloud: Cloud) {
  const owner = (call: Call, arn: string): { tags: TagRecord[] } => {
    const tables = tablesOf(cloud, regionalScope(call));
    const kind = arn.split(":")[5]?.split("/")[0] ?? "";
    if (kind === "loadbalancer") {
      const found = tables.balancers.get(arn);
      if (!found) throw loadBalancerNotFound(arn);
      return found;
    }
    if (kind === "targetgroup") {
      const found = tables.groups.get(arn);
      if (!found) throw targetGroupNotFound(arn);
      return found;
    }
    if (kind === "listener") {
      const found = tables.listeners.get(arn);
      if (!found) throw listenerNotFound();
      return found;
    }
    if (kind === "listener-rule") {
      if (!tables.listeners.find((one) => one.defaultRuleArn === arn)) throw ruleNotFound();
      return { tags: [] };
    }
    throw validation(`'${arn}' is not a valid ARN`);
  };
  return {
    AddTags: (input: { ResourceArns: string[]; Tags: TagRecord[] }, call: Call) => {
      const added = checkedTags(input.Tags);
      const owners = input.ResourceArns.map((arn) => owner(call, arn));
      for (const one of owners) {
        const merged = new Map(one.tags.map((tag) => [tag.Key, tag]));
        for (const tag of added) merged.set(tag.Key, tag);
        one.tags = checkedTags([...merged.values()]);
      }
      cloud.state.touch();
      return {};
    },
    RemoveTags: (input: { ResourceArns: string[]; TagKeys: string[] }, call: Call) => {
      const owners = input.ResourceArns.map((arn) => owner(call, arn));
      for (const one of owners) one.tags = one.tags.filter((tag) => !input.TagKeys.includes(tag.Key));
      cloud.state.touch();
      return {};
    },
    DescribeTags: (input: { ResourceArns: string[] }, call: Call) => ({
      TagDescriptions: input.ResourceArns.map((arn) => ({ ResourceArn: arn, Tags: owner(call, arn).tags })),
    }),
  };
}
