import type { Call, Cloud, Handler } from "../../kernel/cloud";
import { type CodeInput, dropUnusedCode, keepCode } from "../code/store";
import { conflict, invalid, notHere, preconditionFailed } from "../errors";
import { functionArn, functionName, functionNamed, versionOf } from "../names";
import { type FunctionRecord, tablesFor, type VersionRecord } from "../records";
import { serviceNamed } from "../services";
import { applySettings, type SettingsInput, touchVersion } from "./settings";
import { publish } from "./versions";
import { configurationOf } from "./views";

interface Create extends SettingsInput {
  readonly Code: CodeInput;
  readonly Publish?: boolean;
  readonly PackageType?: string;
  readonly Architectures?: string[];
  readonly Tags?: Record<string, string>;
  readonly CodeSigningConfigArn?: string;
  readonly PublishTo?: string;
}

interface UpdateCode extends CodeInput {
  readonly FunctionName: string;
  readonly Publish?: boolean;
  readonly DryRun?: boolean;
  readonly RevisionId?: string;
  readonly Architectures?: string[];
}

/** A durable function's limit unless its creator says otherwise: https://docs.aws.amazon.com/lambda/latest/api/API_DurableConfig.html */
const DEFAULT_RETENTION_DAYS = 14;
const DEFAULT_EXECUTION_TIMEOUT = 86_400;

/** Functions: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html and what changes them. */
export function functionOperations(cloud: Cloud) {
  const fromBucket = (call: Call) => bucketReader(cloud, call);
  return {
    CreateFunction: async (input: Create, call: Call) => {
      const tables = tablesFor(cloud, call);
      const { name } = functionName(input.FunctionName, undefined, call);
      const arn = functionArn(call, name);
      if (tables.functions.has(name)) throw conflict(`Function already exist: ${name}`);
      if (input.PackageType === "Image") throw notHere("functions of container images", "Give the code as a zip file.");
      if (input.CodeSigningConfigArn) throw notHere("code signing", "Leave CodeSigningConfigArn out.");
      if (input.PublishTo !== undefined) throw notHere("$LATEST.PUBLISHED", "Leave PublishTo out.");
      if (input.Runtime === undefined) throw invalid("Runtime is mandatory for functions created with deployment packages.");
      if (!input.Handler) throw invalid("Handler is mandatory for functions created with deployment packages.");
      const latest = freshVersion(name, input, cloud.clock.now());
      await applySettings(cloud, call, latest, input);
      const code = await keepCode(tables, input.Code, fromBucket(call));
      latest.codeSha256 = code.sha256;
      latest.codeSize = code.size;
      const found: FunctionRecord = {
        name,
        arn,
        latest,
        published: [],
        nextVersion: 1,
        aliases: {},
        policies: {},
        eventInvoke: {},
        concurrency: undefined,
        recursiveLoop: "Terminate",
        tags: { ...input.Tags },
      };
      tables.functions.set(name, found);
      const shown = input.Publish ? publish(cloud, found) : latest;
      tables.functions.set(name, found);
      return configurationOf(found, shown, input.Publish === true);
    },

    UpdateFunctionCode: async (input: UpdateCode, call: Call) => {
      const tables = tablesFor(cloud, call);
      const found = functionNamed(cloud, call, functionName(input.FunctionName, undefined, call));
      if (input.RevisionId !== undefined && input.RevisionId !== found.latest.revisionId) throw preconditionFailed();
      const code = await keepCode(tables, input, fromBucket(call));
      if (input.DryRun) {
        dropUnusedCode(tables);
        return configurationOf(found, { ...found.latest, codeSha256: code.sha256, codeSize: code.size }, false);
      }
      found.latest.codeSha256 = code.sha256;
      found.latest.codeSize = code.size;
      if (input.Architectures) found.latest.architectures = [...input.Architectures];
      touchVersion(cloud, found.latest);
      const shown = input.Publish ? publish(cloud, found) : found.latest;
      tables.functions.set(found.name, found);
      dropUnusedCode(tables);
      return configurationOf(found, shown, input.Publish === true);
    },

    UpdateFunctionConfiguration: async (input: SettingsInput, call: Call) => {
      const found = functionNamed(cloud, call, functionName(input.FunctionName, undefined, call));
      if (input.RevisionId !== undefined && input.RevisionId !== found.latest.revisionId) throw preconditionFailed();
      const { DurableConfig: durable } = input;
      if (durable !== undefined && !found.latest.durable) {
        throw invalid(
          "You cannot enable durable execution for an existing function. Durable execution can only be configured when the function is created.",
        );
      }
      await applySettings(cloud, call, found.latest, input);
      if (durable !== undefined && found.latest.durable) {
        found.latest.durable = {
          executionTimeout: durable.ExecutionTimeout ?? found.latest.durable.executionTimeout,
          retentionDays: durable.RetentionPeriodInDays ?? found.latest.durable.retentionDays,
        };
      }
      tablesFor(cloud, call).functions.set(found.name, found);
      return configurationOf(found, found.latest, false);
    },

    GetFunction: (input: { FunctionName: string; Qualifier?: string }, call: Call) => {
      const wanted = functionName(input.FunctionName, input.Qualifier, call);
      const found = functionNamed(cloud, call, wanted);
      const version = versionOf(found, wanted.qualifier);
      return {
        Configuration: configurationOf(found, version, wanted.qualifier !== undefined),
        Code: { RepositoryType: "S3" },
        Tags: wanted.qualifier === undefined && Object.keys(found.tags).length > 0 ? found.tags : undefined,
        Concurrency: found.concurrency === undefined ? undefined : { ReservedConcurrentExecutions: found.concurrency },
      };
    },

    GetFunctionConfiguration: (input: { FunctionName: string; Qualifier?: string }, call: Call) => {
      const wanted = functionName(input.FunctionName, input.Qualifier, call);
      const found = functionNamed(cloud, call, wanted);
      return configurationOf(found, versionOf(found, wanted.qualifier), wanted.qualifier !== undefined);
    },
  } satisfies Record<string, Handler>;
}

