import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { type AwsStoreOptions, awsConsents, awsStore } from "../../src/adapters/store/aws";
import { withoutJournal } from "../../src/cli/remote/begun";
import { parseDeployment, pickExperiment } from "../../src/cli/remote/deployment";
import { withReason } from "../../src/cli/remote/watch";
import type { Deployment } from "../../src/experiment";
import { type Entry, TABLE } from "../../src/journal";
import { FaultlineError } from "../../src/words";
import { stage } from "../run/stage";
import { SECONDS } from "../run/world";
import { awsConfig, sandbox } from "../sandbox/support";
import { faultline, folder, json } from "./faultline";
import { storeOf } from "./stored";

const ACCOUNT = "123456789012";
const DEPLOYMENT: Deployment = {
  version: 1,
  project: "shop",
  stack: "test",
  accountId: ACCOUNT,
  region: "us-east-1",
  functionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:shop:live`,
  tableName: "runs",
  bucketName: "runs-bucket",
  topicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:shop`,
  scheduleGroup: "shop",
  experiments: ["stop-one"],
};

describe("a deployment", () => {
  const refusal = (change: object) => {
    try {
      parseDeployment(JSON.stringify({ ...DEPLOYMENT, ...change }), "it");
    } catch (thrown) {
      return { code: (thrown as { code?: string }).code, message: (thrown as Error).message };
    }
    return undefined;
  };

  test("is taken as the Orchestrator publishes it", () => {
    expect(parseDeployment(JSON.stringify(DEPLOYMENT), "it")).toEqual(DEPLOYMENT);
  });

  test("whose function has no version or alias is refused by name", () => {
    expect(refusal({ functionArn: DEPLOYMENT.functionArn.replace(":live", "") })).toMatchObject({ code: "unqualified-function" });
  });

  test.each([
    ["of another version", { version: 2 }, "version 2"],
    ["without its table and bucket", { tableName: "", bucketName: undefined }, "tableName, bucketName"],
    ["without experiments", { experiments: "a" }, "experiments"],
    ["whose function is none", { functionArn: "arn:aws:lambda:us-east-1:123456789012:layer:a:1" }, "not the ARN of a function"],
  ])("%s is refused with what is wrong", (_, change, says) => {
    expect(refusal(change)?.message).toContain(says);
  });

  test("has the experiment that is meant, or says which it has", () => {
    expect(pickExperiment(DEPLOYMENT, undefined)).toBe("stop-one");
    expect(() => pickExperiment(DEPLOYMENT, "other")).toThrow('no experiment "other"');
    expect(() => pickExperiment({ ...DEPLOYMENT, experiments: ["a", "b"] }, undefined)).toThrow("which one");
  });
});

test("a run that the function refused is told with the function's reasons and the verdict's exit code", () => {
  const result = JSON.stringify({ verdict: "blocked", reasons: [{ message: "the Manifest is of version 0" }] });
  const told = withoutJournal("run-1", { status: "SUCCEEDED", result, error: undefined });
  expect({ message: told.message, exitCode: told.details.exitCode }).toEqual({
    message: "Run run-1 did not begin: the Manifest is of version 0",
    exitCode: 5,
  });
  expect(withoutJournal("run-1", { status: "FAILED", result: undefined, error: "no table" }).details.exitCode).toBe(6);
});

test("a run that nobody conducts any more is told with what its function said when it gave up", () => {
  const alone = new FaultlineError("run-orphaned", "Nobody conducts run r.", { exitCode: 6, remedy: "Stop it." });
  const told = withReason(alone, { status: "FAILED", result: undefined, error: "Run r: no table" });
  expect({ code: told.code, message: told.message, details: told.details }).toEqual({
    code: "run-orphaned",
    message: "Nobody conducts run r. It said: Run r: no table",
    details: alone.details,
  });
  expect(withReason(alone, undefined)).toBe(alone);
});

