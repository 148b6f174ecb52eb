import type { Call, Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { type Tables, tablesFor } from "./records";

function owner(tables: Tables, arn: string): { tags: Record<string, string> } {
  const found =
    tables.clusters.find((one) => one.arn === arn) ??
    tables.nodegroups.find((one) => one.arn === arn) ??
    tables.entries.find((one) => one.arn === arn) ??
    tables.addons.find((one) => one.arn === arn);
  if (!found) throw new AwsError("NotFoundException", `The specified resource could not be found: ${arn}`, 404);
  return found;
}

export function tagOperations(cloud: Cloud) {
  return {
    TagResource: (input: { resourceArn: string; tags: Record<string, string> }, call: Call) => {
      const found = owner(tablesFor(cloud, call), input.resourceArn);
      const tags = { ...found.tags, ...input.tags };
      if (Object.keys(tags).length > 50) throw new AwsError("BadRequestException", "The maximum number of tags is 50");
      found.tags = tags;
      cloud.state.touch();
      return {};
    },
    UntagResource: (input: { resourceArn: string; tagKeys: string[] }, call: Call) => {
      const found = owner(tablesFor(cloud, call), input.resourceArn);
      found.tags = Object.fromEntries(Object.entries(found.tags).filter(([key]) => !input.tagKeys.includes(key)));
      cloud.state.touch();
      return {};
    },
    ListTagsForResource: (input: { resourceArn: string }, call: Call) => ({
      tags: owner(tablesFor(cloud, call), input.resourceArn).tags,
    }),
  };
}
