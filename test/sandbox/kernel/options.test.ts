import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isFaultlineError } from "../../../src/words";
import { sandbox } from "../support";
import { ask } from "../wire/http";

const problem = async (starting: Promise<unknown>) => {
  try {
    await starting;
  } catch (thrown) {
    if (isFaultlineError(thrown)) return thrown;
    throw thrown;
  }
  throw new Error("it started");
};

test("a taken port is a problem with a remedy, and exit code 2", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const { code, message, details } = await problem(sandbox({ port }));
  expect({ code, message, exitCode: details.exitCode }).toEqual({
    code: "port-taken",
    message: `Port ${port} is taken by another program.`,
    exitCode: 2,
  });
  expect(details.remedy).toContain("another port");
  await new Promise((resolve) => other.close(resolve));
});

test.each([
  [{ port: -1 }, "sandbox-port"],
  [{ port: 70_000 }, "sandbox-port"],
  [{ host: "0.0.0.0" }, "sandbox-host"],
  [{ accountId: "12345" }, "sandbox-account"],
  [{ region: "mars" }, "sandbox-region"],
  [{ speed: 0 }, "sandbox-speed"],
  [{ speed: Number.NaN }, "sandbox-speed"],
])("the options %j are refused", async (options, code) => {
  expect((await problem(sandbox(options))).code).toBe(code);
});

test("the sandbox listens on this machine only", async () => {
  const box = await sandbox();
  expect(box.url).toBe(`http://127.0.0.1:${box.port}`);
});

test("a service that cannot start ends the start, and the port is free again", async () => {
  const failing = () => ({
    id: "sts" as const,
    operations: {},
    start: () => {
      throw new Error("no");
    },
  });
  await expect(sandbox({ services: [failing] })).rejects.toThrow("no");
});

test("after stop nothing listens, and a second stop is as good as one", async () => {
  const box = await sandbox();
  await box.stop();
  await box.stop();
  await expect(ask(box.url, "/_faultline/health")).rejects.toThrow();
});

test("the same seed gives the same ids", async () => {
  const ids = async (seed: number) => {
    const { cloud } = await sandbox({ seed });
    return [cloud.newId("i"), cloud.newId("vpc"), cloud.newId("EXP", 8)];
  };
  const first = await ids(7);
  expect(await ids(7)).toEqual(first);
  expect(await ids(8)).not.toEqual(first);
  expect(first[0]).toMatch(/^i-0[0-9a-f]{16}$/);
  expect(first[2]).toMatch(/^EXP-[0-9a-f]{8}$/);
});
