import { DeleteItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { awsObjects, awsStore } from "../../src/adapters/store/aws";
import { flawIn, type RunEvent, TABLE } from "../../src/journal";
import { openCloud } from "../contracts/aws-store";
import { manifestOf } from "../run/manifest";

const created: RunEvent = {
  type: "run-created",
  manifest: manifestOf({ name: "stop-one" }),
  attempt: 1,
  clientToken: "token",
  by: "alice@test",
  host: "test",
  speed: 1,
  platform: "sandbox",
  version: "test",
};
const stopAsked = (reason: string): RunEvent => ({ type: "stop-requested", cause: { kind: "person", by: "alice", reason } });

test("an entry of more than 400 KB lies in the bucket, and is read as if it did not", async () => {
  const cloud = await openCloud();
  const store = awsStore(cloud);
  const reason = "ü".repeat(300_000);
  await store.append("r", 1, 1, created);
  await store.append("r", 2, 2, stopAsked(reason));
  const entries = await awsStore(cloud).read("r");
  expect(entries[1]?.event).toEqual(stopAsked(reason));
  expect(flawIn(entries)).toBeUndefined();
  const { Contents = [] } = await cloud.s3.send(new ListObjectsV2Command({ Bucket: cloud.bucket, Prefix: "runs/r/entries/" }));
  expect(Contents).toHaveLength(1);
});

test("of two writers of one large entry the one who lost leaves the other's as it is", async () => {
  const cloud = await openCloud();
  const [one, two] = [awsStore(cloud), awsStore(cloud)];
  await one.append("r", 1, 1, created);
  const outcomes = await Promise.allSettled([
    one.append("r", 2, 2, stopAsked("a".repeat(400_000))),
    two.append("r", 2, 2, stopAsked("b".repeat(400_000))),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(flawIn(await awsStore(cloud).read("r"))).toBeUndefined();
});

test("a journal of more than one page is read whole", async () => {
  const cloud = await openCloud();
  const store = awsStore(cloud);
  await store.append("r", 1, 1, created);
  for (let seq = 2; seq <= 9; seq++) await store.append("r", seq, seq, stopAsked("x".repeat(200_000)));
  const { LastEvaluatedKey } = await cloud.dynamodb.send(
    new QueryCommand({
      TableName: cloud.table,
      KeyConditionExpression: "#pk = :run",
      ExpressionAttributeNames: { "#pk": TABLE.partitionKey },
      ExpressionAttributeValues: { ":run": { S: "run#r" } },
    }),
  );
  expect(LastEvaluatedKey).toBeDefined();
  expect((await awsStore(cloud).read("r")).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

/** Lets the first answers of DynamoDB be another's. */
function failing(cloud: Awaited<ReturnType<typeof openCloud>>, times: number, name: string, command?: string): () => number {
  let left = times;
  cloud.dynamodb.middlewareStack.add(
    (next, context) => async (args) => {
      if (left > 0 && (command === undefined || context.commandName === command)) {
        left--;
        throw Object.assign(new Error("slow down"), { name, $fault: "client", $metadata: { httpStatusCode: 400 } });
      }
      return next(args);
    },
    { step: "finalizeRequest", priority: "low" },
  );
  return () => left;
}

test("throttled writes are repeated, each once in the journal", async () => {
  const cloud = await openCloud();
  const store = awsStore(cloud);
  await store.append("r", 1, 1, created);
  const left = failing(cloud, 2, "ProvisionedThroughputExceededException");
  await store.append("r", 2, 2, stopAsked("x"));
  expect(left()).toBe(0);
  expect((await store.read("r")).map(({ seq }) => seq)).toEqual([1, 2]);
});

test.each([
  ["ProvisionedThroughputExceededException", "store-throttled"],
  ["AccessDeniedException", "store-denied"],
  ["ResourceNotFoundException", "store-missing"],
  ["InternalServerError", "store-unavailable"],
])("what does not end is an error with the next step: %s is %s", async (name, code) => {
  const cloud = await openCloud();
  failing(cloud, 1_000, name);
  await expect(awsStore(cloud).read("r")).rejects.toMatchObject({ code, details: { exitCode: 6, remedy: expect.stringMatching(/\w/) } });
});

test("a write whose answer was lost is no conflict with itself", async () => {
  const cloud = await openCloud();
  const store = awsStore(cloud);
  await store.append("r", 1, 1, created);
  let isLost = false;
  cloud.dynamodb.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (isLost || context.commandName !== "PutItemCommand") return answer;
      isLost = true;
      throw Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });
    },
    { step: "finalizeRequest", priority: "low" },
  );
  const entry = await store.append("r", 2, 2, stopAsked("x"));
  expect(isLost).toBe(true);
  expect(await store.read("r", 1)).toEqual([entry]);
});

test("a line of the history that a killed writer left behind is mended when it is read", async () => {
  const cloud = await openCloud();
  const store = awsStore(cloud);
  await store.append("r", 1, 1, created);
  failing(cloud, 8, "InternalServerError", "GetItemCommand");
  await store.append("r", 2, 2, { type: "run-ended" });
  expect(await awsStore(cloud).list()).toEqual([expect.objectContaining({ runId: "r", experiment: "stop-one", endedAt: 2 })]);
});

test("an announced run whose first entry was never written is not in the history", async () => {
  const cloud = await openCloud();
  const store = awsStore(cloud);
  await store.append("r", 1, 1, created);
  await cloud.dynamodb.send(new DeleteItemCommand({ TableName: cloud.table, Key: { pk: { S: "run#r" }, sk: { S: "entry#00000001" } } }));
  await cloud.dynamodb.send(
    new DeleteItemCommand({ TableName: cloud.table, Key: { pk: { S: "run#r" }, sk: { S: "listed#runs#stop-one" } } }),
  );
  expect((await awsStore(cloud).list({ experiment: "stop-one" })).length).toBe(0);
});

test("a damaged entry is named, not guessed", async () => {
  const cloud = await openCloud();
  const store = awsStore(cloud);
  await store.append("r", 1, 1, created);
  await store.append("r", 2, 2, stopAsked("x".repeat(400_000)));
  const { Contents = [] } = await cloud.s3.send(new ListObjectsV2Command({ Bucket: cloud.bucket }));
  await cloud.s3.send(new PutObjectCommand({ Bucket: cloud.bucket, Key: Contents[0]?.Key ?? "", Body: "not an entry" }));
  await expect(awsStore(cloud).read("r")).rejects.toMatchObject({ code: "store-corrupt" });
});

test("a text of the bucket comes back; one that is not there is undefined", async () => {
  const objects = awsObjects(await openCloud());
  await objects.write("manifests/a.json", '{"ü":1}', "application/json");
  expect(await objects.read("manifests/a.json")).toBe('{"ü":1}');
  expect(await objects.read("manifests/b.json")).toBeUndefined();
});