function freshVersion(name: string, input: Create, now: number): VersionRecord {
  const { DurableConfig: durable } = input;
  return {
    version: "$LATEST",
    description: "",
    role: "",
    handler: "",
    runtime: "",
    timeout: 3,
    memory: 128,
    environment: {},
    architectures: input.Architectures ? [...input.Architectures] : ["x86_64"],
    deadLetter: undefined,
    tracing: "PassThrough",
    storage: 512,
    kmsKey: undefined,
    logging: { format: "Text", group: `/aws/lambda/${name}` },
    codeSha256: "",
    codeSize: 0,
    lastModified: now,
    revisionId: "",
    durable: durable && {
      executionTimeout: durable.ExecutionTimeout ?? DEFAULT_EXECUTION_TIMEOUT,
      retentionDays: durable.RetentionPeriodInDays ?? DEFAULT_RETENTION_DAYS,
    },
  };
}

/** Code in a bucket, read as the caller, where this sandbox has S3. */
function bucketReader(cloud: Cloud, call: Call) {
  return async (bucket: string, key: string, version: string | undefined): Promise<Buffer> => {
    const s3 = serviceNamed("s3");
    if (!s3) throw notHere("S3", "Give the code as ZipFile.");
    const input = { Bucket: bucket, Key: key, ...(version === undefined ? {} : { VersionId: version }) };
    try {
      const { Body } = await cloud.invoke<{ Body?: Uint8Array | string }>(s3, "GetObject", input, call);
      return typeof Body === "string" ? Buffer.from(Body, "base64") : Buffer.from(Body ?? []);
    } catch (problem) {
      throw invalid(
        `Error occurred while GetObject. S3 Error Code: ${problem instanceof Error ? problem.name : "Unknown"}. S3 Error Message: ${problem instanceof Error ? problem.message : String(problem)}`,
      );
    }
  };
}
