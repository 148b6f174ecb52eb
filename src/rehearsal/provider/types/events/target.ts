import type { Target } from "@aws-sdk/client-eventbridge";
import type { cloudwatch } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";

type Args = Plainly<cloudwatch.EventTargetArgs>;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export const eventTarget = resource<cloudwatch.EventTargetArgs, cloudwatch.EventTargetState>({
  type: "aws:cloudwatch/eventTarget:EventTarget",
  inputs: inputsOf<cloudwatch.EventTargetArgs>()({
    required: ["arn", "rule"],
    replaces: ["eventBusName", "rule", "targetId"],
    updates: ["arn", "deadLetterConfig", "input", "inputPath", "inputTransformer", "retryPolicy", "roleArn"],
    inert: [
      "appsyncTarget",
      "batchTarget",
      "ecsTarget",
      "forceDestroy",
      "httpTarget",
      "kinesisTarget",
      "redshiftTarget",
      "runCommandTargets",
      "sagemakerPipelineTarget",
      "sqsTarget",
    ],
  }),
  naming: { property: "targetId", max: 64 },
  defaults: { eventBusName: "default" },
  async create(inputs, context) {
    await put(inputs, context);
    return `${inputs.rule}-${inputs.targetId}`;
  },
  async read(_id, context, known) {
    const { rule, eventBusName, targetId } = known;
    const { Targets } = await context.clients.events.listTargetsByRule({ Rule: rule, EventBusName: eventBusName });
    const found = Targets?.find(({ Id }) => Id === targetId);
    if (!found) return undefined;
    return compact({
      rule,
      eventBusName,
      targetId,
      arn: found.Arn,
      input: found.Input,
      inputPath: found.InputPath,
      roleArn: found.RoleArn,
    });
  },
  async update(_id, { news }, context) {
    await put(news, context);
  },
  async delete(_id, context, known) {
    await context.clients.events.removeTargets({ Rule: known.rule, EventBusName: known.eventBusName, Ids: [known.targetId ?? ""] });
  },
});

async function put(inputs: Args, context: Context): Promise<void> {
  const answer = await context.clients.events.putTargets({
    Rule: inputs.rule,
    EventBusName: inputs.eventBusName,
    Targets: [targetOf(inputs)],
  });
  // A target that was not taken is no error of the call.
  const [failed] = answer.FailedEntries ?? [];
  if (failed)
    throw Object.assign(new Error(failed.ErrorMessage ?? "the target was not taken"), { name: failed.ErrorCode ?? "FailedEntry" });
}

function targetOf(inputs: Args): Target {
  const { deadLetterConfig, retryPolicy, inputTransformer } = inputs;
  return compact({
    Id: inputs.targetId,
    Arn: inputs.arn,
    RoleArn: inputs.roleArn,
    Input: inputs.input,
    InputPath: inputs.inputPath,
    InputTransformer:
      inputTransformer && compact({ InputPathsMap: inputTransformer.inputPaths, InputTemplate: inputTransformer.inputTemplate }),
    DeadLetterConfig: deadLetterConfig && compact({ Arn: deadLetterConfig.arn }),
    RetryPolicy:
      retryPolicy &&
      compact({ MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds, MaximumRetryAttempts: retryPolicy.maximumRetryAttempts }),
  });
}
