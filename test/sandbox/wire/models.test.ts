import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServiceId } from "../../../src/sandbox/kernel/cloud";
import { modelOf } from "../../../src/sandbox/model/load";
import type { RawModel, RawShape } from "../../../src/sandbox/model/types";
import { SERVICES } from "../../../src/sandbox/wire/services";

const root = join(__dirname, "../../..");
const originals = join(root, "../shared/aws-model");
const there = existsSync(originals);
const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as RawModel;
const services = SERVICES.map(({ id }) => id);

test("every model file belongs to a service, and every service has one", () => {
  const files = readdirSync(join(root, "src/sandbox/model")).filter((file) => file.endsWith(".json"));
  expect(files.map((file) => file.replace(".json", "")).sort()).toEqual([...services].sort());
});

test.each(SERVICES)("the wire knows $id as its model says", ({ id, signingName, apiVersion, targetPrefix, protocol }) => {
  const { metadata, signingName: fromModel } = modelOf(id);
  expect({ signingName, apiVersion, targetPrefix }).toEqual({
    signingName: fromModel,
    apiVersion: metadata.apiVersion,
    targetPrefix: metadata.targetPrefix,
  });
  const names = {
    ec2Query: "ec2",
    awsQuery: "query",
    awsJson1_0: "json",
    awsJson1_1: "json",
    restJson1: "rest-json",
    restXml: "rest-xml",
    rpcV2Cbor: "smithy-rpc-v2-cbor",
  };
  expect(metadata.protocols ?? [metadata.protocol]).toContain(names[protocol]);
});

/** Traits that say nothing about the wire. */
const PROSE = [
  "documentation",
  "deprecated",
  "deprecatedMessage",
  "deprecatedSince",
  "synthetic",
  "retryable",
  "eventstream",
  "contextParam",
];

function essence(value: unknown, within: "shape" | "member" | "other" = "other"): unknown {
  if (Array.isArray(value)) return value.map((item) => essence(item));
  if (typeof value !== "object" || value === null) return value;
  const dropped = within === "member" ? [...PROSE, "box"] : within === "shape" ? PROSE : [];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !dropped.includes(key))
      .map(([key, item]) => {
        if (within !== "shape" || key !== "members") return [key, essence(item)];
        return [key, Object.fromEntries(Object.entries(item as object).map(([name, member]) => [name, essence(member, "member")]))];
      }),
  );
}

/** Values that AWS gives and its model forgot: tools/model/trim.mjs adds them. */
const FORGOTTEN: Readonly<Record<string, readonly string[]>> = { AttachmentStatus: ["available"], NetworkInterfaceType: ["nat_gateway"] };

function withForgotten(name: string, shape: RawShape | undefined): unknown {
  const more = FORGOTTEN[name];
  return essence(more && shape?.enum ? { ...shape, enum: [...shape.enum, ...more] } : shape, "shape");
}

/** Services whose model AWS's own are not beside this checkout for. */
const withModel = services.filter((id) => existsSync(join(originals, `${id}.json`)));

(there ? describe : describe.skip)("beside AWS's own models (../shared/aws-model)", () => {
  test("only SQS's is missing there", () => {
    expect(services.filter((id) => !withModel.includes(id))).toEqual(["sqs"]);
  });

  test.each(withModel)("%s: what was kept is unchanged, but for values that AWS forgot", (id: ServiceId) => {
    const ours = read(join(root, `src/sandbox/model/${id}.json`));
    const theirs = read(join(originals, `${id}.json`));
    expect(ours.metadata).toEqual(theirs.metadata);
    for (const [name, shape] of Object.entries(ours.shapes))
      expect({ [name]: shape }).toEqual({ [name]: withForgotten(name, theirs.shapes[name]) });
    for (const [name, operation] of Object.entries(ours.operations))
      expect({ ...theirs.operations[name], ...operation }).toEqual(theirs.operations[name]);
  });

  test.each(withModel)("%s: every operation of AWS's is either kept or known by name", (id: ServiceId) => {
    const ours = read(join(root, `src/sandbox/model/${id}.json`));
    const theirs = read(join(originals, `${id}.json`));
    expect([...Object.keys(ours.operations), ...Object.keys(ours.otherOperations)].sort()).toEqual(Object.keys(theirs.operations).sort());
  });

  test.each(services)("%s: the committed model is what its list of operations gives", (id: ServiceId) => {
    const list = readFileSync(join(root, `tools/model/operations/${id}.txt`), "utf8")
      .split("\n")
      .map((line) => line.replace(/#.*/, "").trim())
      .filter(Boolean);
    const ours = read(join(root, `src/sandbox/model/${id}.json`));
    const wanted = list.includes("*") ? Object.keys(ours.operations) : [...new Set(list)];
    expect(Object.keys(ours.operations).sort()).toEqual(wanted.sort());
  });
});

test("a model stays within its own shapes: every reference resolves", () => {
  for (const id of services) {
    const { operations, errors } = modelOf(id);
    const seen = new Set<unknown>();
    const visit = (shape: unknown): void => {
      if (typeof shape !== "object" || shape === null || seen.has(shape)) return;
      seen.add(shape);
      const { members, member, key, value } = shape as {
        members?: Map<string, { shape: unknown }>;
        member?: { shape: unknown };
        key?: { shape: unknown };
        value?: { shape: unknown };
      };
      for (const one of [...(members?.values() ?? []), member, key, value]) visit(one?.shape);
    };
    for (const operation of operations.values()) {
      visit(operation.input);
      visit(operation.output);
    }
    for (const error of errors.values()) visit(error);
    expect(seen.size).toBeGreaterThan(10);
  }
});
