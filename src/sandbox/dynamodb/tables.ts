import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { active, type Mirror } from "./mirror";
import { arnOf, nameOf } from "./names";
import { itemsOf, type TableRecord, tablesOf } from "./records";
import { described, plain } from "./values";

type Json = Record<string, unknown>;
type Tag = { readonly Key: string; readonly Value: string };
interface CreateInput {
  readonly TableName: string;
  readonly KeySchema?: readonly { readonly AttributeName: string }[];
  readonly Tags?: readonly Tag[];
  readonly DeletionProtectionEnabled?: boolean;
  readonly SSESpecification?: TableRecord["sse"];
  readonly TableClass?: string;
  readonly StreamSpecification?: { readonly StreamEnabled?: boolean };
}

const asRecord = (tags: readonly Tag[] = []) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** Tables themselves. Streams, replicas, imports and backups are refused by name or are not there. */
export function tableOperations(cloud: Cloud, mirror: Mirror): Record<string, Handler> {
  const known = (call: Call, name: string): TableRecord => {
    const record = tablesOf(cloud, regionalScope(call)).get(nameOf(name));
    if (record) return record;
    throw new AwsError("ResourceNotFoundException", `Requested resource not found: Table: ${nameOf(name)} not found`);
  };
  const noStreams = (input: { readonly StreamSpecification?: { readonly StreamEnabled?: boolean } }) => {
    if (input.StreamSpecification?.StreamEnabled) {
      throw new AwsError("ValidationException", "The Faultline sandbox has no DynamoDB Streams. Leave StreamSpecification out.");
    }
  };
  const view = (record: TableRecord, table: Json): Json => ({
    ...described(table),
    TableId: record.id,
    CreationDateTime: new Date(record.createdAt),
    DeletionProtectionEnabled: record.deletionProtection,
    ...(record.sse?.Enabled ? { SSEDescription: sseOf(record, record.arn) } : {}),
    ...(record.tableClass === undefined ? {} : { TableClassSummary: { TableClass: record.tableClass } }),
  });
  const change = (call: Call, record: TableRecord, values: Partial<TableRecord>) =>
    tablesOf(cloud, regionalScope(call)).set(record.name, { ...record, ...values });

  return {
    CreateTable: (input: CreateInput, call: Call) =>
      mirror.inLine(call, async () => {
        noStreams(input);
        const { Tags, DeletionProtectionEnabled = false, SSESpecification, TableClass, StreamSpecification: _none, ...rest } = input;
        const made = plain(rest) as Json;
        const engine = await mirror.engine(call);
        const { TableDescription } = (await engine.run("CreateTable", made)) as { TableDescription: Json };
        const record: TableRecord = {
          name: input.TableName,
          arn: arnOf(call, input.TableName),
          made,
          createdAt: cloud.clock.now(),
          id: String(TableDescription.TableId),
          keys: (input.KeySchema ?? []).map(({ AttributeName }) => AttributeName),
          tags: asRecord(Tags),
          deletionProtection: DeletionProtectionEnabled,
          sse: SSESpecification,
          tableClass: TableClass,
          ttl: undefined,
          pitr: undefined,
        };
        tablesOf(cloud, regionalScope(call)).set(record.name, record);
        await active(engine, record.name);
        return { TableDescription: view(record, TableDescription) };
      }),
    DescribeTable: async ({ TableName }: { TableName: string }, call: Call) => {
      const record = known(call, TableName);
      const { Table } = (await (await mirror.engine(call)).run("DescribeTable", { TableName: record.name })) as { Table: Json };
      return { Table: view(record, Table) };
    },
    ListTables: async (input: object, call: Call) => (await mirror.engine(call)).run("ListTables", input),
    UpdateTable: (input: CreateInput & { readonly ReplicaUpdates?: unknown }, call: Call) =>
      mirror.inLine(call, async () => {
        noStreams(input);
        const record = known(call, input.TableName);
        const { DeletionProtectionEnabled, SSESpecification, TableClass, TableName: _name, ...rest } = input;
        const others = Object.keys(rest).filter((name) => (rest as Json)[name] !== undefined);
        if (others.length > 0) {
          const message = `The Faultline sandbox does not change ${others.join(", ")} of a table. Make another table.`;
          throw new AwsError("ValidationException", message);
        }
        const changed = change(call, record, {
          ...(DeletionProtectionEnabled === undefined ? {} : { deletionProtection: DeletionProtectionEnabled }),
          ...(SSESpecification === undefined ? {} : { sse: SSESpecification }),
          ...(TableClass === undefined ? {} : { tableClass: TableClass }),
        });
        const { Table } = (await (await mirror.engine(call)).run("DescribeTable", { TableName: record.name })) as { Table: Json };
        return { TableDescription: view(changed, Table) };
      }),
    DeleteTable: ({ TableName }: { TableName: string }, call: Call) =>
      mirror.inLine(call, async () => {
        const record = known(call, TableName);
        if (record.deletionProtection) {
          const message = `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`;
          throw new AwsError("ValidationException", message);
        }
        const engine = await mirror.engine(call);
        const { TableDescription } = (await engine.run("DeleteTable", { TableName: record.name })) as { TableDescription: Json };
        const scope = regionalScope(call);
        for (const [id, { table }] of itemsOf(cloud, scope).entries()) if (table === record.name) itemsOf(cloud, scope).delete(id);
        tablesOf(cloud, scope).delete(record.name);
        return { TableDescription: view(record, TableDescription) };
      }),
    TagResource: ({ ResourceArn, Tags }: { ResourceArn: string; Tags: readonly Tag[] }, call: Call) => {
      const record = known(call, ResourceArn);
      change(call, record, { tags: { ...record.tags, ...asRecord(Tags) } });
    },
    UntagResource: ({ ResourceArn, TagKeys }: { ResourceArn: string; TagKeys: readonly string[] }, call: Call) => {
      const record = known(call, ResourceArn);
      change(call, record, { tags: Object.fromEntries(Object.entries(record.tags).filter(([key]) => !TagKeys.includes(key))) });
    },
    ListTagsOfResource: ({ ResourceArn }: { ResourceArn: string }, call: Call) => ({
      Tags: Object.entries(known(call, ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
    DescribeTimeToLive: ({ TableName }: { TableName: string }, call: Call) => {
      const { ttl } = known(call, TableName);
      return {
        TimeToLiveDescription: ttl === undefined ? { TimeToLiveStatus: "DISABLED" } : { TimeToLiveStatus: "ENABLED", AttributeName: ttl },
      };
    },
    UpdateTimeToLive: (input: { TableName: string; TimeToLiveSpecification: { Enabled: boolean; AttributeName: string } }, call: Call) => {
      const record = known(call, input.TableName);
      const { Enabled, AttributeName } = input.TimeToLiveSpecification;
      if (Enabled === (record.ttl !== undefined)) {
        throw new AwsError("ValidationException", `TimeToLive is already ${Enabled ? "enabled" : "disabled"}`);
      }
      change(call, record, { ttl: Enabled ? AttributeName : undefined });
      return { TimeToLiveSpecification: input.TimeToLiveSpecification };
    },
    DescribeContinuousBackups: ({ TableName }: { TableName: string }, call: Call) => backups(cloud, known(call, TableName)),
    UpdateContinuousBackups: (
      input: {
        TableName: string;
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: boolean; RecoveryPeriodInDays?: number };
      },
      call: Call,
    ) => {
      const record = known(call, input.TableName);
      const { PointInTimeRecoveryEnabled, RecoveryPeriodInDays = 35 } = input.PointInTimeRecoverySpecification;
      const since = record.pitr?.since ?? cloud.clock.now();
      return backups(cloud, change(call, record, { pitr: PointInTimeRecoveryEnabled ? { days: RecoveryPeriodInDays, since } : undefined }));
    },
  };
}

function sseOf({ sse }: TableRecord, arn: string): Json {
  const [, , , region, accountId] = arn.split(":");
  const key = sse?.KMSMasterKeyId ?? `arn:aws:kms:${region}:${accountId}:alias/aws/dynamodb`;
  return { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: key };
}

function backups(cloud: Pick<Cloud, "clock">, { pitr }: TableRecord): Json {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: pitr
        ? {
            PointInTimeRecoveryStatus: "ENABLED",
            RecoveryPeriodInDays: pitr.days,
            EarliestRestorableDateTime: new Date(Math.max(pitr.since, cloud.clock.now() - pitr.days * 86_400_000)),
            LatestRestorableDateTime: new Date(cloud.clock.now()),
          }
        : { PointInTimeRecoveryStatus: "DISABLED" },
    },
  };
}
