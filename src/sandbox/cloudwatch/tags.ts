import { type Call, type Cloud, type Handler, regionalScope, type TagSource } from "../kernel/cloud";
import { alarmTable } from "./alarms/records";
import { dashboardNamed, dashboardsOf } from "./dashboards";
import { invalidValue, resourceNotFound } from "./errors";
import { checkTags, mostTags, type Tags, tagsOf } from "./tag-list";
import type { Tag } from "./types";

interface Tagged {
  readonly tags: Tags;
  replace(tags: Tags): void;
}

/** The alarm or the dashboard with this ARN. */
function find(cloud: Cloud, call: Call, arn: string): Tagged | undefined {
  const alarms = alarmTable(cloud).in(regionalScope(call));
  const alarm = alarms.find((one) => one.arn === arn);
  if (alarm) return { tags: alarm.tags, replace: (tags) => alarms.set(alarm.name, { ...alarm, tags }) };
  return dashboardNamed(cloud, call, arn);
}

/** The same. Throws `ResourceNotFoundException`. */
function tagged(cloud: Cloud, call: Call, arn: string): Tagged {
  const found = find(cloud, call, arn);
  if (!found) throw resourceNotFound(arn);
  return found;
}

interface Input {
  readonly ResourceARN: string;
  readonly Tags: readonly Tag[];
  readonly TagKeys: readonly string[];
}

/** TagResource, UntagResource, ListTagsForResource for alarms and dashboards. */
export function tagOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  return {
    // What does not exist has no tags: only changing them is refused.
    ListTagsForResource: (input: Input, call) => ({
      Tags: Object.entries(find(cloud, call, input.ResourceARN)?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    }),
    TagResource: (input: Input, call) => {
      const resource = tagged(cloud, call, input.ResourceARN);
      checkTags(input.Tags);
      const tags = { ...resource.tags, ...tagsOf(input.Tags) };
      if (Object.keys(tags).length > mostTags) throw invalidValue(`Only ${mostTags} tags are allowed for a resource`);
      resource.replace(tags);
      return {};
    },
    UntagResource: (input: Input, call) => {
      const resource = tagged(cloud, call, input.ResourceARN);
      resource.replace(Object.fromEntries(Object.entries(resource.tags).filter(([key]) => !input.TagKeys.includes(key))));
      return {};
    },
  };
}

/** Alarms and dashboards for the Resource Groups Tagging API. */
export function tagSource(cloud: Cloud): TagSource {
  return {
    service: "cloudwatch",
    resources: (call) => [
      ...alarmTable(cloud)
        .in(regionalScope(call))
        .values()
        .map(({ arn, tags }) => ({ arn, type: "cloudwatch:alarm", tags })),
      ...dashboardsOf(cloud, call).map(({ arn, tags }) => ({ arn, type: "cloudwatch:dashboard", tags })),
    ],
    tag: (call, ResourceARN, tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return cloud.invoke("cloudwatch", "TagResource", { ResourceARN, Tags }, call);
    },
    untag: (call, ResourceARN, TagKeys) => cloud.invoke("cloudwatch", "UntagResource", { ResourceARN, TagKeys }, call),
  };
}
