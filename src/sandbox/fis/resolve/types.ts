import type { Acting } from "../../common/identity";
import type { Cloud } from "../../kernel/cloud";
import type { Tags } from "../records";

/** A resource that a target may mean, before filters and selection. */
export interface Found {
  /** Absent for pods. */
  readonly arn?: string;
  /** What ListExperimentResolvedTargets and the log say of it. */
  readonly information: Readonly<Record<string, string>>;
  /** Its entry of the Describe output, on which filters are evaluated. */
  readonly described: unknown;
}

/** One target in one account. Either ARNs, or tags and parameters. */
export interface Query {
  readonly cloud: Cloud;
  /** The experiment role: what it may not describe cannot be found. */
  readonly as: Acting;
  /** FIS by its own right, for what AWS asks no permission of the role. */
  readonly own: Acting;
  readonly arns: readonly string[];
  readonly tags: Tags;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds what a query means. ARNs without a resource are simply not among the found. */
export type Finder = (query: Query) => Promise<Found[]>;

export const byArn = (arn: string, described: unknown): Found => ({ arn, information: { arn }, described });

/** The part of an ARN after its last `/` or `:`. */
export function nameIn(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1);
}

/** Tag filters as EC2, Auto Scaling and others take them. */
export function tagFilters(tags: Tags): { Name: string; Values: string[] }[] {
  return Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
}

/** Follows the pages of a list operation to its end. */
export async function everyPage<T>(
  query: Pick<Query, "cloud" | "as">,
  service: Parameters<Cloud["invoke"]>[0],
  operation: string,
  input: object,
  member: string,
  tokens: { ask: string; answer: string } = { ask: "NextToken", answer: "NextToken" },
): Promise<T[]> {
  const all: T[] = [];
  let token: unknown;
  do {
    const page: Record<string, unknown> = await query.cloud.invoke(
      service,
      operation,
      token ? { ...input, [tokens.ask]: token } : input,
      query.as,
    );
    const items = page[member];
    if (Array.isArray(items)) all.push(...(items as T[]));
    token = page[tokens.answer];
  } while (token);
  return all;
}

/** ARNs of resources of one type that bear all tags: what the role needs `tag:GetResources` for. */
export async function taggedArns(query: Query, resourceType: string): Promise<string[]> {
  const input = {
    ResourceTypeFilters: [resourceType],
    TagFilters: Object.entries(query.tags).map(([Key, value]) => ({ Key, Values: [value] })),
  };
  const mappings = await everyPage<{ ResourceARN?: string }>(
    query,
    "resourcegroupstaggingapi",
    "GetResources",
    input,
    "ResourceTagMappingList",
    {
      ask: "PaginationToken",
      answer: "PaginationToken",
    },
  );
  return [...new Set(mappings.flatMap(({ ResourceARN }) => ResourceARN ?? []))];
}
