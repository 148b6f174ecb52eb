import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { catalogue, targetTypes } from "../../src/faults";
import type { Freshness } from "../../src/faults/freshness";
import { sandbox } from "../sandbox/support";
import { faultline, json } from "./faultline";

// A first command builds the package aside; on a busy machine that takes minutes.
jest.setTimeout(400_000);

type Json = Readonly<Record<string, unknown>>;
type Answer = (path: string, body: Json) => Json | undefined;
interface Doctor extends Freshness {
  readonly region: string;
  readonly endpoint: string;
  readonly exitCode: number;
}

const servers = new Set<Server>();
afterAll(() => Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve)))));

/** FIS as the sandbox plays it, with answers changed on their way: `undefined` is a refusal. */
async function changed(url: string, change: Answer): Promise<string> {
  const server = createServer(async ({ url: path = "", headers }, response) => {
    const { authorization = "", "x-amz-date": date = "" } = headers;
    const answer = await fetch(`${url}${path}`, { headers: { authorization, "x-amz-date": String(date) } });
    const told = change(path, answer.ok ? ((await answer.json()) as Json) : {});
    response.writeHead(told ? 200 : 403, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify(told ?? { message: "not authorized to perform: fis:ListActions" }));
  });
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const doctor = (endpoint: string) => json<Doctor>(["doctor", "--region", "eu-west-1", "--endpoint-url", endpoint]);

test("a Region that offers what the catalogue knows is well: nothing differs, exit code 0", async () => {
  const { url } = await sandbox();
  const { code, told, stderr } = await doctor(url);
  expect({ code, told, stderr }).toMatchObject({
    code: 0,
    told: {
      region: "eu-west-1",
      endpoint: url,
      differences: [],
      same: { actions: Object.keys(catalogue).length, targetTypes: Object.keys(targetTypes).length },
      readOn: { to: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
      exitCode: 0,
    },
  });
});

describe("a Region whose FIS has moved on", () => {
  const GONE = "aws:ec2:stop-instances";
  const CHANGED = "aws:ec2:reboot-instances";
  const NEW = "aws:sqs:lose-messages";
  const moved: Answer = (path, body) => {
    const { pathname } = new URL(path, "http://fis");
    const asked = decodeURIComponent(pathname);
    if (asked === "/actions") {
      const listed = (body.actions as readonly { readonly id: string }[]).filter(({ id }) => id !== GONE);
      return { ...body, actions: body.nextToken ? listed : [...listed, { id: NEW }] };
    }
    if (asked === `/actions/${NEW}`) return { action: { id: NEW, targets: {}, parameters: {} } };
    if (asked !== `/actions/${CHANGED}`) return body;
    return { action: { ...(body.action as Json), parameters: { force: { required: true } } } };
  };

  test("is told what is new, changed and gone, each by name; exit code 1", async () => {
    const { url } = await sandbox();
    const { code, told } = await doctor(await changed(url, moved));
    expect({ code, exitCode: told.exitCode }).toEqual({ code: 1, exitCode: 1 });
    expect(told.differences).toEqual(
      expect.arrayContaining([
        { kind: "new", of: "action", id: NEW, details: [] },
        { kind: "changed", of: "action", id: CHANGED, details: ["parameter force is new and required"] },
        { kind: "gone", of: "action", id: GONE, details: [] },
      ]),
    );
    expect(told.differences).toHaveLength(3);
    expect(told.same.actions).toBe(Object.keys(catalogue).length - 2);
  });

  test("says to people what to do about each", async () => {
    const { url } = await sandbox();
    const endpoint = await changed(url, moved);
    const { code, stdout } = await faultline(["doctor"], { env: { AWS_ENDPOINT_URL: endpoint, AWS_REGION: "eu-west-1" } });
    expect(code).toBe(1);
    expect(stdout).toMatch(/in eu-west-1 are as Faultline knows them/);
    expect(stdout).toMatch(
      /new .*fault\.raw.*aws:sqs:lose-messages\n.*changed .*aws:ec2:reboot-instances: parameter force.*gone .*aws:ec2:stop-instances/s,
    );
  });
});

test("FIS that refuses to answer is no good news: exit code 6, and the words of the refusal", async () => {
  const { url } = await sandbox();
  const { code, stdout } = await doctor(await changed(url, () => undefined));
  expect({ code, told: JSON.parse(stdout) }).toMatchObject({
    code: 6,
    told: {
      error: { code: "fis-unreachable", message: expect.stringContaining("fis:ListActions"), remedy: expect.stringContaining("fis:List*") },
    },
  });
});

test("without a Region nobody is asked: exit code 2", async () => {
  const none = { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined };
  const { code, told } = await json(["doctor"], { env: none });
  expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: "no-region", remedy: expect.stringContaining("--region") } } });
});
