// Makes src/sandbox/model/<service>.json from AWS's own service models (botocore's format): the operations named in
// tools/model/operations/<service>.txt with the closure of their shapes, and the bare names of all others.
//
//   node tools/model/trim.mjs [service…]     AWS_MODEL_DIR=DIR where the models are elsewhere than ../shared/aws-model
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const source = resolve(root, process.env.AWS_MODEL_DIR ?? "../shared/aws-model");
const lists = join(root, "tools/model/operations");
const target = join(root, "src/sandbox/model");

const OPERATION_TRAITS = ["name", "http", "input", "output", "errors"];
const SHAPE_TRAITS_DROPPED = [
  "documentation",
  "deprecated",
  "deprecatedMessage",
  "deprecatedSince",
  "synthetic",
  "retryable",
  "eventstream",
];
const MEMBER_TRAITS_DROPPED = ["documentation", "deprecated", "deprecatedMessage", "deprecatedSince", "contextParam", "box"];

/** Values that the service sends and its guide documents, and the model's enumerations lack. */
const BEYOND_THE_MODEL = {
  // An attached internet gateway is `available`; an interface of a NAT gateway is of type `nat_gateway`.
  ec2: { AttachmentStatus: ["available"], NetworkInterfaceType: ["nat_gateway"] },
};

/** Enumerations that the service takes more than, and refuses in words of its own: what reads them checks them. */
const OPEN = {
  // ReceiveMessage takes names of messages' attributes among names of queues' attributes.
  sqs: ["QueueAttributeName", "MessageSystemAttributeName"],
};

const without = (traits, object) => Object.fromEntries(Object.entries(object).filter(([key]) => !traits.includes(key)));
const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Names of operations, one a line; `*` for all; `#` starts a comment. */
export function readList(text, all) {
  const names = text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter(Boolean);
  return names.includes("*") ? all : [...new Set(names)].sort();
}

function trimShape(shape) {
  const kept = without(SHAPE_TRAITS_DROPPED, shape);
  if (kept.members) {
    kept.members = Object.fromEntries(Object.entries(kept.members).map(([name, member]) => [name, without(MEMBER_TRAITS_DROPPED, member)]));
  }
  return kept;
}

function references(shape) {
  return [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value].flatMap((member) => (member ? [member.shape] : []));
}

export function trim(model, wanted) {
  const rest = model.metadata.protocol.startsWith("rest");
  const operations = {};
  const shapes = {};
  const keep = (name) => {
    if (shapes[name]) return;
    shapes[name] = trimShape(model.shapes[name]);
    for (const next of references(model.shapes[name])) keep(next);
  };
  for (const name of wanted) {
    const operation = model.operations[name];
    if (!operation) throw new Error(`the model of ${model.metadata.serviceId} has no operation ${name}`);
    operations[name] = Object.fromEntries(OPERATION_TRAITS.filter((trait) => operation[trait]).map((trait) => [trait, operation[trait]]));
    for (const part of [operation.input, operation.output, ...(operation.errors ?? [])]) if (part) keep(part.shape);
  }
  // Errors that a query client knows by a shorter code than the shape's name may be thrown by any operation.
  for (const [name, shape] of Object.entries(model.shapes)) if (shape.exception) keep(name);
  for (const [name, values] of Object.entries(BEYOND_THE_MODEL[model.metadata.endpointPrefix] ?? {})) {
    if (shapes[name]) shapes[name].enum = [...shapes[name].enum, ...values];
  }
  for (const name of OPEN[model.metadata.endpointPrefix] ?? []) if (shapes[name]) delete shapes[name].enum;
  const others = Object.entries(model.operations).filter(([name]) => !operations[name]);
  return {
    metadata: model.metadata,
    operations: sorted(operations),
    otherOperations: Object.fromEntries(
      others.map(([name, { http }]) => [name, rest ? `${http.method} ${http.requestUri}` : ""]).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    shapes: sorted(shapes),
  };
}

/** JSON with one operation or shape a line. */
export function print(trimmed) {
  const lines = (object) =>
    Object.entries(object)
      .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(",\n");
  const sections = Object.entries(trimmed).map(([name, section]) => `${JSON.stringify(name)}: {\n${lines(section)}\n}`);
  return `{\n${sections.join(",\n")}\n}\n`;
}

const wantedServices = process.argv.slice(2);
const services = readdirSync(lists).map((file) => file.replace(/\.txt$/, ""));
for (const service of wantedServices.length > 0 ? wantedServices : services) {
  if (wantedServices.length === 0 && !existsSync(join(source, `${service}.json`))) {
    console.log(`${service}: left as it is, no model in ${source}`);
    continue;
  }
  const model = JSON.parse(readFileSync(join(source, `${service}.json`), "utf8"));
  const list = readList(readFileSync(join(lists, `${service}.txt`), "utf8"), Object.keys(model.operations));
  const text = print(trim(model, list));
  writeFileSync(join(target, `${service}.json`), text);
  console.log(`${service}: ${list.length} of ${Object.keys(model.operations).length} operations, ${Math.round(text.length / 1024)} KB`);
}
