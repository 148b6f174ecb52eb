import type { Call, Cloud, ServiceFactory, TaggedResource, TagSource } from "../kernel/cloud";
import { AwsError } from "../kernel/error";

type Tags = Readonly<Record<string, string>>;

interface GetResources {
  readonly TagFilters?: readonly { readonly Key?: string; readonly Values?: readonly string[] }[];
  readonly ResourceTypeFilters?: readonly string[];
  readonly ResourceARNList?: readonly string[];
  readonly ResourcesPerPage?: number;
  readonly PaginationToken?: string;
}

const view = ({ arn, tags }: TaggedResource) => ({
  ResourceARN: arn,
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

/** `ec2` takes all of a service, `ec2:instance` one type of it. */
const ofType = (wanted: readonly string[]) => (resource: TaggedResource) =>
  wanted.length === 0 || wanted.some((type) => resource.type === type || resource.type.startsWith(`${type}:`));

const hasTags = (filters: NonNullable<GetResources["TagFilters"]>) => (resource: TaggedResource) =>
  filters.every(({ Key = "", Values = [] }) => {
    const value = resource.tags[Key];
    return value !== undefined && (Values.length === 0 || Values.includes(value));
  });

function page<T>(all: readonly T[], size: number, token: string | undefined): { items: T[]; token: string } {
  const from = token ? Number(Buffer.from(token, "base64url").toString("utf8")) : 0;
  if (!Number.isInteger(from) || from < 0) throw new AwsError("PaginationTokenExpiredException", "The pagination token is not valid.");
  const end = from + size;
  return { items: all.slice(from, end), token: end < all.length ? Buffer.from(String(end)).toString("base64url") : "" };
}

/** Whatever is tagged in the call's Region, of every service that takes part. */
function resourcesOf(cloud: Cloud, call: Call): TaggedResource[] {
  return [...cloud.tagSources].flatMap((source) => [...source.resources(call)]).filter(({ tags }) => Object.keys(tags).length > 0);
}

async function each(cloud: Cloud, arns: readonly string[], change: (source: TagSource, arn: string) => Promise<unknown> | undefined) {
  const failed: Record<string, object> = {};
  for (const arn of arns) {
    const [source] = [...cloud.tagSources].filter(({ service }) => arn.split(":")[2] === service);
    try {
      const changed = source && change(source, arn);
      if (!changed) throw new AwsError("InvalidParameterException", `The Faultline sandbox does not tag ${arn} by this API.`, 400);
      await changed;
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      const ErrorCode = problem.status >= 500 ? "InternalServiceException" : "InvalidParameterException";
      failed[arn] = { StatusCode: problem.status, ErrorCode, ErrorMessage: problem.message };
    }
  }
  return { FailedResourcesMap: failed };
}

/** The Resource Groups Tagging API: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/ */
export const taggingService: ServiceFactory = (cloud) => ({
  id: "resourcegroupstaggingapi",
  operations: {
    GetResources: (input: GetResources, call: Call) => {
      const { TagFilters = [], ResourceTypeFilters = [], ResourceARNList } = input;
      const found = resourcesOf(cloud, call)
        .filter(ofType(ResourceTypeFilters))
        .filter(hasTags(TagFilters))
        .filter(({ arn }) => ResourceARNList?.includes(arn) ?? true)
        .sort((a, b) => (a.arn < b.arn ? -1 : 1));
      const { items, token } = page(found, input.ResourcesPerPage ?? 50, input.PaginationToken);
      return { ResourceTagMappingList: items.map(view), PaginationToken: token };
    },
    GetTagKeys: ({ PaginationToken }: { PaginationToken?: string }, call: Call) => {
      const keys = new Set(resourcesOf(cloud, call).flatMap(({ tags }) => Object.keys(tags)));
      const { items, token } = page([...keys].sort(), 100, PaginationToken);
      return { TagKeys: items, PaginationToken: token };
    },
    GetTagValues: ({ Key, PaginationToken }: { Key: string; PaginationToken?: string }, call: Call) => {
      const values = new Set(resourcesOf(cloud, call).flatMap(({ tags }) => tags[Key] ?? []));
      const { items, token } = page([...values].sort(), 100, PaginationToken);
      return { TagValues: items, PaginationToken: token };
    },
    TagResources: ({ ResourceARNList, Tags }: { ResourceARNList: readonly string[]; Tags: Tags }, call: Call) =>
      each(cloud, ResourceARNList, (source, arn) => source.tag?.(call, arn, Tags)),
    UntagResources: ({ ResourceARNList, TagKeys }: { ResourceARNList: readonly string[]; TagKeys: readonly string[] }, call: Call) =>
      each(cloud, ResourceARNList, (source, arn) => source.untag?.(call, arn, TagKeys)),
  },
});
