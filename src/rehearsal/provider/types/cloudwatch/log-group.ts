import type { cloudwatch } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, ownTags, tagChange } from "../../convert";
import { inputsOf, resource } from "../../resource-type";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const logGroup = resource<cloudwatch.LogGroupArgs, cloudwatch.LogGroupState>({
  type: "aws:cloudwatch/logGroup:LogGroup",
  inputs: inputsOf<cloudwatch.LogGroupArgs>()({
    required: [],
    replaces: ["name", "namePrefix", "logGroupClass"],
    updates: ["retentionInDays", "skipDestroy", "tags"],
    inert: ["deletionProtectionEnabled", "kmsKeyId"],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 512 },
  async create(inputs, context) {
    const { logs } = context.clients;
    const name = inputs.name ?? "";
    const tags = context.tagsOf(inputs);
    await logs.createLogGroup(
      compact({
        logGroupName: name,
        logGroupClass: inputs.logGroupClass as "STANDARD" | undefined,
        tags: Object.keys(tags).length > 0 ? { ...tags } : undefined,
      }),
    );
    if (inputs.retentionInDays) await logs.putRetentionPolicy({ logGroupName: name, retentionInDays: inputs.retentionInDays });
    return name;
  },
  async read(name, context) {
    const arn = await arnOf(name, context);
    const found = arn && (await find(name, context));
    if (!found) return undefined;
    const { tags } = await context.clients.logs.listTagsForResource({ resourceArn: arn });
    return compact({ arn, name, retentionInDays: found.retentionInDays ?? 0, logGroupClass: found.logGroupClass, tags: ownTags(tags) });
  },
  async update(name, change, context) {
    const { logs } = context.clients;
    if (change.changed("retentionInDays")) {
      const { retentionInDays } = change.news;
      if (retentionInDays) await logs.putRetentionPolicy({ logGroupName: name, retentionInDays });
      else await logs.deleteRetentionPolicy({ logGroupName: name });
    }
    const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
    const resourceArn = await arnOf(name, context);
    if (unset.length > 0) await logs.untagResource({ resourceArn, tagKeys: unset });
    if (Object.keys(set).length > 0) await logs.tagResource({ resourceArn, tags: set });
  },
  async delete(name, context, known) {
    if (!known.skipDestroy) await context.clients.logs.deleteLogGroup({ logGroupName: name });
  },
});

async function find(name: string, context: Context) {
  const { logGroups } = await context.clients.logs.describeLogGroups({ logGroupNamePrefix: name });
  return logGroups?.find(({ logGroupName }) => logGroupName === name);
}

/** As AWS's provider gives it: without the `:*` that FIS and others want at its end. */
async function arnOf(name: string, context: Context): Promise<string> {
  return `arn:${context.partition}:logs:${context.region}:${await context.accountId()}:log-group:${name}`;
}
