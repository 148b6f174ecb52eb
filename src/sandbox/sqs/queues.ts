import { pageOf } from "../common/paging";
import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { changed, DEFAULTS, redriveOf, shown } from "./attributes";
import { checkQueueNames } from "./checks";
import { messagesOf, problems, queueOf, queuesOf } from "./records";

type Texts = Readonly<Record<string, string>>;
interface ByUrl {
  readonly QueueUrl: string;
}

/** Queues and their tags: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
export function queueOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  // Of this machine: some clients send to the host of a queue's URL, whatever endpoint they were given.
  const urlOf = (arn: string) => `${cloud.endpoint()}/${arn.split(":")[4]}/${arn.split(":")[5]}`;
  const put = (call: Call, url: string, change: { attributes?: Texts; tags?: Texts }) => {
    const queue = queueOf(cloud, url, call);
    queuesOf(cloud, regionalScope(call)).set(queue.name, { ...queue, ...change, modifiedAt: cloud.clock.now() });
    return {};
  };
  return {
    CreateQueue: ({ QueueName, Attributes = {}, tags = {} }: { QueueName: string; Attributes?: Texts; tags?: Texts }, call: Call) => {
      if (QueueName.endsWith(".fifo"))
        throw new AwsError("UnsupportedOperation", "The Faultline sandbox has no FIFO queues. Use a standard queue.", 400);
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(QueueName)) {
        throw problems.badParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
      }
      const queues = queuesOf(cloud, regionalScope(call));
      const existing = queues.get(QueueName);
      if (existing) {
        const wanted = changed(existing.attributes, Attributes);
        const differing = Object.keys(Attributes).find((name) => wanted[name] !== existing.attributes[name]);
        if (differing === undefined) return { QueueUrl: urlOf(existing.arn) };
        throw new AwsError(
          "QueueNameExists",
          `A queue already exists with the same name and a different value for attribute ${differing}`,
          400,
        );
      }
      const attributes = changed(DEFAULTS, Attributes);
      checkRedrive(cloud, Attributes.RedrivePolicy, call);
      const now = cloud.clock.now();
      const arn = `arn:aws:sqs:${call.region}:${call.accountId}:${QueueName}`;
      queues.set(QueueName, { name: QueueName, arn, attributes, tags, createdAt: now, modifiedAt: now });
      return { QueueUrl: urlOf(arn) };
    },
    GetQueueUrl: ({ QueueName, QueueOwnerAWSAccountId }: { QueueName: string; QueueOwnerAWSAccountId?: string }, call: Call) => {
      const queue = queuesOf(cloud, regionalScope({ ...call, accountId: QueueOwnerAWSAccountId ?? call.accountId })).get(QueueName);
      if (!queue) throw problems.noQueue();
      return { QueueUrl: urlOf(queue.arn) };
    },
    ListQueues: (input: { QueueNamePrefix?: string; MaxResults?: number; NextToken?: string }, call: Call) => {
      const found = queuesOf(cloud, regionalScope(call))
        .values()
        .filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ""))
        .map(({ arn }) => urlOf(arn))
        .sort();
      const page = pageOf(found, input.MaxResults ?? 1_000, input.NextToken, () => problems.badParameter("Invalid or expired next token."));
      return { QueueUrls: page.items, NextToken: input.MaxResults === undefined ? undefined : page.next };
    },
    GetQueueAttributes: ({ QueueUrl, AttributeNames = [] }: ByUrl & { AttributeNames?: readonly string[] }, call: Call) => {
      checkQueueNames(AttributeNames);
      const attributes = shown(cloud, queueOf(cloud, QueueUrl, call), AttributeNames);
      return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
    },
    SetQueueAttributes: ({ QueueUrl, Attributes }: ByUrl & { Attributes: Texts }, call: Call) => {
      const attributes = changed(queueOf(cloud, QueueUrl, call).attributes, Attributes);
      checkRedrive(cloud, Attributes.RedrivePolicy, call);
      return put(call, QueueUrl, { attributes });
    },
    DeleteQueue: ({ QueueUrl }: ByUrl, call: Call) => {
      const queue = queueOf(cloud, QueueUrl, call);
      empty(cloud, queue);
      queuesOf(cloud, regionalScope(call)).delete(queue.name);
      return {};
    },
    PurgeQueue: ({ QueueUrl }: ByUrl, call: Call) => {
      empty(cloud, queueOf(cloud, QueueUrl, call));
      return {};
    },
    ListQueueTags: ({ QueueUrl }: ByUrl, call: Call) => {
      const { tags } = queueOf(cloud, QueueUrl, call);
      return Object.keys(tags).length === 0 ? {} : { Tags: tags };
    },
    TagQueue: ({ QueueUrl, Tags }: ByUrl & { Tags: Texts }, call: Call) =>
      put(call, QueueUrl, { tags: { ...queueOf(cloud, QueueUrl, call).tags, ...Tags } }),
    UntagQueue: ({ QueueUrl, TagKeys }: ByUrl & { TagKeys: readonly string[] }, call: Call) => {
      const { tags } = queueOf(cloud, QueueUrl, call);
      return put(call, QueueUrl, { tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))) });
    },
  };
}

/** Throws where the queue for what was received too often is not there, as messages would pile up unseen. */
function checkRedrive(cloud: Cloud, policy: string | undefined, call: Call): void {
  const arn = policy ? redriveOf(policy)?.arn : undefined;
  if (arn === undefined) return;
  const [, , , region = "", accountId = "", name = ""] = arn.split(":");
  if (region === call.region && queuesOf(cloud, regionalScope({ region, accountId })).get(name)) return;
  throw problems.badParameter(`Value ${policy} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`);
}

function empty(cloud: Cloud, queue: Parameters<typeof messagesOf>[1]): void {
  const messages = messagesOf(cloud, queue);
  for (const [id] of messages.entries()) messages.delete(id);
}
