import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { type Engine, openEngine } from "./engine";
import { type ItemRecord, itemsOf, tablesOf } from "./records";

type Item = ItemRecord["item"];

/**
 * The engines of all accounts and Regions, and a copy of every item in the sandbox's state, written before a write is
 * answered: that is what survives a restart.
 */
export class Mirror {
  private readonly engines = new Map<string, Promise<Engine>>();
  private readonly lines = new Map<string, Promise<unknown>>();

  constructor(private readonly cloud: Cloud) {}

  engine(call: Pick<Call, "accountId" | "region">): Promise<Engine> {
    const scope = regionalScope(call);
    let engine = this.engines.get(scope);
    if (!engine) {
      engine = this.open(scope);
      this.engines.set(scope, engine);
    }
    return engine;
  }

  private async open(scope: string): Promise<Engine> {
    const [accountId = "", region = ""] = scope.split("/");
    const engine = openEngine(accountId, region);
    for (const table of tablesOf(this.cloud, scope).values()) {
      await engine.run("CreateTable", table.made);
      await active(engine, table.name);
    }
    for (const { table, item } of itemsOf(this.cloud, scope).values()) await engine.run("PutItem", { TableName: table, Item: item });
    return engine;
  }

  /** One write after the other in a Region, so that the copy has them in the order of the engine. */
  inLine<T>(call: Pick<Call, "accountId" | "region">, work: () => Promise<T>): Promise<T> {
    const scope = regionalScope(call);
    const next = (this.lines.get(scope) ?? Promise.resolve()).then(work, work);
    this.lines.set(
      scope,
      next.catch(() => undefined),
    );
    return next;
  }

  /** Copies what now stands under a key. */
  async copy(call: Pick<Call, "accountId" | "region">, table: string, from: Item): Promise<void> {
    const scope = regionalScope(call);
    const record = tablesOf(this.cloud, scope).get(table);
    if (!record) return;
    const Key = Object.fromEntries(record.keys.map((name) => [name, from[name] ?? {}]));
    const engine = await this.engine(call);
    const { Item: item } = await engine.run("GetItem", { TableName: table, Key, ConsistentRead: true });
    const id = idOf(table, record.keys, from);
    if (item) itemsOf(this.cloud, scope).set(id, { table, item: item as Item });
    else itemsOf(this.cloud, scope).delete(id);
  }

  async close(): Promise<void> {
    for (const line of this.lines.values()) await line;
    for (const engine of this.engines.values()) await (await engine).close();
    this.engines.clear();
  }
}

const idOf = (table: string, keys: readonly string[], item: Item) => JSON.stringify([table, ...keys.map((name) => item[name])]);

/** The engine makes a table active in a timer of its own, of no length. */
export async function active(engine: Engine, TableName: string): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 1_000; tries++) {
    const { Table } = (await engine.run("DescribeTable", { TableName })) as { Table: Record<string, unknown> };
    if (Table.TableStatus === "ACTIVE") return Table;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  throw new Error(`the table ${TableName} did not become active`);
}
