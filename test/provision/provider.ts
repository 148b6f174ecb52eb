import type { ConfiguredProvider, CreateRequest, Plain, Properties, Provider } from "../../src/rehearsal/contract";
import { withHashes } from "../../src/rehearsal/provider/assets";

export const ACCOUNT = "123456789012";

export interface Asked {
  readonly provider: Provider;
  /** Every creation (in a preview: planned creation), in order. */
  readonly created: CreateRequest[];
}

/** How AWS writes the ARNs of what an experiment is made of. */
const ARNS: Readonly<Record<string, (region: string, name: string, id: string, partition: string) => string>> = {
  "aws:iam/role:Role": (_, name, __, partition) => `arn:${partition}:iam::${ACCOUNT}:role/${name}`,
  "aws:cloudwatch/metricAlarm:MetricAlarm": (region, name, _, partition) =>
    `arn:${partition}:cloudwatch:${region}:${ACCOUNT}:alarm:${name}`,
  "aws:dynamodb/table:Table": (region, name) => `arn:aws:dynamodb:${region}:${ACCOUNT}:table/${name}`,
  "aws:s3/bucket:Bucket": (_, name, __, partition) => `arn:${partition}:s3:::${name}`,
  "aws:sns/topic:Topic": (region, name) => `arn:aws:sns:${region}:${ACCOUNT}:${name}`,
  "aws:sqs/queue:Queue": (region, name) => `arn:aws:sqs:${region}:${ACCOUNT}:${name}`,
  "aws:cloudwatch/eventRule:EventRule": (region, name) => `arn:aws:events:${region}:${ACCOUNT}:rule/${name}`,
  "aws:scheduler/scheduleGroup:ScheduleGroup": (region, name) => `arn:aws:scheduler:${region}:${ACCOUNT}:schedule-group/${name}`,
  "aws:lambda/function:Function": (region, name) => `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`,
  "aws:lambda/alias:Alias": (region, name) => `arn:aws:lambda:${region}:${ACCOUNT}:function:f:${name}`,
  "aws:cloudwatch/logGroup:LogGroup": (region, name, _, partition) => `arn:${partition}:logs:${region}:${ACCOUNT}:log-group:${name}`,
};

const text = (value: Plain | undefined, otherwise: string) => (typeof value === "string" ? value : otherwise);

/** What AWS adds to them beside names and ARNs. */
const EXTRAS: Readonly<Record<string, (name: string) => Properties>> = {
  "aws:s3/bucket:Bucket": (name) => ({ bucket: name }),
  "aws:sqs/queue:Queue": (name) => ({ url: `https://sqs.example.com/${name}` }),
  "aws:lambda/function:Function": () => ({ version: "1" }),
};

/** What is called so takes a while to make. */
export const SLOW = "slow";
const SLOW_MS = 300;

/** A provider for `aws` that makes nothing: it says who and where it is, names things as the real one does, and writes down what it is asked for. */
export function askedProvider(): Asked {
  const created: CreateRequest[] = [];
  const configure = (config: Properties): ConfiguredProvider => {
    const region = text(config.region, "us-east-1");
    const partition = region.startsWith("cn-") ? "aws-cn" : "aws";
    const answers: Readonly<Record<string, Properties>> = {
      "aws:index/getCallerIdentity:getCallerIdentity": { accountId: ACCOUNT, id: ACCOUNT, arn: "", userId: "" },
      "aws:index/getRegion:getRegion": { region, name: region, id: region, description: "" },
      "aws:index/getPartition:getPartition": { partition, id: partition, dnsSuffix: "", reverseDnsPrefix: "" },
    };
    return {
      handles: () => true,
      answers: (token) => Object.hasOwn(answers, token),
      check: async ({ inputs }) => ({ inputs, failures: [] }),
      diff: async () => ({ changed: [], places: [], replaces: [], deleteBeforeReplace: false }),
      create: async (request) => {
        // What files hold is read now: they go with the program.
        created.push({ ...request, inputs: withHashes(request.inputs) });
        if (request.preview) return { id: "", outputs: request.inputs };
        if (request.name === SLOW) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
        const name = text(request.inputs.name, `${request.name}-0c0ffee`);
        const id = request.type === "aws:fis/experimentTemplate:ExperimentTemplate" ? `EXT${created.length}` : name;
        const arn = ARNS[request.type]?.(region, name, id, partition);
        return { id, outputs: { ...request.inputs, name, ...EXTRAS[request.type]?.(name), ...(arn === undefined ? {} : { arn }) } };
      },
      read: async () => undefined,
      update: async ({ news }) => news,
      delete: async () => undefined,
      invoke: async (token) => ({ result: answers[token] ?? {}, failures: [] }),
      inert: ({ name }, inputs) => ({ id: name, outputs: inputs }),
      close: () => undefined,
    };
  };
  return { created, provider: { name: "aws", version: "7.48.0", checkConfig: (inputs) => ({ inputs, failures: [] }), configure } };
}
