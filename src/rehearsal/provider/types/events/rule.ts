import type { cloudwatch } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, must, tagChange, tagList, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { keepWritten } from "../iam/common";

type Args = Plainly<cloudwatch.EventRuleArgs>;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const eventRule = resource<cloudwatch.EventRuleArgs, cloudwatch.EventRuleState>({
  type: "aws:cloudwatch/eventRule:EventRule",
  inputs: inputsOf<cloudwatch.EventRuleArgs>()({
    required: [],
    replaces: ["eventBusName", "name", "namePrefix"],
    updates: ["description", "eventPattern", "isEnabled", "roleArn", "scheduleExpression", "state", "tags"],
    inert: ["forceDestroy"],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 64 },
  defaults: { eventBusName: "default" },
  check: (inputs) =>
    inputs.eventPattern === undefined && inputs.scheduleExpression === undefined
      ? [{ property: "eventPattern", reason: "is missing (or scheduleExpression)" }]
      : [],
  async create(inputs, context) {
    await put(inputs, context, tagList(context.tagsOf(inputs)));
    return inputs.eventBusName === "default" ? (inputs.name ?? "") : `${inputs.eventBusName}/${inputs.name}`;
  },
  async read(id, context, known) {
    const found = await context.clients.events.describeRule(keyOf(id));
    const tags = await context.clients.events.listTagsForResource({ ResourceARN: must(found.Arn, "Arn") });
    return compact({
      arn: found.Arn,
      name: found.Name,
      description: found.Description ?? "",
      eventBusName: found.EventBusName,
      eventPattern: keepWritten(known.eventPattern, found.EventPattern),
      roleArn: found.RoleArn,
      scheduleExpression: found.ScheduleExpression,
      state: found.State,
      tags: tagMap(tags.Tags),
    });
  },
  async update(_id, change, context, known) {
    const { events } = context.clients;
    await put(change.news, context);
    const ResourceARN = must(known.arn, "arn");
    const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
    if (unset.length > 0) await events.untagResource({ ResourceARN, TagKeys: unset });
    if (Object.keys(set).length > 0) await events.tagResource({ ResourceARN, Tags: tagList(set) });
  },
  async delete(id, context) {
    await context.clients.events.deleteRule(keyOf(id));
  },
});

function keyOf(id: string) {
  const [bus, name] = id.includes("/") ? id.split("/") : ["default", id];
  return { EventBusName: bus, Name: name };
}

async function put(inputs: Args, context: Context, Tags: { Key: string; Value: string }[] = []): Promise<void> {
  const state = inputs.state ?? (inputs.isEnabled === false ? "DISABLED" : "ENABLED");
  await context.clients.events.putRule(
    compact({
      Name: inputs.name,
      EventBusName: inputs.eventBusName,
      Description: inputs.description,
      EventPattern: inputs.eventPattern,
      RoleArn: inputs.roleArn,
      ScheduleExpression: inputs.scheduleExpression,
      State: state as "ENABLED",
      Tags: Tags.length > 0 ? Tags : undefined,
    }),
  );
}
