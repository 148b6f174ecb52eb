import { cbor } from "@smithy/core/cbor";
import fc from "fast-check";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { modelOf } from "../../../src/sandbox/model/load";
import { SERVICES } from "../../../src/sandbox/wire/services";
import { sandbox } from "../support";
import { ask, askCbor, askJson, askQuery, rawRequest, signed, zipped } from "./http";

let box: Sandbox & { readonly log: string[] };
beforeAll(async () => {
  box = await sandbox({ strict: false });
  // The CBOR library tells the console of lengths beyond what a number holds.
  jest.spyOn(console, "warn").mockImplementation(() => {});
});
afterAll(() => jest.restoreAllMocks());

/** Nothing a client sends is the sandbox's own failure; 501 says by name what it does not have. */
function sane(status: number): void {
  if (status >= 500 && status !== 501) throw new Error(`status ${status}: ${box.log.at(-1)}`);
}

afterEach(async () => {
  expect((await ask(box.url, "/_faultline/health")).status).toBe(200);
});

/** Operations that change nothing beyond the sandbox's own records. */
const operations = (id: (typeof SERVICES)[number]["id"]) => [...modelOf(id).operations.keys()];
const queries = SERVICES.filter(({ protocol }) => protocol === "awsQuery" || protocol === "ec2Query");
const jsons = SERVICES.filter(({ targetPrefix }) => targetPrefix !== undefined);
const rests = SERVICES.filter(({ protocol }) => protocol === "restJson1");

const names = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("Filter.1.Name", "Filter.1.Value.0", "Tags.member.1", "MaxResults", "A.1.2.3.4", "__proto__", "Filter.99999999999.Name"),
);
const junk = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom("-1", "1e999", "NaN", "true", "null", "2026-01-01T00:00:00Z", "arn:aws:iam::1:role/x", "\u0000", "😀", "{}", "["),
);
const json = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });

test("no form makes a query service fail", async () => {
  const calls = fc
    .constantFrom(...queries)
    .chain((service) =>
      fc.tuple(fc.constant(service), fc.constantFrom(...operations(service.id), "Nothing"), fc.dictionary(names, junk, { maxKeys: 6 })),
    );
  await fc.assert(
    fc.asyncProperty(calls, async ([service, Action, parameters]) => {
      sane((await askQuery(box.url, service.signingName, { ...parameters, Action, Version: service.apiVersion })).status);
    }),
    { numRuns: 120 },
  );
});

test("no JSON makes a JSON service fail", async () => {
  const calls = fc.constantFrom(...jsons).chain((service) => {
    const operation = fc.constantFrom(...operations(service.id));
    return operation.chain((name) => {
      const members = [...(modelOf(service.id).operations.get(name)?.input.members.keys() ?? [])];
      const shaped = fc.record(Object.fromEntries(members.map((member) => [member, json])), { requiredKeys: [] });
      return fc.tuple(fc.constant(service), fc.constant(name), fc.oneof(shaped, json, fc.string()));
    });
  });
  await fc.assert(
    fc.asyncProperty(calls, async ([service, name, body]) => {
      sane((await askJson(box.url, service.signingName, `${service.targetPrefix}.${name}`, body)).status);
    }),
    { numRuns: 120 },
  );
});

test("no CBOR, and nothing that is none, makes CloudWatch fail", async () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    json.map((value) => cbor.serialize(value)),
    fc
      .dictionary(fc.constantFrom("AlarmName", "MetricData", "Namespace", "StartTime", "MetricDataQueries"), json)
      .map((value) => cbor.serialize(value)),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations("cloudwatch")), bodies, async (name, body) => {
      sane((await askCbor(box.url, name, body)).status);
    }),
    { numRuns: 100 },
  );
});

test("no path, query or body makes a REST service fail", async () => {
  const segment = fc.oneof(
    fc.constantFrom("experimentTemplates", "experiments", "clusters", "tags", "actions", "safetyLevers", "node-groups", "%", "%zz", ".."),
    fc.webSegment(),
  );
  const path = fc.array(segment, { maxLength: 4 }).map((parts) => `/${parts.map((part) => part.replace(/[?#\\]/g, "")).join("/")}`);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...rests),
      fc.constantFrom("GET", "POST", "DELETE", "PATCH", "PUT", "HEAD"),
      path,
      fc.webQueryParameters(),
      fc.oneof(
        json.map((value) => JSON.stringify(value)),
        fc.string(),
      ),
      async (service, method, where, query, body) => {
        const bare = method === "GET" || method === "HEAD";
        const init = { method, headers: { authorization: signed(service.signingName) }, ...(bare ? {} : { body }) };
        sane((await ask(box.url, `${where}?${query}`, init)).status);
      },
    ),
    { numRuns: 120 },
  );
});

test("no headers make it fail", async () => {
  const header = fc.constantFrom(
    "authorization",
    "x-amz-target",
    "content-type",
    "content-encoding",
    "x-amzn-query-mode",
    "x-amz-region-set",
    "smithy-protocol",
  );
  const value = fc.oneof(
    fc.string({ maxLength: 40, unit: fc.constantFrom(..."abcAWS4=/,. -:0") }),
    fc.constantFrom(
      "gzip",
      "deflate",
      "br",
      "application/cbor",
      "AmazonSSM.",
      "Logs_20140328.",
      ".",
      "Credential=a/b/c/d/aws4_request",
      "application/x-www-form-urlencoded",
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        header,
        value.map((one) => one.trim()),
        { noNullPrototype: true },
      ),
      fc.string(),
      async (headers, body) => {
        sane((await ask(box.url, "/", { method: "POST", headers, body })).status);
      },
    ),
    { numRuns: 100 },
  );
});

test("bytes that are no HTTP are refused, and the sandbox goes on", async () => {
  for (const text of [
    "\0\0\0\0",
    "GET",
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab",
    `GET /${"a".repeat(20_000)} HTTP/1.1\r\n\r\n`,
  ]) {
    expect(await rawRequest(box.port, text)).not.toMatch(/ 5\d\d /);
  }
});

test("a compressed body is read, a broken one refused, and one that grows without end too", async () => {
  const send = (body: Buffer, encoding = "gzip") =>
    ask(box.url, "/", {
      method: "POST",
      headers: {
        authorization: signed("logs"),
        "x-amz-target": "Logs_20140328.DescribeLogGroups",
        "content-type": "application/x-amz-json-1.1",
        "content-encoding": encoding,
      },
      body: new Uint8Array(body),
    });
  expect((await send(zipped("{}"))).status).toBe(200);
  expect((await send(Buffer.from("not gzip"))).status).toBe(400);
  expect((await send(zipped(" ".repeat(40 * 1_024 * 1_024)))).status).toBe(413);
  expect((await send(Buffer.from("{}"), "br")).status).toBe(415);
});
