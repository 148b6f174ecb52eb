/**
 * What the engine asks of a provider: Pulumi's own provider protocol, said in plain values. The gRPC service in
 * `provider/` speaks the same words, so that Pulumi's own engine can attach to what the rehearsal engine uses in process.
 * https://www.pulumi.com/docs/iac/extending-pulumi/build-a-provider/
 */

/** A property value without Pulumi's markers. In a preview any place may hold {@link UNKNOWN}. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** The properties of one resource, by Pulumi's (camelCase) names. */
export type Properties = { readonly [key: string]: Plain };

/** A value with named members. */
export function isObject(value: Plain | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Stands for a value that only an update can know. The same text as in Pulumi's protocol. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is unknown or holds something unknown. */
export function holdsUnknown(value: Plain | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  if (typeof value === "object" && value !== null) return Object.values(value).some(holdsUnknown);
  return false;
}

/** One property that a resource cannot be made with. */
export interface PropertyFailure {
  /** Path from the resource, for example `actions[0].target.key`. Empty for the resource as a whole. */
  readonly property: string;
  readonly reason: string;
}

export interface Resource {
  readonly urn: string;
  /** `aws:ec2/vpc:Vpc` */
  readonly type: string;
  readonly name: string;
}

export interface CheckRequest extends Resource {
  readonly inputs: Properties;
  /** Inputs of the last deployment, where there was one. */
  readonly previous?: Properties;
  /** What generated names are made of: equal seeds give equal names. */
  readonly seed: Uint8Array;
}

export interface CheckResult {
  /** The inputs with generated names and defaults filled in. */
  readonly inputs: Properties;
  readonly failures: readonly PropertyFailure[];
  /** Properties that are accepted and kept but have no effect here, by name. */
  readonly inert?: readonly string[];
}

export interface CreateRequest extends Resource {
  readonly inputs: Properties;
  /** Nothing is made; the outputs hold what is known already. */
  readonly preview: boolean;
}

export interface CreateResult {
  /** Empty in a preview. */
  readonly id: string;
  readonly outputs: Properties;
}

export interface ExistingResource extends Resource {
  readonly id: string;
  /** Outputs as last known; empty for a resource that is only now taken over. */
  readonly outputs: Properties;
  readonly inputs?: Properties;
}

export interface ReadResult {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface ChangeRequest extends ExistingResource {
  readonly news: Properties;
  readonly ignoreChanges: readonly string[];
}

export interface ChangedPlace {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

export interface DiffResult {
  /** Top-level properties that differ. */
  readonly changed: readonly string[];
  /** The innermost places that differ, as Pulumi writes paths: `experimentOptions.accountTargeting`, `actions[0].name`. */
  readonly places: readonly ChangedPlace[];
  /** Those of them that need a new resource. */
  readonly replaces: readonly string[];
  /** The old one must go first because both cannot exist at once. */
  readonly deleteBeforeReplace: boolean;
}

export interface InvokeResult {
  readonly result: Properties;
  readonly failures: readonly PropertyFailure[];
}

/** A provider for one package, not configured yet. */
export interface Provider {
  /** The package, as in the first part of a type: `aws`. */
  readonly name: string;
  readonly version: string;
  checkConfig(config: Properties): CheckResult;
  /** One set of credentials and one Region; explicit providers make several. */
  configure(config: Properties): ConfiguredProvider;
}

/** Errors are thrown as {@link ProviderError} where a person can act on them. */
export interface ConfiguredProvider {
  /** Whether it makes resources of this type; other types of its package are inert. */
  handles(type: string): boolean;
  /** Whether it answers this function. */
  answers(token: string): boolean;
  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: ChangeRequest): Promise<DiffResult>;
  create(request: CreateRequest): Promise<CreateResult>;
  /** `undefined` when there is no such thing. */
  read(resource: ExistingResource): Promise<ReadResult | undefined>;
  update(request: ChangeRequest & { readonly preview: boolean }): Promise<Properties>;
  delete(resource: ExistingResource): Promise<void>;
  invoke(token: string, args: Properties): Promise<InvokeResult>;
  /** For listings: reads and functions are answered by assumption, of every type and name. */
  readonly assumes?: boolean;
  /** Outputs of a resource that nobody makes: inputs and what can be said without making it. */
  inert(resource: Resource, inputs: Properties): CreateResult;
  /** Stops waiting for anything. */
  close(): void;
}
