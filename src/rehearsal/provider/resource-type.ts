import type { Unwrap } from "@pulumi/pulumi";
import type { Properties, PropertyFailure } from "../contract";
import type { Context } from "./context";
import type { Naming } from "./naming";

/** Inputs or state of a resource as plain values, by the types of `@pulumi/aws`. */
export type Plainly<T> = Unwrap<T>;

type RequiredKeys<A> = { [K in keyof A]-?: object extends Pick<A, K> ? never : K }[keyof A];

/** How the inputs of a type behave. Every input that `@pulumi/aws` knows stands in one list; `region` is the framework's. */
export interface InputTable {
  readonly required: readonly string[];
  /** A change needs a new resource. */
  readonly replaces: readonly string[];
  /** A change is made in place. */
  readonly updates: readonly string[];
  /** Accepted and kept, without effect here. */
  readonly inert: readonly string[];
}

/**
 * The inputs of a type, checked by the compiler against `@pulumi/aws`: an unknown name, a missing one (`missing` in the error) or a wrong
 * list of required ones does not compile.
 */
export function inputsOf<A>() {
  return <const Q extends RequiredKeys<A>, const R extends keyof A, const U extends keyof A, const I extends keyof A = never>(
    lists: {
      readonly required: readonly Q[];
      readonly replaces: readonly R[];
      readonly updates: readonly U[];
      readonly inert?: readonly I[];
    } & ([Exclude<keyof A, R | U | I | "region">] extends [never]
      ? unknown
      : { readonly missing: Exclude<keyof A, R | U | I | "region"> }) &
      ([Exclude<RequiredKeys<A>, Q>] extends [never] ? unknown : { readonly notRequired: Exclude<RequiredKeys<A>, Q> }),
  ): InputTable => ({ inert: [], ...lists }) as unknown as InputTable;
}

export interface Change<A> {
  readonly news: Plainly<A>;
  readonly olds: Plainly<A>;
  /** Whether one of these inputs differs. */
  changed(...names: readonly (keyof A & string)[]): boolean;
}

/** What a resource type is: which inputs it has, and the API calls behind create, read, update and delete. */
export interface Definition<A, S> {
  /** `aws:ec2/vpc:Vpc` */
  readonly type: string;
  /** Other names of the same thing: `aws:alb/loadBalancer:LoadBalancer`. */
  readonly alsoCalled?: readonly string[];
  readonly inputs: InputTable;
  readonly naming?: Naming;
  /** Inputs that AWS's provider fills in. */
  readonly defaults?: Partial<Plainly<A>>;
  /** The old one must be deleted first: both cannot exist at once. */
  readonly deleteBeforeReplace?: boolean;
  /** What is wrong beyond missing and unknown names. Unknown values of a preview may be anywhere. */
  check?(inputs: Plainly<A>): readonly PropertyFailure[];
  /** Returns the id. */
  create(inputs: Plainly<A>, context: Context): Promise<string>;
  /** What AWS says about it, or `undefined` when it is gone (not-found errors count as gone). */
  read(id: string, context: Context, known: Partial<Plainly<S>>): Promise<Partial<Plainly<S>> | undefined>;
  /** Inputs with `updates` have changed. */
  update?(id: string, change: Change<A>, context: Context, known: Partial<Plainly<S>>): Promise<void>;
  delete(id: string, context: Context, known: Partial<Plainly<S>>): Promise<void>;
}

/** A definition without its types, as the provider calls it. */
export interface ResourceType
  extends Omit<Definition<Record<string, never>, Record<string, never>>, "defaults" | "check" | "create" | "read" | "update" | "delete"> {
  readonly defaults?: Properties;
  check?(inputs: Properties): readonly PropertyFailure[];
  create(inputs: Properties, context: Context): Promise<string>;
  read(id: string, context: Context, known: Properties): Promise<Properties | undefined>;
  update?(
    id: string,
    change: { news: Properties; olds: Properties; changed(...names: string[]): boolean },
    context: Context,
    known: Properties,
  ): Promise<void>;
  delete(id: string, context: Context, known: Properties): Promise<void>;
}

/** Declares a resource type. The values that arrive were checked against its table before. */
export function resource<A, S>(definition: Definition<A, S>): ResourceType {
  return definition as unknown as ResourceType;
}
