import { messageOf } from "../../words";
import type { CheckResult, ConfiguredProvider, ExistingResource, Plain, Properties, Provider } from "../contract";
import { UNKNOWN } from "../contract";
import { checkInputs, withoutNulls } from "./check";
import { type ClientOptions, Clients, type Credentials } from "./clients";
import { type Context, type Identity, pollUntil } from "./context";
import { differs, diffInputs, driftedInputs, inputsFromOutputs, previousInputs } from "./diff";
import { isInUse, isNotFound } from "./errors";
import { inertResource } from "./inert";
import { invokes } from "./invokes";
import type { ResourceType } from "./resource-type";
import { resourceTypes } from "./types";

export interface AwsProviderOptions {
  /** The URL that stands for all of AWS: the sandbox's. Without it there are only previews. */
  readonly endpoint?: string;
  /** Where resources go when neither they nor the stack's `aws:region` say so. Default: `us-east-1`. */
  readonly region?: string;
  /** Default: credentials that only a sandbox takes. */
  readonly credentials?: Credentials;
  /** How long to wait for a resource to become ready or to go, in milliseconds. Default: 300,000. */
  readonly patienceMs?: number;
}

/** The version of `@pulumi/aws` whose resources these are. */
const VERSION = "7.48.0";
const SANDBOX_CREDENTIALS: Credentials = { accessKeyId: "faultline", secretAccessKey: "faultline" };
/** Who calls where there is nobody to ask: the account of every sandbox. */
const NOBODY: Identity = { accountId: "123456789012", arn: "arn:aws:iam::123456789012:root", userId: "123456789012" };
/** Where resources go when nothing says so. */
export const DEFAULT_REGION = "us-east-1";
/** Configuration of the AWS provider that has a meaning here; the rest is accepted without effect. */
const CONFIG = new Set(["region", "defaultTags", "accessKey", "secretKey", "token", "version"]);

/** A Pulumi provider for the package `aws` that calls one endpoint instead of AWS. */
export function awsProvider(options: AwsProviderOptions): Provider {
  return {
    name: "aws",
    version: VERSION,
    checkConfig: (config) => ({ inputs: config, failures: [], inert: Object.keys(config).filter((key) => !CONFIG.has(key)) }),
    configure: (config) => new AwsProvider(options, withoutNulls(config)),
  };
}

class AwsProvider implements ConfiguredProvider {
  private readonly contexts = new Map<string, Context>();
  private readonly stop = new AbortController();
  private readonly region: string;
  private readonly clientOptions: ClientOptions;
  private readonly defaultTags: Readonly<Record<string, string>>;
  private caller: Promise<Identity> | undefined;

  constructor(
    private readonly options: AwsProviderOptions,
    config: Properties,
  ) {
    this.region = text(config.region) ?? options.region ?? DEFAULT_REGION;
    const accessKeyId = text(config.accessKey);
    const secretAccessKey = text(config.secretKey);
    const given =
      accessKeyId && secretAccessKey
        ? { accessKeyId, secretAccessKey, ...(text(config.token) ? { sessionToken: text(config.token) } : {}) }
        : undefined;
    this.clientOptions = { endpoint: options.endpoint, credentials: given ?? options.credentials ?? SANDBOX_CREDENTIALS };
    this.defaultTags = defaultTagsOf(config.defaultTags);
  }

  handles(type: string): boolean {
    return resourceTypes().has(type);
  }

  answers(token: string): boolean {
    return token in invokes;
  }

  async check(request: Parameters<ConfiguredProvider["check"]>[0]): Promise<CheckResult> {
    return checkInputs(typeOf(request.type), request);
  }

  async diff(request: Parameters<ConfiguredProvider["diff"]>[0]) {
    const type = typeOf(request.type);
    return diffInputs(type, request, type.deleteBeforeReplace ?? false);
  }

  async create({ type: name, inputs, preview }: Parameters<ConfiguredProvider["create"]>[0]) {
    const type = typeOf(name);
    const context = this.contextFor(inputs);
    if (preview) return { id: "", outputs: this.withCommon(type, inputs, context) };
    const id = await type.create(inputs, context);
    const state = await type.read(id, context, inputs);
    if (!state) throw new Error(`${id} is gone right after it was made`);
    return { id, outputs: this.withCommon(type, { ...inputs, ...defined(state) }, context) };
  }

  async read(request: ExistingResource) {
    const type = typeOf(request.type);
    const known = { ...request.inputs, ...request.outputs };
    const context = this.contextFor(known);
    const state = await this.ask(() => type.read(request.id, context, known));
    if (!state) return undefined;
    const outputs = this.withCommon(type, { ...known, ...defined(state) }, context);
    const fresh = Object.keys(request.inputs ?? {}).length === 0;
    return { id: request.id, outputs, inputs: fresh ? inputsFromOutputs(type, outputs) : driftedInputs(request.inputs ?? {}, outputs) };
  }

