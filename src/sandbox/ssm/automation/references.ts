import { failing } from "./failure";
import type { ExecutionRecord } from "./records";
import { asText } from "./select";

const REFERENCE = /\{\{\s*([^{}\s]+)\s*\}\}/g;
const ALONE = /^\s*\{\{\s*([^{}\s]+)\s*\}\}\s*$/;

/** Finds what a reference stands for; undefined for an output that its step did not give. */
export type Lookup = (name: string) => unknown;

/**
 * Every `{{ … }}` filled in: one that stands alone becomes the value with its type, one within a text becomes text. Throws StepFailure for
 * a name that nothing has, and for an output that was not given.
 */
export function fillIn(value: unknown, lookup: Lookup): unknown {
  if (typeof value === "string") {
    const alone = ALONE.exec(value)?.[1];
    if (alone !== undefined) return found(alone, lookup);
    return value.replaceAll(REFERENCE, (_, name: string) => asText(found(name, lookup)));
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, lookup));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, lookup)]));
}

function found(name: string, lookup: Lookup): unknown {
  const value = lookup(name);
  if (value === undefined) throw failing(`{{ ${name} }} has no value`);
  return value;
}

/**
 * Parameters, outputs of steps that have ended, and what Automation itself knows.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-variables.html
 */
export function lookupIn(record: ExecutionRecord, place: { accountId: string; region: string }, now: number): Lookup {
  const stamp = new Date(now).toISOString();
  const system: Readonly<Record<string, string>> = {
    "global:ACCOUNT_ID": place.accountId,
    "global:AWS_PARTITION": "aws",
    "global:DATE": stamp.slice(0, 10),
    "global:DATE_TIME": `${stamp.slice(0, 10)}_${stamp.slice(11, 19).replaceAll(":", ".")}`,
    "global:REGION": place.region,
    "automation:EXECUTION_ID": record.id,
  };
  return (name) => {
    if (Object.hasOwn(system, name)) return system[name];
    if (Object.hasOwn(record.parameters, name)) return record.parameters[name];
    const [step = "", ...output] = name.split(".");
    const outputs = record.steps.find((one) => one.name === step)?.outputs;
    return outputs && Object.hasOwn(outputs, output.join(".")) ? outputs[output.join(".")] : undefined;
  };
}