describe("runs in a table", () => {
  let words: readonly string[];
  let local: string;
  let journal: readonly Entry[];
  let options: AwsStoreOptions;

  beforeAll(async () => {
    const cloud = await sandbox();
    const config = awsConfig(cloud, ACCOUNT);
    const dynamodb = new DynamoDBClient(config);
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const attribute = (AttributeName: string, AttributeType: "S" | "N") => ({ AttributeName, AttributeType });
    const keys = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: "HASH" as const },
      { AttributeName: range, KeyType: "RANGE" as const },
    ];
    await dynamodb.send(
      new CreateTableCommand({
        TableName: "runs",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: keys(TABLE.partitionKey, TABLE.sortKey),
        AttributeDefinitions: [TABLE.partitionKey, TABLE.sortKey, TABLE.index.partitionKey, TABLE.index.sortKey].map((name) =>
          attribute(name, "S"),
        ),
        GlobalSecondaryIndexes: [
          {
            IndexName: TABLE.index.name,
            KeySchema: keys(TABLE.index.partitionKey, TABLE.index.sortKey),
            Projection: { ProjectionType: "ALL" },
          },
        ],
      }),
    );
    await s3.send(new CreateBucketCommand({ Bucket: "runs-bucket" }));
    options = { table: "runs", bucket: "runs-bucket", dynamodb, s3, now: Date.now };
    const s = stage({ baselineMs: 30_000, recoveryMs: 60_000 });
    s.world.lasts = 40 * SECONDS;
    await s.run();
    journal = await s.entries();
    const store = awsStore(options);
    for (const { runId, seq, at, event } of journal) await store.append(runId, seq, at, event);
    local = await storeOf({ "run-1": journal });
    const file = join(folder(), "deployment.json");
    writeFileSync(file, JSON.stringify(DEPLOYMENT));
    words = ["--remote", "--deployment", file, "--endpoint-url", cloud.url];
  }, 60_000);

  test("are listed, watched and reported by --remote with the same output as in a folder", async () => {
    for (const command of [["history"], ["watch", "run-1"]]) {
      const here = await faultline([...command, "--store", local]);
      const there = await faultline([...command, ...words]);
      expect({ command, code: there.code, stderr: there.stderr }).toEqual({ command, code: here.code, stderr: "" });
      const plain = (text: string) => text.replace(/(faultline report|s3:\S+)$/gm, "REPORT");
      expect(plain(there.stdout)).toBe(plain(here.stdout));
    }
    const dir = folder();
    expect((await faultline(["report", "run-1", "--store", dir, ...words])).stdout).toContain(join(dir, "reports", "run-1", "report.html"));
  }, 60_000);

  test("that are over are not stopped again", async () => {
    const { code, told } = await json(["stop", "run-1", ...words]);
    expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: "run-over" } } });
  }, 60_000);

  test("whose function is dead are stopped at FIS directly, and FIS's word is told", async () => {
    const store = awsStore(options);
    for (const { seq, at, event } of journal.slice(0, 3)) await store.append("run-2", seq, at, event);
    const { code, told } = await json(["stop", "run-2", ...words]);
    expect({ code, told }).toMatchObject({ code: 0, told: { runId: "run-2", stopped: true, fisExperimentId: null } });
    expect((await store.read("run-2")).at(-1)?.event).toMatchObject({ type: "stop-requested", cause: { kind: "person" } });
  }, 120_000);

  test("that wait for approval take it only from the people named, once, and in time", async () => {
    const consents = awsConsents(options);
    const ask = (runId: string, until: number) =>
      consents.ask({
        runId,
        experiment: "stop-one",
        planHash: "h",
        requestedBy: "schedule",
        reason: null,
        by: ["anna", "bob"],
        askedAt: 0,
        until,
        callbackId: "callback-1",
      });
    await ask("run-3", 8_000_000_000_000);
    await ask("run-4", 1);
    const approve = async (...more: string[]) => (await json(["approve", ...more, ...words])).told as { error?: { code: string } };
    expect((await approve("run-9", "--by", "anna")).error?.code).toBe("no-request");
    expect((await approve("run-3", "--by", "mallory")).error?.code).toBe("not-an-approver");
    expect((await approve("run-4", "--by", "anna")).error?.code).toBe("approval-late");
    // No function waits in this sandbox: the answer stands all the same.
    expect((await approve("run-3", "--by", "anna", "--reason", "game day")).error?.code).toBe("not-woken");
    expect((await consents.find("run-3"))?.answer).toMatchObject({ answer: "approved", by: "anna", note: "game day" });
    expect((await approve("run-3", "--by", "bob", "--refuse")).error?.code).toBe("already-answered");
  }, 60_000);

  test("are not asked for where no Orchestrator is named", async () => {
    expect((await json(["history", "--remote"])).told).toMatchObject({ error: { code: "no-deployment" } });
  });
});
