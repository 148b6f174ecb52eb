/** One API call as the sandbox saw it. */
export interface CallRecord {
  /** Counts up from 1; ask for what came after one by `?since=N`. */
  readonly number: number;
  readonly service: string;
  readonly operation: string;
  readonly principal: string;
  readonly accountId: string;
  readonly region: string;
  readonly status: number;
  /** The error's code, or undefined when the call succeeded. */
  readonly code: string | undefined;
  /** Sandbox time in milliseconds. */
  readonly at: number;
  /** `wire` came by HTTP; `inside` was one service calling another. */
  readonly by: "wire" | "inside";
}

const MOST = 5_000;

/** The latest API calls: what tests and comparisons ask for. */
export class CallLog {
  private readonly records: CallRecord[] = [];
  private last = 0;

  add(record: Omit<CallRecord, "number">): void {
    this.records.push({ number: ++this.last, ...record });
    // Cutting in halves keeps the cost of a call constant.
    if (this.records.length > MOST * 2) this.records.splice(0, MOST);
  }

  since(number: number): { readonly last: number; readonly calls: readonly CallRecord[] } {
    return { last: this.last, calls: this.records.filter((record) => record.number > number).slice(-MOST) };
  }
}
