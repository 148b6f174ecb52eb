import { uuid } from "../../common/identity";
import type { Call, Cloud } from "../../kernel/cloud";
import { invalid, notHere } from "../errors";
import type { VersionRecord } from "../records";
import { trustedRole } from "../role";

/** What CreateFunction and UpdateFunctionConfiguration have in common. */
export interface SettingsInput {
  readonly FunctionName: string;
  readonly Description?: string;
  readonly Role?: string;
  readonly Handler?: string;
  readonly Runtime?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
  readonly TracingConfig?: { readonly Mode?: string };
  readonly EphemeralStorage?: { readonly Size: number };
  readonly KMSKeyArn?: string;
  readonly LoggingConfig?: {
    readonly LogFormat?: string;
    readonly LogGroup?: string;
    readonly ApplicationLogLevel?: string;
    readonly SystemLogLevel?: string;
  };
  readonly DurableConfig?: { readonly ExecutionTimeout?: number; readonly RetentionPeriodInDays?: number };
  readonly Layers?: readonly string[];
  readonly VpcConfig?: { readonly SubnetIds?: readonly string[]; readonly SecurityGroupIds?: readonly string[] };
  readonly FileSystemConfigs?: readonly object[];
  readonly ImageConfig?: object;
  readonly CapacityProviderConfig?: object;
  readonly TenancyConfig?: object;
  readonly SnapStart?: { readonly ApplyOn?: string };
  readonly RevisionId?: string;
}

/** The runtimes that this machine's Node stands in for. */
const RUNTIMES = ["nodejs20.x", "nodejs22.x", "nodejs24.x"];
/** Lambda's quota of all environment variables together. */
const MOST_ENVIRONMENT = 4_096;
const LONGEST_TIMEOUT = 900;
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|AWS_LAMBDA_(FUNCTION_NAME|FUNCTION_MEMORY_SIZE|FUNCTION_VERSION|INITIALIZATION_TYPE|LOG_GROUP_NAME|LOG_STREAM_NAME|RUNTIME_API)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/** Puts what a request says into a version's record; throws before anything is changed when AWS or the sandbox refuses it. */
export async function applySettings(cloud: Cloud, call: Call, version: VersionRecord, input: SettingsInput): Promise<void> {
  refuseAbsent(input);
  const { Runtime: runtime, Timeout: timeout, Environment: environment, Handler: handler, DeadLetterConfig: dead } = input;
  if (runtime !== undefined && !RUNTIMES.includes(runtime)) {
    throw notHere(`the runtime ${runtime}`, `It runs functions with this machine's Node: choose one of ${RUNTIMES.join(", ")}.`);
  }
  if (timeout !== undefined && timeout > LONGEST_TIMEOUT) {
    throw invalid(
      `1 validation error detected: Value '${timeout}' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to ${LONGEST_TIMEOUT}`,
    );
  }
  for (const name of Object.keys(environment?.Variables ?? {})) {
    if (RESERVED.test(name)) {
      throw invalid(
        `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${name}`,
      );
    }
  }
  if (Buffer.byteLength(JSON.stringify(environment?.Variables ?? {})) > MOST_ENVIRONMENT) {
    throw invalid(
      "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.",
    );
  }
  if (dead?.TargetArn && !/^arn:aws[a-z-]*:(sqs|sns):/.test(dead.TargetArn)) {
    throw invalid(`The dead-letter target ${dead.TargetArn} is neither a queue of SQS nor a topic of SNS.`);
  }
  if (input.Role !== undefined) await trustedRole(cloud, call, input.Role);

  if (input.Role !== undefined) version.role = input.Role;
  if (runtime !== undefined) version.runtime = runtime;
  if (handler !== undefined) version.handler = handler;
  if (timeout !== undefined) version.timeout = timeout;
  if (input.MemorySize !== undefined) version.memory = input.MemorySize;
  if (input.Description !== undefined) version.description = input.Description;
  if (environment !== undefined) version.environment = { ...environment.Variables };
  if (dead !== undefined) version.deadLetter = dead.TargetArn || undefined;
  if (input.TracingConfig?.Mode !== undefined) version.tracing = input.TracingConfig.Mode;
  if (input.EphemeralStorage !== undefined) version.storage = input.EphemeralStorage.Size;
  if (input.KMSKeyArn !== undefined) version.kmsKey = input.KMSKeyArn || undefined;
  if (input.LoggingConfig !== undefined) {
    const { LogFormat: format = "Text", LogGroup: group, ApplicationLogLevel, SystemLogLevel } = input.LoggingConfig;
    if (format !== "JSON" && (ApplicationLogLevel !== undefined || SystemLogLevel !== undefined)) {
      throw invalid("To use ApplicationLogLevel or SystemLogLevel, you must set LogFormat to JSON.");
    }
    version.logging = {
      format,
      group: group ?? version.logging.group,
      ...(format === "JSON" ? { applicationLevel: ApplicationLogLevel ?? "INFO", systemLevel: SystemLogLevel ?? "INFO" } : {}),
    };
  }
  touchVersion(cloud, version);
}

/** Gives a version its new revision and time of change. */
export function touchVersion(cloud: Cloud, version: VersionRecord): void {
  version.lastModified = cloud.clock.now();
  version.revisionId = uuid(cloud);
}

function refuseAbsent(input: SettingsInput): void {
  if (input.Layers && input.Layers.length > 0) throw notHere("Lambda layers", "Put what the layer has into the function's zip file.");
  if ((input.VpcConfig?.SubnetIds ?? []).length > 0) {
    throw notHere("functions in a VPC", "Leave VpcConfig out in the sandbox; the function reaches every service at AWS_ENDPOINT_URL.");
  }
  if ((input.FileSystemConfigs ?? []).length > 0) throw notHere("file systems of functions", "Leave FileSystemConfigs out.");
  if (input.ImageConfig !== undefined) throw notHere("functions of container images", "Leave ImageConfig out.");
  if (input.CapacityProviderConfig !== undefined) throw notHere("capacity providers", "Leave CapacityProviderConfig out.");
  if (input.TenancyConfig !== undefined) throw notHere("tenant isolation", "Leave TenancyConfig out.");
  if (input.SnapStart?.ApplyOn === "PublishedVersions")
    throw invalid("SnapStart is not supported for the runtimes nodejs20.x, nodejs22.x and nodejs24.x.");
}
