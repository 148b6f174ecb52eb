import type { Call, Cloud, Handler } from "../../kernel/cloud";
import { invalid, notFound } from "../errors";
import { functionName, functionNamed, versionOf } from "../names";
import { type EventInvokeRecord, type FunctionRecord, tablesFor } from "../records";
import { eventInvokeView, runtimeVersionArn } from "./views";

interface EventInvokeInput {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: { readonly OnSuccess?: { Destination?: string }; readonly OnFailure?: { Destination?: string } };
}

/** An account's concurrency; a hundred of it stay without reservation. */
const ACCOUNT_CONCURRENCY = 1_000;
const UNRESERVED = 100;

/** Concurrency, asynchronous invocation, tags, and what infrastructure tools read back besides. */
export function optionOperations(cloud: Cloud) {
  const save = (call: Call, found: FunctionRecord) => tablesFor(cloud, call).functions.set(found.name, found);
  const named = (text: string, call: Call) => functionNamed(cloud, call, functionName(text, undefined, call));
  const eventInvoke = (input: { FunctionName: string; Qualifier?: string }, call: Call) => {
    const wanted = functionName(input.FunctionName, input.Qualifier, call);
    const found = functionNamed(cloud, call, wanted);
    versionOf(found, wanted.qualifier);
    const qualifier = wanted.qualifier ?? "$LATEST";
    return { found, qualifier, record: found.eventInvoke[qualifier] };
  };
  const missing = (found: FunctionRecord, qualifier: string) =>
    notFound(`The function ${found.arn}:${qualifier} doesn't have an EventInvokeConfig`);
  const tagged = (arn: string, call: Call) => {
    const wanted = functionName(arn, undefined, call);
    if (wanted.qualifier !== undefined)
      throw invalid("Tags on function aliases and versions are not supported. Please specify a function ARN.");
    return functionNamed(cloud, call, wanted);
  };
  const reserved = (call: Call) =>
    tablesFor(cloud, call)
      .functions.values()
      .reduce((sum, one) => sum + (one.concurrency ?? 0), 0);

  return {
    PutFunctionConcurrency: (input: { FunctionName: string; ReservedConcurrentExecutions: number }, call: Call) => {
      const found = named(input.FunctionName, call);
      if (reserved(call) - (found.concurrency ?? 0) + input.ReservedConcurrentExecutions > ACCOUNT_CONCURRENCY - UNRESERVED) {
        throw invalid(
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED}].`,
        );
      }
      found.concurrency = input.ReservedConcurrentExecutions;
      save(call, found);
      return { ReservedConcurrentExecutions: found.concurrency };
    },
    GetFunctionConcurrency: (input: { FunctionName: string }, call: Call) => ({
      ReservedConcurrentExecutions: named(input.FunctionName, call).concurrency,
    }),
    DeleteFunctionConcurrency: (input: { FunctionName: string }, call: Call) => {
      const found = named(input.FunctionName, call);
      found.concurrency = undefined;
      save(call, found);
      return {};
    },

    PutFunctionEventInvokeConfig: (input: EventInvokeInput, call: Call) => {
      const { found, qualifier } = eventInvoke(input, call);
      checkSomething(input);
      const record = merged(undefined, input, cloud.clock.now());
      found.eventInvoke[qualifier] = record;
      save(call, found);
      return eventInvokeView(found, qualifier, record);
    },
    UpdateFunctionEventInvokeConfig: (input: EventInvokeInput, call: Call) => {
      const { found, qualifier, record } = eventInvoke(input, call);
      if (!record) throw missing(found, qualifier);
      checkSomething(input);
      const changed = merged(record, input, cloud.clock.now());
      found.eventInvoke[qualifier] = changed;
      save(call, found);
      return eventInvokeView(found, qualifier, changed);
    },
    GetFunctionEventInvokeConfig: (input: { FunctionName: string; Qualifier?: string }, call: Call) => {
      const { found, qualifier, record } = eventInvoke(input, call);
      if (!record) throw missing(found, qualifier);
      return eventInvokeView(found, qualifier, record);
    },
    DeleteFunctionEventInvokeConfig: (input: { FunctionName: string; Qualifier?: string }, call: Call) => {
      const { found, qualifier, record } = eventInvoke(input, call);
      if (!record) throw missing(found, qualifier);
      delete found.eventInvoke[qualifier];
      save(call, found);
      return {};
    },
    ListFunctionEventInvokeConfigs: (input: { FunctionName: string }, call: Call) => {
      const found = named(input.FunctionName, call);
      return {
        FunctionEventInvokeConfigs: Object.entries(found.eventInvoke).map(([qualifier, record]) =>
          eventInvokeView(found, qualifier, record),
        ),
      };
    },

    ListTags: (input: { Resource: string }, call: Call) => ({ Tags: tagged(input.Resource, call).tags }),
    TagResource: (input: { Resource: string; Tags: Record<string, string> }, call: Call) => {
      const found = tagged(input.Resource, call);
      found.tags = { ...found.tags, ...input.Tags };
      save(call, found);
      return {};
    },
    UntagResource: (input: { Resource: string; TagKeys: string[] }, call: Call) => {
      const found = tagged(input.Resource, call);
      found.tags = Object.fromEntries(Object.entries(found.tags).filter(([key]) => !input.TagKeys.includes(key)));
      save(call, found);
      return {};
    },

    /** No function has a signing configuration: Lambda answers with the name alone. */
    GetFunctionCodeSigningConfig: (input: { FunctionName: string }, call: Call) => ({
      FunctionName: named(input.FunctionName, call).name,
      CodeSigningConfigArn: "",
    }),
    GetRuntimeManagementConfig: (input: { FunctionName: string; Qualifier?: string }, call: Call) => {
      const { found } = eventInvoke(input, call);
      return { UpdateRuntimeOn: "Auto", FunctionArn: found.arn, RuntimeVersionArn: runtimeVersionArn(found.arn) };
    },
    GetFunctionRecursionConfig: (input: { FunctionName: string }, call: Call) => ({
      RecursiveLoop: named(input.FunctionName, call).recursiveLoop,
    }),
    PutFunctionRecursionConfig: (input: { FunctionName: string; RecursiveLoop: string }, call: Call) => {
      const found = named(input.FunctionName, call);
      found.recursiveLoop = input.RecursiveLoop;
      save(call, found);
      return { RecursiveLoop: found.recursiveLoop };
    },
    GetAccountSettings: (_input: object, call: Call) => {
      const tables = tablesFor(cloud, call);
      const all = tables.functions.values();
      return {
        AccountLimit: {
          TotalCodeSize: 80_530_636_800,
          CodeSizeUnzipped: 262_144_000,
          CodeSizeZipped: 52_428_800,
          ConcurrentExecutions: ACCOUNT_CONCURRENCY,
          UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY - reserved(call),
        },
        AccountUsage: {
          FunctionCount: all.length,
          TotalCodeSize: all.flatMap((one) => [one.latest, ...one.published]).reduce((sum, { codeSize }) => sum + codeSize, 0),
        },
      };
    },
  } satisfies Record<string, Handler>;
}

function checkSomething({ MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig }: EventInvokeInput): void {
  if (MaximumRetryAttempts === undefined && MaximumEventAgeInSeconds === undefined && DestinationConfig === undefined)
    throw invalid("You must specify at least one of error handling or destination setting.");
}

function merged(before: EventInvokeRecord | undefined, input: EventInvokeInput, now: number): EventInvokeRecord {
  const { OnSuccess, OnFailure } = input.DestinationConfig ?? {};
  const onSuccess = OnSuccess === undefined ? before?.onSuccess : OnSuccess.Destination || undefined;
  const onFailure = OnFailure === undefined ? before?.onFailure : OnFailure.Destination || undefined;
  for (const arn of [onSuccess, onFailure]) {
    if (arn !== undefined && !/^arn:aws[a-z-]*:(sqs|sns|lambda):/.test(arn)) {
      throw invalid(`The Faultline sandbox delivers to queues of SQS, topics of SNS and functions; ${arn} is none of them.`);
    }
  }
  return {
    retries: input.MaximumRetryAttempts ?? before?.retries,
    maxAgeSeconds: input.MaximumEventAgeInSeconds ?? before?.maxAgeSeconds,
    onSuccess,
    onFailure,
    modified: now,
  };
}
