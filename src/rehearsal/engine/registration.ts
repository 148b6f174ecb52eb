import type { Properties } from "../contract";

/** Where in the program something stands. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A resource as the program asked for it, before anything was done. Property values carry Pulumi's markers. */
export interface ResourceRequest {
  readonly type: string;
  readonly name: string;
  /** URN; empty for the stack itself. */
  readonly parent: string;
  /** Custom resources have a provider; the others are components. */
  readonly custom: boolean;
  readonly properties: Properties;
  /** `URN::ID` of an explicit provider. */
  readonly provider?: string;
  readonly providerVersion?: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly options: ResourceOptions;
  readonly place?: Place;
}

/** Pulumi's resource options as far as they are kept. https://www.pulumi.com/docs/iac/concepts/options/ */
export interface ResourceOptions {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  readonly additionalSecretOutputs: readonly string[];
  readonly aliases: readonly string[];
  readonly importId?: string;
  readonly deletedWith?: string;
  readonly customTimeouts?: Readonly<Partial<Record<"create" | "update" | "delete" | "read", string>>>;
}

export const NO_OPTIONS: ResourceOptions = {
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  replaceOnChanges: [],
  additionalSecretOutputs: [],
  aliases: [],
};

/**
 * - `planned`: a preview, nothing was made
 * - `created`: the provider made it
 * - `read`: it was there already
 * - `registered`: a component, a provider or the stack: nothing to make
 * - `inert`: nobody here makes resources of this type; the program got its inputs back
 * - `pending`: not reached before the evaluation ended
 * - `failed`: refused or not made; see the evaluation's failures
 * - `deleted`: destroyed again
 */
export type RegistrationStatus = "pending" | "planned" | "created" | "read" | "registered" | "inert" | "failed" | "deleted";

/** One resource of the program, in the order in which the program registered them. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly kind: "stack" | "component" | "resource" | "provider";
  readonly status: RegistrationStatus;
  readonly parent?: string;
  /** As AWS knows it; empty in a preview and for components. */
  readonly id: string;
  /** `URN::ID` of the provider that made it. */
  readonly provider?: string;
  /** URNs it waits for: `dependsOn` and everything its inputs are made of. */
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** As checked by the provider, without markers. */
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Names of inputs that are or hold secrets: do not print them. */
  readonly secretInputs: readonly string[];
  readonly secretOutputs: readonly string[];
  /** Inputs that are kept but have no effect here. */
  readonly inertInputs: readonly string[];
  readonly options: ResourceOptions;
  readonly place?: Place;
}

/** What a listener is told while a program is evaluated. */
export type EvaluationEvent =
  | { readonly kind: "program"; readonly project: string; readonly stack: string; readonly file: string; readonly preview: boolean }
  | { readonly kind: "log"; readonly severity: "debug" | "info" | "warning" | "error"; readonly message: string; readonly urn?: string }
  /** A line that the program printed. */
  | { readonly kind: "output"; readonly stream: "stdout" | "stderr"; readonly line: string }
  | { readonly kind: "resource"; readonly status: RegistrationStatus | "creating" | "deleting"; readonly registration: Registration }
  | { readonly kind: "invoke"; readonly token: string }
  /** Nobody could be asked: a function's token, a type with an id, or a stack whose outputs are unknown. */
  | { readonly kind: "assumed"; readonly what: string };