  async update(request: Parameters<ConfiguredProvider["update"]>[0]): Promise<Properties> {
    const type = typeOf(request.type);
    const { news } = request;
    const context = this.contextFor(news);
    const olds = previousInputs(type, request);
    if (request.preview) return this.withCommon(type, { ...request.outputs, ...news }, context);
    const changed = (...names: string[]) => names.some((name) => differs(olds[name], news[name]));
    await type.update?.(request.id, { news, olds, changed }, context, request.outputs);
    const state = await type.read(request.id, context, { ...request.outputs, ...news });
    if (!state) throw new Error(`${request.id} is gone`);
    return this.withCommon(type, { ...news, ...defined(state) }, context);
  }

  /** What is gone already counts as deleted; what is still in use is tried again. */
  async delete(request: ExistingResource): Promise<void> {
    const type = typeOf(request.type);
    const known = { ...request.inputs, ...request.outputs };
    const context = this.contextFor(known);
    let reason = "";
    try {
      await context.wait(`${request.type} ${request.id} to be deleted`, async () => {
        try {
          await type.delete(request.id, context, known);
          return true;
        } catch (thrown) {
          if (isNotFound(thrown)) return true;
          if (!isInUse(thrown)) throw thrown;
          reason = messageOf(thrown);
          return undefined;
        }
      });
    } catch (thrown) {
      if (reason === "" || isNotFound(thrown)) throw thrown;
      throw Object.assign(new Error(`${messageOf(thrown)}; AWS says: ${reason}`), { cause: thrown });
    }
  }

  async invoke(token: string, args: Properties) {
    const answer = invokes[token];
    if (!answer) throw new Error(`unknown function ${token}`);
    const given = withoutNulls(args);
    return { result: await answer(given, this.contextFor(given)), failures: [] };
  }

  inert(request: Parameters<ConfiguredProvider["inert"]>[0], inputs: Properties) {
    return inertResource(request, withoutNulls(inputs), this.contextFor(inputs));
  }

  close(): void {
    this.stop.abort();
    for (const context of this.contexts.values()) context.clients.destroy();
    this.contexts.clear();
  }

  private async ask<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await read();
    } catch (thrown) {
      if (isNotFound(thrown)) return undefined;
      throw thrown;
    }
  }

  private withCommon(type: ResourceType, outputs: Properties, context: Context): Properties {
    const tagged = type.inputs.replaces.includes("tags") || type.inputs.updates.includes("tags");
    const tags = outputs.tags as Record<string, string> | undefined;
    return { ...outputs, region: context.region, ...(tagged ? { tagsAll: context.tagsOf({ tags }) } : {}) };
  }

  private contextFor(properties: Properties): Context {
    const region = text(properties.region) ?? this.region;
    const known = this.contexts.get(region);
    if (known) return known;
    const clients = new Clients(region, this.clientOptions);
    const context: Context = {
      region,
      partition: partitionOf(region),
      clients,
      offline: this.options.endpoint === undefined,
      identity: () => this.identityOf(clients),
      accountId: async () => (await this.identityOf(clients)).accountId,
      tagsOf: ({ tags }) => ({ ...this.defaultTags, ...tags }),
      wait: (what, ask) => pollUntil(what, ask, { patienceMs: this.options.patienceMs ?? 300_000, signal: this.stop.signal }),
    };
    this.contexts.set(region, context);
    return context;
  }

  private identityOf(clients: Clients): Promise<Identity> {
    this.caller ??= this.options.endpoint === undefined ? Promise.resolve(NOBODY) : askIdentity(clients);
    return this.caller;
  }
}

async function askIdentity(clients: Clients): Promise<Identity> {
  const { Account = "", Arn = "", UserId = "" } = await clients.sts.getCallerIdentity({});
  return { accountId: Account, arn: Arn, userId: UserId };
}

function typeOf(name: string): ResourceType {
  const type = resourceTypes().get(name);
  if (!type) throw new Error(`no resources of type ${name}`);
  return type;
}

export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

function text(value: Plain | undefined): string | undefined {
  return typeof value === "string" && value !== "" && value !== UNKNOWN ? value : undefined;
}

/** `defaultTags` comes as an object from the stack file and as JSON text from an explicit provider. */
function defaultTagsOf(value: Plain | undefined): Record<string, string> {
  const parsed: unknown = typeof value === "string" && value.startsWith("{") ? JSON.parse(value) : value;
  const tags = (parsed as { tags?: Record<string, string> } | undefined)?.tags;
  return tags ?? {};
}

function defined(state: Properties): Properties {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));
}
