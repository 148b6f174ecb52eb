import type { CreateFunctionCommandInput, FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { lambda } from "@pulumi/aws";
import { archiveZip } from "../../assets";
import type { Context } from "../../context";
import { compact, must, ownTags, someTags, tagChange } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";

type Args = Plainly<lambda.FunctionArgs>;

const CONFIGURATION = [
  "deadLetterConfig",
  "description",
  "environment",
  "ephemeralStorage",
  "handler",
  "kmsKeyArn",
  "layers",
  "loggingConfig",
  "memorySize",
  "role",
  "runtime",
  "snapStart",
  "timeout",
  "tracingConfig",
  "vpcConfig",
] as const satisfies readonly (keyof lambda.FunctionArgs)[];

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const lambdaFunction = resource<lambda.FunctionArgs, lambda.FunctionState>({
  type: "aws:lambda/function:Function",
  inputs: inputsOf<lambda.FunctionArgs>()({
    required: ["role"],
    // A durable function is one from the beginning or never.
    replaces: ["durableConfig", "name", "packageType"],
    updates: [...CONFIGURATION, "architectures", "code", "codeSha256", "publish", "reservedConcurrentExecutions", "sourceCodeHash", "tags"],
    inert: [
      "capacityProviderConfig",
      "codeSigningConfigArn",
      "fileSystemConfig",
      "imageConfig",
      "imageUri",
      "publishTo",
      "replaceSecurityGroupsOnDestroy",
      "replacementSecurityGroupIds",
      "s3Bucket",
      "s3Key",
      "s3ObjectVersion",
      "skipDestroy",
      "sourceKmsKeyArn",
      "tenancyConfig",
      "useResourceTimeoutForPropagation",
    ],
  }),
  naming: { property: "name", max: 64 },
  defaults: { memorySize: 128, timeout: 3, packageType: "Zip", publish: false },
  check: (inputs) =>
    inputs.code === undefined ? [{ property: "code", reason: "is missing: other sources of code cannot be rehearsed" }] : [],
  async create(inputs, context) {
    const { lambda } = context.clients;
    const name = inputs.name ?? "";
    const request = createInput(inputs, context);
    // A role seconds old may not be usable yet: Lambda says so with this error, and takes it a moment later.
    await context.wait(`the role of the function ${name} to be usable`, async () => {
      try {
        return await lambda.createFunction(request);
      } catch (thrown) {
        if (thrown instanceof Error && /cannot be assumed by Lambda/.test(thrown.message)) return undefined;
        throw thrown;
      }
    });
    await settled(name, context);
    if (inputs.reservedConcurrentExecutions !== undefined && inputs.reservedConcurrentExecutions >= 0)
      await setConcurrency(inputs, context);
    return name;
  },
  async read(name, context) {
    const { lambda } = context.clients;
    const found = await lambda.getFunction({ FunctionName: name });
    const version = await latestVersion(name, context);
    return stateOf(must(found.Configuration, "Configuration"), version, ownTags(found.Tags), context);
  },
  async update(name, change, context, known) {
    const { lambda } = context.clients;
    const { news, olds } = change;
    if (change.changed(...CONFIGURATION)) {
      await lambda.updateFunctionConfiguration({
        FunctionName: name,
        ...configuration(news),
        DeadLetterConfig: { TargetArn: news.deadLetterConfig?.targetArn ?? "" },
      });
      await settled(name, context);
    }
    if (change.changed("code", "sourceCodeHash", "architectures")) {
      await lambda.updateFunctionCode({ FunctionName: name, ZipFile: archiveZip(news.code), Architectures: architectures(news) });
      await settled(name, context);
    }
    if (change.changed("reservedConcurrentExecutions")) await setConcurrency(news, context);
    if (news.publish && change.changed(...CONFIGURATION, "code", "sourceCodeHash", "architectures", "publish")) {
      await lambda.publishVersion({ FunctionName: name });
    }
    const Resource = must(known.arn, "arn");
    const { set, unset } = tagChange(context.tagsOf(olds), context.tagsOf(news));
    if (unset.length > 0) await lambda.untagResource({ Resource, TagKeys: unset });
    if (Object.keys(set).length > 0) await lambda.tagResource({ Resource, Tags: set });
  },
  async delete(name, context) {
    await context.clients.lambda.deleteFunction({ FunctionName: name });
  },
});

function createInput(inputs: Args, context: Context): CreateFunctionCommandInput {
  const { durableConfig } = inputs;
  return compact<CreateFunctionCommandInput>({
    FunctionName: inputs.name,
    ...configuration(inputs),
    Role: inputs.role,
    Architectures: architectures(inputs),
    PackageType: inputs.packageType as "Zip",
    Code: { ZipFile: archiveZip(inputs.code) },
    Publish: inputs.publish,
    DurableConfig:
      durableConfig && compact({ ExecutionTimeout: durableConfig.executionTimeout, RetentionPeriodInDays: durableConfig.retentionPeriod }),
    Tags: someTags(context.tagsOf(inputs)),
  });
}

const architectures = (inputs: Args) => inputs.architectures?.map((name) => name as "arm64" | "x86_64");

function configuration(inputs: Args) {
  const { loggingConfig, vpcConfig, snapStart, ephemeralStorage, tracingConfig, deadLetterConfig } = inputs;
  return compact({
    Description: inputs.description ?? "",
    Handler: inputs.handler,
    Role: inputs.role,
    Runtime: inputs.runtime as CreateFunctionCommandInput["Runtime"],
    MemorySize: inputs.memorySize,
    Timeout: inputs.timeout,
    KMSKeyArn: inputs.kmsKeyArn,
    Layers: inputs.layers && [...inputs.layers],
    Environment: { Variables: inputs.environment?.variables ?? {} },
    DeadLetterConfig: deadLetterConfig && { TargetArn: deadLetterConfig.targetArn },
    TracingConfig: tracingConfig && { Mode: tracingConfig.mode as "Active" },
    EphemeralStorage: ephemeralStorage && { Size: ephemeralStorage.size },
    SnapStart: snapStart && { ApplyOn: snapStart.applyOn as "None" },
    VpcConfig: vpcConfig && {
      SubnetIds: vpcConfig.subnetIds && [...vpcConfig.subnetIds],
      SecurityGroupIds: vpcConfig.securityGroupIds && [...vpcConfig.securityGroupIds],
    },
    LoggingConfig:
      loggingConfig &&
      compact({
        LogFormat: loggingConfig.logFormat as "JSON",
        LogGroup: loggingConfig.logGroup,
        ApplicationLogLevel: loggingConfig.applicationLogLevel as "INFO" | undefined,
        SystemLogLevel: loggingConfig.systemLogLevel as "INFO" | undefined,
      }),
  });
}

async function setConcurrency({ name, reservedConcurrentExecutions: reserved = -1 }: Args, context: Context): Promise<void> {
  const FunctionName = name ?? "";
  if (reserved < 0) await context.clients.lambda.deleteFunctionConcurrency({ FunctionName });
  else await context.clients.lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: reserved });
}

