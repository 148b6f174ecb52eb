import type { Call, Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { executionsIn } from "./automation/records";
import { documentName } from "./documents/catalogue";
import { parameterNamed, type Tables, type TagRecord, tablesFor } from "./records";

interface Named {
  ResourceType: string;
  ResourceId: string;
}

const TYPES = ["Parameter", "Document", "Automation"];

function owner(cloud: Cloud, tables: Tables, { ResourceType, ResourceId }: Named): { tags: TagRecord[] } {
  const found =
    ResourceType === "Parameter"
      ? parameterNamed(tables, ResourceId)
      : ResourceType === "Document"
        ? tables.documents.get(documentName(ResourceId))
        : ResourceType === "Automation"
          ? executionsIn(cloud, tables.scope).get(ResourceId)
          : undefined;
  if (found) return found;
  if (!TYPES.includes(ResourceType)) {
    throw new AwsError("InvalidResourceType", `The sandbox has no resources of type ${ResourceType}.`);
  }
  throw new AwsError("InvalidResourceId", `The resource ID "${ResourceId}" is not valid. Verify the ID and try again.`);
}

export function tagOperations(cloud: Cloud) {
  return {
    AddTagsToResource: (input: Named & { Tags: TagRecord[] }, call: Call) => {
      const found = owner(cloud, tablesFor(cloud, call), input);
      const merged = new Map(found.tags.map((tag) => [tag.Key, tag]));
      for (const tag of input.Tags) merged.set(tag.Key, tag);
      if (merged.size > 50) throw new AwsError("TooManyTagsError", "The Targets parameter includes too many tags.");
      found.tags = [...merged.values()];
      cloud.state.touch();
      return {};
    },
    RemoveTagsFromResource: (input: Named & { TagKeys: string[] }, call: Call) => {
      const found = owner(cloud, tablesFor(cloud, call), input);
      found.tags = found.tags.filter((tag) => !input.TagKeys.includes(tag.Key));
      cloud.state.touch();
      return {};
    },
    ListTagsForResource: (input: Named, call: Call) => ({ TagList: owner(cloud, tablesFor(cloud, call), input).tags }),
  };
}
