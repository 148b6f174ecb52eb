import { join } from "node:path";
import type { Properties } from "../../src/rehearsal/contract";
import { type EvaluateOptions, type Evaluation, evaluate } from "../../src/rehearsal/engine/evaluate";
import type { Registration } from "../../src/rehearsal/engine/registration";
import { type Asked, askedProvider } from "./provider";

export interface Deployed {
  readonly evaluation: Evaluation;
  readonly created: Asked["created"];
  /** The inputs of the resource with this type and name, as the provider got them. */
  inputs(type: string, name: string): Properties;
  registration(type: string, name: string): Registration;
}

/** Evaluates `programs/<name>` through Pulumi's own SDK and protocol with a provider that only writes down. */
export async function deploy(program: string, options: Partial<EvaluateOptions> = {}): Promise<Deployed> {
  const { provider, created } = askedProvider();
  const programDir = join(__dirname, "programs", program);
  const evaluation = await evaluate({ programDir, stack: "test", provider, env: process.env, ...options });
  evaluation.close();
  const registration = (type: string, name: string) => {
    const found = evaluation.registrations.find((item) => item.type === type && item.name === name);
    if (!found) throw new Error(`${type} "${name}" was not registered`);
    return found;
  };
  return { evaluation, created, registration, inputs: (type, name) => registration(type, name).inputs };
}

export const TYPE = {
  experiment: "faultline:index:Experiment",
  role: "aws:iam/role:Role",
  policy: "aws:iam/rolePolicy:RolePolicy",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  template: "aws:fis/experimentTemplate:ExperimentTemplate",
} as const;
