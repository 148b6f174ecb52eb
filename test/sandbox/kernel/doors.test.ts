import { createServer, type OutgoingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { awsConfig, sandbox } from "../support";
import { ask } from "../wire/http";

test("the health check tells readiness, time and account", async () => {
  const box = await sandbox({ speed: 30, version: "1.2.3" });
  const { status, text } = await ask(box.url, "/_faultline/health");
  expect(status).toBe(200);
  const health = JSON.parse(text) as Record<string, number>;
  expect(health).toMatchObject({ status: "ready", speed: 30, accountId: "123456789012", version: "1.2.3" });
  expect(Number(health.now) - Number(health.epochSandbox)).toBeGreaterThanOrEqual(0);
  expect(Math.abs(Number(health.epochWall) - Date.now())).toBeLessThan(60_000);
});

test("a reset empties everything, keeps the time running, and the sandbox answers afterwards", async () => {
  const box = await sandbox({ speed: 1_000 });
  const logs = new CloudWatchLogsClient(awsConfig(box));
  await logs.send(new CreateLogGroupCommand({ logGroupName: "before" }));
  const before = box.cloud;
  const then = before.clock.now();
  expect((await ask(box.url, "/_faultline/reset", { method: "POST" })).status).toBe(200);
  expect(box.cloud).not.toBe(before);
  expect(box.cloud.clock.now()).toBeGreaterThanOrEqual(then);
  expect((await logs.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
  await logs.send(new CreateLogGroupCommand({ logGroupName: "after" }));
  logs.destroy();
});

test("a reset stops the old services and machines before it starts new ones", async () => {
  const seen: string[] = [];
  let life = 0;
  const box = await sandbox({
    services: [
      () => {
        const mine = ++life;
        return { id: "sts", operations: {}, start: () => void seen.push(`start ${mine}`), stop: () => void seen.push(`stop ${mine}`) };
      },
    ],
  });
  await Promise.all([box.reset(), box.reset()]);
  expect(seen).toEqual(["start 1", "stop 1", "start 2"]);
});

test("a reset that fails says so, and the next may do", async () => {
  let broken = false;
  const box = await sandbox({
    services: [
      () => ({
        id: "sts",
        operations: {},
        start: () => {
          if (broken) throw new Error("no second time");
        },
      }),
    ],
  });
  broken = true;
  const { status, text } = await ask(box.url, "/_faultline/reset", { method: "POST" });
  expect({ status, text }).toEqual({ status: 500, text: '{"message":"no second time"}' });
  broken = false;
  expect((await ask(box.url, "/_faultline/reset", { method: "POST" })).status).toBe(200);
});

test("requests that come while the sandbox starts are answered when it has", async () => {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let ready = false;
  const free = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => free.once("listening", resolve));
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  const start = async () => {
    await begun;
    ready = true;
  };
  const starting = sandbox({ port, services: [() => ({ id: "sts", operations: {}, start })] });
  const health = (async () => {
    for (;;) {
      try {
        const answer = await ask(`http://127.0.0.1:${port}`, "/_faultline/health");
        return { status: answer.status, ready };
      } catch {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  })();
  setTimeout(begin, 50);
  await starting;
  expect(await health).toEqual({ status: 200, ready: true });
});

test("what an old life of the sandbox still writes does not reach the new one", async () => {
  const box = await sandbox();
  const old = box.cloud;
  await box.reset();
  old.state.table("logs.groups").in("123456789012/us-east-1").set("late", {});
  const logs = new CloudWatchLogsClient(awsConfig(box));
  expect((await logs.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
  logs.destroy();
});

test("the calls that were made can be read, from a number on", async () => {
  const box = await sandbox();
  const sts = new STSClient(awsConfig(box, "210987654321", "eu-west-1"));
  await sts.send(new GetCallerIdentityCommand({}));
  await box.cloud
    .invoke(
      "logs",
      "DeleteLogGroup",
      { logGroupName: "none" },
      { accountId: "123456789012", region: "us-east-1", principal: { kind: "service", arn: "x.amazonaws.com" } },
    )
    .catch(() => {});
  type Calls = { last: number; calls: { number: number }[] };
  const { last, calls } = JSON.parse((await ask(box.url, "/_faultline/calls?since=0")).text) as Calls;
  expect(calls).toMatchObject([
    {
      number: 1,
      service: "sts",
      operation: "GetCallerIdentity",
      principal: "arn:aws:iam::210987654321:root",
      accountId: "210987654321",
      region: "eu-west-1",
      status: 200,
      by: "wire",
    },
    { number: 2, service: "logs", operation: "DeleteLogGroup", status: 400, code: "ResourceNotFoundException", by: "inside" },
  ]);
  expect(JSON.parse((await ask(box.url, `/_faultline/calls?since=${last}`)).text)).toEqual({ last, calls: [] });
  expect((await ask(box.url, "/_faultline/calls?since=x")).status).toBe(400);
  sts.destroy();
});

test("another address under /_faultline/ names those that there are", async () => {
  const box = await sandbox();
  const { status, text } = await ask(box.url, "/_faultline/nowhere");
  expect(status).toBe(404);
  expect(text).toContain("GET /_faultline/health");
});

/** fetch does not let a caller choose Host or Origin. */
const statusWith = (port: number, headers: OutgoingHttpHeaders, path = "/_faultline/health") =>
  new Promise<number>((resolve, reject) => {
    request({ port, host: "127.0.0.1", path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });

test.each([
  ["127.0.0.1:4599", 200],
  ["localhost:4599", 200],
  ["my-alb.localhost", 200],
  ["ec2.us-east-1.amazonaws.com", 200],
  ["my-alb-1.us-east-1.elb.amazonaws.com", 200],
  ["evil.example", 403],
  ["amazonaws.com.evil.example", 403],
  ["127.0.0.1.evil.example", 403],
])("a request for the host %s is answered %i", async (host, status) => {
  const box = await sandbox();
  expect(await statusWith(box.port, { host })).toBe(status);
});

test.each([
  { origin: "https://evil.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
])("a page in a browser is refused: %j", async (headers) => {
  const box = await sandbox();
  expect(await statusWith(box.port, headers)).toBe(403);
  expect(await statusWith(box.port, headers, "/")).toBe(403);
});
