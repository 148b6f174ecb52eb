import { AwsError } from "../kernel/error";

export interface Span {
  readonly start: number;
  /** The last byte, included. */
  readonly end: number;
}

/** One range of bytes; what is no range, or several, is passed over as S3 does. Throws `InvalidRange` beyond the end. */
export function spanOf(range: string, size: number): Span | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range.trim()) ?? [];
  if (from === "" && to === "") return undefined;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && to !== "" && Number(to) < start) return undefined;
  if (start >= size) throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416);
  return { start, end };
}