/** Lambda refuses the next change while it still works on the last one. */
async function settled(name: string, context: Context): Promise<void> {
  await context.wait(`the function ${name} to be active`, async () => {
    const { Configuration } = await context.clients.lambda.getFunction({ FunctionName: name });
    const state = Configuration?.State ?? "Active";
    if (state === "Failed")
      throw new Error(`the function ${name} could not be made: ${Configuration?.StateReason ?? "no reason was given"}`);
    return state === "Active" && (Configuration?.LastUpdateStatus ?? "Successful") === "Successful" ? true : undefined;
  });
}

/** The newest published version; `$LATEST` where none was. */
async function latestVersion(name: string, context: Context): Promise<string> {
  let newest = 0;
  let Marker: string | undefined;
  do {
    const page = await context.clients.lambda.listVersionsByFunction(compact({ FunctionName: name, Marker }));
    newest = Math.max(newest, ...(page.Versions ?? []).map(({ Version }) => Number(Version)).filter(Number.isInteger));
    Marker = page.NextMarker;
  } while (Marker);
  return newest === 0 ? "$LATEST" : String(newest);
}

function stateOf(
  found: FunctionConfiguration,
  version: string,
  tags: Record<string, string>,
  context: Context,
): Partial<Plainly<lambda.FunctionState>> {
  const arn = found.FunctionArn ?? "";
  const invoke = (of: string) => `arn:${context.partition}:apigateway:${context.region}:lambda:path/2015-03-31/functions/${of}/invocations`;
  return compact({
    arn,
    invokeArn: invoke(arn),
    qualifiedArn: `${arn}:${version}`,
    qualifiedInvokeArn: invoke(`${arn}:${version}`),
    name: found.FunctionName,
    version,
    codeSha256: found.CodeSha256,
    sourceCodeSize: found.CodeSize,
    lastModified: found.LastModified,
    description: found.Description ?? "",
    handler: found.Handler,
    memorySize: found.MemorySize,
    role: found.Role,
    runtime: found.Runtime,
    timeout: found.Timeout,
    kmsKeyArn: found.KMSKeyArn,
    packageType: found.PackageType,
    tags,
  });
}
