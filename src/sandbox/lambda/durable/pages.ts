import type { ExecutionRecord } from "./records";
import { executionOperation, operationView } from "./views";

/** One answer carries at most so many operations, and so many bytes of them. */
const MOST_ITEMS = 1_000;
const MOST_BYTES = 4_000_000;

export const tokenOf = (record: ExecutionRecord): string => Buffer.from(`${record.arn}#${record.token}`).toString("base64");

/** A page of an execution's state from a position; the first begins with the execution itself. `undefined`: the marker is none of ours. */
export function statePage(
  record: ExecutionRecord,
  marker: string | undefined,
  maxItems: number | undefined,
  time: (ms: number) => unknown,
) {
  const from = marker ? Number(marker) : 0;
  if (!Number.isInteger(from) || from < 0) return undefined;
  const operations = Object.values(record.operations);
  const page: unknown[] = from === 0 ? [executionOperation(record, time)] : [];
  const most = Math.min(maxItems || MOST_ITEMS, MOST_ITEMS);
  let bytes = from === 0 ? record.payload.length : 0;
  let at = from;
  for (; at < operations.length && page.length < most; at++) {
    const operation = operations[at];
    if (!operation) break;
    bytes += 500 + (operation.result?.length ?? 0);
    if (bytes > MOST_BYTES && page.length > 0) break;
    page.push(operationView(operation, time));
  }
  return { Operations: page, NextMarker: at < operations.length ? String(at) : undefined };
}
