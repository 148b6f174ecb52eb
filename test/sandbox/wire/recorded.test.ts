import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cbor } from "@smithy/core/cbor";
import { modelOf } from "../../../src/sandbox/model/load";
import { PROTOCOLS } from "../../../src/sandbox/wire";
import { detect, type Signature } from "../../../src/sandbox/wire/detect";
import type { WireRequest } from "../../../src/sandbox/wire/message";
import { SERVICES } from "../../../src/sandbox/wire/services";
import { violationsOf } from "../../../src/sandbox/wire/violations";

interface Recorded {
  readonly svc: string;
  readonly op: string;
  readonly method?: string;
  readonly url?: string;
  readonly target?: string;
  readonly ctype?: string;
  readonly req?: string;
}

const folder = join(__dirname, "../../../../shared/cases/provider-wire");
const there = existsSync(folder);

const lines: Recorded[] = !there
  ? []
  : readdirSync(folder)
      .filter((file) => file.endsWith(".ndjson"))
      .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Recorded)
      .filter(({ svc, method }) => method !== undefined && SERVICES.some(({ signingName }) => signingName === svc));

function requestOf({ method = "POST", url = "/", target, ctype, req = "" }: Recorded): WireRequest {
  const [path = "/", query = ""] = url.split("?");
  const headers: Record<string, string> = { ...(target ? { "x-amz-target": target } : {}), ...(ctype ? { "content-type": ctype } : {}) };
  const body = ctype === "application/cbor" ? Buffer.from(cbor.serialize(JSON.parse(req))) : Buffer.from(req);
  return { method, path, query, headers, body };
}

(there ? test : test.skip)("what the AWS provider sent is understood, without a complaint, by every service that we have", () => {
  expect(lines.length).toBeGreaterThan(100);
  const trouble: string[] = [];
  for (const line of lines) {
    const request = requestOf(line);
    const signature: Signature = { accessKeyId: "AKID", region: "us-east-1", signingName: line.svc };
    const found = detect(request, signature);
    if (!found.found) {
      trouble.push(`${line.svc} ${line.op}: ${found.error.message}`);
      continue;
    }
    const model = modelOf(found.service.id);
    const operation = model.operations.get(found.operation);
    if (!operation) {
      trouble.push(`${line.svc} ${found.operation} is not in the model`);
      continue;
    }
    const input = PROTOCOLS[found.protocol].parse({ request, model, operation, requestId: "r" });
    for (const { constraint, value } of violationsOf(operation.input, input, () => "token")) {
      trouble.push(`${line.svc} ${found.operation}: ${JSON.stringify(value)}: ${constraint}`);
    }
    // Unsigned, the request is still known by its version, target or path.
    const unsigned = detect(request, undefined);
    if (!unsigned.found || unsigned.service.id !== found.service.id || unsigned.operation !== found.operation)
      trouble.push(`${line.svc} ${line.op} unsigned`);
  }
  expect(trouble).toEqual([]);
});
