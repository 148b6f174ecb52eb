import { cbor, dateToTag } from "@smithy/core/cbor";
import fc from "fast-check";
import type { ServiceFactory } from "../../../src/sandbox/kernel/cloud";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { modelOf } from "../../../src/sandbox/model/load";
import { sandbox } from "../support";
import { structureArbitrary } from "./arbitrary";
import { ask, askCbor, signed } from "./http";

const NAMES = ["PutMetricAlarm", "PutMetricData", "GetMetricData", "DescribeAlarms", "GetMetricStatistics"];
let box: Sandbox;
let received: unknown;
let returned: unknown;

beforeAll(async () => {
  const echo = (input: object) => {
    received = input;
    return returned;
  };
  const fake: ServiceFactory = () => ({ id: "cloudwatch", operations: Object.fromEntries(NAMES.map((name) => [name, echo])) });
  box = await sandbox({ services: [fake], strict: false });
});

/** Dates as the protocol writes them: seconds since 1970 under tag 1. */
function tagged(value: unknown): unknown {
  if (value instanceof Date) return dateToTag(value);
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tagged(item)]));
}

/** Dates again, and only where tag 1 stood. */
function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== "object" || value === null) return value;
  const { tag, value: inner } = value as { tag?: unknown; value?: unknown };
  if (tag !== undefined) return Number(tag) === 1 ? new Date(Math.round(Number(inner) * 1_000)) : value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untagged(item)]));
}

test.each(NAMES)("%s arrives and returns whole by RPC v2 CBOR", async (name) => {
  const operation = modelOf("cloudwatch").operations.get(name);
  if (!operation) throw new Error(`no ${name}`);
  const inputs = structureArbitrary(operation.input, { depth: 4, empty: true, rules: true, seconds: false });
  const outputs = structureArbitrary(operation.output, { depth: 4, empty: true, rules: false, seconds: false });
  if (!inputs || !outputs) throw new Error("nothing to send");
  await fc.assert(
    fc.asyncProperty(inputs, outputs, async (input, output) => {
      returned = output;
      const { status, headers, value } = await askCbor(box.url, name, tagged(input));
      expect({ status, protocol: headers.get("smithy-protocol"), type: headers.get("content-type") }).toEqual({
        status: 200,
        protocol: "rpc-v2-cbor",
        type: "application/cbor",
      });
      expect(received).toEqual(input);
      expect(untagged(value)).toEqual(output);
    }),
    { numRuns: 25 },
  );
});

test("integers are CBOR integers and times stand under tag 1", async () => {
  returned = { MetricAlarms: [{ AlarmName: "a", Period: 60, Threshold: 0.5, StateUpdatedTimestamp: new Date(1_700_000_000_000) }] };
  const { bytes } = await askCbor(box.url, "DescribeAlarms", {});
  const hex = Buffer.from(bytes).toString("hex");
  const after = (key: string) => hex.slice(hex.indexOf(Buffer.from(key).toString("hex")) + key.length * 2);
  expect(after("Period")).toMatch(/^183c/);
  expect(after("Threshold")).toMatch(/^fb3fe0000000000000/);
  expect(after("StateUpdatedTimestamp")).toMatch(/^c11a6553f100/);
});

test("an empty body is an empty input", async () => {
  returned = {};
  const { status, bytes } = await ask(box.url, "/service/GraniteServiceVersion20100801/operation/DescribeAlarms", {
    method: "POST",
    headers: { authorization: signed("monitoring"), "smithy-protocol": "rpc-v2-cbor" },
  });
  expect({ status, value: cbor.deserialize(bytes) as unknown }).toEqual({ status: 200, value: {} });
});
