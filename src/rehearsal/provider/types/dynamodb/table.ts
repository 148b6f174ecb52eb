import type { CreateTableCommandInput, TableDescription, UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { dynamodb } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, must, tagChange, tagList, tagMap } from "../../convert";
import { type Change, inputsOf, type Plainly, resource } from "../../resource-type";

type Args = Plainly<dynamodb.TableArgs>;
type Index = NonNullable<Args["globalSecondaryIndexes"]>[number];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const table = resource<dynamodb.TableArgs, dynamodb.TableState>({
  type: "aws:dynamodb/table:Table",
  inputs: inputsOf<dynamodb.TableArgs>()({
    required: [],
    replaces: ["hashKey", "localSecondaryIndexes", "name", "rangeKey"],
    updates: [
      "attributes",
      "billingMode",
      "deletionProtectionEnabled",
      "globalSecondaryIndexes",
      "pointInTimeRecovery",
      "readCapacity",
      "serverSideEncryption",
      "tableClass",
      "tags",
      "ttl",
      "writeCapacity",
    ],
    inert: [
      "globalTableWitness",
      "importTable",
      "onDemandThroughput",
      "replicas",
      "restoreBackupArn",
      "restoreDateTime",
      "restoreSourceName",
      "restoreSourceTableArn",
      "restoreToLatestTime",
      "streamEnabled",
      "streamViewType",
      "warmThroughput",
    ],
  }),
  naming: { property: "name", max: 255 },
  defaults: { billingMode: "PROVISIONED" },
  check: (inputs) => [
    ...(inputs.hashKey === undefined ? [{ property: "hashKey", reason: "is missing" }] : []),
    ...(inputs.attributes === undefined ? [{ property: "attributes", reason: "is missing" }] : []),
  ],
  async create(inputs, context) {
    const { dynamodb } = context.clients;
    const name = inputs.name ?? "";
    await dynamodb.createTable(createInput(inputs, context));
    await ready(name, context);
    if (inputs.ttl?.enabled) await setTtl(name, inputs, context);
    if (inputs.pointInTimeRecovery) await setRecovery(name, inputs, context);
    return name;
  },
  async read(name, context) {
    const { dynamodb } = context.clients;
    const found = must((await dynamodb.describeTable({ TableName: name })).Table, "Table");
    const ttl = (await dynamodb.describeTimeToLive({ TableName: name })).TimeToLiveDescription;
    const backups = (await dynamodb.describeContinuousBackups({ TableName: name })).ContinuousBackupsDescription;
    const tags = await dynamodb.listTagsOfResource({ ResourceArn: found.TableArn });
    const recovery = backups?.PointInTimeRecoveryDescription;
    return compact({
      ...stateOf(found),
      ttl: {
        attributeName: ttl?.AttributeName ?? "",
        enabled: ttl?.TimeToLiveStatus === "ENABLED" || ttl?.TimeToLiveStatus === "ENABLING",
      },
      pointInTimeRecovery: compact({
        enabled: recovery?.PointInTimeRecoveryStatus === "ENABLED",
        recoveryPeriodInDays: recovery?.RecoveryPeriodInDays,
      }),
      tags: tagMap(tags.Tags),
    });
  },
  async update(name, change, context, known) {
    const { dynamodb } = context.clients;
    const { news, olds } = change;
    if (change.changed("billingMode", "deletionProtectionEnabled", "readCapacity", "serverSideEncryption", "tableClass", "writeCapacity")) {
      await dynamodb.updateTable(compact<UpdateTableCommandInput>({ TableName: name, ...settings(news) }));
      await ready(name, context);
    }
    if (change.changed("globalSecondaryIndexes")) await updateIndexes(name, change, context);
    if (change.changed("ttl")) await setTtl(name, news, context);
    if (change.changed("pointInTimeRecovery")) await setRecovery(name, news, context);
    const tags = tagChange(context.tagsOf(olds), context.tagsOf(news));
    const ResourceArn = known.arn;
    if (tags.unset.length > 0) await dynamodb.untagResource({ ResourceArn, TagKeys: tags.unset });
    if (Object.keys(tags.set).length > 0) await dynamodb.tagResource({ ResourceArn, Tags: tagList(tags.set) });
  },
  async delete(name, context) {
    const { dynamodb } = context.clients;
    await dynamodb.deleteTable({ TableName: name });
    await context.wait(`the table ${name} to be deleted`, async () => {
      try {
        await dynamodb.describeTable({ TableName: name });
        return undefined;
      } catch (thrown) {
        if (thrown instanceof Error && thrown.name === "ResourceNotFoundException") return true;
        throw thrown;
      }
    });
  },
});

function createInput(inputs: Args, context: Context): CreateTableCommandInput {
  const locals = inputs.localSecondaryIndexes?.map((index) => ({
    IndexName: index.name,
    KeySchema: keys(inputs.hashKey, index.rangeKey),
    Projection: projection(index.projectionType, index.nonKeyAttributes),
  }));
  const tags = tagList(context.tagsOf(inputs));
  return compact({
    TableName: inputs.name,
    KeySchema: keys(inputs.hashKey, inputs.rangeKey),
    AttributeDefinitions: attributes(inputs),
    GlobalSecondaryIndexes: inputs.globalSecondaryIndexes?.map((index) => globalIndex(index, inputs)),
    LocalSecondaryIndexes: locals,
    ...settings(inputs),
    ...(tags.length > 0 ? { Tags: tags } : {}),
  });
}

