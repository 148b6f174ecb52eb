// What the sandbox's API takes: requests per second and latency of GetCallerIdentity (nothing but the way in and out),
// GetMetricData (3 metrics, 60 points, with an expression) and StartExperiment, over loopback HTTP. Prints one JSON object.
//   node tools/bench/sandbox.mjs [--seconds 3] [--connections 10] [--starts 300] [--dist DIR]
// The sandbox runs in a process of its own. Needs a build (npm run build).
import { fork } from "node:child_process";
import { Agent, request } from "node:http";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./lib/machine.mjs";

const self = fileURLToPath(import.meta.url);
const { values: options } = parseArgs({
  options: {
    role: { type: "string", default: "client" },
    seconds: { type: "string", default: "3" },
    connections: { type: "string", default: "10" },
    starts: { type: "string", default: "300" },
    dist: { type: "string", default: fileURLToPath(new URL("../../dist", import.meta.url)) },
  },
});
const seconds = Number(options.seconds);
const connections = Number(options.connections);
const targets = { monitoring: "GraniteServiceVersion20100801" };
await { client, server }[options.role]();

/** A sandbox at the pace of a rehearsal, in which a minute lasts a second. */
async function server() {
  const load = createRequire(join(resolve(options.dist), "src/"));
  const { startSandbox } = load("./sandbox/kernel/start.js");
  const { createPlane } = load("./sandbox/plane/index.js");
  const before = performance.now();
  const sandbox = await startSandbox({ speed: 60, wallNow: Date.now, random: Math.random, log: () => {}, createPlane });
  process.send({ port: sandbox.port, readyMs: Math.round(performance.now() - before) });
  const stop = () => sandbox.stop().then(() => process.exit());
  process.on("disconnect", stop);
  process.on("message", () => {
    process.send({ residentMb: Math.round(process.memoryUsage.rss() / 2 ** 20) });
  });
}

async function client() {
  const child = fork(self, ["--role", "server", "--dist", options.dist]);
  const once = () =>
    new Promise((done, fail) => {
      child.once("message", done);
      child.once("exit", (code) => fail(new Error(`the sandbox ended with ${code}`)));
    });
  const { port, readyMs } = await once();
  const call = caller(port);
  const getMetricData = await metrics(call);
  const results = {
    getCallerIdentity: await under(() => call("sts", "GetCallerIdentity", "query", { Version: "2011-06-15" })),
    getMetricData: await under(() => call("monitoring", "GetMetricData", "json", getMetricData())),
    startExperiment: await starts(call),
  };
  child.send("memory");
  const { residentMb } = await once();
  child.removeAllListeners("exit");
  child.disconnect();
  console.log(JSON.stringify({ bench: "sandbox", machine: machine(), seconds, connections, readyMs, residentMb, results }, null, 2));
}

/** Sends requests as the AWS CLI would, without signing: the sandbox reads the key id and the Region, no signature. */
function caller(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = (service, method, path, headers, body) =>
    new Promise((done, fail) => {
      const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
      const sent = request({ agent, port, host: "127.0.0.1", method, path, headers: { authorization, ...headers } }, (reply) => {
        let text = "";
        reply.setEncoding("utf8");
        reply.on("data", (part) => {
          text += part;
        });
        reply.on("end", () => done({ status: reply.statusCode, text }));
      });
      sent.on("error", fail);
      sent.end(body);
    });
  return async (service, operation, protocol, input) => {
    if (protocol === "query") {
      const body = new URLSearchParams({ Action: operation, ...input }).toString();
      return send(service, "POST", "/", { "content-type": "application/x-www-form-urlencoded" }, body);
    }
    if (protocol === "json") {
      const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `${targets[service]}.${operation}` };
      return send(service, "POST", "/", headers, JSON.stringify(input));
    }
    const [method, path] = operation.split(" ");
    const body = method === "GET" || input === undefined ? undefined : JSON.stringify(input);
    return send(service, method, path, { "content-type": "application/json" }, body);
  };
}

/** The body of a reply that is no error. */
function ok(reply) {
  if (reply.status !== 200) throw new Error(`the sandbox answered ${reply.status}: ${reply.text}`);
  return reply.text;
}

/** Publishes an hour of three metrics; gives the request that reads its sixty minutes. */
async function metrics(call) {
  const end = Math.floor(Date.now() / 60_000) * 60 + 3_600;
  const names = ["Requests", "Errors", "Latency"];
  for (let minute = 0; minute < 60; minute++) {
    const MetricData = names.map((MetricName) => ({
      MetricName,
      Timestamp: end - (60 - minute) * 60,
      Values: Array.from({ length: 50 }, (_, index) => index + minute),
    }));
    ok(await call("monitoring", "PutMetricData", "json", { Namespace: "Bench", MetricData }));
  }
  const metric = (MetricName, index) => ({
    Id: `m${index}`,
    MetricStat: { Metric: { Namespace: "Bench", MetricName }, Period: 60, Stat: index === 2 ? "p99" : "Sum" },
  });
  const MetricDataQueries = [...names.map(metric), { Id: "rate", Expression: "100 * m1 / m0" }];
  const query = { MetricDataQueries, StartTime: end - 3_600, EndTime: end };
  const { MetricDataResults } = JSON.parse(ok(await call("monitoring", "GetMetricData", "json", query)));
  if (MetricDataResults.some(({ Values }) => Values.length !== 60)) throw new Error("GetMetricData did not give sixty points of each");
  return () => query;
}

/** Every connection sends its next request when the last one is answered. */
async function under(send) {
  const took = [];
  let counting = false;
  let over = false;
  const one = async () => {
    while (!over) {
      const before = performance.now();
      ok(await send());
      if (counting) took.push(performance.now() - before);
    }
  };
  const running = Array.from({ length: connections }, one);
  await pause(500);
  counting = true;
  const began = performance.now();
  await pause(seconds * 1_000);
  counting = false;
  const lasted = (performance.now() - began) / 1_000;
  over = true;
  await Promise.all(running);
  return { perSecond: Math.round(took.length / lasted), ...latency(took) };
}

/** One start after the other, each stopped before the next, as five may be active at most. */
async function starts(call) {
  const fis = (operation, input) => call("fis", operation, "rest", input);
  const trust = { Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: trust });
  ok(await call("iam", "CreateRole", "query", { Version: "2010-05-08", RoleName: "bench", AssumeRolePolicyDocument }));
  const { experimentTemplate } = JSON.parse(
    ok(
      await fis("POST /experimentTemplates", {
        clientToken: "bench",
        description: "bench",
        roleArn: "arn:aws:iam::123456789012:role/bench",
        stopConditions: [{ source: "none" }],
        actions: { wait: { actionId: "aws:fis:wait", parameters: { duration: "PT12H" } } },
      }),
    ),
  );
  const took = [];
  const over = ["completed", "stopped", "failed", "cancelled"];
  for (let index = 0; index < Number(options.starts); index++) {
    const before = performance.now();
    const reply = await fis("POST /experiments", { clientToken: `bench-${index}`, experimentTemplateId: experimentTemplate.id });
    took.push(performance.now() - before);
    let { experiment } = JSON.parse(ok(reply));
    ok(await fis(`DELETE /experiments/${experiment.id}`));
    while (!over.includes(experiment.state.status)) {
      await pause(2);
      ({ experiment } = JSON.parse(ok(await fis(`GET /experiments/${experiment.id}`))));
    }
  }
  return { starts: took.length, ...latency(took) };
}

function latency(took) {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (share) => Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(3));
  return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
