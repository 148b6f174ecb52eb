import type { lambda } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";

/** The name of a function that is given by name or by ARN. */
export function functionName(given: string): string {
  const parts = given.split(":");
  return parts.length > 6 ? (parts[6] ?? given) : given;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const alias = resource<lambda.AliasArgs, lambda.AliasState>({
  type: "aws:lambda/alias:Alias",
  inputs: inputsOf<lambda.AliasArgs>()({
    required: ["functionName", "functionVersion"],
    replaces: ["functionName", "name"],
    updates: ["description", "functionVersion", "routingConfig"],
  }),
  naming: { property: "name", max: 128 },
  async create(inputs, context) {
    const made = await context.clients.lambda.createAlias({ ...keyOf(inputs), ...pointer(inputs) });
    return made.AliasArn ?? "";
  },
  async read(_id, context, known) {
    const found = await context.clients.lambda.getAlias(keyOf(known));
    const invokeArn = invokeArnOf(found.AliasArn ?? "", context);
    return compact({
      arn: found.AliasArn,
      invokeArn,
      name: found.Name,
      description: found.Description ?? "",
      functionVersion: found.FunctionVersion,
    });
  },
  async update(_id, { news }, context) {
    await context.clients.lambda.updateAlias({ ...keyOf(news), ...pointer(news) });
  },
  async delete(_id, context, known) {
    await context.clients.lambda.deleteAlias(keyOf(known));
  },
});

function keyOf({ functionName: name, name: Name }: { readonly functionName?: string | undefined; readonly name?: string | undefined }) {
  return { FunctionName: functionName(name ?? ""), Name: Name ?? "" };
}

function pointer(inputs: Plainly<lambda.AliasArgs>) {
  return compact({
    FunctionVersion: inputs.functionVersion,
    Description: inputs.description ?? "",
    RoutingConfig: inputs.routingConfig && { AdditionalVersionWeights: inputs.routingConfig.additionalVersionWeights },
  });
}

function invokeArnOf(arn: string, context: Context): string {
  return `arn:${context.partition}:apigateway:${context.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}
