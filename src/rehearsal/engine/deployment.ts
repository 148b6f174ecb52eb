import { createHash } from "node:crypto";
import { FaultlineError, hashOf, isFaultlineError, messageOf } from "../../words";
import { type CheckResult, type ConfiguredProvider, type Properties, type Provider, UNKNOWN } from "../contract";
import { failedStep, refusedInputs, unsupported } from "./failures";
import { fromFolder } from "./files";
import { Limiter } from "./limiter";
import { type ProviderInstance, Providers } from "./providers";
import { NO_OPTIONS, type Registration, type ResourceRequest } from "./registration";
import { type Registered, Registry, type RegistryOptions } from "./registry";
import type { StackReader } from "./stack-reference";
import { packageOf, splitReference } from "./urn";
import { marshalProperties, unmarshalProperties } from "./values";

export interface DeploymentOptions extends RegistryOptions {
  /** Configuration with its namespaces, non-strings JSON-encoded. */
  readonly config: Readonly<Record<string, string>>;
  readonly provider: Provider;
  /** Relative paths of files that the program hands over begin here. */
  readonly programDir: string;
  readonly preview: boolean;
  /** Refuse resource types that nobody here makes, instead of accepting them as inert. */
  readonly refuseInert: boolean;
  readonly readStack: StackReader;
}

/** Told to the program for every call after the first failure: Pulumi's SDK then ends without further noise. */
export class ShutDown extends Error {
  readonly code = 14;
  constructor() {
    super("the deployment has failed");
  }
}

/** A function that was answered with an error: the program may catch it. */
export class InvokeFailed extends Error {
  constructor(token: string, thrown: unknown) {
    super(`invocation of ${token} returned an error: ${messageOf(thrown)}`, { cause: thrown });
  }
}

/** As many as an SDK client has sockets for, with some room for the calls inside a step. */
const PARALLEL_STEPS = 32;
const STACK_REFERENCE = "pulumi:pulumi:StackReference";
const PROVIDER = "pulumi:providers:";

/** One evaluation: the resources in the order of their registration, the steps taken for them, and what failed. */
export class Deployment {
  private readonly registry: Registry;
  private readonly failed: FaultlineError[] = [];
  private readonly providers: Providers;
  private readonly steps = new Limiter(PARALLEL_STEPS);
  private running = 0;
  private announce: (what: "failed") => void = () => undefined;
  private idle: (() => void)[] = [];

  /** Resolves when something has failed. */
  readonly firstFailure = new Promise<"failed">((resolve) => {
    this.announce = resolve;
  });

  constructor(private readonly options: DeploymentOptions) {
    this.registry = new Registry(options);
    const stack = { project: options.project, name: options.stack, config: options.config };
    this.providers = new Providers(stack, options.provider, (instance, config) => this.addDefaultProvider(instance, config));
  }

  get registrations(): readonly Registration[] {
    return this.registry.all;
  }

  get failures(): readonly FaultlineError[] {
    return this.failed;
  }

  /** The stack's own registration; its outputs are the stack's outputs. */
  get stack(): Registration | undefined {
    return this.registry.stack;
  }

  /** Steps under way now. */
  get inFlight(): number {
    return this.running;
  }

