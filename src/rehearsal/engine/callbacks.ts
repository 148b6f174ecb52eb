import type { ServiceError } from "@grpc/grpc-js";
import type { Callback, CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";
import type {
  RegisterResourceHookRequest,
  RegisterResourceRequest,
  ResourceInvokeRequest,
  TransformResourceOptions,
} from "@pulumi/pulumi/proto/resource_pb";
import { EXIT, FaultlineError } from "../../words";
import type { Protocol } from "../protocol";
import type { Registered } from "./registry";

interface CallbackClient {
  invoke(request: object, done: (error: ServiceError | null, response: CallbackInvokeResponse) => void): unknown;
  close(): void;
}

interface Hook {
  readonly callback: Callback;
  readonly onDryRun: boolean;
  readonly ignoreErrors: boolean;
}

/**
 * Functions of the program that the engine calls back: transforms (which may change a registration before it counts) and
 * resource hooks (which run around the creation of a resource). https://www.pulumi.com/docs/iac/concepts/options/hooks/
 */
export class Callbacks {
  private readonly clients = new Map<string, CallbackClient>();
  private readonly stackTransforms: Callback[] = [];
  /** Of resources by URN, their own and those of their parents: they hold for children too. */
  private readonly inherited = new Map<string, readonly Callback[]>();
  private readonly invokeTransforms: Callback[] = [];
  private readonly hooks = new Map<string, Hook>();

  constructor(
    private readonly protocol: Protocol,
    private readonly preview: boolean,
    private readonly warn: (message: string) => void,
  ) {}

  addStackTransform(callback: Callback): void {
    this.stackTransforms.push(callback);
  }

  addInvokeTransform(callback: Callback): void {
    this.invokeTransforms.push(callback);
  }

  addHook(message: RegisterResourceHookRequest): void {
    const callback = message.getCallback();
    if (callback) this.hooks.set(message.getName(), { callback, onDryRun: message.getOnDryRun(), ignoreErrors: message.getIgnoreErrors() });
  }

  /** Transforms of a resource that is registered now hold for what is registered under it. */
  bequeath(urn: string, message: RegisterResourceRequest): void {
    const transforms = this.transformsOf(message);
    if (transforms.length > 0) this.inherited.set(urn, transforms);
  }

  private transformsOf(message: RegisterResourceRequest): readonly Callback[] {
    return [...message.getTransformsList(), ...(this.inherited.get(message.getParent()) ?? [])];
  }

  /** Applies the resource's own transforms, then those of its parents, then the stack's, to the message. */
  async transform(message: RegisterResourceRequest): Promise<void> {
    const { resource } = this.protocol;
    for (const callback of [...this.transformsOf(message), ...this.stackTransforms]) {
      const request = new resource.TransformRequest();
      request.setType(message.getType());
      request.setName(message.getName());
      request.setCustom(message.getCustom());
      request.setParent(message.getParent());
      request.setProperties(message.getObject());
      request.setOptions(optionsOf(this.protocol, message));
      const response = resource.TransformResponse.deserializeBinary(await this.call(callback, request.serializeBinary()));
      const properties = response.getProperties();
      if (properties) message.setObject(properties);
      const options = response.getOptions();
      if (options) applyOptions(message, options);
    }
  }

  async transformInvoke(message: ResourceInvokeRequest): Promise<void> {
    const { resource } = this.protocol;
    for (const callback of this.invokeTransforms) {
      const request = new resource.TransformInvokeRequest();
      request.setToken(message.getTok());
      request.setArgs(message.getArgs());
      const options = new resource.TransformInvokeOptions();
      options.setProvider(message.getProvider());
      options.setVersion(message.getVersion());
      request.setOptions(options);
      const response = resource.TransformInvokeResponse.deserializeBinary(await this.call(callback, request.serializeBinary()));
      const args = response.getArgs();
      if (args) message.setArgs(args);
      const provider = response.getOptions()?.getProvider();
      if (provider) message.setProvider(provider);
    }
  }

  /** Runs `create` between the hooks that are bound to the resource. */
  async withHooks(message: RegisterResourceRequest, create: () => Promise<Registered>): Promise<Registered> {
    const binding = message.getHooks();
    for (const name of binding?.getBeforeCreateList() ?? []) await this.runHook(name, message, undefined);
    const registered = await create();
    for (const name of binding?.getAfterCreateList() ?? []) await this.runHook(name, message, registered);
    return registered;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
    this.clients.clear();
  }

  private async runHook(name: string, message: RegisterResourceRequest, registered: Registered | undefined): Promise<void> {
    const hook = this.hooks.get(name);
    if (!hook || (this.preview && !hook.onDryRun)) return;
    const { resource } = this.protocol;
    const request = new resource.ResourceHookRequest();
    request.setUrn(registered?.urn ?? "");
    request.setId(registered?.id ?? "");
    request.setName(message.getName());
    request.setType(message.getType());
    request.setNewInputs(message.getObject());
    if (registered) request.setNewOutputs(this.protocol.struct(registered.properties));
    const response = resource.ResourceHookResponse.deserializeBinary(await this.call(hook.callback, request.serializeBinary()));
    const error = response.getError();
    if (!error) return;
    if (hook.ignoreErrors) return this.warn(`hook "${name}" of ${message.getType()} "${message.getName()}" failed: ${error}`);
    throw new FaultlineError("hook-failed", `the hook "${name}" of ${message.getType()} "${message.getName()}" failed: ${error}`, {
      exitCode: EXIT.usage,
      remedy: "Mend the hook's function in the program.",
    });
  }

  private async call(callback: Callback, bytes: Uint8Array): Promise<Uint8Array> {
    const request = new this.protocol.callback.CallbackInvokeRequest();
    request.setToken(callback.getToken());
    request.setRequest(bytes);
    const client = this.client(callback.getTarget());
    return new Promise((resolve, reject) => {
      client.invoke(request, (error, response) => {
        if (!error) return resolve(response.getResponse_asU8());
        reject(
          new FaultlineError("callback-failed", `a transform or hook of the program failed: ${error.details}`, {
            exitCode: EXIT.usage,
            remedy: "Mend the function that the program registered as a transform or hook.",
          }),
        );
      });
    });
  }

  private client(target: string): CallbackClient {
    const known = this.clients.get(target);
    if (known) return known;
    const { grpc, callbackService } = this.protocol;
    const client = new callbackService.CallbacksClient(target, grpc.credentials.createInsecure());
    this.clients.set(target, client);
    return client;
  }
}

function optionsOf({ resource }: Protocol, message: RegisterResourceRequest): TransformResourceOptions {
  const options = new resource.TransformResourceOptions();
  options.setDependsOnList(message.getDependenciesList());
  const protect = message.getProtect();
  if (protect !== undefined) options.setProtect(protect);
  options.setIgnoreChangesList(message.getIgnorechangesList());
  options.setReplaceOnChangesList(message.getReplaceonchangesList());
  options.setVersion(message.getVersion());
  options.setAliasesList(message.getAliasesList());
  options.setProvider(message.getProvider());
  options.setCustomTimeouts(message.getCustomtimeouts());
  const retain = message.getRetainondelete();
  if (retain !== undefined) options.setRetainOnDelete(retain);
  options.setDeletedWith(message.getDeletedwith());
  if (message.getDeletebeforereplacedefined()) options.setDeleteBeforeReplace(message.getDeletebeforereplace());
  options.setAdditionalSecretOutputsList(message.getAdditionalsecretoutputsList());
  options.setHooks(message.getHooks());
  options.setImport(message.getImportid());
  message.getProvidersMap().forEach((reference, name) => {
    options.getProvidersMap().set(name, reference);
  });
  return options;
}

function applyOptions(message: RegisterResourceRequest, options: TransformResourceOptions): void {
  message.setDependenciesList([...new Set([...message.getDependenciesList(), ...options.getDependsOnList()])]);
  const protect = options.getProtect();
  if (protect !== undefined) message.setProtect(protect);
  message.setIgnorechangesList(options.getIgnoreChangesList());
  message.setReplaceonchangesList(options.getReplaceOnChangesList());
  if (options.getProvider()) message.setProvider(options.getProvider());
  message.setAliasesList(options.getAliasesList());
  message.setCustomtimeouts(options.getCustomTimeouts());
  const retain = options.getRetainOnDelete();
  if (retain !== undefined) message.setRetainondelete(retain);
  message.setDeletedwith(options.getDeletedWith());
  const first = options.getDeleteBeforeReplace();
  message.setDeletebeforereplacedefined(first !== undefined);
  message.setDeletebeforereplace(first ?? false);
  message.setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList());
  message.setHooks(options.getHooks());
  message.setImportid(options.getImport());
}
