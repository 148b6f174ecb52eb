import { type Call, regionalScope, type ServiceFactory } from "../kernel/cloud";
import { itemOperations } from "./items";
import { Mirror } from "./mirror";
import { arnOf, nameOf } from "./names";
import { itemsOf, tablesOf } from "./records";
import { tableOperations } from "./tables";

/** AWS deletes expired items within days; here it takes up to a minute of the sandbox's time. */
const SWEEP_MS = 60_000;

interface Input {
  readonly TableName?: string;
  readonly ResourceArn?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
}

/** Amazon DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/ */
export const dynamodbService: ServiceFactory = (cloud) => {
  const mirror = new Mirror(cloud);
  const operations = { ...tableOperations(cloud, mirror), ...itemOperations(mirror) };
  let stopSweeping: (() => void) | undefined;

  const sweep = async () => {
    const nowSeconds = cloud.clock.now() / 1_000;
    for (const { scope, record } of cloud.state
      .table<ReturnType<ReturnType<typeof tablesOf>["values"]>[number]>("dynamodb.tables")
      .everywhere()) {
      const { ttl, name, keys } = record;
      if (ttl === undefined) continue;
      const [accountId = "", region = ""] = scope.split("/");
      const at = { accountId, region };
      for (const { table, item } of itemsOf(cloud, scope).values()) {
        const until = item[ttl]?.N;
        if (table !== name || until === undefined || Number(until) > nowSeconds) continue;
        const Key = Object.fromEntries(keys.map((key) => [key, item[key] ?? {}]));
        await mirror.inLine(at, async () => {
          await (await mirror.engine(at)).run("DeleteItem", { TableName: name, Key });
          await mirror.copy(at, name, item);
        });
      }
    }
  };

  cloud.tagSources.add({
    service: "dynamodb",
    resources: (call) =>
      tablesOf(cloud, regionalScope(call))
        .values()
        .map(({ arn, tags }) => ({ arn, type: "dynamodb:table", tags })),
    tag: (call, ResourceArn, tags) =>
      cloud.invoke("dynamodb", "TagResource", { ResourceArn, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }, call),
    untag: (call, ResourceArn, TagKeys) => cloud.invoke("dynamodb", "UntagResource", { ResourceArn, TagKeys }, call),
  });
  return {
    id: "dynamodb",
    operations,
    permissions: Object.fromEntries(
      Object.keys(operations).map((name) => [
        name,
        ({ TableName, ResourceArn, IndexName, RequestItems }: Input, call: Call) => {
          const tables = RequestItems ? Object.keys(RequestItems) : [TableName ?? ResourceArn];
          return tables.map((table) => ({
            action: `dynamodb:${name}`,
            resource: table === undefined ? "*" : `${arnOf(call, nameOf(table))}${IndexName === undefined ? "" : `/index/${IndexName}`}`,
          }));
        },
      ]),
    ),
    start: () => {
      stopSweeping = cloud.clock.every(SWEEP_MS, () => {
        sweep().catch((problem: unknown) => cloud.log("expired items could not be deleted", { problem: String(problem) }));
      });
    },
    stop: async () => {
      stopSweeping?.();
      await mirror.close();
    },
  };
};
