import type { AliasRecord, EventInvokeRecord, FunctionRecord, VersionRecord } from "../records";

/** `2026-01-05T12:00:00.000+0000`: how Lambda writes when a function was changed. */
const stamp = (ms: number) => new Date(ms).toISOString().replace("Z", "+0000");

/** What GetFunctionConfiguration and most others answer. `qualified`: the ARN ends in the version. */
export function configurationOf(found: FunctionRecord, version: VersionRecord, qualified: boolean) {
  const { durable } = version;
  return {
    FunctionName: found.name,
    FunctionArn: qualified ? `${found.arn}:${version.version}` : found.arn,
    Runtime: version.runtime,
    Role: version.role,
    Handler: version.handler,
    CodeSize: version.codeSize,
    Description: version.description,
    Timeout: version.timeout,
    MemorySize: version.memory,
    LastModified: stamp(version.lastModified),
    CodeSha256: version.codeSha256,
    Version: version.version,
    DeadLetterConfig: version.deadLetter === undefined ? undefined : { TargetArn: version.deadLetter },
    Environment: Object.keys(version.environment).length > 0 ? { Variables: version.environment } : undefined,
    KMSKeyArn: version.kmsKey,
    TracingConfig: { Mode: version.tracing },
    RevisionId: version.revisionId,
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: version.architectures,
    EphemeralStorage: { Size: version.storage },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(found.arn) },
    LoggingConfig: {
      LogFormat: version.logging.format,
      LogGroup: version.logging.group,
      ApplicationLogLevel: version.logging.applicationLevel,
      SystemLogLevel: version.logging.systemLevel,
    },
    DurableConfig: durable && { ExecutionTimeout: durable.executionTimeout, RetentionPeriodInDays: durable.retentionDays },
  };
}

/** Every function of the sandbox runs on one version of the runtime: this machine's Node. */
export function runtimeVersionArn(functionArn: string): string {
  const region = functionArn.split(":")[3] ?? "";
  return `arn:aws:lambda:${region}::runtime:${"0".repeat(64)}`;
}

export function aliasView(found: FunctionRecord, alias: AliasRecord) {
  return {
    AliasArn: `${found.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
    RoutingConfig: Object.keys(alias.weights).length > 0 ? { AdditionalVersionWeights: alias.weights } : undefined,
  };
}

export function eventInvokeView(found: FunctionRecord, qualifier: string, record: EventInvokeRecord) {
  const to = (arn: string | undefined) => (arn === undefined ? {} : { Destination: arn });
  return {
    FunctionArn: `${found.arn}:${qualifier}`,
    LastModified: new Date(record.modified),
    MaximumRetryAttempts: record.retries,
    MaximumEventAgeInSeconds: record.maxAgeSeconds,
    DestinationConfig: { OnSuccess: to(record.onSuccess), OnFailure: to(record.onFailure) },
  };
}
