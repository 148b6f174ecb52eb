import { AwsError } from "../../kernel/error";
import type { Parameter, Runbook } from "./runbook";

export const badParameters = (message: string) => new AwsError("InvalidAutomationExecutionParametersException", message);

const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** The values with which a runbook runs, typed: those given, checked, and its defaults. */
export function startParameters(runbook: Runbook, given: Readonly<Record<string, readonly string[]>>): Record<string, unknown> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(runbook.parameters, name));
  if (unknown.length > 0) throw badParameters(`Parameters not defined in the document: [${unknown.join(", ")}]`);
  const missing = Object.entries(runbook.parameters).filter(([name, { preset }]) => given[name] === undefined && preset === undefined);
  if (missing.length > 0) throw badParameters(`Missing required parameters: [${missing.map(([name]) => name).join(", ")}]`);
  return Object.fromEntries(
    Object.entries(runbook.parameters).map(([name, parameter]) => {
      const values = given[name];
      return [name, values === undefined ? parameter.preset : checked(name, parameter, values)];
    }),
  );
}

function checked(name: string, parameter: Parameter, values: readonly string[]): unknown {
  const { type, allowedValues, allowedPattern } = parameter;
  const value = typedValue(name, type, values);
  for (const one of Array.isArray(value) ? value : [value]) {
    if (allowedValues && !allowedValues.map(String).includes(String(one))) {
      throw badParameters(`The value ${String(one)} of parameter ${name} is not one of the allowed values: [${allowedValues.join(", ")}]`);
    }
    if (allowedPattern !== undefined && typeof one === "string" && !new RegExp(`^(?:${allowedPattern})$`).test(one)) {
      throw badParameters(`The value ${one} of parameter ${name} does not match the allowed pattern: ${allowedPattern}`);
    }
  }
  return value;
}

function typedValue(name: string, type: string, values: readonly string[]): unknown {
  const wrong = () => badParameters(`The value [${values.join(", ")}] of parameter ${name} is not of the type ${type}`);
  if (type === "StringList" || /^List<.+>$/.test(type)) return [...values];
  if (type === "MapList") return values.map((value) => parsed(value, wrong));
  if (values.length !== 1) throw wrong();
  const [value = ""] = values;
  if (type === "StringMap") return parsed(value, wrong);
  if (type === "Integer") {
    if (!/^-?\d+$/.test(value)) throw wrong();
    return Number(value);
  }
  if (type === "Boolean") {
    if (!/^(true|false)$/i.test(value)) throw wrong();
    return value.toLowerCase() === "true";
  }
  if (type === "AWS::IAM::Role::Arn" && value !== "" && !ROLE.test(value)) throw malformedRole();
  return value;
}

export const malformedRole = () => badParameters("The format of the supplied assume role ARN is invalid.");

function parsed(text: string, wrong: () => AwsError): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong();
  }
}

/** The role that the runbook acts in, from the document and its parameters; undefined where it is left open or empty. */
export function roleOf({ assumeRole }: Runbook, parameters: Readonly<Record<string, unknown>>): string | undefined {
  if (assumeRole === undefined) return undefined;
  const role = assumeRole.replaceAll(/\{\{\s*([^{}\s]+)\s*\}\}/g, (_, name: string) => String(parameters[name] ?? ""));
  if (role === "") return undefined;
  if (!ROLE.test(role)) throw malformedRole();
  return role;
}
