import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { FisClient, ListExperimentsCommand } from "@aws-sdk/client-fis";
import { clientConfig } from "../../src/adapters/clients";

let silent: Server;
let endpoint: string;

beforeAll(async () => {
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
});
afterAll(async () => {
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});

/** As in production, but less patient. */
function hasty() {
  const config = clientConfig({ region: "us-east-1", endpoint, credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  return { ...config, maxAttempts: 1, requestHandler: { ...config.requestHandler, requestTimeout: 200 } };
}

test("a service that takes a request and never answers is an error after the time limit, in clients new and old", async () => {
  const dynamodb = new DynamoDBClient(hasty());
  const fis = new FisClient(hasty());
  await expect(dynamodb.send(new GetItemCommand({ TableName: "t", Key: { pk: { S: "a" } } }))).rejects.toMatchObject({
    name: "TimeoutError",
  });
  await expect(fis.send(new ListExperimentsCommand({}))).rejects.toMatchObject({ name: "TimeoutError" });
  dynamodb.destroy();
  fis.destroy();
}, 30_000);
