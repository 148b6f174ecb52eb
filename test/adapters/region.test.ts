import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { regionCatalogue } from "../../src/adapters/fis/region";
import { freshnessOf } from "../../src/faults/freshness";
import { sandbox } from "../sandbox/support";

const credentials = { accessKeyId: "123456789012", secretAccessKey: "s" };
const never = { signal: new AbortController().signal };

test("the sandbox's FIS, which has facts of its own, offers what the catalogue knows", async () => {
  const { url } = await sandbox();
  const found = await regionCatalogue({ region: "us-east-1", endpoint: url, credentials }, never);
  expect(found.actions.length).toBe(50);
  expect(freshnessOf(found).differences).toEqual([]);
});

test("every page is read, and members that FIS leaves out are empty", async () => {
  const pages: Readonly<Record<string, object>> = {
    "/actions?maxResults=100": { actions: [{ id: "aws:a:one" }], nextToken: "2" },
    "/actions?maxResults=100&nextToken=2": { actions: [{ id: "aws:a:two" }] },
    "/targetResourceTypes?maxResults=100": { targetResourceTypes: [{ resourceType: "aws:a:thing" }] },
    "/targetResourceTypes/aws%3Aa%3Athing": { targetResourceType: { resourceType: "aws:a:thing" } },
    "/actions/aws%3Aa%3Aone": { action: { id: "aws:a:one", parameters: { duration: { required: true } } } },
    "/actions/aws%3Aa%3Atwo": { action: { id: "aws:a:two", targets: { Things: { resourceType: "aws:a:thing" } } } },
  };
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ""];
    response.writeHead(page ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(page ?? { message: request.url }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await regionCatalogue({ region: "us-east-1", endpoint, credentials }, never)).toEqual({
      actions: [
        { id: "aws:a:one", targets: {}, parameters: { duration: { required: true } } },
        { id: "aws:a:two", targets: { Things: "aws:a:thing" }, parameters: {} },
      ],
      targetTypes: [{ resourceType: "aws:a:thing", parameters: {} }],
    });
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});
