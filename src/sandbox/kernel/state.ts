/**
 * All that the sandbox knows, as named tables of plain JSON records, so that `--data DIR` can write it down and a
 * restart can read it back. A record is addressed by scope (account and Region, or account alone for global
 * services) and id. Timers, sockets and processes are never state: services make them again from the records.
 */
export class State {
  private readonly tables = new Map<string, Map<string, Map<string, unknown>>>();
  private changes = 0;

  /** The table of this name. `T` is the record's shape, plain JSON only (times as numbers of milliseconds). */
  table<T>(name: string): Table<T> {
    let scopes = this.tables.get(name);
    if (!scopes) {
      scopes = new Map();
      this.tables.set(name, scopes);
    }
    return new Table<T>(scopes as Map<string, Map<string, T>>, () => {
      this.changes++;
    });
  }

  /** Counts writes through tables; a record changed in place is counted by `touch`. */
  get version(): number {
    return this.changes;
  }

  touch(): void {
    this.changes++;
  }

  clear(): void {
    for (const scopes of this.tables.values()) scopes.clear();
    this.changes++;
  }

  toJSON(): unknown {
    const out: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const [name, scopes] of this.tables) {
      const table: Record<string, Record<string, unknown>> = {};
      for (const [scope, records] of scopes) table[scope] = Object.fromEntries(records);
      out[name] = table;
    }
    return out;
  }

  load(json: unknown): void {
    for (const [name, scopes] of Object.entries(json as Record<string, Record<string, Record<string, unknown>>>)) {
      const table = this.table<unknown>(name);
      for (const [scope, records] of Object.entries(scopes)) {
        for (const [id, record] of Object.entries(records)) table.in(scope).set(id, record);
      }
    }
  }
}

export class Table<T> {
  constructor(
    private readonly scopes: Map<string, Map<string, T>>,
    private readonly changed: () => void,
  ) {}

  in(scope: string): Records<T> {
    let records = this.scopes.get(scope);
    if (!records) {
      records = new Map();
      this.scopes.set(scope, records);
    }
    return new Records(records, this.changed);
  }

  /** Every record of every scope, with its scope. */
  *everywhere(): Generator<{ scope: string; id: string; record: T }> {
    for (const [scope, records] of this.scopes) for (const [id, record] of records) yield { scope, id, record };
  }
}

export class Records<T> {
  constructor(
    private readonly records: Map<string, T>,
    private readonly changed: () => void,
  ) {}
  get(id: string): T | undefined {
    return this.records.get(id);
  }
  has(id: string): boolean {
    return this.records.has(id);
  }
  set(id: string, record: T): T {
    this.records.set(id, record);
    this.changed();
    return record;
  }
  delete(id: string): boolean {
    this.changed();
    return this.records.delete(id);
  }
  values(): T[] {
    return [...this.records.values()];
  }
  /** Ids with their records; a copy, so records may be deleted on the way. */
  entries(): [string, T][] {
    return [...this.records.entries()];
  }
  find(test: (record: T) => boolean): T | undefined {
    for (const record of this.records.values()) if (test(record)) return record;
    return undefined;
  }
  get size(): number {
    return this.records.size;
  }
}
