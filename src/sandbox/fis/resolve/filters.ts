import type { TemplateTarget } from "../records";

type Filters = NonNullable<TemplateTarget["filters"]>;

/**
 * Whether a resource passes all filters. A path names attributes of its Describe output in PascalCase, joined by dots;
 * of an array any element may match; several values of one filter are alternatives.
 * https://docs.aws.amazon.com/fis/latest/userguide/targets.html#target-filters
 */
export function passes(described: unknown, filters: Filters): boolean {
  return filters.every(({ path, values }) => valuesAt(described, path.split(".")).some((value) => values.includes(value)));
}

/** Every value at a path, as text. */
function valuesAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  if (value === null || value === undefined) return [];
  const [head, ...rest] = path;
  if (head === undefined) {
    if (value instanceof Date) return [value.toISOString()];
    return typeof value === "object" ? [] : [String(value)];
  }
  if (typeof value !== "object") return [];
  // EKS and others write their members in camelCase on the wire; filters are PascalCase everywhere.
  const member = Object.entries(value).find(([key]) => key === head || `${key.charAt(0).toUpperCase()}${key.slice(1)}` === head);
  return member ? valuesAt(member[1], rest) : [];
}
