import { type Page, pageOf } from "../common/paging";
import { invalidMarker, invalidValue } from "./problems";

export interface FilterInput {
  Name: string;
  Values: string[];
}

/**
 * Filters and pages a list as the Describe operations of RDS do.
 * @param facts the values of a record by which each filter finds it; a filter that is not among them is refused
 */
export function describePage<T>(
  all: readonly T[],
  input: { Filters?: FilterInput[]; Marker?: string; MaxRecords?: number },
  facts: Readonly<Record<string, (record: T) => readonly string[]>>,
): Page<T> {
  const size = input.MaxRecords ?? 100;
  if (size < 20 || size > 100) throw invalidValue(`Invalid value ${size} for MaxRecords. Must be between 20 and 100`);
  const tests = (input.Filters ?? []).map((filter) => {
    const fact = facts[filter.Name];
    if (!fact) throw invalidValue(`Unrecognized filter name: ${filter.Name}`);
    return (record: T) => fact(record).some((value) => filter.Values.some((wanted) => wanted.toLowerCase() === value.toLowerCase()));
  });
  return pageOf(
    all.filter((record) => tests.every((test) => test(record))),
    size,
    input.Marker,
    invalidMarker,
  );
}
