import { pageOf } from "../common/paging";
import { AwsError } from "../kernel/error";
import { validation } from "./store";

/** One page by `MaxRecords` (at most 100) and `NextToken`. */
export function paged<T>(
  all: readonly T[],
  input: { MaxRecords?: number; NextToken?: string },
  usual = 50,
): { page: T[]; nextToken: string | undefined } {
  const size = input.MaxRecords ?? usual;
  if (size < 1 || size > 100) throw validation("MaxRecords must be between 1 and 100");
  const { items, next } = pageOf(all, size, input.NextToken, () => new AwsError("InvalidNextToken", "The NextToken value is not valid."));
  return { page: items, nextToken: next };
}
