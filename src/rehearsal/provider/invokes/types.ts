import type { Properties } from "../../contract";
import type { Context } from "../context";

/** A function of the package `aws` (`aws.getRegion()` in a program): arguments in, result out, by the names of `@pulumi/aws`. */
export type Invoke = (args: Properties, context: Context) => Promise<Properties>;

/** Arguments and result by the types of `@pulumi/aws`. */
export function invoke<Args extends object, Result extends object>(
  run: (args: Args, context: Context) => Promise<Partial<Result>>,
): Invoke {
  return run as unknown as Invoke;
}

/** `[{name, values}]` as EC2 takes them, with tags added. */
export function filtersOf(args: {
  readonly filters?: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly tags?: Readonly<Record<string, string>>;
}): { Name: string; Values: string[] }[] {
  return [
    ...(args.filters ?? []).map(({ name, values }) => ({ Name: name, Values: [...values] })),
    ...Object.entries(args.tags ?? {}).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] })),
  ];
}

/** The one thing that was asked for. */
export function exactlyOne<T>(items: readonly T[] | undefined, what: string): T {
  const [first, second] = items ?? [];
  if (first === undefined) throw new Error(`no ${what} matches`);
  if (second !== undefined) throw new Error(`${items?.length} ${what}s match: be more specific`);
  return first;
}
