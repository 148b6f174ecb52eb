import * as logs from "@aws-sdk/client-cloudwatch-logs";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { appendEvents } from "../../../src/sandbox/logs";
import { awsConfig, sandbox } from "../support";

const logGroupName = "/aws/fis/game-day";
const logStreamName = "s";
let box: Sandbox;
let client: logs.CloudWatchLogsClient;
beforeEach(async () => {
  box = await sandbox();
  client = new logs.CloudWatchLogsClient(awsConfig(box));
  await client.send(new logs.CreateLogGroupCommand({ logGroupName, tags: { a: "b" } }));
});
afterEach(() => client.destroy());

const stream = () => client.send(new logs.CreateLogStreamCommand({ logGroupName, logStreamName }));
const put = (...messages: string[]) => {
  const now = Math.floor(box.cloud.clock.now());
  const logEvents = messages.map((message, index) => ({ timestamp: now - 1_000 + index, message }));
  return client.send(new logs.PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
};
const messages = (events: { message?: string }[] | undefined) => events?.map(({ message }) => message);
const filter = async (filterPattern?: string) =>
  messages((await client.send(new logs.FilterLogEventsCommand({ logGroupName, filterPattern }))).events);

test("a group has an ARN with and without the star, and the retention that it is given", async () => {
  await client.send(new logs.PutRetentionPolicyCommand({ logGroupName, retentionInDays: 14 }));
  const { logGroups } = await client.send(new logs.DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/fis" }));
  const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}`;
  expect(logGroups).toMatchObject([
    { logGroupName, arn: `${arn}:*`, logGroupArn: arn, retentionInDays: 14, storedBytes: 0, logGroupClass: "STANDARD" },
  ]);
  await client.send(new logs.DeleteRetentionPolicyCommand({ logGroupName }));
  expect((await client.send(new logs.DescribeLogGroupsCommand({}))).logGroups?.[0]?.retentionInDays).toBeUndefined();
  await expect(client.send(new logs.PutRetentionPolicyCommand({ logGroupName, retentionInDays: 4 }))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});

test("tags are read and changed by the ARN without its star", async () => {
  const resourceArn = `arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}`;
  await client.send(new logs.TagResourceCommand({ resourceArn, tags: { c: "d" } }));
  await client.send(new logs.UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  expect((await client.send(new logs.ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ c: "d" });
});

test("what exists is not made twice, and what does not is said", async () => {
  await expect(client.send(new logs.CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
    name: "ResourceAlreadyExistsException",
  });
  await stream();
  await expect(stream()).rejects.toMatchObject({ name: "ResourceAlreadyExistsException" });
  await expect(client.send(new logs.DeleteLogGroupCommand({ logGroupName: "none" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "The specified log group does not exist.",
  });
  await expect(client.send(new logs.GetLogEventsCommand({ logGroupName, logStreamName: "none" }))).rejects.toThrow(
    "The specified log stream does not exist.",
  );
});

test("events come back in their order, forwards and backwards in pages", async () => {
  await stream();
  await put("1", "2", "3", "4", "5");
  const page = async (nextToken?: string) => {
    const input = { logGroupName, logStreamName, limit: 2, startFromHead: true, nextToken };
    const { events, nextForwardToken } = await client.send(new logs.GetLogEventsCommand(input));
    return { got: messages(events), nextForwardToken };
  };
  const first = await page();
  const second = await page(first.nextForwardToken);
  const third = await page(second.nextForwardToken);
  const end = await page(third.nextForwardToken);
  expect([first.got, second.got, third.got, end.got]).toEqual([["1", "2"], ["3", "4"], ["5"], []]);
  expect(end.nextForwardToken).toBe(third.nextForwardToken);
  const last = await client.send(new logs.GetLogEventsCommand({ logGroupName, logStreamName, limit: 2 }));
  expect(messages(last.events)).toEqual(["4", "5"]);
  const before = await client.send(
    new logs.GetLogEventsCommand({ logGroupName, logStreamName, limit: 2, nextToken: last.nextBackwardToken }),
  );
  expect(messages(before.events)).toEqual(["2", "3"]);
  await put("6");
  expect((await page(end.nextForwardToken)).got).toEqual(["6"]);
});

test("a stream knows its first and last event and its size", async () => {
  await stream();
  await put("ab", "c");
  const { logStreams } = await client.send(
    new logs.DescribeLogStreamsCommand({ logGroupName, orderBy: "LastEventTime", descending: true }),
  );
  const [one] = logStreams ?? [];
  expect(Number(one?.lastEventTimestamp) - Number(one?.firstEventTimestamp)).toBe(1);
  expect(one?.storedBytes).toBe(3 + 2 * 26);
  expect(one?.arn).toBe(`arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}:log-stream:s`);
});

test("events out of order are refused; those too old or too new are left out and said", async () => {
  await stream();
  const now = Math.floor(box.cloud.clock.now());
  const send = (...timestamps: number[]) =>
    client.send(
      new logs.PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: timestamps.map((timestamp) => ({ timestamp, message: String(timestamp) })),
      }),
    );
  await expect(send(now, now - 1)).rejects.toThrow("chronological order");
  const day = 86_400_000;
  const { rejectedLogEventsInfo } = await send(now - 15 * day, now, now + day);
  expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
  expect(await filter()).toEqual([String(now)]);
});

test.each([
  [undefined, 4],
  ["error", 2],
  ["error -disk", 1],
  ['"disk full"', 1],
  ["?disk ?ok", 2],
  ['{ $.log_type = "action-start" }', 1],
  ['{ $.log_type = "action-*" && $.details.count > 2 }', 1],
  ['{ $.log_type = "action-*" && $.details.count > 3 }', 0],
  ['{ $.log_type = "x" || $.details.count <= 3 }', 1],
  ["{ $.log_type NOT EXISTS }", 0],
])("the filter %s finds %i of four events", async (pattern, count) => {
  await stream();
  await put("error: disk full", "error: network", "ok", JSON.stringify({ log_type: "action-start", details: { count: 3 } }));
  expect(await filter(pattern)).toHaveLength(count);
});

test("a filter that is not understood is refused", async () => {
  await expect(filter("[ip, user]")).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(filter("{ $.a ~ 3 }")).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("filtering mixes streams by time, and may be held to some", async () => {
  const scope = "123456789012/us-east-1";
  const now = Math.floor(box.cloud.clock.now());
  const add = (name: string, at: number) => appendEvents(box.cloud, scope, logGroupName, name, [{ at: now + at, message: `${name}${at}` }]);
  expect([add("a", 1), add("b", 0), add("a", 0)]).toEqual([true, true, true]);
  expect(appendEvents(box.cloud, scope, "no such group", "a", [])).toBe(false);
  expect(await filter()).toEqual(["b0", "a0", "a1"]);
  const { events } = await client.send(new logs.FilterLogEventsCommand({ logGroupName, logStreamNamePrefix: "a", endTime: now + 1 }));
  expect(messages(events)).toEqual(["a0"]);
});

test("a deleted group takes its streams along", async () => {
  await stream();
  await put("1");
  await client.send(new logs.DeleteLogGroupCommand({ logGroupName }));
  await client.send(new logs.CreateLogGroupCommand({ logGroupName }));
  expect((await client.send(new logs.DescribeLogStreamsCommand({ logGroupName }))).logStreams).toEqual([]);
});

test("resource policies are kept and given back", async () => {
  const policyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await client.send(new logs.PutResourcePolicyCommand({ policyName: "p", policyDocument }));
  expect((await client.send(new logs.DescribeResourcePoliciesCommand({}))).resourcePolicies).toMatchObject([
    { policyName: "p", policyDocument },
  ]);
  await client.send(new logs.DeleteResourcePolicyCommand({ policyName: "p" }));
  expect((await client.send(new logs.DescribeResourcePoliciesCommand({}))).resourcePolicies).toEqual([]);
});

test("Regions have logs of their own", async () => {
  const elsewhere = new logs.CloudWatchLogsClient(awsConfig(box, "AKID", "eu-west-1"));
  expect((await elsewhere.send(new logs.DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
  elsewhere.destroy();
});