  /** Resolves when no step is under way any more. */
  async settled(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  fail(error: FaultlineError): void {
    this.failed.push(error);
    this.announce("failed");
  }

  /** Lets go of the providers' connections. */
  close(): void {
    this.providers.close();
  }

  /** Deletes a resource that was created here. */
  async remove(registration: Registration): Promise<void> {
    const instance = this.providers.get(registration.provider, packageOf(registration.type));
    this.options.onEvent({ kind: "resource", status: "deleting", registration });
    const { urn, type, name, id, outputs, inputs } = registration;
    try {
      await this.steps.run(async () => instance?.provider.delete({ urn, type, name, id, outputs, inputs }));
    } catch (thrown) {
      throw failedStep("delete", registration, thrown, this.options.root);
    }
    this.registry.finish(registration, "deleted", {});
  }

  /** RegisterResource: checks and makes a resource. */
  async register(request: ResourceRequest): Promise<Registered> {
    return this.step(async () => {
      const started = this.registry.start(request);
      if (!request.custom) return this.registerComponent(started, request);
      if (request.type.startsWith(PROVIDER)) return this.registerProvider(started);
      const packageName = packageOf(request.type);
      const instance = this.providers.get(request.provider, packageName);
      if (!instance?.provider.handles(request.type)) return this.registerInert(started, instance);
      if (request.options.importId) return this.takeOver(started, instance, request.options.importId);
      return this.create(started, instance);
    });
  }

  /** ReadResource: looks at something that is there already. */
  async read(request: ResourceRequest, id: string): Promise<Registered> {
    return this.step(async () => {
      if (request.type === STACK_REFERENCE) return this.readStackReference(this.registry.start(request), id);
      const started = this.registry.start(request);
      const instance = this.providers.get(request.provider, packageOf(request.type));
      if (!instance?.provider.assumes && !instance?.provider.handles(request.type)) {
        throw unsupported(
          `reading ${request.type} "${request.name}" (id ${id})`,
          "Make the resource in the program, or leave the read out in this stack by configuration.",
        );
      }
      return this.takeOver(started, instance, id);
    });
  }

  /** RegisterResourceOutputs: what a component or the stack shows. */
  registerOutputs(urn: string, properties: Properties): void {
    const registration = this.registry.get(urn);
    if (!registration) return;
    const { properties: outputs, secrets } = unmarshalProperties(properties);
    this.registry.update(registration, { outputs, secretOutputs: secrets });
  }

  async invoke(
    token: string,
    args: Properties,
    reference: string | undefined,
  ): Promise<{ result: Properties; failures: readonly { property: string; reason: string }[] }> {
    return this.step(async () => {
      if (token === "pulumi:pulumi:getResource") return { result: this.getResource(args), failures: [] };
      const provider = this.providers.get(reference, packageOf(token))?.provider;
      if (!provider?.answers(token)) {
        throw unsupported(`the function ${token}`, "Give the value by configuration in the stack that is rehearsed.", { token });
      }
      this.options.onEvent({ kind: "invoke", token });
      try {
        return await provider.invoke(token, unmarshalProperties(args).properties);
      } catch (thrown) {
        if (isFaultlineError(thrown)) throw new FaultlineError(thrown.code, `${token}: ${thrown.message}`, thrown.details);
        throw new InvokeFailed(token, thrown);
      }
    });
  }

  private async step<T>(run: () => Promise<T>): Promise<T> {
    if (this.failed.length > 0) throw new ShutDown();
    this.running++;
    try {
      return await run();
    } catch (thrown) {
      if (thrown instanceof ShutDown || thrown instanceof InvokeFailed) throw thrown;
      this.fail(
        isFaultlineError(thrown) ? thrown : failedStep("create", { urn: "", type: "(engine)", name: "" }, thrown, this.options.root),
      );
      throw new ShutDown();
    } finally {
      this.running--;
      if (this.running === 0) for (const wake of this.idle.splice(0)) wake();
    }
  }

  private registerComponent(started: Registration, request: ResourceRequest): Registered {
    this.registry.finish(started, "registered", { outputs: started.inputs, secretOutputs: started.secretInputs });
    return { urn: started.urn, id: "", properties: request.properties };
  }

  private registerProvider(started: Registration): Registered {
    const packageName = started.type.slice(PROVIDER.length);
    if (!this.providers.knows(packageName)) return this.registerInert(started, undefined);
    const failures = this.providers.check(started.inputs);
    if (failures.length > 0) throw this.registry.failed(started, refusedInputs(started, failures, this.options.root));
    const instance = this.providers.add(started.urn, started.inputs);
    return this.registry.finish(started, "registered", { id: instance.id, outputs: started.inputs, secretOutputs: started.secretInputs });
  }

  private registerInert(started: Registration, instance: ProviderInstance | undefined): Registered {
    if (this.options.refuseInert) {
      throw this.registry.failed(
        started,
        unsupported(
          `the resource type ${started.type} ("${started.name}")`,
          "Leave the resource out in this stack by configuration, or rehearse without refusing inert resources.",
        ),
      );
    }
    const made = instance?.provider.inert(started, started.inputs) ?? { id: inertId(started.urn), outputs: started.inputs };
    const id = this.options.preview ? "" : made.id;
    return this.registry.finish(started, "inert", {
      id,
      outputs: this.options.preview ? started.inputs : made.outputs,
      secretOutputs: secretsOf(started, made.outputs),
    });
  }

  private async create(started: Registration, instance: ProviderInstance): Promise<Registered> {
    const { urn, type, name } = started;
    const { provider } = instance;
    const checked = await this.check(started, provider);
    if (checked.failures.length > 0)
      throw this.registry.failed(started, refusedInputs(started, this.explain(started, checked.failures), this.options.root));
    const ready = this.registry.update(started, { inputs: checked.inputs, inertInputs: checked.inert ?? [], provider: instance.reference });
    try {
      const { preview } = this.options;
      const { id, outputs } = await this.steps.run(async () => {
        if (this.failed.length > 0) throw new ShutDown();
        this.options.onEvent({ kind: "resource", status: "creating", registration: ready });
        return provider.create({ urn, type, name, inputs: checked.inputs, preview });
      });
      return this.registry.finish(ready, this.options.preview ? "planned" : "created", {
        id,
        outputs,
        secretOutputs: secretsOf(ready, outputs),
      });
    } catch (thrown) {
      if (thrown instanceof ShutDown) throw thrown;
      throw this.registry.failed(ready, failedStep("create", ready, thrown, this.options.root));
    }
  }

  private async check(started: Registration, provider: ConfiguredProvider): Promise<CheckResult> {
    const { urn, type, name } = started;
    try {
      return await provider.check({ urn, type, name, inputs: fromFolder(started.inputs, this.options.programDir), seed: seedOf(urn) });
    } catch (thrown) {
      throw this.registry.failed(started, failedStep("create", started, thrown, this.options.root));
    }
  }

  private async takeOver(started: Registration, instance: ProviderInstance, id: string): Promise<Registered> {
    const { urn, type, name } = started;
    let found: Awaited<ReturnType<ConfiguredProvider["read"]>>;
    try {
      found = await instance.provider.read({ urn, type, name, id, outputs: {}, inputs: started.inputs });
    } catch (thrown) {
      throw this.registry.failed(started, failedStep("read", started, thrown, this.options.root));
    }
    if (!found)
      throw this.registry.failed(started, failedStep("read", started, new Error(`resource '${id}' does not exist`), this.options.root));
    return this.registry.finish(started, "read", {
      id: found.id,
      outputs: found.outputs,
      secretOutputs: secretsOf(started, found.outputs),
      provider: instance.reference,
    });
  }

  private async readStackReference(started: Registration, name: string): Promise<Registered> {
    const stack = await this.options.readStack(name);
    if (!stack) {
      throw this.registry.failed(
        started,
        unsupported(
          `the reference to the outputs of stack "${name}"`,
          "Give the values by configuration, or set PULUMI_BACKEND_URL=file://DIR to a folder where Pulumi keeps that stack's state.",
          { stack: name },
        ),
      );
    }
    const outputs = stack.outputs === UNKNOWN ? UNKNOWN : marshalProperties(stack.outputs, stack.secrets);
    const state = { name, outputs, secretOutputNames: stack.secrets };
    this.registry.finish(started, "read", {
      id: name,
      outputs: { ...state, outputs: stack.outputs },
      secretOutputs: stack.secrets.length > 0 ? ["outputs"] : [],
    });
    return { urn: started.urn, id: name, properties: state };
  }

  private getResource(args: Properties): Properties {
    const found = typeof args.urn === "string" ? this.registry.get(args.urn) : undefined;
    if (!found)
      throw unsupported(`looking up the resource ${String(args.urn)}`, "Only resources of the same program can be looked up by URN.");
    return { urn: found.urn, id: found.id, state: marshalProperties(found.outputs, found.secretOutputs) };
  }

  private addDefaultProvider(instance: ProviderInstance, config: Properties): void {
    const type = `${PROVIDER}${this.options.provider.name}`;
    const started = this.registry.start({
      type,
      name: instance.urn.split("::").at(-1) ?? "",
      parent: "",
      custom: true,
      properties: config,
      dependencies: [],
      propertyDependencies: {},
      options: NO_OPTIONS,
    });
    this.registry.finish(started, "registered", { id: splitReference(instance.reference).id, outputs: config });
  }

  /** A missing input may be the output of a resource that nobody makes: then the message says so. */
  private explain(started: Registration, failures: readonly { property: string; reason: string }[]) {
    const inert = started.dependencies.map((urn) => this.registry.get(urn)).filter((dependency) => dependency?.status === "inert");
    if (inert.length === 0) return failures;
    const names = inert.map((dependency) => `${dependency?.type} "${dependency?.name}"`).join(", ");
    return failures.map((failure) => ({
      ...failure,
      reason: `${failure.reason} (it depends on ${names}, which is inert here and has no outputs but its inputs)`,
    }));
  }
}

/** As Pulumi's engine does for providers that do not handle secrets: what came in secret goes out secret. */
function secretsOf(registration: Registration, outputs: Properties): readonly string[] {
  const names = [...registration.secretInputs, ...registration.options.additionalSecretOutputs];
  return [...new Set(names)].filter((name) => name in outputs);
}

function inertId(urn: string): string {
  return `inert-${hashOf({ urn }).slice(0, 12)}`;
}

/** Pulumi's engine seeds generated names with the URN and how often the resource was made. */
function seedOf(urn: string, sequence = 1): Uint8Array {
  return createHash("sha256").update(`${urn}#${sequence}`).digest();
}