/** What is set when a table is made, and can be changed later. */
function settings(inputs: Args) {
  const provisioned = inputs.billingMode === "PROVISIONED";
  const { serverSideEncryption: sse } = inputs;
  return compact({
    BillingMode: inputs.billingMode as "PAY_PER_REQUEST" | undefined,
    ProvisionedThroughput: provisioned
      ? { ReadCapacityUnits: inputs.readCapacity ?? 1, WriteCapacityUnits: inputs.writeCapacity ?? 1 }
      : undefined,
    DeletionProtectionEnabled: inputs.deletionProtectionEnabled ?? false,
    SSESpecification:
      sse && compact({ Enabled: sse.enabled, SSEType: sse.enabled ? ("KMS" as const) : undefined, KMSMasterKeyId: sse.kmsKeyArn }),
    TableClass: inputs.tableClass as "STANDARD" | undefined,
  });
}

const attributes = (inputs: Args) =>
  inputs.attributes?.map(({ name, type }) => ({ AttributeName: name, AttributeType: type as "S" | "N" | "B" }));

function keys(hashKey: string | undefined, rangeKey: string | undefined) {
  return [
    ...(hashKey === undefined ? [] : [{ AttributeName: hashKey, KeyType: "HASH" as const }]),
    ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" as const }]),
  ];
}

function projection(type: string, nonKey: readonly string[] | undefined) {
  return compact({ ProjectionType: type as "ALL", NonKeyAttributes: nonKey && [...nonKey] });
}

function globalIndex(index: Index, inputs: Args) {
  const throughput =
    inputs.billingMode === "PROVISIONED"
      ? { ReadCapacityUnits: index.readCapacity ?? 1, WriteCapacityUnits: index.writeCapacity ?? 1 }
      : undefined;
  return compact({
    IndexName: index.name,
    KeySchema: keys(index.hashKey, index.rangeKey),
    Projection: projection(index.projectionType, index.nonKeyAttributes),
    ProvisionedThroughput: throughput,
  });
}

/** DynamoDB makes or deletes one index at a time. */
async function updateIndexes(name: string, { news, olds }: Change<dynamodb.TableArgs>, context: Context): Promise<void> {
  const text = (index: Index) => JSON.stringify(index);
  const [before, after] = [olds.globalSecondaryIndexes ?? [], news.globalSecondaryIndexes ?? []];
  const same = new Set(before.map(text).filter((old) => after.some((index) => text(index) === old)));
  const gone = before.filter((index) => !same.has(text(index)));
  const fresh = after.filter((index) => !same.has(text(index)));
  for (const index of gone) {
    await context.clients.dynamodb.updateTable({ TableName: name, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: index.name } }] });
    await ready(name, context);
  }
  for (const index of fresh) {
    await context.clients.dynamodb.updateTable(
      compact<UpdateTableCommandInput>({
        TableName: name,
        AttributeDefinitions: attributes(news),
        GlobalSecondaryIndexUpdates: [{ Create: globalIndex(index, news) }],
      }),
    );
    await ready(name, context);
  }
}

async function setTtl(name: string, { ttl }: Args, context: Context): Promise<void> {
  const was = (await context.clients.dynamodb.describeTimeToLive({ TableName: name })).TimeToLiveDescription;
  const AttributeName = ttl?.attributeName ?? was?.AttributeName;
  const Enabled = ttl?.enabled ?? false;
  if (AttributeName === undefined || (was?.TimeToLiveStatus === "ENABLED") === Enabled) return;
  await context.clients.dynamodb.updateTimeToLive({ TableName: name, TimeToLiveSpecification: { AttributeName, Enabled } });
}

async function setRecovery(name: string, { pointInTimeRecovery: recovery }: Args, context: Context): Promise<void> {
  await context.clients.dynamodb.updateContinuousBackups({
    TableName: name,
    PointInTimeRecoverySpecification: compact({
      PointInTimeRecoveryEnabled: recovery?.enabled ?? false,
      RecoveryPeriodInDays: recovery?.recoveryPeriodInDays,
    }),
  });
}

/** The table and its indexes can be used. */
async function ready(name: string, context: Context): Promise<void> {
  await context.wait(`the table ${name} to be active`, async () => {
    const { Table } = await context.clients.dynamodb.describeTable({ TableName: name });
    const indexes = Table?.GlobalSecondaryIndexes ?? [];
    return Table?.TableStatus === "ACTIVE" && indexes.every(({ IndexStatus }) => IndexStatus === "ACTIVE") ? true : undefined;
  });
}

function stateOf(found: TableDescription): Partial<Plainly<dynamodb.TableState>> {
  const key = (type: string) => found.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
  return compact({
    arn: found.TableArn,
    name: found.TableName,
    billingMode: found.BillingModeSummary?.BillingMode ?? "PROVISIONED",
    deletionProtectionEnabled: found.DeletionProtectionEnabled ?? false,
    hashKey: key("HASH"),
    rangeKey: key("RANGE"),
    tableClass: found.TableClassSummary?.TableClass,
  });
}
