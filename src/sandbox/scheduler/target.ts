import { parseArn } from "../../words";
import type { ServiceId } from "../kernel/cloud";
import { modelOf } from "../model/load";
import type { Shape } from "../model/types";
import { SERVICES } from "../wire/services";
import { problems, type TargetSpec } from "./records";

/** What one firing calls. */
export interface Action {
  readonly service: ServiceId;
  readonly operation: string;
  /** The account and Region that it is called in. */
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  input(payload: string): object;
}

/** AWS's names of services in universal targets, where they differ from the sandbox's. */
const SDK_NAMES: Readonly<Record<string, string>> = {
  cloudwatchlogs: "logs",
  elasticloadbalancingv2: "elbv2",
  eventbridge: "events",
};
/** Operations that only read are no targets: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html */
const READS =
  /^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/;

/** The call that a target stands for. Throws a ValidationException for what AWS, or this sandbox, does not take. */
export function actionOf(target: TargetSpec): Action {
  const universal = /^arn:aws[a-z-]*:scheduler:::aws-sdk:([a-z0-9]+):([a-zA-Z0-9]+)$/.exec(target.Arn);
  if (universal) return universalAction(universal[1] ?? "", universal[2] ?? "", target.Arn);
  const arn = parseArn(target.Arn);
  if (!arn) throw problems.invalid(`Provided Arn is not in correct format. ${target.Arn}`);
  const where = { accountId: arn.accountId, region: arn.region };
  switch (arn.service) {
    case "lambda":
      if (!arn.resource.startsWith("function:")) break;
      return {
        ...{ service: "lambda", operation: "Invoke", ...where },
        input: (payload) => ({ FunctionName: target.Arn, InvocationType: "Event", Payload: Buffer.from(payload) }),
      };
    case "sqs": {
      const group = target.SqsParameters?.MessageGroupId;
      const QueueUrl = `https://sqs.${arn.region}.amazonaws.com/${arn.accountId}/${arn.resource}`;
      return {
        ...{ service: "sqs", operation: "SendMessage", ...where },
        input: (payload) => ({ QueueUrl, MessageBody: payload, ...(group === undefined ? {} : { MessageGroupId: group }) }),
      };
    }
    case "sns":
      return { ...{ service: "sns", operation: "Publish", ...where }, input: (payload) => ({ TopicArn: target.Arn, Message: payload }) };
    case "events": {
      const parameters = target.EventBridgeParameters;
      if (!parameters) throw problems.invalid("EventBridgeParameters must be specified for an event bus target.");
      const EventBusName = target.Arn;
      return {
        ...{ service: "events", operation: "PutEvents", ...where },
        input: (payload) => ({ Entries: [{ EventBusName, Detail: payload, ...parameters }] }),
      };
    }
  }
  throw problems.invalid(
    `The Faultline sandbox has no target ${target.Arn}. Use a Lambda function, an SQS queue, an SNS topic, an event bus or a universal target (arn:aws:scheduler:::aws-sdk:SERVICE:OPERATION).`,
  );
}

function universalAction(name: string, operation: string, arn: string): Action {
  if (READS.test(operation)) throw problems.invalid(`${arn} is not a valid target: ${operation} only reads.`);
  const service = SERVICES.find(({ id }) => id === (SDK_NAMES[name] ?? name))?.id;
  if (!service) throw problems.invalid(`The Faultline sandbox does not have the service ${name} of the target ${arn}.`);
  const pascal = operation.charAt(0).toUpperCase() + operation.slice(1);
  const model = modelOf(service).operations.get(pascal);
  if (!model) throw problems.invalid(`The Faultline sandbox does not have the operation ${operation} of the target ${arn}.`);
  return {
    ...{ service, operation: pascal, accountId: undefined, region: undefined },
    input: (payload) => {
      const given: unknown = JSON.parse(payload);
      return named(model.input, given) as object;
    },
  };
}

/** Members by the model's names: universal targets write them with a capital first letter, whatever the API does. */
function named(shape: Shape, value: unknown): unknown {
  if (shape.type === "list" && Array.isArray(value)) return value.map((item: unknown) => named(shape.member.shape, item));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if (shape.type === "map") return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, named(shape.value.shape, item)]));
  if (shape.type !== "structure") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => {
      const name = shape.members.has(key) ? key : key.charAt(0).toLowerCase() + key.slice(1);
      const member = shape.members.get(name);
      return [member ? name : key, member ? named(member.shape, item) : item];
    }),
  );
}
