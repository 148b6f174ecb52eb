import type { Call, Handler } from "../kernel/cloud";
import type { Mirror } from "./mirror";
import { nameOf } from "./names";
import type { ItemRecord } from "./records";
import { modelled, plain } from "./values";

type Item = ItemRecord["item"];
type Writes = Record<string, readonly { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>;

/** Reads and writes of items: the engine's own, with the copy kept up to date. */
export function itemOperations(mirror: Mirror): Record<string, Handler> {
  const named = (input: object) => {
    const data = plain(input) as Record<string, unknown>;
    return typeof data.TableName === "string" ? { ...data, TableName: nameOf(data.TableName) } : data;
  };
  const read = (operation: string) => async (input: object, call: Call) =>
    modelled(await (await mirror.engine(call)).run(operation, named(input)));
  const write = (operation: string) => (input: object, call: Call) =>
    mirror.inLine(call, async () => {
      const data = named(input) as { TableName: string; Item?: Item; Key?: Item };
      const output = await (await mirror.engine(call)).run(operation, data);
      await mirror.copy(call, data.TableName, data.Item ?? data.Key ?? {});
      return modelled(output);
    });
  return {
    GetItem: read("GetItem"),
    BatchGetItem: read("BatchGetItem"),
    Query: read("Query"),
    Scan: read("Scan"),
    PutItem: write("PutItem"),
    UpdateItem: write("UpdateItem"),
    DeleteItem: write("DeleteItem"),
    BatchWriteItem: (input: object, call: Call) =>
      mirror.inLine(call, async () => {
        const data = plain(input) as { RequestItems: Writes };
        const output = await (await mirror.engine(call)).run("BatchWriteItem", data);
        for (const [table, requests] of Object.entries(data.RequestItems)) {
          for (const { PutRequest, DeleteRequest } of requests)
            await mirror.copy(call, table, PutRequest?.Item ?? DeleteRequest?.Key ?? {});
        }
        return output;
      }),
  };
}
