import { sandbox } from "../../sandbox/support";
import type { Case } from "./cases";
import { lifecycle, placeholder } from "./life";
import {
  bucketCases,
  bucketsAround,
  functionCases,
  functionsAround,
  messageCases,
  messagesAround,
  ruleCases,
  rulesAround,
  scheduleCases,
  schedulesAround,
  tableCases,
} from "./serverless-cases";
import { World } from "./world";

/** A world, and what its cases need around them. */
function suite<Around extends object>(
  title: string,
  cases: (around: Around) => readonly Case[],
  surroundings: (world: World) => Promise<Around>,
): void {
  describe(title, () => {
    let world: World;
    let around: Around;

    beforeAll(async () => {
      world = new World((await sandbox({ speed: 600 })).url);
      around = await surroundings(world);
    }, 60_000);
    afterAll(() => world.provider.close());

    // The table needs the surroundings' ids, which are there only when tests run: types are known before.
    test.each(
      cases(placeholder<Around>()).map(({ type }) => type),
    )("%s is made, read back, compared, changed and deleted", async (type) => {
      const found = cases(around).find((candidate) => candidate.type === type);
      if (!found) throw new Error(type);
      await lifecycle(world, found);
    });
  });
}

suite("messages", messageCases, messagesAround);
suite("rules", ruleCases, rulesAround);
suite("schedules", scheduleCases, schedulesAround);
suite("tables", tableCases, async () => ({}));
suite("buckets", bucketCases, bucketsAround);
suite("functions", functionCases, functionsAround);

describe("what a topic or a bucket always has is put back, not taken away", () => {
  let world: World;

  beforeAll(async () => {
    world = new World((await sandbox({ speed: 600 })).url);
  }, 60_000);
  afterAll(() => world.provider.close());

  test("the policy of a topic", async () => {
    const topic = await world.make("aws:sns/topic:Topic", "news", {});
    const statement = { Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "sns:Publish", Resource: topic.id };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const made = await world.make("aws:sns/topicPolicy:TopicPolicy", "news", { arn: topic.id, policy });
    expect(await world.provider.read(made)).toMatchObject({ inputs: made.inputs, outputs: { policy } });
    await world.provider.delete(made);
    const after = await world.provider.read({ ...topic, inputs: {}, outputs: {} });
    expect(String(after?.outputs.policy)).toContain("__default_policy_ID");
  });

  test("the versions of a bucket", async () => {
    const bucket = await world.make("aws:s3/bucket:Bucket", "runs", {});
    const inputs = { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } };
    const made = await world.make("aws:s3/bucketVersioning:BucketVersioning", "runs", inputs);
    expect(await world.provider.read(made)).toMatchObject({ inputs: made.inputs, outputs: inputs });
    await world.provider.delete(made);
    expect((await world.provider.read(made))?.outputs.versioningConfiguration).toEqual({ status: "Suspended" });
  });

  test("the encryption of a bucket", async () => {
    const bucket = await world.make("aws:s3/bucket:Bucket", "secrets", {});
    const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true }];
    const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    const made = await world.make(type, "secrets", { bucket: bucket.id, rules });
    expect(await world.provider.read(made)).toMatchObject({ inputs: made.inputs, outputs: { bucket: bucket.id, rules } });
    await expect(world.provider.delete(made)).resolves.toBeUndefined();
    expect(await world.provider.read(made)).toMatchObject({ id: bucket.id });
  });
});
