import { canonicalJson } from "../../words";
import { isRecord, pathText } from "../document";
import type { Path } from "../source";

/** Where two templates differ, but for the order of keys and what is empty. */
export function differences(wanted: unknown, made: unknown, path: Path = []): readonly string[] {
  const [one, other] = [isEmpty(wanted) ? undefined : wanted, isEmpty(made) ? undefined : made];
  if (isRecord(one) && isRecord(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.flatMap((key) => differences(one[key], other[key], [...path, key]));
  }
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length)
    return one.flatMap((item, index) => differences(item, other[index], [...path, index]));
  return canonicalJson(one ?? null) === canonicalJson(other ?? null) ? [] : [pathText(path)];
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;
}
