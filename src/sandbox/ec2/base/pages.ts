import { AwsError } from "../../kernel/error";

const MARK = "faultline:";

/**
 * One page of a list, by `MaxResults` and `NextToken`. The token holds the place of the next item. Without
 * `maxResults` everything that is left comes at once.
 */
export function paged<T>(
  items: readonly T[],
  input: { MaxResults?: number; NextToken?: string },
  limits: { min?: number; max?: number } = {},
): { page: T[]; nextToken: string | undefined } {
  const { min = 5, max = 1_000 } = limits;
  const size = input.MaxResults;
  if (size !== undefined && size < min)
    throw new AwsError(
      "InvalidParameterValue",
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than ${min}.`,
    );
  const start = input.NextToken ? offsetOf(input.NextToken) : 0;
  const end = size === undefined ? items.length : start + Math.min(size, max);
  return {
    page: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(`${MARK}${end}`).toString("base64url") : undefined,
  };
}

function offsetOf(token: string): number {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const offset = text.startsWith(MARK) ? Number(text.slice(MARK.length)) : Number.NaN;
  if (!Number.isSafeInteger(offset) || offset < 0) throw new AwsError("InvalidParameterValue", "Unable to parse pagination token");
  return offset;
}
