import type { ServiceId } from "../../../kernel/cloud";
import { acting, failing, notHere } from "../failure";
import { asText, select } from "../select";
import type { Action, StepContext } from "./types";

/** Sandbox milliseconds between two looks of aws:waitForAwsResourceProperty. */
const LOOK_MS = 5_000;
/** The services by the names that boto3 gives them: `Service` of the API steps. */
const SERVICES: ReadonlySet<string> = new Set<ServiceId>([
  "autoscaling",
  "cloudwatch",
  "dynamodb",
  "ec2",
  "eks",
  "elbv2",
  "events",
  "fis",
  "iam",
  "lambda",
  "logs",
  "rds",
  "resourcegroupstaggingapi",
  "s3",
  "scheduler",
  "sns",
  "sqs",
  "ssm",
  "sts",
]);
const isService = (name: string): name is ServiceId => SERVICES.has(name);
const NOT_OF_THE_CALL = new Set(["Service", "Api", "PropertySelector", "DesiredValues"]);

/** The call of an API step, as the step's role. Gives the answer as plain JSON. */
async function call(context: StepContext): Promise<unknown> {
  const { Service, Api } = context.inputs;
  if (typeof Service !== "string" || typeof Api !== "string") throw failing("The step names no Service and Api");
  // boto3 calls its methods describe_instances; AWS takes that here, too.
  const operation = /^[A-Z]/.test(Api) ? Api : Api.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (!isService(Service)) throw notHere(`calls of the service ${Service}`, "Run this runbook in a test account.");
  const input = Object.fromEntries(Object.entries(context.inputs).filter(([key]) => !NOT_OF_THE_CALL.has(key)));
  try {
    const answer = await context.cloud.invoke(Service, operation, input, await context.actor());
    return JSON.parse(JSON.stringify(answer ?? {}));
  } catch (problem) {
    throw acting(problem, operation);
  }
}

/** The same, but it returns when the step is to end; what the call comes to is not waited for. */
function calling(context: StepContext): Promise<unknown> {
  const { signal } = context;
  return new Promise((resolve, reject) => {
    const leave = () => resolve(undefined);
    if (signal.aborted) return leave();
    signal.addEventListener("abort", leave, { once: true });
    call(context)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", leave));
  });
}

/** Whether the property has one of the values now, and what it is. */
async function look(context: StepContext): Promise<{ met: boolean; value: unknown }> {
  const { PropertySelector, DesiredValues } = context.inputs;
  if (typeof PropertySelector !== "string" || !Array.isArray(DesiredValues))
    throw failing("The step has no PropertySelector and DesiredValues");
  const answer = await calling(context);
  const value = select(PropertySelector, answer);
  const values = (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined).map(asText);
  return { met: values.length > 0 && values.every((one) => DesiredValues.map(asText).includes(one)), value };
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeAwsApi.html */
export const executeAwsApi: Action = calling;

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-assertAwsResourceProperty.html */
export const assertProperty: Action = async (context) => {
  const { met, value } = await look(context);
  if (met || context.signal.aborted) return {};
  const { PropertySelector, DesiredValues } = context.inputs;
  throw failing(`The property ${String(PropertySelector)} is ${asText(value) ?? "absent"}, not one of ${JSON.stringify(DesiredValues)}`);
};

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-waitForAwsResourceProperty.html */
export const waitForProperty: Action = async (context) => {
  while (!context.signal.aborted && !(await look(context)).met) await context.cloud.clock.sleep(LOOK_MS, context.signal);
  return {};
};
