import type { lambda } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { functionName } from "./alias";

type Args = Plainly<lambda.FunctionEventInvokeConfigArgs>;

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export const functionEventInvokeConfig = resource<lambda.FunctionEventInvokeConfigArgs, lambda.FunctionEventInvokeConfigState>({
  type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  inputs: inputsOf<lambda.FunctionEventInvokeConfigArgs>()({
    required: ["functionName"],
    replaces: ["functionName", "qualifier"],
    updates: ["destinationConfig", "maximumEventAgeInSeconds", "maximumRetryAttempts"],
  }),
  defaults: { maximumRetryAttempts: 2 },
  async create(inputs, context) {
    await put(inputs, context);
    return inputs.qualifier === undefined ? inputs.functionName : `${inputs.functionName}:${inputs.qualifier}`;
  },
  async read(_id, context, known) {
    const found = await context.clients.lambda.getFunctionEventInvokeConfig(of(known));
    return compact({ maximumRetryAttempts: found.MaximumRetryAttempts, maximumEventAgeInSeconds: found.MaximumEventAgeInSeconds });
  },
  async update(_id, { news }, context) {
    await put(news, context);
  },
  async delete(_id, context, known) {
    await context.clients.lambda.deleteFunctionEventInvokeConfig(of(known));
  },
});

function of({ functionName: name, qualifier }: Partial<Args>) {
  return compact({ FunctionName: functionName(name ?? ""), Qualifier: qualifier });
}

async function put(inputs: Args, context: Context): Promise<void> {
  const { destinationConfig } = inputs;
  const destination = (to: { readonly destination: string } | undefined) => to && { Destination: to.destination };
  await context.clients.lambda.putFunctionEventInvokeConfig(
    compact({
      ...of(inputs),
      MaximumRetryAttempts: inputs.maximumRetryAttempts,
      MaximumEventAgeInSeconds: inputs.maximumEventAgeInSeconds,
      DestinationConfig:
        destinationConfig &&
        compact({ OnFailure: destination(destinationConfig.onFailure), OnSuccess: destination(destinationConfig.onSuccess) }),
    }),
  );
}
