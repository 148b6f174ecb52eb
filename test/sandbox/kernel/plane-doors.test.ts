import { request } from "node:http";
import { EXIT, FaultlineError } from "../../../src/words";
import { nullPlane, sandbox } from "../support";
import { ask } from "../wire/http";

test("a request whose host is a load balancer's goes to the machines, the others to the API", async () => {
  const box = await sandbox({
    createPlane: () => ({
      ...nullPlane(),
      forward: (incoming, response) => {
        if (!incoming.headers.host?.includes(".elb.")) return false;
        incoming.resume();
        response.end("from a machine");
        return true;
      },
    }),
  });
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { host: "web-1.us-east-1.elb.amazonaws.com" };
    request({ port: box.port, host: "127.0.0.1", path: "/checkout", headers }, (response) => {
      let seen = "";
      response.on("data", (chunk: Buffer) => {
        seen += chunk.toString();
      });
      response.on("end", () => resolve(seen));
    })
      .on("error", reject)
      .end();
  });
  expect(text).toBe("from a machine");
  expect((await ask(box.url, "/_faultline/health")).status).toBe(200);
});

test("the system description is read and replaced through its door; its problems come with their remedy", async () => {
  let description = "empty";
  const box = await sandbox({
    createPlane: () => ({
      ...nullPlane(),
      system: {
        read: () => ({ description }),
        replace: (text: string) => {
          if (text === "bad") {
            throw new FaultlineError("invalid-system", "No.", { exitCode: EXIT.usage, remedy: "Say it otherwise.", problems: [] });
          }
          description = text;
          return { description };
        },
      },
    }),
  });
  const put = (body: string) => ask(box.url, "/_faultline/system", { method: "PUT", body });
  expect((await put("services: {}")).text).toBe('{"description":"services: {}"}');
  expect((await ask(box.url, "/_faultline/system")).text).toBe('{"description":"services: {}"}');
  const bad = await put("bad");
  expect(bad.status).toBe(400);
  expect(JSON.parse(bad.text)).toEqual({ code: "invalid-system", message: "No.", remedy: "Say it otherwise.", problems: [] });
});

test("machines without a description say so", async () => {
  const box = await sandbox();
  expect((await ask(box.url, "/_faultline/system")).status).toBe(501);
});
