import { type ConfiguredProvider, type CreateRequest, type Properties, type Provider, UNKNOWN } from "../../src/rehearsal";

export interface Recorded {
  readonly provider: Provider;
  /** What was asked of it, in order: `create main 10.0.0.0/16`. */
  readonly calls: string[];
  readonly created: CreateRequest[];
  /** The largest number of creations under way at once. */
  peak: number;
}

/**
 * A provider for the package `aws` that makes nothing: ids are counted, outputs are the inputs with `arn` and the Region it was configured
 * with. A CIDR block of `refuse-me` is refused, `fail-me` fails.
 */
export function recordingProvider(options: { pauseMs?: number } = {}): Recorded {
  const recorded = { calls: [] as string[], created: [] as CreateRequest[], peak: 0 };
  let running = 0;
  let count = 0;
  const configure = (config: Properties): ConfiguredProvider => ({
    handles: (type) => !type.startsWith("aws:s3/"),
    answers: (token) => token === "aws:index/getRegion:getRegion",
    check: async ({ inputs, seed, name, type }) => {
      const failures =
        inputs.cidrBlock === "refuse-me"
          ? [
              { property: "cidrBlock", reason: "is not a CIDR block" },
              { property: "instanceTenancy", reason: "is missing" },
            ]
          : [];
      const named = type.endsWith(":SecurityGroup") && inputs.name === undefined;
      return { inputs: named ? { ...inputs, name: `${name}-${Buffer.from(seed).toString("hex").slice(0, 7)}` } : inputs, failures };
    },
    diff: async () => ({ changed: [], places: [], replaces: [], deleteBeforeReplace: false }),
    create: async (request) => {
      recorded.calls.push(`create ${request.name}`);
      recorded.created.push(request);
      if (request.preview) return { id: "", outputs: request.inputs };
      running++;
      recorded.peak = Math.max(recorded.peak, running);
      if (options.pauseMs) await new Promise((resolve) => setTimeout(resolve, options.pauseMs));
      running--;
      if (request.inputs.cidrBlock === "fail-me") throw Object.assign(new Error("the limit is reached"), { name: "VpcLimitExceeded" });
      const id = `id-${++count}`;
      return { id, outputs: { ...request.inputs, arn: `arn:aws:ec2:${String(config.region)}:123456789012:${id}` } };
    },
    read: async ({ id }) => (id === "vpc-nowhere" ? undefined : { id, inputs: {}, outputs: { cidrBlock: "172.31.0.0/16" } }),
    update: async ({ news }) => news,
    delete: async ({ name }) => {
      recorded.calls.push(`delete ${name}`);
    },
    invoke: async () => ({ result: { name: config.region ?? "", id: config.region ?? "" }, failures: [] }),
    inert: ({ name }, inputs) => ({ id: name, outputs: inputs }),
    close: () => undefined,
  });
  const provider: Provider = {
    name: "aws",
    version: "7.48.0",
    checkConfig: (config) => ({ inputs: config, failures: config.region === UNKNOWN ? [{ property: "region", reason: "unknown" }] : [] }),
    configure,
  };
  return Object.assign(recorded, { provider });
}
