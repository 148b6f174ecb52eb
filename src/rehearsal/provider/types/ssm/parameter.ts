import type { PutParameterCommandInput } from "@aws-sdk/client-ssm";
import type { ssm } from "@pulumi/aws";
import { compact, must, tagList } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { readSsmTags, retagSsm } from "./common";

const TYPES = ["String", "StringList", "SecureString"];

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const parameter = resource<ssm.ParameterArgs, ssm.ParameterState>({
  type: "aws:ssm/parameter:Parameter",
  inputs: inputsOf<ssm.ParameterArgs>()({
    required: ["type"],
    replaces: ["dataType", "name"],
    updates: ["allowedPattern", "description", "insecureValue", "keyId", "overwrite", "tags", "tier", "type", "value"],
    inert: ["arn", "valueWo", "valueWoVersion"],
  }),
  naming: { property: "name", max: 2048 },
  check: (inputs) => [
    ...(TYPES.includes(inputs.type) ? [] : [{ property: "type", reason: `is "${inputs.type}"; allowed: ${TYPES.join(", ")}` }]),
    ...(inputs.value === undefined && inputs.insecureValue === undefined
      ? [{ property: "value", reason: "is missing (or insecureValue)" }]
      : []),
  ],
  async create(inputs, context) {
    const { ssm } = context.clients;
    const tags = tagList(context.tagsOf(inputs));
    await ssm.putParameter({
      ...putInput(inputs),
      Overwrite: inputs.overwrite ?? false,
      ...(tags.length > 0 && !inputs.overwrite ? { Tags: tags } : {}),
    });
    return inputs.name ?? "";
  },
  async read(name, context) {
    const found = must((await context.clients.ssm.getParameter({ Name: name, WithDecryption: true })).Parameter, "Parameter");
    return compact({
      arn: found.ARN,
      dataType: found.DataType,
      name: found.Name,
      type: found.Type as ssm.ParameterType | undefined,
      value: found.Value,
      version: found.Version,
      tags: await readSsmTags("Parameter", name, context),
    });
  },
  async update(name, change, context) {
    if (change.changed("allowedPattern", "description", "insecureValue", "keyId", "tier", "type", "value")) {
      await context.clients.ssm.putParameter({ ...putInput(change.news), Overwrite: true });
    }
    if (change.changed("tags")) await retagSsm("Parameter", name, change, context);
  },
  async delete(name, context) {
    await context.clients.ssm.deleteParameter({ Name: name });
  },
});

function putInput(inputs: Plainly<ssm.ParameterArgs>): PutParameterCommandInput {
  return compact<PutParameterCommandInput>({
    Name: inputs.name,
    Value: inputs.value ?? inputs.insecureValue,
    Type: inputs.type as PutParameterCommandInput["Type"],
    Description: inputs.description,
    KeyId: inputs.keyId,
    Tier: inputs.tier as PutParameterCommandInput["Tier"],
    DataType: inputs.dataType,
    AllowedPattern: inputs.allowedPattern,
  });
}
