import { parse } from "yaml";
import { AwsError } from "../../kernel/error";

/** A step as a runbook says it; its inputs still with their references. https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html */
export interface Step {
  readonly name: string;
  readonly action: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly timeoutSeconds?: number;
  readonly maxAttempts: number;
  readonly onFailure: string;
  readonly onCancel: string;
  readonly isEnd: boolean;
  readonly isCritical: boolean;
  readonly nextStep?: string;
  readonly outputs: readonly Output[];
}

export interface Output {
  readonly name: string;
  readonly selector: string;
  readonly type: string;
}

export interface Parameter {
  readonly type: string;
  readonly preset?: unknown;
  readonly allowedValues?: readonly unknown[];
  readonly allowedPattern?: string;
}

/** An Automation document that was found sound. */
export interface Runbook {
  readonly assumeRole?: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly steps: readonly Step[];
  /** `step.output` names, given back when the automation has ended. */
  readonly outputs: readonly string[];
}

/** Where AWS does not go when an automation is cancelled. */
const NOT_AFTER_CANCEL = [
  "aws:approve",
  "aws:copyImage",
  "aws:createImage",
  "aws:createStack",
  "aws:createTags",
  "aws:loop",
  "aws:pause",
  "aws:runInstances",
  "aws:sleep",
];
const STEP_NAME = /^[a-zA-Z0-9_]{3,128}$/;
/** AWS's model says 25 letters at most; aws:waitForAwsResourceProperty has 26. */
const ACTION = /^aws:[a-zA-Z]{3,40}$/;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const refuse = (message: string) => new AwsError("InvalidDocumentContent", message);
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const whole = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : undefined;
};
const flag = (value: unknown): boolean | undefined =>
  typeof value === "string" ? { true: true, false: false }[value] : (value as boolean);

/** Reads an Automation document of schema 0.3. Throws InvalidDocumentContent for what AWS would not take. */
export function readRunbook(content: string, format: "JSON" | "YAML" | "TEXT"): Runbook {
  let written: unknown;
  try {
    written = format === "YAML" ? parse(content) : JSON.parse(content);
  } catch {
    throw refuse(`The content of the document isn't valid ${format}.`);
  }
  if (!isObject(written)) throw refuse("The document must be an object.");
  if (written.schemaVersion !== "0.3")
    throw new AwsError("InvalidDocumentSchemaVersion", "Automation documents have the schema version 0.3.");
  const { mainSteps, parameters = {}, outputs = [], assumeRole } = written;
  if (!Array.isArray(mainSteps) || mainSteps.length === 0) throw refuse("The document must have at least one step in mainSteps.");
  if (!isObject(parameters)) throw refuse("parameters must be an object.");
  const steps = mainSteps.map(stepOf);
  checkWays(steps);
  return {
    ...(text(assumeRole) ? { assumeRole: text(assumeRole) } : {}),
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, parameterOf(name, value)])),
    steps,
    outputs: Array.isArray(outputs) ? outputs.map(String) : [],
  };
}

function parameterOf(name: string, value: unknown): Parameter {
  if (!isObject(value) || typeof value.type !== "string") throw refuse(`The parameter ${name} has no type.`);
  const { type, default: preset, allowedValues, allowedPattern } = value;
  return {
    type,
    ...(preset === undefined ? {} : { preset }),
    ...(Array.isArray(allowedValues) ? { allowedValues } : {}),
    ...(typeof allowedPattern === "string" ? { allowedPattern } : {}),
  };
}

function stepOf(value: unknown, index: number): Step {
  if (!isObject(value)) throw refuse(`Step ${index + 1} is not an object.`);
  const { name, action, inputs = {}, outputs = [] } = value;
  if (typeof name !== "string" || !STEP_NAME.test(name)) throw refuse(`The name of step ${index + 1} is not valid: ${String(name)}.`);
  if (typeof action !== "string" || !ACTION.test(action)) throw refuse(`The action of step ${name} is not valid: ${String(action)}.`);
  if (!isObject(inputs)) throw refuse(`The inputs of step ${name} are not an object.`);
  if (!Array.isArray(outputs)) throw refuse(`The outputs of step ${name} are not a list.`);
  const timeoutSeconds = bounded(value.timeoutSeconds, `timeoutSeconds of step ${name}`);
  const onFailure = text(value.onFailure) ?? "Abort";
  return {
    name,
    action,
    inputs,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    maxAttempts: bounded(value.maxAttempts, `maxAttempts of step ${name}`) ?? 1,
    onFailure,
    onCancel: text(value.onCancel) ?? "Abort",
    isEnd: flag(value.isEnd) ?? false,
    isCritical: flag(value.isCritical) ?? !/^continue$/i.test(onFailure),
    ...(text(value.nextStep) ? { nextStep: text(value.nextStep) } : {}),
    outputs: outputs.map((output) => {
      if (!isObject(output) || typeof output.Name !== "string") throw refuse(`An output of step ${name} has no Name.`);
      return { name: output.Name, selector: text(output.Selector) ?? "$", type: text(output.Type) ?? "String" };
    }),
  };
}

function bounded(value: unknown, what: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = whole(value);
  if (number === undefined || number < 1) throw refuse(`${what} is not a whole number above 0: ${String(value)}.`);
  return number;
}

/** `step:NAME` → `NAME`; undefined for `Abort` and `Continue`. */
export function stepIn(way: string): string | undefined {
  return way.startsWith("step:") ? way.slice("step:".length) : undefined;
}

function checkWays(steps: readonly Step[]): void {
  const names = new Map<string, Step>();
  for (const step of steps) {
    if (names.has(step.name)) throw refuse(`More than one step is called ${step.name}.`);
    names.set(step.name, step);
  }
  const need = (name: string, from: string) => {
    const found = names.get(name);
    if (!found) throw refuse(`${from} leads to step ${name}, which the document does not have.`);
    return found;
  };
  for (const { name, nextStep, onFailure, onCancel } of steps) {
    if (nextStep !== undefined) need(nextStep, `nextStep of step ${name}`);
    const after = stepIn(onFailure);
    if (after !== undefined) need(after, `onFailure of step ${name}`);
    else if (!/^(abort|continue)$/i.test(onFailure)) throw refuse(`onFailure of step ${name} is not valid: ${onFailure}.`);
    const rollback = stepIn(onCancel);
    if (rollback === undefined && !/^abort$/i.test(onCancel)) throw refuse(`onCancel of step ${name} is not valid: ${onCancel}.`);
    const found = rollback === undefined ? undefined : need(rollback, `onCancel of step ${name}`);
    if (found && NOT_AFTER_CANCEL.includes(found.action)) {
      throw refuse(`onCancel of step ${name} leads to ${found.name}: an automation that is cancelled cannot go on to ${found.action}.`);
    }
  }
}
