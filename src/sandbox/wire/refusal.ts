import type { ServiceId } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import type { Member } from "../model/types";
import { ec2Name } from "./ec2Query";
import type { Step, Violation } from "./violations";

/** The code under which each service reports an input that its model forbids. */
const CODES: Readonly<Record<ServiceId, string>> = {
  fis: "ValidationException",
  ssm: "ValidationException",
  logs: "InvalidParameterException",
  scheduler: "ValidationException",
  events: "ValidationException",
  sns: "InvalidParameterException",
  sqs: "InvalidParameterValueException",
  eks: "InvalidParameterException",
  lambda: "ValidationException",
  dynamodb: "ValidationException",
  s3: "InvalidArgument",
  resourcegroupstaggingapi: "InvalidParameterException",
  cloudwatch: "ValidationError",
  autoscaling: "ValidationError",
  elbv2: "ValidationError",
  iam: "ValidationError",
  sts: "ValidationError",
  rds: "InvalidParameterValue",
  ec2: "InvalidParameterValue",
};

/** The error that AWS's service would answer these violations with. There is at least one. */
export function refusalOf(service: ServiceId, violations: readonly Violation[]): AwsError {
  const first = violations[0];
  if (!first) throw new Error("nothing to refuse");
  if (service === "ec2") return ec2Refusal(first);
  if (service === "sqs" && first.kind === "missing" && first.path.length === 1) {
    return new AwsError("MissingParameter", `The request must contain the parameter ${dotted(first.path, (member) => member.name, "")}.`);
  }
  if (service === "rds" && first.kind === "missing") {
    return new AwsError("MissingParameter", `The request must contain the parameter ${dotted(first.path, (member) => member.name, "")}.`);
  }
  if (service === "cloudwatch" && first.kind === "missing" && first.path.length === 1) {
    return new AwsError("MissingParameter", `The parameter ${dotted(first.path, (member) => member.name, "")} is required.`);
  }
  return new AwsError(CODES[service], sentence(violations));
}

/** `1 validation error detected: Value 'x' at 'y' failed to satisfy constraint: Member must …` */
function sentence(violations: readonly Violation[]): string {
  const lower = (member: Member) => member.name.charAt(0).toLowerCase() + member.name.slice(1);
  const each = violations.map(
    ({ path, value, constraint }) =>
      `Value ${value === undefined ? "null" : `'${shown(value)}'`} at '${dotted(path, lower, ".member")}' failed to satisfy constraint: ${constraint}`,
  );
  return `${violations.length} validation error${violations.length === 1 ? "" : "s"} detected: ${each.join("; ")}`;
}

function ec2Refusal({ kind, path, value, constraint }: Violation): AwsError {
  const name = dotted(path, ec2Name, "");
  if (kind === "missing" && name === "InstanceId" && memberOf(path) === "InstanceIds")
    return new AwsError("InvalidParameterCombination", "No instances specified");
  if (kind === "missing" && name === "ResourceId" && memberOf(path) === "Resources")
    return new AwsError("MissingParameter", "The request must contain the parameter resourceIdSet");
  if (kind === "missing") return new AwsError("MissingParameter", `The request must contain the parameter ${name}`);
  if (kind === "enum")
    return new AwsError("InvalidParameterValue", `Value (${shown(value)}) for parameter ${name} is invalid. ${constraint}.`);
  return new AwsError("InvalidParameterValue", `Value (${shown(value)}) for parameter ${name} is invalid. ${constraint}`);
}

/** The model's name of the one member that a path of one step leads to. */
function memberOf(path: readonly Step[]): string | undefined {
  const [only] = path;
  return path.length === 1 && only && "name" in only ? only.name : undefined;
}

function dotted(path: readonly Step[], name: (member: Member) => string, listSuffix: string): string {
  let out = "";
  for (const step of path) {
    if ("index" in step) out += `.${step.index}${listSuffix}`;
    else if ("key" in step) out += `.${step.key}${listSuffix}`;
    else out += `${out ? "." : ""}${name(step)}`;
  }
  return out;
}

/** Lists as `[a, b]` and maps as `{a=b}`, the way Java prints them, and not without end. */
function shown(value: unknown): string {
  const text = javaText(value);
  return text.length > 1_000 ? `${text.slice(0, 1_000)}…` : text;
}

function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}=${javaText(item)}`)
      .join(", ")}}`;
  }
  return String(value);
}
