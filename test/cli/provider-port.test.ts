import { createServer } from "node:net";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { loadProtocol } from "../../src/rehearsal/protocol";
import { json, start } from "./faultline";

// The first test may have to build the command first, on a machine that is busy.
jest.setTimeout(120_000);

interface Ready {
  readonly url: string;
  readonly providerPort: number;
  readonly env: Readonly<Record<string, string>>;
}

/** What a provider says of itself, or the error of one that is not there. */
function pluginInfo(port: number): Promise<string> {
  const { grpc, providerService, empty } = loadProtocol();
  const client = new providerService.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return new Promise((resolve) => {
    client.getPluginInfo(empty(), (problem: Error | null, info: PluginInfo) => {
      client.close();
      resolve(problem ? "nobody" : info.getVersion());
    });
  });
}

test("sandbox --provider-port serves the provider on loopback, says what Pulumi needs to use it, and ends with the sandbox", async () => {
  const running = start(["sandbox", "--json", "--provider-port", "0"]);
  const [line = ""] = await running.said(/^\{.*\}$/m);
  const { url, providerPort, env } = JSON.parse(line) as Ready;
  expect(env).toEqual({
    PULUMI_DEBUG_PROVIDERS: `aws:${providerPort}`,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    AWS_ENDPOINT_URL: url,
  });
  expect(await pluginInfo(providerPort)).toBe("7.48.0");
  running.child.kill("SIGTERM");
  expect((await running.ended).code).toBe(0);
  expect(await pluginInfo(providerPort)).toBe("nobody");
});

test("people read the same as lines for their shell, with Region and credentials", async () => {
  const running = start(["sandbox", "--provider-port", "0", "--region", "eu-west-1"]);
  await running.said(/export PULUMI_DEBUG_PROVIDERS=aws:\d+/);
  await running.said(/export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true/);
  await running.said(/export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+/);
  await running.said(/pulumi config set aws:region eu-west-1/);
  await running.said(/AWS_ACCESS_KEY_ID=faultline/);
  running.child.kill("SIGTERM");
  await running.ended;
});

test("a provider port that is taken or cannot be ends the sandbox with exit 2", async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    const taken = await json(["sandbox", "--provider-port", String(port)]);
    expect({ code: taken.code, told: taken.told }).toMatchObject({ code: 2, told: { error: { code: "port-taken", facts: { port } } } });
    const wrong = await json(["sandbox", "--provider-port", "70000"]);
    expect({ code: wrong.code, told: wrong.told }).toMatchObject({ code: 2, told: { error: { code: "provider-port" } } });
  } finally {
    await new Promise((done) => server.close(done));
  }
});
