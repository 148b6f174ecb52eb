import { type Cloud, regionalScope, type TagSource } from "../kernel/cloud";
import { executionsIn } from "./automation/records";
import { parameterArn } from "./parameters/operations";
import { type TagRecord, tablesOf } from "./records";

const asMap = (tags: readonly TagRecord[]) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** Parameters, documents and automations with their tags, for the tagging API. */
export function tagSource(cloud: Cloud): TagSource {
  const named = (arn: string) => {
    const resource = arn.split(":").slice(5).join(":");
    if (resource.startsWith("automation-execution/")) {
      return { ResourceType: "Automation", ResourceId: resource.slice("automation-execution/".length) };
    }
    return resource.startsWith("document/")
      ? { ResourceType: "Document", ResourceId: resource.slice("document/".length) }
      : { ResourceType: "Parameter", ResourceId: resource.slice("parameter/".length) };
  };
  return {
    service: "ssm",
    *resources(call) {
      const { parameters, documents } = tablesOf(cloud, regionalScope(call));
      for (const { name, tags } of parameters.values()) yield { arn: parameterArn(call, name), type: "ssm:parameter", tags: asMap(tags) };
      for (const { name, tags } of documents.values()) {
        yield { arn: `arn:aws:ssm:${call.region}:${call.accountId}:document/${name}`, type: "ssm:document", tags: asMap(tags) };
      }
      for (const { arn, tags } of executionsIn(cloud, regionalScope(call)).values())
        yield { arn, type: "ssm:automation-execution", tags: asMap(tags) };
    },
    tag: (call, arn, tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return cloud.invoke("ssm", "AddTagsToResource", { ...named(arn), Tags }, call);
    },
    untag: (call, arn, TagKeys) => cloud.invoke("ssm", "RemoveTagsFromResource", { ...named(arn), TagKeys }, call),
  };
}
