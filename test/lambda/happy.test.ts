import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import { SECONDS } from "../run/world";
import { deployed, REQUEST, RUN } from "./stage";

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

test("a scheduled run passes: in the table, its report in the bucket, its message on the topic", async () => {
  const d = deployed();
  d.world.lasts = 40 * SECONDS;
  const execution = await d.finish(REQUEST);
  expect(execution.getResult()).toMatchObject({ runId: RUN, verdict: "passed" });
});
