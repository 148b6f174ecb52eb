import fc from "fast-check";
import { applyUpdates, MOST_OPERATIONS } from "../../../src/sandbox/lambda/durable/apply";
import { letHappen, nextDue } from "../../../src/sandbox/lambda/durable/due";
import type { ExecutionRecord } from "../../../src/sandbox/lambda/durable/records";
import type { Update } from "../../../src/sandbox/lambda/durable/validate";

const execution = (): ExecutionRecord => ({
  arn: "arn:aws:lambda:us-east-1:123456789012:function:f:1/durable-execution/n/i",
  name: "n",
  id: "i",
  functionName: "f",
  version: "1",
  qualifier: "1",
  payload: "{}",
  startedAt: 0,
  executionTimeout: 1_000_000,
  retentionDays: 1,
  parent: undefined,
  asynchronous: true,
  status: "RUNNING",
  endedAt: undefined,
  result: undefined,
  error: undefined,
  operations: {},
  events: [],
  token: 0,
  lastCheckpoint: undefined,
  unseen: [],
  invoking: false,
  invokeAt: undefined,
  failures: 0,
});

const step = (Id: string, Action: Update["Action"], more: Partial<Update> = {}): Update => ({ Id, Type: "STEP", Action, ...more });
const wait = (Id: string, seconds: number): Update => ({ Id, Type: "WAIT", Action: "START", WaitOptions: { WaitSeconds: seconds } });

test("a checkpoint with one update that does not fit changes nothing", () => {
  const action = fc.constantFrom<Update["Action"]>("START", "SUCCEED", "FAIL", "RETRY", "CANCEL");
  const update = fc.record({
    Id: fc.constantFrom("a", "b", "c"),
    Type: fc.constantFrom<Update["Type"]>("STEP", "WAIT", "CONTEXT", "CALLBACK"),
    Action: action,
    WaitOptions: fc.constant({ WaitSeconds: 5 }),
    StepOptions: fc.constant({ NextAttemptDelaySeconds: 5 }),
  });
  fc.assert(
    fc.property(fc.array(fc.array(update, { maxLength: 4 }), { maxLength: 6 }), (checkpoints) => {
      const record = execution();
      let now = 0;
      for (const updates of checkpoints) {
        now += 3_000;
        letHappen(record, now);
        const before = structuredClone(record);
        try {
          applyUpdates(record, updates, now);
        } catch {
          expect(record).toEqual(before);
        }
        for (const operation of Object.values(before.operations)) {
          // What has ended stays as it ended.
          if (operation.endedAt !== undefined) expect(record.operations[operation.id]).toEqual(operation);
        }
      }
    }),
  );
});

test("a step's result of 256 KB is kept and one of a byte more refused", () => {
  const record = execution();
  applyUpdates(record, [step("a", "SUCCEED", { Payload: "x".repeat(262_144) })], 0);
  expect(record.operations.a?.status).toBe("SUCCEEDED");
  expect(() => applyUpdates(record, [step("b", "SUCCEED", { Payload: "x".repeat(262_145) })], 0)).toThrow(/262144 bytes/);
  expect(record.operations.b).toBeUndefined();
});

test("an execution has three thousand operations, itself included, and not one more", () => {
  const record = execution();
  const many = Array.from({ length: MOST_OPERATIONS - 1 }, (_, index) => step(`s${index}`, "SUCCEED"));
  applyUpdates(record, many, 0);
  expect(() => applyUpdates(record, [step("more", "START")], 0)).toThrow(/maximum number of operations, 3000/);
});

test("waits end and retries become ready when they are due, and not before", () => {
  const record = execution();
  applyUpdates(record, [wait("w", 10), step("s", "RETRY", { StepOptions: { NextAttemptDelaySeconds: 20 } })], 0);
  expect(nextDue(record)).toBe(10_000);
  letHappen(record, 9_999);
  expect(record.operations.w?.status).toBe("STARTED");
  letHappen(record, 10_000);
  expect(record.operations.w?.status).toBe("SUCCEEDED");
  expect(record.operations.s).toMatchObject({ status: "PENDING", attempt: 1 });
  expect(nextDue(record)).toBe(20_000);
  letHappen(record, 20_000);
  expect(record.operations.s?.status).toBe("READY");
  expect(nextDue(record)).toBe(1_000_000_000);
});
