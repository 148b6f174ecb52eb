import { matchesPattern } from "../common/event-pattern";
import { pageOf } from "../common/paging";
import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { publish } from "./publish";
import { type BusRecord, busesOf, busOf, DEFAULT_BUS, keyOf, problems, type RuleRecord, rulesOf } from "./records";
import { patternChecked } from "./rules";

interface Tag {
  readonly Key: string;
  readonly Value: string;
}
interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  readonly Time?: Date;
  readonly EventBusName?: string;
}
const viewOf = ({ name, arn, description, createdAt }: BusRecord) => ({
  ...{ Name: name, Arn: arn, Description: description },
  ...(createdAt === 0 ? {} : { CreationTime: new Date(createdAt), LastModifiedTime: new Date(createdAt) }),
});

/** Buses, their events, and tags of buses and rules. */
export function busOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const one = (entry: Entry, call: Call) => {
    const { Source, DetailType, Detail } = entry;
    const fail = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
    if (!Source) return fail("InvalidArgument", "Parameter Source is not valid. Reason: Source is a required argument.");
    if (Source.startsWith("aws.")) return fail("NotAuthorizedForSourceException", "Not authorized for the source.");
    if (!DetailType) return fail("InvalidArgument", "Parameter DetailType is not valid. Reason: DetailType is a required argument.");
    if (Detail === undefined) return fail("InvalidArgument", "Parameter Detail is not valid. Reason: Detail is a required argument.");
    let detail: unknown;
    try {
      detail = JSON.parse(Detail);
    } catch {
      detail = undefined;
    }
    if (typeof detail !== "object" || detail === null || Array.isArray(detail)) return fail("MalformedDetail", "Detail is malformed.");
    const at = entry.Time?.getTime() ?? cloud.clock.now();
    const made = { source: Source, detailType: DetailType, detail, resources: entry.Resources ?? [], at };
    return { EventId: publish(cloud, call, entry.EventBusName, made) };
  };
  const tagged = (arn: string, call: Call) => {
    const rule = rulesOf(cloud, call).find((each) => each.arn === arn);
    const bus = busesOf(cloud, call).find((each) => each.arn === arn);
    if (!rule && !bus && arn !== busOf(cloud, call).arn) throw problems.missing(absent(arn));
    const put = (tags: RuleRecord["tags"]) => {
      if (rule) rulesOf(cloud, call).set(keyOf(rule.bus, rule.name), { ...rule, tags });
      else {
        const kept = bus ?? busOf(cloud, call);
        busesOf(cloud, call).set(kept.name, { ...kept, tags });
      }
      return {};
    };
    return { tags: rule?.tags ?? bus?.tags ?? {}, put };
  };
  return {
    CreateEventBus: (input: { Name: string; Description?: string; Tags?: readonly Tag[] } & Record<string, unknown>, call: Call) => {
      const foreign = ["EventSourceName", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"].find((name) => input[name] !== undefined);
      if (foreign !== undefined) throw problems.invalid(`The Faultline sandbox does not have ${foreign} of event buses.`);
      const buses = busesOf(cloud, call);
      if (input.Name === DEFAULT_BUS || buses.has(input.Name)) {
        throw new AwsError("ResourceAlreadyExistsException", `Event bus ${input.Name} already exists.`, 400);
      }
      const arn = `arn:aws:events:${call.region}:${call.accountId}:event-bus/${input.Name}`;
      buses.set(input.Name, {
        ...{ name: input.Name, arn, createdAt: cloud.clock.now() },
        ...(input.Description === undefined ? {} : { description: input.Description }),
        tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
      });
      return { EventBusArn: arn, Description: input.Description };
    },
    DescribeEventBus: ({ Name }: { Name?: string }, call: Call) => viewOf(busOf(cloud, call, Name)),
    DeleteEventBus: ({ Name }: { Name: string }, call: Call) => {
      if (Name === DEFAULT_BUS) throw problems.invalid("Cannot delete event bus default.");
      if (rulesOf(cloud, call).find(({ bus }) => bus === Name))
        throw problems.invalid(`Event bus ${Name} can't be deleted since it has rules.`);
      busesOf(cloud, call).delete(Name);
      return {};
    },
    ListEventBuses: (input: { NamePrefix?: string; Limit?: number; NextToken?: string }, call: Call) => {
      const own = busesOf(cloud, call).values();
      const all = own.some(({ name }) => name === DEFAULT_BUS) ? own : [busOf(cloud, call), ...own];
      const found = all.filter(({ name }) => name.startsWith(input.NamePrefix ?? ""));
      const page = pageOf(found, input.Limit ?? 100, input.NextToken, () => problems.invalid("Token is invalid."));
      return { EventBuses: page.items.map(viewOf), NextToken: page.next };
    },
    PutEvents: ({ Entries }: { Entries: readonly Entry[] }, call: Call) => {
      const results = Entries.map((entry) => one(entry, call));
      return { Entries: results, FailedEntryCount: results.filter((result) => "ErrorCode" in result).length };
    },
    TestEventPattern: ({ EventPattern, Event }: { EventPattern: string; Event: string }) => {
      patternChecked(EventPattern);
      let event: unknown;
      try {
        event = JSON.parse(Event);
      } catch {
        throw problems.invalid("Parameter Event is not valid.");
      }
      return { Result: matchesPattern(EventPattern, event) };
    },
    ListTagsForResource: ({ ResourceARN }: { ResourceARN: string }, call: Call) => ({
      Tags: Object.entries(tagged(ResourceARN, call).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
    TagResource: ({ ResourceARN, Tags }: { ResourceARN: string; Tags: readonly Tag[] }, call: Call) => {
      const { tags, put } = tagged(ResourceARN, call);
      return put({ ...tags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) });
    },
    UntagResource: ({ ResourceARN, TagKeys }: { ResourceARN: string; TagKeys: readonly string[] }, call: Call) => {
      const { tags, put } = tagged(ResourceARN, call);
      return put(Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))));
    },
  };
}

/** EventBridge names what an ARN means: a rule and its bus, or a bus. */
function absent(arn: string): string {
  const [, kind, path = ""] = /^[^/]*:(rule|event-bus)\/(.+)$/.exec(arn) ?? [];
  if (kind === "event-bus") return `Event bus ${path} does not exist.`;
  if (kind !== "rule") return `Resource ${arn} does not exist.`;
  const slash = path.lastIndexOf("/");
  return `Rule ${path.slice(slash + 1)} does not exist on EventBus ${slash < 0 ? DEFAULT_BUS : path.slice(0, slash)}.`;
}
