import { parseArn } from "../../../words";
import { type Cloud, type Handler, regionalScope, type TagSource } from "../../kernel/cloud";
import { invalid, notFound } from "../errors";
import type { ExperimentRecord, Tables, Tags, TemplateRecord } from "../records";
import { checkTags } from "../validate/names";

/** Tags of templates and experiments: https://docs.aws.amazon.com/fis/latest/APIReference/API_TagResource.html */
export function tagOperations(tables: Tables) {
  const tagged = (arnText: string): { tags: Tags; save(tags: Tags): void } => {
    const arn = parseArn(arnText);
    if (arn?.service !== "fis") throw invalid(`Invalid resource ARN "${arnText}".`);
    const scope = `${arn.accountId}/${arn.region}`;
    const [kind, id = ""] = arn.resource.split("/");
    const table =
      kind === "experiment-template" ? tables.templates.in(scope) : kind === "experiment" ? tables.experiments.in(scope) : undefined;
    const record: TemplateRecord | ExperimentRecord | undefined = table?.get(id);
    if (!record) throw notFound(`Resource with ARN ${arnText} not found.`);
    const save = (tags: Tags) => {
      record.tags = tags;
      table?.set(id, record as TemplateRecord & ExperimentRecord);
    };
    return { tags: record.tags, save };
  };

  return {
    ListTagsForResource: (input: { resourceArn: string }) => ({ tags: tagged(input.resourceArn).tags }),

    TagResource: (input: { resourceArn: string; tags: Tags }) => {
      const resource = tagged(input.resourceArn);
      const tags = { ...resource.tags, ...input.tags };
      checkTags(tags);
      resource.save(tags);
      return {};
    },

    UntagResource: (input: { resourceArn: string; tagKeys?: string[] }) => {
      const resource = tagged(input.resourceArn);
      const gone = new Set(input.tagKeys ?? []);
      resource.save(Object.fromEntries(Object.entries(resource.tags).filter(([key]) => !gone.has(key))));
      return {};
    },
  } satisfies Record<string, Handler>;
}

/** What the tagging API sees of FIS. */
export function tagSource(cloud: Cloud, tables: Tables): TagSource {
  return {
    service: "fis",
    resources: (call) => {
      const scope = regionalScope(call);
      const of = (type: string) => (record: { arn: string; tags: Tags }) => ({ arn: record.arn, type, tags: record.tags });
      const templates = tables.templates.in(scope).values().map(of("fis:experiment-template"));
      return [...templates, ...tables.experiments.in(scope).values().map(of("fis:experiment"))];
    },
    tag: (call, resourceArn, tags) => cloud.invoke("fis", "TagResource", { resourceArn, tags }, call),
    untag: (call, resourceArn, tagKeys) => cloud.invoke("fis", "UntagResource", { resourceArn, tagKeys }, call),
  };
}
